package sdk_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/console"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// broken is a channel whose adapter has a mistake.
type broken struct{ *console.Channel }

func (broken) Parse(channel.Delivery) ([]message.Event, *channel.Reply, error) { panic("index") }

func (broken) Poll(context.Context, func(context.Context, channel.Delivery) error) error {
	panic("index")
}

// unreadable is a provider whose adapter has one.
type unreadable struct{ payments.Provider }

func (unreadable) ParseEvents(context.Context, payments.Delivery) ([]payments.Event, error) {
	panic("index")
}

// A mistake in an adapter is an error, not the end of the host's process.
func TestAdaptersThatPanic(t *testing.T) {
	t.Parallel()
	shop, err := sdk.New(sdk.Config{
		Store: openStore(t), Catalog: catalog.New(demo.Source()),
		Channels: []channel.Channel{broken{console.New(console.Config{})}},
		Payments: []payments.Provider{unreadable{openSandbox(t, sandbox.Config{})}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := shop.Receive(t.Context(), "console", channel.Delivery{}); err == nil || !strings.Contains(err.Error(), "channel console: panic") {
		t.Errorf("Receive: %v", err)
	}
	if err := shop.ReceivePayment(t.Context(), "sandbox", payments.Delivery{}); err == nil || !strings.Contains(err.Error(), "provider sandbox: panic") {
		t.Errorf("ReceivePayment: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := shop.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Run: %v", err)
	}
}
