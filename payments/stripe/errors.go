package stripe

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/stripe/stripe-go/v76"

	"github.com/sauda-commerce/sauda/payments"
)

// refused is an error of a call that would never succeed.
func refused(op string, err error) *payments.Error {
	return &payments.Error{Provider: "stripe", Op: op, Err: err}
}

// failed is the error of a call that was made.
func failed(ctx context.Context, op string, err error) *payments.Error {
	if known, ok := errors.AsType[*payments.Error](err); ok {
		return known
	}
	if answer, ok := errors.AsType[*answerError](err); ok {
		return answer.failed(op)
	}
	for _, known := range []error{payments.ErrNotFound, payments.ErrConflict, payments.ErrMalformed, payments.ErrUnsupported} {
		if errors.Is(err, known) {
			return refused(op, err)
		}
	}
	return lost(ctx, op, err)
}

// isMissing says that it is certain that there is no such thing.
func isMissing(err error) bool {
	answer, ok := errors.AsType[*answerError](err)
	return errors.Is(err, payments.ErrNotFound) || ok && answer.status == http.StatusNotFound
}

// lost is a request without an answer: it may have had its effect, and the same
// call again finds out.
func lost(ctx context.Context, op string, err error) *payments.Error {
	f := &payments.Error{Provider: "stripe", Op: op, Code: payments.CodeUnavailable, Retry: true, Err: err}
	if named, ok := errors.AsType[*url.Error](err); ok {
		f.Err = named.Err // without the address
		if named.Timeout() {
			f.Code = payments.CodeTimeout
		}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		f.Code = payments.CodeTimeout
	}
	if over := ctx.Err(); over != nil {
		f.Code, f.Err = payments.CodeTimeout, over
	}
	return f
}

// failed says what a refusal means.
// https://docs.stripe.com/error-low-level and https://docs.stripe.com/error-codes
func (e *answerError) failed(op string) *payments.Error {
	f := &payments.Error{Provider: "stripe", Op: op, Code: cmp.Or(e.code, fmt.Sprint(e.status))}
	switch {
	case e.status >= 500:
		f.Code, f.Retry = payments.CodeUnavailable, true
	case e.status == http.StatusTooManyRequests:
		f.Code, f.Retry = payments.CodeLimited, true
	case e.status == http.StatusConflict: // the key is in use
		f.Retry = true
	case e.status == http.StatusUnauthorized || e.status == http.StatusForbidden:
		f.Code = payments.CodeAuth
	case e.status == http.StatusNotFound:
		f.Err = payments.ErrNotFound
	case e.reused(), e.contradicts():
		f.Err = payments.ErrConflict
	}
	return f
}

// reused says that the key was used for another call: not that the same call is
// under way elsewhere, which Stripe may say in an error of the same type.
func (e *answerError) reused() bool {
	return e.kind == string(stripe.ErrorTypeIdempotency) && e.status != http.StatusConflict
}

// contradicts says that a refund is not possible as things are. That so much is
// not left has no code of its own.
func (e *answerError) contradicts() bool {
	if e.status == http.StatusBadRequest && e.param == "amount" {
		return true
	}
	switch stripe.ErrorCode(e.code) {
	case stripe.ErrorCodeChargeAlreadyRefunded, stripe.ErrorCodeChargeDisputed, stripe.ErrorCodeChargeNotRefundable, stripe.ErrorCodeRefundDisputedPayment:
		return true
	}
	return false
}

// burnt says that a key has been answered with a failure for good: Stripe
// repeats it for a day.
func (e *answerError) burnt() bool { return e.status >= 500 && e.replayed }

// tries is how many keys are tried of those that a key of ours is made into.
const tries = 5

// once makes an object under a key, or finds the one that was made. What may
// have been made is looked for before the next key is tried, and find says
// ErrNotFound only when it is certain.
//
// A key that was used in other words is a contradiction, unless find would see
// whatever was made under it: then that call failed, and the key is burnt.
func once[T any](key string, seen bool, create func(key string) (T, error), find func() (T, error)) (made T, err error) {
	for n := range tries {
		made, err = create(fmt.Sprintf("%s-%d", key, n+1))
		answer, ok := errors.AsType[*answerError](err)
		if !ok || !answer.reused() && !answer.burnt() {
			return made, err
		}
		found, missing := find()
		if !isMissing(missing) {
			return found, missing
		}
		if answer.reused() && !seen {
			return made, err
		}
	}
	return made, err
}
