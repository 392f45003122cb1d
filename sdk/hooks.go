package sdk

import (
	"context"

	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/webhook"
)

// On makes a hook, for Config.Hooks, of a function that hears of the events of
// type E: func(ctx context.Context, e hook.OrderPaid) error, say, or of all with
// hook.Event. Package hook lists them. An event may come twice, with the same
// ID; after an error or a panic it comes again, for three days.
func On[E hook.Event](fn func(context.Context, E) error) hook.Hook { return hook.On(fn) }

// UnheardEvent is an event that a hook or a webhook could not be told, with the
// reason.
type UnheardEvent = store.Unheard

// Unheard are the events that a hook or a webhook could not be told in three
// days. They are kept for 90 days, for a person to look at. Its methods are safe
// for concurrent use.
type Unheard struct{ shop *Shop }

// Unheard returns the events that were given up.
func (s *Shop) Unheard() Unheard { return Unheard{s} }

// List lists them, the latest first, from before a place in the list
// (UnheardEvent.N); 0 is its beginning.
func (u Unheard) List(ctx context.Context, before int64, limit int) ([]UnheardEvent, error) {
	return u.shop.cfg.Store.Unheard(ctx, before, limit)
}

// Resend tells of one again, from the first try on. Without it, it is
// ErrNotFound; of two who ask at once one gets that.
func (u Unheard) Resend(ctx context.Context, n int64) error {
	if err := webhook.Resend(ctx, u.shop.cfg.Store, n, u.shop.cfg.Now()); err != nil {
		return err
	}
	u.shop.timers.Wake()
	return nil
}
