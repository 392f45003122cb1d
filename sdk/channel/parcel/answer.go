package parcel

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
)

// maxAnswer is how much of an answer is read: the platform's are a line.
const maxAnswer = 64 << 10

// post makes one request and returns the platform's id of the message, if it
// tells one. Its errors are a *channel.SendError.
func (c *Channel) post(ctx context.Context, path string, body any) (string, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return "", &channel.SendError{Class: channel.BadRequest, Err: err}
	}
	wire := &wire{}
	r, err := http.NewRequestWithContext(wire.watch(ctx), http.MethodPost, c.cfg.BaseURL+path, bytes.NewReader(raw))
	if err != nil {
		return "", &channel.SendError{Class: channel.Config, Code: "address"}
	}
	r.Header.Set("Authorization", "Bearer "+c.cfg.Token)
	r.Header.Set("Content-Type", "application/json")
	answer, err := c.http.Do(r)
	if err != nil {
		return "", lost(err, wire)
	}
	defer func() { _ = answer.Body.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusNoContent {
		return "", c.refusal(answer, text)
	}
	if err != nil {
		return "", &channel.SendError{Class: channel.Ambiguous, Code: "answer", Err: err}
	}
	var taken struct {
		MessageID string `json:"message_id"`
	}
	_ = json.Unmarshal(text, &taken) // without an id it is for the caller to judge
	return taken.MessageID, nil
}

// wire knows whether a request got as far as a connection. Transports other
// than Go's own do not tell, and then it may have.
type wire struct{ asked, got atomic.Bool }

func (w *wire) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { w.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { w.got.Store(true) },
	})
}

// lost classifies a request without an answer: it was never written, or nobody
// knows. The cause is kept without the address that url.Error writes down.
func lost(err error, w *wire) *channel.SendError {
	var named *url.Error
	if errors.As(err, &named) {
		err = named.Err
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" || w.asked.Load() && !w.got.Load() {
		return &channel.SendError{Class: channel.Retry, Code: "connection", Err: err}
	}
	return &channel.SendError{Class: channel.Ambiguous, Code: "connection", Err: err}
}

// classes of the platform's own codes.
var classes = map[string]channel.Class{
	"blocked":     channel.Unreachable,
	"no_shopper":  channel.Unreachable,
	"opted_out":   channel.OptedOut,
	"unpaid":      channel.Config,
	"bad_token":   channel.Auth,
	"too_many":    channel.RetryAfter,
	"unavailable": channel.Retry,
}

// refusal classifies an answer by the platform's code, else by its status. A
// code that is not known is not repeated: it may be anything.
func (c *Channel) refusal(r *http.Response, text []byte) *channel.SendError {
	var body struct {
		Error struct {
			Code  string `json:"code"`
			Scope string `json:"scope"` // of throttling: "address", or the account
		} `json:"error"`
	}
	_ = json.Unmarshal(text, &body) // a proxy's answer has no code
	failed := &channel.SendError{Class: byStatus(r.StatusCode), Code: strconv.Itoa(r.StatusCode)}
	if class, known := classes[body.Error.Code]; known {
		failed.Class, failed.Code = class, body.Error.Code
	}
	switch failed.Class {
	case channel.RetryAfter:
		failed.After = c.retryAfter(r.Header.Get("Retry-After"))
		if body.Error.Scope == "address" {
			failed.Scope = "address"
		}
	case channel.OptedOut:
		failed.Scope = "all"
	}
	return failed
}

func byStatus(status int) channel.Class {
	switch status {
	case http.StatusUnauthorized:
		return channel.Auth
	case http.StatusTooManyRequests:
		return channel.RetryAfter
	case http.StatusBadGateway, http.StatusGatewayTimeout, http.StatusRequestTimeout:
		return channel.Ambiguous // somebody in between lost the answer
	case http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed:
		return channel.Config
	}
	switch status / 100 {
	case 5:
		return channel.Retry
	case 3:
		return channel.Config
	case 2:
		return channel.Ambiguous // not the answer to what was asked
	}
	return channel.BadRequest
}

// retryAfter reads how long to wait, in seconds or as a date, at most a day.
func (c *Channel) retryAfter(header string) time.Duration {
	const longest = 24 * time.Hour
	if seconds, err := strconv.Atoi(header); err == nil || errors.Is(err, strconv.ErrRange) { // then it is the longest there is
		return min(max(0, time.Duration(min(seconds, 24*60*60))*time.Second), longest)
	}
	if at, err := http.ParseTime(header); err == nil {
		return min(max(0, at.Sub(c.cfg.Now())), longest)
	}
	return 0
}
