package payments

import (
	"errors"
	"fmt"
)

// Errors that callers branch on. Adapters wrap them.
var (
	// ErrSignature says that a delivery is not from the provider, or too old.
	ErrSignature = errors.New("payments: bad signature")
	// ErrMalformed says that an intent, a refund or a genuine delivery makes no sense.
	ErrMalformed = errors.New("payments: malformed")
	// ErrUnsupported says that the provider cannot do this: see its Capabilities.
	ErrUnsupported = errors.New("payments: unsupported")
	// ErrNotFound says that the provider knows no such checkout.
	ErrNotFound = errors.New("payments: not found")
	// ErrConflict says that the call contradicts what is already so: the key
	// was used for another amount, or there is not so much to give back.
	ErrConflict = errors.New("payments: conflict")
)

// Error is a call that a provider refused or did not answer.
type Error struct {
	Provider string // Provider.Name
	Op       string // the method, lower-case: "start"
	Code     string // the provider's own word, or one of the Code constants
	Retry    bool   // the same call may succeed later; if not, it never will
	Err      error  // the cause, often a sentinel of this package; may be nil
}

// Codes of errors that are not the provider's own.
const (
	CodeTimeout     = "timeout"     // no answer in time; the call may have had its effect
	CodeUnavailable = "unavailable" // the provider is down or cannot be reached
	CodeLimited     = "limited"     // too many calls
	CodeAuth        = "auth"        // our credentials are refused
)

// Decline codes: why a payment failed, as far as a shopper may know. Adapters
// map their provider's longer lists to these, and what is unknown to
// DeclineOther.
const (
	DeclineOther          = "declined"           // no reason given
	DeclineFunds          = "insufficient_funds" // not enough money
	DeclineCard           = "card"               // number, date or code is wrong, or the card expired
	DeclineAuthentication = "authentication"     // the shopper did not pass her bank's check
	DeclineLimit          = "limit"              // over a limit of the card or the account
	DeclineTechnical      = "technical"          // the bank or the provider had trouble: try again
	DeclineNotReceived    = "not_received"       // a person of the shop has looked, and the money has not come
)

// Declines lists the decline codes, so that a shop has words for each.
func Declines() []string {
	return []string{DeclineOther, DeclineFunds, DeclineCard, DeclineAuthentication, DeclineLimit, DeclineTechnical, DeclineNotReceived}
}

// Error names the provider, the call and the code.
func (e *Error) Error() string {
	text := "payments: " + e.Provider + ": " + e.Op
	if e.Code != "" {
		text += ": " + e.Code
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func malformed(reason string) error { return fmt.Errorf("%w: %s", ErrMalformed, reason) }
