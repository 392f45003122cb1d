// Package payments says what Sauda asks of a payment provider.
//
// A [Provider] opens a hosted [Checkout] for an [Intent], tells the truth
// about it when asked ([Payment]), gives money back ([Refund]) and reads its
// own callbacks ([Event]). Adapters live in packages beside this one; package
// sandbox is a whole provider that moves no money, and package paymentstest
// checks any adapter.
//
// Events may come late, twice, and in any order. [Merge] folds them, and what
// Fetch says, into one [Payment]: the result does not depend on the order.
// A shopper who is led back to the shop proves nothing; only an event or
// Fetch does.
package payments

import (
	"context"
	"iter"
	"time"
)

// Provider is one account at one payment provider. Package paymentstest holds
// what is said here as a test.
//
// The caller is Sauda's checkout. It calls from many goroutines at once and
// may repeat any call after an error, a crash, or on another node.
//
// A context may be without a deadline, like that of a shopper who follows her
// pay link: an adapter brings a timeout of its own for its requests.
//
// Methods other than ParseEvents report failures of the provider as [*Error],
// around one of the sentinels where one fits. They return soon after ctx is
// done, with an error that wraps ctx.Err(). No error or log line holds a
// secret, card data, or a shopper's name, address or phone.
type Provider interface {
	// Name is the provider's key in routes, storage and logs: lower-case
	// letters, digits and hyphens. It never changes.
	Name() string

	// Capabilities says what the provider can do. It never changes and costs
	// nothing. What is outside it is refused with ErrUnsupported before any
	// request is made.
	Capabilities() Capabilities

	// Start opens a checkout. It is idempotent by Intent.Key: a second call
	// with the key, even at the same time, even after the first call's answer
	// was lost, returns the same checkout in its present state. The same key
	// with another order or amount is ErrConflict. An intent that
	// [Intent.Validate] refuses is ErrMalformed.
	//
	// The caller guarantees that a key stands for one attempt to pay one order
	// and is never used again, and that it has at most one payable checkout
	// open for an order.
	Start(ctx context.Context, in Intent) (Checkout, error)

	// Fetch returns the provider's truth about the checkout Ref, or
	// ErrNotFound: also of one that ended unpaid and that it has forgotten since.
	// What it returns only ever advances, in the sense of [Merge].
	Fetch(ctx context.Context, ref string) (Payment, error)

	// Refund gives back all or a part of a payment. It is idempotent by
	// Refund.Key, as Start is: call again with the key to learn how a pending
	// refund ended. More than is left to give back, a payment that did not
	// succeed, or the same key with another payment or amount is ErrConflict,
	// and moves nothing.
	Refund(ctx context.Context, r Refund) (RefundState, error)

	// ParseEvents verifies a callback on its raw bytes and reads the events in
	// it. A signature that is missing, wrong, too old or from the future is
	// ErrSignature; a genuine delivery that cannot be read is ErrMalformed. An
	// event the adapter does not know is left out, not an error. A repeated
	// delivery gives events with the same IDs.
	//
	// It keeps nothing of the delivery and changes nothing. It may fetch and
	// cache certificates from hosts on the adapter's own list, and ask the
	// provider for what a genuine delivery leaves out: when there is no answer,
	// an [*Error] with Retry wants the delivery to come again.
	ParseEvents(ctx context.Context, d Delivery) ([]Event, error)
}

// Canceller is a Provider that can close a checkout before it is paid.
type Canceller interface {
	// Cancel makes the checkout Ref unpayable and returns what it is then:
	// cancelled, or, when the shopper was quicker, processing or succeeded,
	// which is not an error. It is idempotent. An unknown ref is ErrNotFound.
	Cancel(ctx context.Context, ref string) (Payment, error)
}

// Capturer is a Provider to which the shopper only agrees: her money moves when
// the shop takes it, and not before. What she has agreed to is processing until
// then, in Fetch and in an event of kind [EventProcessing].
//
// The caller takes the money soon, because an agreement does not last, and never
// that of a checkout that it knows to be cancelled, expired or failed: so a
// checkout is closed for certain, even where the provider goes on showing it.
type Capturer interface {
	// Capture takes the money for the checkout Ref, if the shopper has agreed and
	// it was not taken, and returns what is so then, as Fetch does. It is
	// idempotent, also at the same time. What she has not agreed to stays pending,
	// what has ended stays as it is: neither is an error. An unknown ref is
	// ErrNotFound.
	Capture(ctx context.Context, ref string) (Payment, error)
}

// Replier is a Provider that waits for more than a status when it calls back. A
// delivery that is refused is answered as any other.
type Replier interface {
	// Reply is the answer to a delivery whose events are on disk, sent with status
	// 200. It costs nothing and changes nothing.
	Reply(d Delivery) Reply
}

// Reply is an answer to a [Delivery].
type Reply struct {
	ContentType string
	Body        []byte
}

// Lister is a Provider that can list what happened, so that a callback that
// never came is found.
type Lister interface {
	// List yields the events at or after since, by the provider's clock,
	// oldest first, with the IDs their callbacks bear. An error ends the
	// sequence. The caller may stop early.
	List(ctx context.Context, since time.Time) iter.Seq2[Event, error]
}

// Finder is a Provider that can look for a checkout whose Start was never
// answered, when it is too late to ask again under its key.
type Finder interface {
	// Find returns the checkout that Start opened for an intent, in its present
	// state, or ErrNotFound when it is certain that there is none. It opens none.
	Find(ctx context.Context, in Intent) (Checkout, error)
}

// Approver is a Provider that asks the shop before it takes the money, with an
// event of kind [EventApproval]. It takes none until it is answered.
type Approver interface {
	// Approve answers such an event. A second answer changes nothing. The
	// answer is due within Capabilities().ApproveWithin of the event.
	Approve(ctx context.Context, a Approval) error
}

// Approval answers an [EventApproval].
type Approval struct {
	Event  string // the event's ID
	Allow  bool   // take the money
	Reason string // if not: why, one sentence in the shopper's language
}
