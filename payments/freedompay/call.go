package freedompay

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// callTime is the longest that a request takes.
const callTime = 15 * time.Second

// call makes a signed request and returns the signed answer, which says ok. Every
// error is a *payments.Error that holds neither the secret nor what was sent. One
// with Retry may have had its effect.
func (p *Provider) call(ctx context.Context, op, script string, ask message) (message, error) {
	ask.set("pg_merchant_id", p.cfg.MerchantID)
	ask.set("pg_salt", salt())
	ask.set(sigField, sign(p.cfg.Secrets[0], script, ask))
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.cfg.BaseURL+"/"+script, strings.NewReader(ask.form().Encode()))
	if err != nil {
		return nil, refused(op, err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := p.cfg.HTTPClient.Do(r)
	if err != nil {
		return nil, lost(ctx, op, err)
	}
	defer func() { _ = res.Body.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(res.Body, maxMessage+1))
	if err != nil {
		return nil, lost(ctx, op, err)
	}
	if res.StatusCode != http.StatusOK {
		return nil, no(op, res.StatusCode)
	}
	return p.read(op, script, text)
}

// read believes an answer for its signature. Only a merchant that the provider
// does not know is answered without one.
func (p *Provider) read(op, script string, text []byte) (message, error) {
	m, err := readXML(text)
	if err != nil { // a proxy's page
		return nil, &payments.Error{Provider: "freedompay", Op: op, Code: payments.CodeUnavailable, Retry: true, Err: err}
	}
	code := m.get("pg_error_code")
	if _, signed := p.signer(script, m); !signed {
		if m.get(sigField) == "" && known(code, "9998", "101") {
			return nil, &payments.Error{Provider: "freedompay", Op: op, Code: payments.CodeAuth}
		}
		return nil, &payments.Error{Provider: "freedompay", Op: op, Code: payments.CodeUnavailable, Retry: true, Err: errors.New("the answer is not signed by Freedom Pay")}
	}
	if m.get("pg_status") == "ok" {
		return m, nil
	}
	refusal := &payments.Error{Provider: "freedompay", Op: op, Code: cmp.Or(word(code), "error"), Err: errDenied}
	if known(code, "340", "11068") {
		refusal.Err = payments.ErrNotFound
	}
	return nil, refusal
}

// errDenied is the provider's own no, which is signed.
var errDenied = errors.New("the provider refuses")

// denied says whether the provider has said no.
func denied(err error) bool { return errors.Is(err, errDenied) || errors.Is(err, payments.ErrNotFound) }

// word is a code if it is one: what is not may repeat anything.
func word(code string) string {
	if digits.MatchString(code) {
		return code
	}
	return ""
}

// refused is an error of a call that will never succeed.
func refused(op string, err error) *payments.Error {
	return &payments.Error{Provider: "freedompay", Op: op, Err: err}
}

// again is an error of a call that may succeed later.
func again(op, code string, err error) *payments.Error {
	return &payments.Error{Provider: "freedompay", Op: op, Code: code, Retry: true, Err: err}
}

// lost is a request without an answer.
func lost(ctx context.Context, op string, err error) *payments.Error {
	failed := again(op, payments.CodeUnavailable, err)
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

// no is an answer of the servers before the provider's program.
func no(op string, status int) *payments.Error {
	switch {
	case status == http.StatusTooManyRequests:
		return again(op, payments.CodeLimited, nil)
	case status >= 500:
		return again(op, payments.CodeUnavailable, nil)
	}
	return &payments.Error{Provider: "freedompay", Op: op, Code: fmt.Sprint(status)}
}
