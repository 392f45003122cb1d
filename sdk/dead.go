package sdk

import (
	"context"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// DeadLetter is a message that was given up, with the reason.
type DeadLetter = store.DeadRow

// DeadLetters are the messages that were given up: refused by the platform, or
// not delivered after many tries. They are kept for 90 days, for a person to
// look at. Its methods are safe for concurrent use.
type DeadLetters struct{ shop *Shop }

// DeadLetters returns the messages that were given up.
func (s *Shop) DeadLetters() DeadLetters { return DeadLetters{s} }

// List lists them, the latest first, from before a place in the list
// (DeadLetter.N); 0 is its beginning.
func (d DeadLetters) List(ctx context.Context, before int64, limit int) ([]DeadLetter, error) {
	return d.shop.cfg.Store.DeadLetters(ctx, before, limit)
}

// Resend sends one again, after what its conversation has to send already.
// Whether it may have arrived before is for the caller to know: its Class is
// ambiguous then. Without such a letter it is ErrNotFound; of two who ask at
// once one gets that.
func (d DeadLetters) Resend(ctx context.Context, id string) error {
	if err := d.shop.cfg.Store.Resend(ctx, id, d.shop.cfg.Now()); err != nil {
		return err
	}
	d.shop.outbox.Wake()
	return nil
}

// Discard forgets one; ErrNotFound without it.
func (d DeadLetters) Discard(ctx context.Context, id string) error {
	return d.shop.cfg.Store.Discard(ctx, id)
}
