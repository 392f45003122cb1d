package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/channeltest"
	"github.com/sauda-commerce/sauda/sdk/message"
)

const host = "api.pigeon.example"

func config() Config {
	return Config{BaseURL: "https://" + host, Number: shopNumber, Token: token, Secrets: []string{secret}, VerifyToken: verify}
}

// posted is a webhook as the platform signs it.
func posted(with string, body []byte) channel.Delivery {
	return channel.Delivery{
		Method: http.MethodPost, Header: http.Header{signatureHeader: {sign(with, body)}},
		Body: body, Received: time.Unix(1_800_000_000, 0),
	}
}

// webhook is one of every kind.
func webhooks() (all [][]byte, err error) {
	for i, in := range []incoming{
		{Type: "text", Text: "Tents 👋"},
		{Type: "text", Photos: []string{"https://pigeon.example/1.jpg"}},
		{Type: "stop"}, {Type: "unstop"}, {Type: "dance"},
		{Type: "status", Message: "out_1", Ref: "m1", State: "delivered"},
		{Type: "status", State: "evaporated"},
	} {
		in.ID, in.At, in.From, in.To = fmt.Sprintf("in_%d", i), 1_800_000_000, "+12025550143", shopNumber
		body, err := json.Marshal(in)
		if err != nil {
			return nil, err
		}
		all = append(all, body)
	}
	return all, nil
}

// stranger is another shop's number.
type stranger struct{ *Pigeon }

func secretOf(ch channel.Channel) string {
	if _, other := ch.(stranger); other {
		return "secret-of-another-shop"
	}
	return secret
}

func challenge(shown string) channel.Delivery {
	return channel.Delivery{Method: http.MethodGet, Query: url.Values{"token": {shown}, "challenge": {"c-42"}}}
}

// All that package channel promises Sauda.
func TestConformance(t *testing.T) {
	t.Parallel()
	channeltest.Run(t, channeltest.Harness{
		New: func(transport http.RoundTripper) (channel.Channel, error) {
			c := config()
			c.HTTPClient = &http.Client{Transport: transport}
			return NewPigeon(c)
		},
		Stranger: func() (channel.Channel, error) {
			ch, err := NewPigeon(config())
			return stranger{ch}, err
		},
		Samples: func(ch channel.Channel) (all []channel.Delivery, err error) {
			bodies, err := webhooks()
			for _, body := range bodies {
				all = append(all, posted(secretOf(ch), body))
			}
			return all, err
		},
		Signed: func(ch channel.Channel, body []byte) (channel.Delivery, error) {
			return posted(secretOf(ch), body), nil
		},
		Challenges: []channeltest.Challenge{{
			Delivery: challenge(verify), Forged: challenge("guess"),
			Want: channel.Reply{Status: http.StatusOK, ContentType: "text/plain", Body: []byte("c-42")},
		}},
		SignatureHeader: signatureHeader,
		To: []message.Address{
			{Channel: "pigeon", Account: shopNumber, ID: "+12025550143"}, {Channel: "pigeon", Account: shopNumber, ID: "+12025550144"},
		},
		Secrets: []string{token, secret, verify},
		HTTP: &channeltest.HTTP{
			Host: host,
			Accept: func(r *http.Request) *http.Response {
				return channeltest.Respond(r, http.StatusOK, nil, `{"id":"out_1"}`)
			},
			Answers: []channeltest.Answer{
				{Name: "no such number", Status: 400, Body: `{"code":"no_such_number"}`, Want: channel.Unreachable},
				{Name: "stopped", Status: 403, Body: `{"code":"stopped"}`, Want: channel.OptedOut},
				{Name: "no credit", Status: 402, Body: `{"code":"no_credit"}`, Want: channel.Config},
				{Name: "our mistake", Status: 400, Body: `{"code":"too_long"}`, Want: channel.BadRequest},
				{Name: "another service", Status: 404, Body: "<html>", Want: channel.Config},
				{Name: "led elsewhere", Status: 302, Header: http.Header{"Location": {"https://elsewhere.example/"}}, Want: channel.Config},
				{Name: "taken, without an id", Status: 200, Body: "<html>", Want: channel.Retry},
				{Name: "throttled for ever", Status: 429, Header: http.Header{"Retry-After": {"9999999"}}, Want: channel.RetryAfter, After: 24 * time.Hour},
				{Name: "throttled, for nonsense", Status: 429, Header: http.Header{"Retry-After": {"soon"}}, Want: channel.RetryAfter},
			},
		},
	})
}
