package channeltest_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/channeltest"
	"github.com/sauda-commerce/sauda/sdk/message"
)

const (
	toyHost      = "toy.example"
	toyToken     = "toy-token-5f2c"
	toySignature = "X-Toy-Signature"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// toy is the smallest adapter of a platform that is reached by HTTP.
type toy struct {
	secret    string
	transport http.RoundTripper
}

func (t *toy) Name() string { return "toy" }

func (t *toy) Capabilities() channel.Capabilities {
	return channel.Capabilities{Text: 200, Choices: 3, ChoiceLabel: 20}
}

func (t *toy) sign(body []byte) string {
	h := hmac.New(sha256.New, []byte(t.secret))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

func (t *toy) signed(body []byte) channel.Delivery {
	return channel.Delivery{Header: http.Header{toySignature: {t.sign(body)}}, Body: body, Received: noon}
}

func (t *toy) Parse(d channel.Delivery) ([]message.Event, *channel.Reply, error) {
	if d.Method == http.MethodGet && d.Query.Get("secret") == t.secret {
		return nil, &channel.Reply{Status: http.StatusOK, Body: []byte(d.Query.Get("challenge"))}, nil
	}
	if !hmac.Equal([]byte(d.Header.Get(toySignature)), []byte(t.sign(d.Body))) {
		return nil, nil, channel.ErrSignature
	}
	var in struct{ ID, From, Text string }
	if err := json.Unmarshal(d.Body, &in); err != nil || in.ID == "" || in.From == "" {
		return nil, nil, channel.ErrMalformed
	}
	from := message.Address{Channel: "toy", Account: "shop", ID: in.From}
	return []message.Event{{ID: in.ID, From: from, Kind: message.KindText, At: d.Received, Text: in.Text}}, nil, nil
}

func (t *toy) Send(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
	if to.Channel != t.Name() {
		return channel.Receipt{}, &channel.SendError{Class: channel.BadRequest, Code: "address"}
	}
	if err := channel.Fits(m.Outbound, t.Capabilities()); err != nil {
		return channel.Receipt{}, &channel.SendError{Class: channel.BadRequest, Err: err}
	}
	body, err := json.Marshal(map[string]any{"to": to.ID, "message": m})
	if err != nil {
		return channel.Receipt{}, &channel.SendError{Class: channel.BadRequest, Err: err}
	}
	return t.post(ctx, body)
}

func (t *toy) post(ctx context.Context, body []byte) (channel.Receipt, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+toyHost+"/send?token="+toyToken, bytes.NewReader(body))
	if err != nil {
		return channel.Receipt{}, &channel.SendError{Class: channel.Config}
	}
	answer, err := (&http.Client{Transport: t.transport}).Do(r)
	if err != nil { // the error holds the address, and that the token
		return channel.Receipt{}, &channel.SendError{Class: channel.Ambiguous, Err: errors.Unwrap(err)}
	}
	defer func() { _ = answer.Body.Close() }() // it was only read
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return channel.Receipt{}, &channel.SendError{Class: channel.Ambiguous}
	}
	if failed := classify(answer); failed != nil {
		return channel.Receipt{}, failed
	}
	return channel.Receipt{}, nil
}

func classify(r *http.Response) error {
	code := strconv.Itoa(r.StatusCode)
	switch {
	case r.StatusCode == http.StatusOK:
		return nil
	case r.StatusCode == http.StatusTooManyRequests:
		seconds, _ := strconv.Atoi(r.Header.Get("Retry-After")) // absent: 0
		return &channel.SendError{Class: channel.RetryAfter, Code: code, After: time.Duration(seconds) * time.Second}
	case r.StatusCode == http.StatusUnauthorized:
		return &channel.SendError{Class: channel.Auth, Code: code}
	case r.StatusCode == http.StatusGone:
		return &channel.SendError{Class: channel.Unreachable, Code: code}
	case r.StatusCode >= http.StatusInternalServerError:
		return &channel.SendError{Class: channel.Retry, Code: code}
	}
	return &channel.SendError{Class: channel.BadRequest, Code: code}
}

// signer is what a toy is below whatever is wrapped around it.
type signer interface {
	signed(body []byte) channel.Delivery
}

func challenge(secret string) channel.Delivery {
	return channel.Delivery{Method: http.MethodGet, Query: url.Values{"secret": {secret}, "challenge": {"42"}}}
}

// harness is the toy's, whose channels are changed by wrap.
func harness(wrap func(*toy) channel.Channel) channeltest.Harness {
	return channeltest.Harness{
		New: func(transport http.RoundTripper) (channel.Channel, error) {
			return wrap(&toy{"right", transport}), nil
		},
		Stranger: func() (channel.Channel, error) { return &toy{secret: "wrong"}, nil },
		Samples: func(ch channel.Channel) ([]channel.Delivery, error) {
			return []channel.Delivery{
				ch.(signer).signed([]byte(`{"id":"1","from":"ann","text":"hello"}`)),
				ch.(signer).signed([]byte(`{"id":"2","from":"ann","text":"hello"}`)),
			}, nil
		},
		Signed: func(ch channel.Channel, body []byte) (channel.Delivery, error) {
			return ch.(signer).signed(body), nil
		},
		Challenges:      []channeltest.Challenge{{Delivery: challenge("right"), Want: channel.Reply{Status: http.StatusOK, Body: []byte("42")}, Forged: challenge("wrong")}},
		SignatureHeader: toySignature,
		To:              []message.Address{{Channel: "toy", Account: "shop", ID: "ann"}, {Channel: "toy", Account: "shop", ID: "bob"}},
		Secrets:         []string{toyToken, "right"},
		HTTP: &channeltest.HTTP{
			Host:    toyHost,
			Accept:  func(r *http.Request) *http.Response { return channeltest.Respond(r, http.StatusOK, nil, "{}") },
			Answers: []channeltest.Answer{{Name: "blocked", Status: http.StatusGone, Want: channel.Unreachable}},
		},
	}
}
