// Package channel is the contract between Sauda and a chat platform.
//
// An adapter verifies and reads what the platform delivers ([Channel.Parse]),
// says what the platform can show ([Capabilities]), and makes one platform
// request per message ([Channel.Send]). It classifies failures; deciding what
// to do about them is the outbox's. [Fit] degrades a message to what a channel
// can show, so adapters never do.
package channel

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/sauda-commerce/sauda/sdk/message"
)

// Errors that Parse returns.
var (
	// ErrSignature says that a delivery is not from the platform. The answer
	// is 401 without a detail.
	ErrSignature = errors.New("channel: bad signature")
	// ErrMalformed says that a delivery is not of the platform's form. The
	// answer is 400, or 422 when it is a *FieldError.
	ErrMalformed = errors.New("channel: malformed delivery")
)

// Channel is one account on one platform.
type Channel interface {
	// Name is the key in routes, storage and logs. It is constant, lower case
	// and unique within a shop.
	Name() string
	// Capabilities says what the platform can show. It is constant.
	Capabilities() Capabilities
	// Parse verifies a delivery on its raw bytes and reads its events. It does
	// no I/O, is deterministic and safe for concurrent use. The Reply, if any,
	// is what the platform expects in the answer (a challenge); nil means 200.
	// It returns ErrSignature or ErrMalformed, never a panic.
	//
	// Each event has an id that is the same when it is delivered again, a kind,
	// a time and an address of this channel: ids and addresses become keys, of
	// at most 512 bytes. What is not understood is an event all the same, of
	// message.KindUnsupported; only what names no shopper is left out.
	Parse(Delivery) ([]message.Event, *Reply, error)
	// Send makes one request to the platform. It is called concurrently for
	// different addresses and one at a time for one, with a deadline in ctx.
	// A failure is a *SendError; any other error counts as Ambiguous. The
	// message has been through Fit.
	Send(ctx context.Context, to message.Address, m Message) (Receipt, error)
}

// Message is an outbound message with its id in our store, which a platform
// that takes idempotency keys may be given.
type Message struct {
	ID string
	message.Outbound
}

// Delivery is one raw HTTP request from a platform.
type Delivery struct {
	Method   string
	Query    url.Values
	Header   http.Header
	Body     []byte
	Received time.Time
}

// Reply is what to answer a delivery with.
type Reply struct {
	Status      int
	ContentType string
	Body        []byte
}

// Receipt is the platform's word that it took a message.
type Receipt struct {
	MessageID string // the platform's id; may be empty
}

// FieldError says which field of a well-formed delivery is missing or wrong. It
// is an ErrMalformed. Its text never holds what the field held.
type FieldError struct {
	Field  string // as the client wrote it
	Reason string // completes a sentence: "is required"
}

// Error names the field and the reason.
func (e *FieldError) Error() string { return "channel: " + e.Field + " " + e.Reason }

// Unwrap returns ErrMalformed.
func (e *FieldError) Unwrap() error { return ErrMalformed }

// Unit is what a platform counts the length of texts in.
type Unit string

// Units. Whatever the unit, texts are cut between graphemes.
const (
	Graphemes Unit = ""      // what a reader takes for one character
	Runes     Unit = "runes" // Unicode code points
	UTF16     Unit = "utf16" // UTF-16 code units, as JavaScript counts
	Bytes     Unit = "bytes" // of UTF-8
)

// Capabilities says what a channel can show. 0 means none of it, Unlimited no
// limit.
type Capabilities struct {
	Unit          Unit          // what the limits of texts are counted in; defaults to Graphemes
	Text          int           // longest text; less than MinText counts as MinText
	Choices       int           // buttons below one message
	ChoiceLabel   int           // longest label of a button; with less than MinLabel there are no buttons
	Cards         int           // cards in one message (carousel)
	CardText      bool          // text and media may stand above cards in one message; else they go before
	CardTitle     int           // longest title; with less than MinLabel there are no cards
	CardSubtitle  int           // longest subtitle; with less than MinLabel there are no cards
	CardChoices   int           // buttons of one card
	CardPrice     bool          // shows the price of a card itself; else it goes into the subtitle
	Link          bool          // a button that opens a page; else the URL goes into the text
	Images        bool          // pictures and files by URL; else the URL goes into the text
	Edit          bool          // Replaces edits in place
	Typing        bool          // implements Typist
	Receipts      bool          // tells delivered and read
	BusinessFirst bool          // the shop may write before the shopper did
	Rate          float64       // requests a second that an account may make, over all nodes; 0: no limit
	Burst         int           // requests that may be made at once after a pause; less than 1 counts as 1
	References    bool          // gives our id of a message back with its status: see message.Status
	Window        time.Duration // how long after the shopper's last message the shop may write freely; 0: always
	// Transcript says that the shopper reads our own transcript (web chat):
	// the turn's commit is the delivery, nothing goes through the outbox, and
	// Send is only told that there is something new.
	Transcript bool
}

// Unlimited is a limit that is never reached.
const Unlimited = 1 << 30

// Limits below which a text or a label says nothing.
const (
	MinText  = 16
	MinLabel = 8
)

// Class says what to do about a failed send. The set is closed.
type Class string

// Classes of failures.
const (
	Retry        Class = "retry"         // network, 5xx: again with backoff
	RetryAfter   Class = "retry_after"   // throttled: again after After
	WindowClosed Class = "window_closed" // only a template may go now
	Unreachable  Class = "unreachable"   // blocked, gone: stop writing
	OptedOut     Class = "opted_out"     // of marketing, or of all (Scope)
	Capped       Class = "capped"        // the platform's own limit per person
	Template     Class = "template"      // paused, disabled, mismatch: tell the owner
	Auth         Class = "auth"          // token refused: stop the channel, tell the owner
	Config       Class = "config"        // billing or set-up: tell the owner
	BadRequest   Class = "bad_request"   // our mistake: dead letter
	Ambiguous    Class = "ambiguous"     // it may or may not have arrived
)

// SendError is a classified failure of Send. Its text never holds tokens,
// texts or phone numbers.
type SendError struct {
	Class Class
	After time.Duration // for RetryAfter and Capped
	Scope string        // for OptedOut: "all" or "marketing"; for RetryAfter: "address" if only this one waits, else the account does
	Code  string        // the platform's own code, for the log
	Err   error         // cause; may be nil
}

// Error names the class and the platform's code.
func (e *SendError) Error() string {
	s := fmt.Sprintf("channel: %s", e.Class)
	if e.Code != "" {
		s += " (code " + e.Code + ")"
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *SendError) Unwrap() error { return e.Err }

// Classify returns the class of an error of Send.
func Classify(err error) *SendError {
	var s *SendError
	if errors.As(err, &s) {
		return s
	}
	return &SendError{Class: Ambiguous, Err: err}
}
