package console_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/channeltest"
	"github.com/sauda-commerce/sauda/sdk/channel/console"
	"github.com/sauda-commerce/sauda/sdk/message"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	fresh := func() (channel.Channel, error) {
		c := console.New(console.Config{In: strings.NewReader("tents\n1\n")})
		_, err := c.Send(t.Context(), c.Address(), offer())
		return c, err
	}
	channeltest.Run(t, channeltest.Harness{
		New:      func(http.RoundTripper) (channel.Channel, error) { return fresh() },
		Stranger: fresh, // each has a key of its own
		Samples: func(ch channel.Channel) (all []channel.Delivery, err error) {
			err = ch.(*console.Channel).Poll(t.Context(), func(_ context.Context, d channel.Delivery) error {
				all = append(all, d)
				return nil
			})
			return all, err
		},
		Signed: func(ch channel.Channel, body []byte) (channel.Delivery, error) {
			return console.Signed(ch.(*console.Channel), body), nil
		},
		SignatureHeader: "X-Console-Signature",
		To:              []message.Address{console.New(console.Config{}).Address()},
	})
}
