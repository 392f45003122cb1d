package problem

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Error is a problem that a handler found itself.
type Error struct {
	Code   Code
	Detail string        // for the client, one sentence; may be empty
	Fields []Field       // with Invalid, or Unsigned where a field should have been
	After  time.Duration // with TooMany and Unavailable
	Err    error         // the cause, for the log only; may be nil
}

// Field names what is wrong with one field of a request.
type Field struct {
	Field  string `json:"field" description:"Its place in the body, like lines[2].quantity, or the parameter's or header's name."`
	Reason string `json:"reason"`
}

// Error is for the log.
func (e *Error) Error() string {
	text := "gateway: " + string(e.Code)
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New returns a problem with a sentence for the client.
func New(code Code, detail string) *Error { return &Error{Code: code, Detail: detail} }

// BadField returns the problem of one field.
func BadField(field, reason string) *Error {
	return &Error{Code: Invalid, Fields: []Field{{field, reason}}}
}

// retry is how long a client waits when nobody knows better.
const retry = 2 * time.Second

// codes says which code an error of the SDK has: the first that fits.
var codes = []struct {
	err  error
	code Code
}{
	{channel.ErrSignature, Unsigned},
	{payments.ErrSignature, Unsigned},
	{channel.ErrMalformed, Malformed},
	{payments.ErrMalformed, Malformed},
	{sdk.ErrUnknownChannel, NotFound},
	{sdk.ErrUnknownProvider, NotFound},
	{sdk.ErrNotFound, NotFound},
	{sdk.ErrBusy, Unavailable},
	{store.ErrUnavailable, Unavailable},
	{store.ErrConflict, Unavailable}, // somebody wrote first, again and again
	{context.Canceled, Unavailable},
	{context.DeadlineExceeded, Unavailable},
}

// From turns any error into a problem.
func From(err error) *Error {
	if p, ok := errors.AsType[*Error](err); ok {
		return p
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &Error{Code: TooLarge, Err: err}
	}
	if f, ok := errors.AsType[*channel.FieldError](err); ok {
		return &Error{Code: Invalid, Fields: []Field{{f.Field, f.Reason}}, Err: err}
	}
	for _, c := range codes {
		if errors.Is(err, c.err) {
			return &Error{Code: c.code, Err: err}
		}
	}
	if p, ok := errors.AsType[*payments.Error](err); ok && p.Retry { // what a callback leaves out could not be asked
		return &Error{Code: Unavailable, Err: err}
	}
	return &Error{Code: Internal, Err: err}
}
