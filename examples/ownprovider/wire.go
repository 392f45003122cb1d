package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// What the bank says and hears, in its words. Amounts are texts in major units
// with all decimals of the currency: "12.50" USD, "500" KRW.
type (
	opening struct {
		Order    string    `json:"order"`
		Amount   string    `json:"amount"`
		Currency string    `json:"currency"`
		Title    string    `json:"title,omitempty"`
		Language string    `json:"language,omitempty"`
		Return   string    `json:"return_url,omitempty"`
		Expires  time.Time `json:"expires,omitzero"`
	}
	checkout struct {
		ID       string    `json:"id"`
		Key      string    `json:"key"`
		Order    string    `json:"order"`
		Amount   string    `json:"amount"`
		Refunded string    `json:"refunded,omitempty"` // in all
		Currency string    `json:"currency"`
		State    string    `json:"state"`
		Decline  string    `json:"decline,omitempty"`
		Page     string    `json:"page"`
		Expires  time.Time `json:"expires,omitzero"`
		Changed  time.Time `json:"changed"`
	}
	refund struct {
		Amount   string `json:"amount"`
		Currency string `json:"currency"`
		Reason   string `json:"reason,omitempty"`
		State    string `json:"state,omitempty"`
	}
	event struct {
		ID       string   `json:"id"`
		Type     string   `json:"type"`
		Checkout checkout `json:"checkout"` // as it was then
	}
)

// states are the bank's, in Sauda's words.
func state(s string) (payments.State, bool) {
	known, ok := map[string]payments.State{
		"open": payments.StatePending, "clearing": payments.StateProcessing, "closed": payments.StateCancelled,
		"expired": payments.StateExpired, "declined": payments.StateFailed, "paid": payments.StateSucceeded,
	}[s]
	return known, ok
}

// decline is why a payment failed, as far as a shopper may know: the bank has
// more words for it than we repeat.
func decline(code string) string {
	known := map[string]string{
		"no_funds": payments.DeclineFunds, "bad_card": payments.DeclineCard, "expired_card": payments.DeclineCard,
		"not_confirmed": payments.DeclineAuthentication, "over_limit": payments.DeclineLimit, "our_fault": payments.DeclineTechnical,
	}
	return cmp.Or(known[code], payments.DeclineOther)
}

// payment is what the bank says about a checkout, believed in nothing that it
// does not say well.
func (c checkout) payment() (payments.Payment, error) {
	is, known := state(c.State)
	amount, err := money.ParseMajor(c.Amount, c.Currency)
	back, errBack := money.Amount{}, error(nil)
	if c.Refunded != "" {
		back, errBack = money.ParseMajor(c.Refunded, c.Currency)
	}
	if err := errors.Join(err, errBack); err != nil || !known || c.ID == "" || amount.Minor <= 0 || back.Minor < 0 {
		return payments.Payment{}, fmt.Errorf("%w: a checkout in state %q", payments.ErrMalformed, is)
	}
	p := payments.Payment{Ref: c.ID, Order: c.Order, Key: c.Key, State: is, Amount: amount, Refunded: back, At: c.Changed}
	if is == payments.StateFailed {
		p.Code = decline(c.Decline)
	}
	return p, nil
}

// maxAnswer is how much of an answer is read: the bank's are a line.
const maxAnswer = 64 << 10

// call makes one request. Every error is a *payments.Error that holds neither
// the token nor what was sent.
func (b *Bank) call(ctx context.Context, op, method, path, key string, ask, answer any) error {
	var body []byte
	if ask != nil {
		var err error
		if body, err = json.Marshal(ask); err != nil {
			return refused(op, err)
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, b.cfg.BaseURL+path, bytes.NewReader(body))
	if err != nil {
		return refused(op, err)
	}
	r.Header.Set("Authorization", "Bearer "+b.cfg.Token)
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	res, err := b.cfg.HTTPClient.Do(r)
	if err != nil {
		return lost(ctx, op, err)
	}
	defer func() { _ = res.Body.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return lost(ctx, op, err)
	}
	if res.StatusCode/100 != 2 {
		return no(op, res.StatusCode, text)
	}
	if err := json.Unmarshal(text, answer); err != nil { // a proxy's page: whether it was done, the next call tells
		return &payments.Error{Provider: "hillbank", Op: op, Code: payments.CodeUnavailable, Retry: true}
	}
	return nil
}

// refused is an error of a call that would never succeed.
func refused(op string, err error) *payments.Error {
	return &payments.Error{Provider: "hillbank", Op: op, Err: err}
}

// lost is a request without an answer: it may have had its effect, and the same
// call again finds out, because keys are known again.
func lost(ctx context.Context, op string, err error) *payments.Error {
	failed := &payments.Error{Provider: "hillbank", Op: op, Code: payments.CodeUnavailable, Retry: true, Err: err}
	if named, ok := errors.AsType[*url.Error](err); ok {
		failed.Err = named.Err // without the address
		if named.Timeout() {
			failed.Code = payments.CodeTimeout
		}
	}
	if over := ctx.Err(); over != nil {
		failed.Code, failed.Err = payments.CodeTimeout, over
	}
	return failed
}

// no is the bank's refusal.
func no(op string, status int, text []byte) *payments.Error {
	var answer struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal(text, &answer) // a proxy's answer has none
	failed := &payments.Error{Provider: "hillbank", Op: op, Code: cmp.Or(word(answer.Code), fmt.Sprint(status))}
	switch {
	case status >= 500:
		failed.Code, failed.Retry = payments.CodeUnavailable, true
	case status == http.StatusTooManyRequests:
		failed.Code, failed.Retry = payments.CodeLimited, true
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		failed.Code = payments.CodeAuth
	case status == http.StatusNotFound:
		failed.Err = payments.ErrNotFound
	case status == http.StatusConflict:
		failed.Err = payments.ErrConflict
	}
	return failed
}

// word is a code of the bank's if it is one: what is not may repeat anything.
func word(s string) string {
	for _, r := range s {
		if (r < 'a' || r > 'z') && r != '_' {
			return ""
		}
	}
	return s[:min(len(s), 40)]
}
