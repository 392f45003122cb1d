package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// platform is parcel, served over the network to the nodes.
type platform struct {
	*simulator.Parcel
	url string
}

// Secrets of the crash test's shop.
const (
	shopSecret   = "crash-crash-crash-crash-crash-crash"
	parcelSecret = "parcel-secret-parcel-secret-parcel-secret"
	parcelToken  = "parcel-token-parcel-token"
)

// newPlatform starts a platform that delivers to the fleet: a tenth of what
// shoppers say comes twice, a tenth comes late, and most statuses are lost.
func newPlatform(t *testing.T, shop func() http.RoundTripper, seed uint64) *platform {
	t.Helper()
	balancer := transportFunc(func(r *http.Request) (*http.Response, error) { return shop().RoundTrip(r) })
	p := &platform{Parcel: simulator.NewParcel(simulator.ParcelConfig{
		Account: "shop", Token: parcelToken, Secret: parcelSecret, WebhookURL: "http://" + shopHost + "/channels/parcel",
		HTTPClient: &http.Client{Transport: balancer, Timeout: 5 * time.Second}, Backoff: 50 * time.Millisecond, Seed: seed,
	})}
	p.SetFaults(
		simulator.Fault{Kind: simulator.FaultRepeat, Chance: 0.1, Wait: 200 * time.Millisecond},
		simulator.Fault{Kind: simulator.FaultLate, Chance: 0.1, Wait: 50 * time.Millisecond},
		simulator.Fault{Kind: simulator.FaultLoseStatus, Chance: 0.7}, // they would tell what became of a send that was cut off
		simulator.Fault{Kind: simulator.FaultRepeatStatus, Chance: 0.1, Wait: 100 * time.Millisecond},
		simulator.Fault{Kind: simulator.FaultLateStatus, Chance: 0.1, Wait: 100 * time.Millisecond},
	)
	server := httptest.NewServer(p)
	t.Cleanup(func() {
		p.Close()
		server.CloseClientConnections()
		server.Close()
	})
	p.url = server.URL
	return p
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// parcelPhone is a shopper's phone with parcel on it.
type parcelPhone struct {
	*platform
	shopper string
}

func (p *parcelPhone) say(ctx context.Context, text string) (asked, acked time.Time, err error) {
	asked = time.Now()
	id := p.Says(p.shopper, text)
	for {
		if at := p.Event(id).Acked; !at.IsZero() {
			return asked, at, nil
		}
		if err := pause(ctx, 2*time.Millisecond); err != nil {
			return asked, acked, fmt.Errorf("after %d deliveries: %w", p.Event(id).Tries, err)
		}
	}
}

func (p *parcelPhone) await(ctx context.Context, answers int) error {
	return p.Await(ctx, p.shopper, func(all []simulator.Received) bool {
		have, _ := record{got: gotFrom(all)}.distinct()
		return len(have) >= answers
	})
}

func (p *parcelPhone) received(context.Context) ([]got, error) {
	return gotFrom(p.Received(p.shopper)), nil
}

func gotFrom(all []simulator.Received) (out []got) {
	for _, r := range all {
		if r.Edit {
			continue
		}
		g := got{id: r.Reference, text: r.Text, at: r.At}
		if r.Link != nil {
			g.link = r.Link.URL
		}
		out = append(out, g)
	}
	return out
}
