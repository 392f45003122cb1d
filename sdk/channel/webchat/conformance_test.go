package webchat_test

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/channeltest"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/message"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	keyedBy := func(secret string) (channel.Channel, error) {
		return webchat.New(webchat.Config{Now: at(noon), IdentitySecret: identity}).WithSecrets(bytes.Repeat([]byte(secret), 32))
	}
	signed := func(ch channel.Channel, bodies ...[]byte) ([]channel.Delivery, error) {
		s, start, err := ch.(*webchat.Channel).Open(webchat.SessionRequest{Locale: "en"})
		all := []channel.Delivery{start}
		for _, b := range bodies {
			all = append(all, post(s.Token, string(b)))
		}
		return all, err
	}
	channeltest.Run(t, channeltest.Harness{
		New:      func(http.RoundTripper) (channel.Channel, error) { return keyedBy("s") },
		Stranger: func() (channel.Channel, error) { return keyedBy("x") },
		Samples: func(ch channel.Channel) ([]channel.Delivery, error) {
			return signed(ch,
				[]byte(`{"id":"0193f0a0-7c1e-7000-8000-000000000001","text":"hello"}`),
				[]byte(`{"id":"0193f0a0-7c1e-7000-8000-000000000002","choice":"abc"}`))
		},
		Signed: func(ch channel.Channel, body []byte) (channel.Delivery, error) {
			all, err := signed(ch, body)
			return all[len(all)-1], err
		},
		SignatureHeader: "Authorization",
		BodyUnsigned:    true, // by the session's token alone
		To:              []message.Address{{Channel: "webchat", Account: "webchat", ID: "a"}, {Channel: "webchat", Account: "webchat", ID: "b"}},
		Secrets:         []string{string(identity), "ssssssss"},
	})
}
