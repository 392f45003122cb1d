package paypal

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
	"regexp"
	"strconv"

	"github.com/sauda-commerce/sauda/payments"
)

// maxAnswer is how much of an answer is read: an order of many items, or a page
// of events.
const maxAnswer = 4 << 20

// call makes one request as the app and reads the answer, unless that is nil.
// Every error is a *payments.Error that holds neither a secret nor what was sent.
func (p *Provider) call(ctx context.Context, op, method, path, key string, ask, answer any) (status int, err error) {
	var body []byte
	if ask != nil {
		if body, err = json.Marshal(ask); err != nil {
			return 0, failed(op, err)
		}
	}
	for again := false; ; again = true {
		bearer, err := p.bearer(ctx, op)
		if err != nil {
			return 0, err
		}
		status, text, err := p.send(ctx, op, p.request(method, path, key, bearer, body))
		switch {
		case err != nil:
			return 0, err
		case status == http.StatusUnauthorized && !again: // revoked, or the clocks do not agree
			p.token.drop(bearer)
			continue
		case status/100 != 2:
			return status, no(op, status, text)
		case answer == nil:
			return status, nil
		}
		if err := json.Unmarshal(text, answer); err != nil { // a proxy's page: whether it was done, the next call tells
			return status, &payments.Error{Provider: "paypal", Op: op, Code: payments.CodeUnavailable, Retry: true}
		}
		return status, nil
	}
}

// request returns what makes a request of the app's.
func (p *Provider) request(method, path, key, bearer string, body []byte) func(context.Context) (*http.Request, error) {
	return func(ctx context.Context) (*http.Request, error) {
		r, err := http.NewRequestWithContext(ctx, method, p.cfg.BaseURL+path, bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		r.Header.Set("Authorization", "Bearer "+bearer)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Prefer", "return=representation")
		if key != "" {
			r.Header.Set("PayPal-Request-Id", key)
		}
		return r, nil
	}
}

// send makes a request and reads the answer, whatever its status.
func (p *Provider) send(ctx context.Context, op string, build func(context.Context) (*http.Request, error)) (int, []byte, error) {
	r, err := build(ctx)
	if err != nil {
		return 0, nil, failed(op, errors.New("the request cannot be made"))
	}
	res, err := p.cfg.HTTPClient.Do(r)
	if err != nil {
		return 0, nil, lost(ctx, op, err)
	}
	defer func() { _ = res.Body.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return 0, nil, lost(ctx, op, err)
	}
	return res.StatusCode, text, nil
}

// failed is an error of a call that would never succeed.
func failed(op string, err error) *payments.Error {
	return &payments.Error{Provider: "paypal", Op: op, Err: err}
}

// over is a call that nobody waits for any more.
func over(op string, err error) *payments.Error {
	return &payments.Error{Provider: "paypal", Op: op, Code: payments.CodeTimeout, Retry: true, Err: err}
}

// lost is a request without an answer: it may have had its effect, and the same
// call again finds out, because keys are known again.
func lost(ctx context.Context, op string, err error) *payments.Error {
	if ctx.Err() != nil {
		return over(op, ctx.Err())
	}
	e := &payments.Error{Provider: "paypal", Op: op, Code: payments.CodeUnavailable, Retry: true, Err: err}
	if named, ok := errors.AsType[*url.Error](err); ok {
		e.Err = named.Err // without the address
		if named.Timeout() {
			e.Code = payments.CodeTimeout
		}
	}
	return e
}

// no is PayPal's refusal.
// https://developer.paypal.com/api/rest/responses/
func no(op string, status int, text []byte) *payments.Error {
	var answer struct {
		Name    string `json:"name"`
		Debug   string `json:"debug_id"`
		Details []struct {
			Issue string `json:"issue"`
		} `json:"details"`
	}
	_ = json.Unmarshal(text, &answer) // a proxy's answer has none of it
	issue := answer.Name
	if len(answer.Details) > 0 {
		issue = cmp.Or(word(answer.Details[0].Issue), issue)
	}
	e := &payments.Error{Provider: "paypal", Op: op, Code: cmp.Or(word(issue), strconv.Itoa(status))}
	switch {
	case status >= 500:
		e.Code, e.Retry = payments.CodeUnavailable, true
	case status == http.StatusTooManyRequests:
		e.Code, e.Retry = payments.CodeLimited, true
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		e.Code = payments.CodeAuth
	case status == http.StatusNotFound:
		e.Err = payments.ErrNotFound
	case status == http.StatusConflict: // the first call under the key is under way
		e.Retry = true
	case status == http.StatusUnprocessableEntity:
		e.Err = meaning(op, e.Code)
	}
	if id := word(answer.Debug); id != "" && e.Err == nil {
		e.Err = fmt.Errorf("PayPal's support knows it as %s", id)
	}
	return e
}

// meaning is the sentinel for an issue; nil for none.
func meaning(op, issue string) error {
	switch issue {
	case "DUPLICATE_REQUEST_ID", "PAYPAL_REQUEST_ID_PREVIOUSLY_USED", "DUPLICATE_INVOICE_ID",
		"CAPTURE_FULLY_REFUNDED", "REFUND_AMOUNT_EXCEEDED", "REFUND_CAPTURE_CURRENCY_MISMATCH", "PENDING_CAPTURE":
		return payments.ErrConflict
	case "CURRENCY_NOT_SUPPORTED", "CURRENCY_NOT_SUPPORTED_FOR_COUNTRY", "UNSUPPORTED_PAYEE_CURRENCY", "DECIMALS_NOT_SUPPORTED":
		return payments.ErrUnsupported
	}
	if op == "refund" { // too late, disputed, no balance: PayPal will not, so a person must
		return payments.ErrUnsupported
	}
	return nil
}

var wordPattern = regexp.MustCompile(`^[A-Za-z0-9_]{1,64}$`)

// word is a code of PayPal's if it is one: what is not may repeat anything.
func word(s string) string {
	if wordPattern.MatchString(s) {
		return s
	}
	return ""
}
