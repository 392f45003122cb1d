package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// outgoing is a message in the platform's words.
type outgoing struct {
	Ref  string `json:"ref"` // ours: the platform takes one once, and gives it back with the status
	From string `json:"from"`
	To   string `json:"to"`
	Text string `json:"text"`
}

// Send makes one request. All a message can show is in its text by now, since
// package channel has fitted it to the Capabilities; what was not is refused
// rather than lost.
func (p *Pigeon) Send(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
	if to.Channel != p.Name() || to.Account != p.cfg.Number || !number.MatchString(to.ID) {
		return channel.Receipt{}, &channel.SendError{Class: channel.BadRequest, Code: "address"}
	}
	if err := channel.Fits(m.Outbound, p.Capabilities()); err != nil {
		return channel.Receipt{}, &channel.SendError{Class: channel.BadRequest, Err: err}
	}
	body, err := json.Marshal(outgoing{Ref: m.ID, From: p.cfg.Number, To: to.ID, Text: m.Text})
	if err != nil {
		return channel.Receipt{}, &channel.SendError{Class: channel.BadRequest, Err: err}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.cfg.BaseURL+"/v1/send", bytes.NewReader(body))
	if err != nil {
		return channel.Receipt{}, &channel.SendError{Class: channel.Config, Code: "address"}
	}
	r.Header.Set("Authorization", "Bearer "+p.cfg.Token)
	r.Header.Set("Content-Type", "application/json")
	res, err := p.cfg.HTTPClient.Do(r)
	if err != nil {
		return channel.Receipt{}, lost(err)
	}
	defer func() { _ = res.Body.Close() }() // it was only read
	return read(res)
}

// maxAnswer is how much of an answer is read: the platform's are a line.
const maxAnswer = 64 << 10

func read(res *http.Response) (channel.Receipt, error) {
	text, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if res.StatusCode != http.StatusOK {
		return channel.Receipt{}, refusal(res, text)
	}
	var taken struct {
		ID string `json:"id"`
	}
	if err != nil || json.Unmarshal(text, &taken) != nil || !word.MatchString(taken.ID) {
		return channel.Receipt{}, lost(err)
	}
	return channel.Receipt{MessageID: taken.ID}, nil
}

// lost is a request of which nobody knows what became. The platform takes a ref
// once, so it may be repeated: channel.Retry. On a platform that does not know
// messages again it would be channel.Ambiguous, and never sent twice on a guess
// where that matters.
func lost(err error) *channel.SendError {
	if named, ok := errors.AsType[*url.Error](err); ok {
		err = named.Err // without the address
	}
	return &channel.SendError{Class: channel.Retry, Code: "connection", Err: err}
}

// refusal classifies an answer by the platform's own code, else by its status.
// What to do about it is Sauda's to decide.
func refusal(res *http.Response, text []byte) *channel.SendError {
	var answer struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal(text, &answer) // a proxy's answer has none
	failed := &channel.SendError{Code: strconv.Itoa(res.StatusCode)}
	classes := map[string]channel.Class{
		"no_such_number": channel.Unreachable, "blocked": channel.Unreachable,
		"stopped": channel.OptedOut, "no_credit": channel.Config,
	}
	if class, known := classes[answer.Code]; known {
		failed.Class, failed.Code = class, answer.Code
		if class == channel.OptedOut {
			failed.Scope = "all"
		}
		return failed
	}
	switch status := res.StatusCode; {
	case status == http.StatusTooManyRequests:
		failed.Class, failed.After = channel.RetryAfter, after(res.Header.Get("Retry-After"))
	case status == http.StatusUnauthorized:
		failed.Class = channel.Auth
	case status >= 500:
		failed.Class = channel.Retry
	case status == http.StatusForbidden || status == http.StatusNotFound || status/100 == 3:
		failed.Class = channel.Config // another service answers, or the address is wrong
	default:
		failed.Class = channel.BadRequest // our mistake, which does not get better
	}
	return failed
}

// after is how long to wait: whole seconds, a day at most.
func after(header string) time.Duration {
	seconds, err := strconv.Atoi(header)
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(min(seconds, 24*60*60)) * time.Second
}
