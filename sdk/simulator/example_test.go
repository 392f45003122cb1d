package simulator_test

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/parcel"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// parrot is a shop that says what it hears.
type parrot struct{ ch channel.Channel }

func (p *parrot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	events, _, err := p.ch.Parse(channel.Delivery{Method: r.Method, Header: r.Header, Body: body})
	if err != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	for _, e := range events {
		if e.Kind != message.KindText {
			continue
		}
		reply := channel.Message{ID: "re:" + e.ID, Outbound: message.Outbound{Text: e.Text + "!"}}
		if _, err := p.ch.Send(r.Context(), e.From, reply); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable) // the platform will come again
			return
		}
	}
}

// A shop is tried on a platform that loses the answer to the first message.
// The shop cannot know that it arrived, and says it twice.
func Example() {
	shop := &parrot{}
	p := simulator.NewParcel(simulator.ParcelConfig{Token: "token", Secret: "secret", Handler: shop})
	defer p.Close()
	var err error
	shop.ch, err = parcel.New(parcel.Config{
		Account: "shop", BaseURL: "http://parcel.example", Token: "token", Secrets: []string{"secret"},
		HTTPClient: &http.Client{Transport: p},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	p.SetFaults(simulator.Fault{Kind: simulator.FaultLose, Shopper: "ann", Count: 1})
	p.Says("ann", "hello")
	err = p.Await(context.Background(), "ann", func(got []simulator.Received) bool { return len(got) == 2 })
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range p.Received("ann") {
		fmt.Printf("%s %s answers %s, answer lost: %v\n", m.ID, m.Text, m.Reference, m.Lost)
	}
	// Output:
	// pm-ann-1 hello! answers re:ev-ann-1, answer lost: true
	// pm-ann-2 hello! answers re:ev-ann-1, answer lost: false
}
