// Package checkout takes an order from "yes, I want this" to paid: it places
// orders, opens the one checkout behind a pay link, and folds what payment
// providers say into the order.
//
// Every change is load, decide, commit: guarded by the order's version, decided
// again when somebody was quicker. A provider is called outside any
// transaction, under a key that was stored before, so that a crash at any
// moment leaves at most one payable checkout.
package checkout

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Config is what a Desk needs.
type Config struct {
	Store     *store.Store
	Catalog   *catalog.Catalog
	Backend   order.Backend       // nil: Sauda keeps the orders
	Providers []payments.Provider // the first that takes the currency is used
	ReturnURL func(token string) string
	ShopName  string
	// Life of a pay link. Defaults to 7 days.
	Life time.Duration
	// Reservation is how long stock is held for a shopper who went to pay.
	// Defaults to 15 min.
	Reservation time.Duration
	Now         func() time.Time
	Logger      *slog.Logger
	// Wake is called after a commit that left timers, Told with the id of a
	// conversation that may have an event to handle.
	Wake func()
	Told func(conversationID string)
}

// Desk places orders and gets them paid. Use New; it is safe for concurrent use.
type Desk struct{ Config }

// New returns a Desk.
func New(c Config) *Desk {
	if c.Life == 0 {
		c.Life = 7 * 24 * time.Hour
	}
	if c.Reservation == 0 {
		c.Reservation = 15 * time.Minute
	}
	return &Desk{c}
}

// Reason says why a pay link cannot be paid now.
type Reason string

// Reasons.
const (
	ReasonExpired     Reason = "expired"     // the link's life is over
	ReasonSettled     Reason = "settled"     // paid already
	ReasonClosed      Reason = "closed"      // cancelled, rejected or refunded
	ReasonProcessing  Reason = "processing"  // a payment is under way
	ReasonSoldOut     Reason = "sold_out"    // Titles are gone
	ReasonUnavailable Reason = "unavailable" // the provider does not answer; try again
	ReasonNoProvider  Reason = "no_provider" // nothing takes this currency
)

// Refusal is a pay link that cannot be paid now.
type Refusal struct {
	Reason Reason
	Titles []string // with ReasonSoldOut
	Err    error    // cause, for the log; may be nil
}

// Error names the reason.
func (r *Refusal) Error() string { return "checkout: " + string(r.Reason) }

// Unwrap returns the cause.
func (r *Refusal) Unwrap() error { return r.Err }

// Prepare gives a new order its id, its pay token and its times. It is pure
// but for randomness and the clock.
func (d *Desk) Prepare(o order.Order) (order.Order, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return o, fmt.Errorf("checkout: order id: %w", err)
	}
	now := d.Now()
	o.ID, o.PayToken = id.String(), token()
	o.State, o.Created, o.Updated, o.PayExpires = order.Placing, now, now, now.Add(d.Life)
	return o, nil
}

// token returns 192 random bits.
func token() string {
	var b [24]byte
	rand.Read(b[:]) // never fails (crypto/rand, Go 1.24)
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// retry runs decide until it does not lose a race any more.
func (d *Desk) retry(ctx context.Context, decide func() error) error {
	const tries = 20
	for range tries {
		if err := decide(); !errors.Is(err, store.ErrConflict) {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return fmt.Errorf("checkout: %d races lost: %w", tries, store.ErrConflict)
}

// commit stores an order changed by d together with what follows.
func (d *Desk) commit(ctx context.Context, was, is order.Order, guards []store.Guard, writes ...store.Statement) error {
	is.Updated = d.Now()
	b := store.Batch{Guards: append([]store.Guard{store.GuardOrder(was)}, guards...)}
	b.Write(store.PutOrder(is))
	b.Write(writes...)
	if err := d.Store.Commit(ctx, b); err != nil {
		return err
	}
	d.Wake()
	d.Told(is.Conversation)
	return nil
}
