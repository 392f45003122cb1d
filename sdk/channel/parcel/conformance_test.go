package parcel_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/channeltest"
	"github.com/sauda-commerce/sauda/sdk/channel/parcel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

const (
	token  = "token-that-nobody-may-see"
	secret = "secret-that-nobody-may-see"
	host   = "parcel.example"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func config() parcel.Config {
	return parcel.Config{
		Account: "shop", BaseURL: "https://" + host, Token: token, Secrets: []string{secret}, SiteURL: "https://shop.example/chat",
		Now: func() time.Time { return noon },
	}
}

func open(t testing.TB, change func(*parcel.Config)) *parcel.Channel {
	t.Helper()
	c := config()
	if change != nil {
		change(&c)
	}
	ch, err := parcel.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return ch
}

// posted is a webhook as the platform signs it.
func posted(key string, at time.Time, body []byte) channel.Delivery {
	return channel.Delivery{
		Method: http.MethodPost, Received: noon, Body: body,
		Header: http.Header{parcel.SignatureHeader: {parcel.Sign(key, at, body)}},
	}
}

// webhook holds events, of ann's, given as the fields besides id and from.
func webhook(fields ...string) []byte {
	body := ""
	for i, f := range fields {
		body += fmt.Sprintf(`,{"id":"e%d","at":1795521600000,"from":{"id":"ann","name":"Ann","locale":"en"},%s}`, i, f)
	}
	return []byte(`{"account":"shop","events":[` + body[1:] + `]}`)
}

// secretOf is what the channel's webhooks are signed with.
func secretOf(ch channel.Channel) string {
	if _, other := ch.(stranger); other {
		return "a stranger's"
	}
	return secret
}

type stranger struct{ *parcel.Channel }

var answers = []channeltest.Answer{
	{Name: "blocked", Status: 403, Body: `{"error":{"code":"blocked"}}`, Want: channel.Unreachable},
	{Name: "opted out", Status: 403, Body: `{"error":{"code":"opted_out"}}`, Want: channel.OptedOut},
	{Name: "unpaid", Status: 402, Body: `{"error":{"code":"unpaid"}}`, Want: channel.Config},
	{Name: "a rule is broken", Status: 400, Body: `{"error":{"code":"too_long"}}`, Want: channel.BadRequest},
	{Name: "too large", Status: 413, Want: channel.BadRequest},
	{Name: "another service", Status: 404, Body: "<html>", Want: channel.Config},
	{Name: "led elsewhere", Status: 302, Header: http.Header{"Location": {"https://elsewhere.example/"}}, Want: channel.Config},
	{Name: "a proxy gave up", Status: 504, Body: "<html>", Want: channel.Ambiguous},
	{Name: "a proxy lost it", Status: 502, Want: channel.Ambiguous},
	{Name: "down", Status: 503, Body: `{"error":{"code":"unavailable"}}`, Want: channel.Retry},
	{Name: "taken without an id", Status: 200, Body: "<html>", Want: channel.Ambiguous},
	{Name: "accepted for later", Status: 202, Body: `{"message_id":"x"}`, Want: channel.Ambiguous},
	{Name: "throttled without a time", Status: 429, Want: channel.RetryAfter},
	{Name: "throttled for ever", Status: 429, Header: http.Header{"Retry-After": {"99999999999"}}, Want: channel.RetryAfter, After: 24 * time.Hour},
	{Name: "throttled until a date", Status: 429, Header: http.Header{"Retry-After": {"Tue, 24 Nov 2026 12:01:00 GMT"}}, Want: channel.RetryAfter, After: time.Minute},
	{Name: "throttled until yesterday", Status: 429, Header: http.Header{"Retry-After": {"Mon, 23 Nov 2026 12:01:00 GMT"}}, Want: channel.RetryAfter},
}

func TestConformance(t *testing.T) {
	t.Parallel()
	channeltest.Run(t, channeltest.Harness{
		New: func(transport http.RoundTripper) (channel.Channel, error) {
			c := config()
			c.HTTPClient = &http.Client{Transport: transport}
			return parcel.New(c)
		},
		Stranger: func() (channel.Channel, error) {
			ch, err := parcel.New(config())
			return stranger{ch}, err
		},
		Samples: func(ch channel.Channel) ([]channel.Delivery, error) {
			return []channel.Delivery{posted(secretOf(ch), noon, webhook(
				`"type":"start","referral":"ad-7"`,
				`"type":"message","text":"Tents 👋","message_id":"m1"`,
				`"type":"edit","text":"Tents, please","edits":"e1"`,
				`"type":"tap","text":"Add to cart","payload":"abc"`,
				`"type":"message","media":[{"type":"image","url":"https://parcel.example/1"}]`,
				`"type":"status","message_id":"pm1","reference":"r1","state":"delivered"`,
				`"type":"opt_out"`, `"type":"opt_in"`, `"type":"dance"`,
			))}, nil
		},
		Signed: func(ch channel.Channel, body []byte) (channel.Delivery, error) {
			return posted(secretOf(ch), noon, body), nil
		},
		SignatureHeader: parcel.SignatureHeader,
		To:              []message.Address{{Channel: "parcel", Account: "shop", ID: "ann"}, {Channel: "parcel", Account: "shop", ID: "bob"}},
		Secrets:         []string{token, secret},
		HTTP: &channeltest.HTTP{
			Host: host,
			Accept: func(r *http.Request) *http.Response {
				return channeltest.Respond(r, http.StatusOK, nil, `{"message_id":"pm1"}`)
			},
			Answers: answers,
		},
	})
}
