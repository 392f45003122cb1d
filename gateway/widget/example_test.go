package widget_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"

	"github.com/sauda-commerce/sauda/gateway/widget"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// greeter is a shop that says one thing to everybody.
type greeter struct{ texts *locale.Texts }

func (greeter) Receive(context.Context, string, channel.Delivery) (*channel.Reply, error) {
	return nil, nil
}

func (greeter) Transcript(_ context.Context, id string, after int64, _ int) ([]conversation.Message, error) {
	if after > 0 {
		return nil, nil
	}
	return []conversation.Message{{ID: "m1", Conversation: id, Seq: 1, From: conversation.Shop, Body: message.Outbound{Text: "Hello."}}}, nil
}

func (greeter) Customer(context.Context, string) (string, error) { return "", nil }

func (greeter) Typing(string) bool                      { return false }
func (g greeter) Printer(lang ...string) locale.Printer { return g.texts.Printer(lang...) }
func (greeter) Profile() sdk.Profile                    { return sdk.Profile{Name: "Alem"} }

func ExampleHandler_List() {
	chat, err := webchat.New(webchat.Config{}).WithSecrets([]byte(strings.Repeat("k", 32)))
	if err != nil {
		fmt.Println(err)
		return
	}
	texts, err := locale.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	web := chat.(*webchat.Channel)
	h, err := widget.New(widget.Config{Shop: greeter{texts}, Channel: web})
	if err != nil {
		fmt.Println(err)
		return
	}
	session, _, err := web.Open(webchat.SessionRequest{})
	if err != nil {
		fmt.Println(err)
		return
	}
	r := httptest.NewRequest("GET", "/webchat/messages?after=0", nil)
	r.Header.Set("Authorization", "Bearer "+session.Token)
	w := httptest.NewRecorder()
	h.List(w, r)
	fmt.Print(w.Body)
	// Output: {"messages":[{"seq":1,"id":"m1","from":"shop","at":"0001-01-01T00:00:00Z","text":"Hello.","cards":[],"choices":[],"media":[]}],"typing":false}
}
