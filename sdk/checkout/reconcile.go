package checkout

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// How providers are asked what has happened.
const (
	reconcileEvery = 10 * time.Minute
	// reconcileOverlap is asked for again each time: events are listed late, and
	// clocks differ.
	reconcileOverlap = time.Hour
	// reconcileFirst is how far back the first round looks.
	reconcileFirst = 24 * time.Hour
	// reconcileSlice is what of the handler's time is left for the rest.
	reconcileSlice = 8 * time.Second
)

// round is the payload of a reconciling timer.
type round struct {
	Provider string
	From     time.Time // events before it have all been heard of; zero: the first round
}

// Reconciling returns the writes that set, where there is none, the timer by
// which one node asks each provider that can tell what has happened, every 10
// min.
func (d *Desk) Reconciling() (writes []store.Statement, err error) {
	for _, p := range d.Providers {
		if _, ok := p.(payments.Lister); !ok {
			continue
		}
		t, err := reconcileTimer(round{Provider: p.Name()}, d.Now().Add(reconcileEvery))
		if err != nil {
			return nil, err
		}
		writes = append(writes, store.PlanTimer(t))
	}
	return writes, nil
}

func reconcileTimer(r round, due time.Time) (store.Timer, error) {
	payload, err := json.Marshal(r)
	if err != nil {
		return store.Timer{}, fmt.Errorf("checkout: reconciling: %w", err)
	}
	return store.Timer{Key: TimerReconcile + ":" + r.Provider, Kind: TimerReconcile, Due: due, Payload: payload}, nil
}

// Reconcile asks the provider that a timer names what has happened since it was
// asked last, and applies what no callback has told: so the shop needs none. It
// goes on from where it came to, also after an error, ever later.
func (d *Desk) Reconcile(ctx context.Context, t store.Timer) error {
	var r round
	if err := json.Unmarshal(t.Payload, &r); err != nil {
		return fmt.Errorf("checkout: reconciling: %w", err)
	}
	p, err := d.named(r.Provider)
	l, ok := p.(payments.Lister)
	if err != nil || !ok { // the shop has it no more
		return d.finish(ctx, t, store.FinishTimer(t))
	}
	began := d.Now()
	if r.From.IsZero() {
		r.From = began.Add(-reconcileFirst)
	}
	seen, done, err := d.catchUp(ctx, l, r)
	due := began.Add(reconcileEvery)
	switch {
	case err != nil && !seen.After(r.From):
		return fmt.Errorf("checkout: asking provider %s what has happened: %w", r.Provider, err)
	case err != nil:
		d.Logger.Warn("checkout: a provider did not say all that has happened; it is asked again", "provider", r.Provider, "error", err)
		r.From, due = seen, began.Add(time.Minute)
	case !done:
		r.From, due = seen, began
	default:
		r.From = began.Add(-reconcileOverlap)
	}
	next, err := reconcileTimer(r, due)
	if err != nil {
		return err
	}
	return d.finish(ctx, t, store.SetTimer(next))
}

// catchUp applies the events of a round that are not known yet. It returns how
// far it came, and whether that was the end.
func (d *Desk) catchUp(ctx context.Context, l payments.Lister, r round) (seen time.Time, done bool, err error) {
	found := 0
	defer func() {
		if found > 0 {
			d.Logger.Warn("checkout: events that no callback had told; do callbacks of this provider arrive?", "provider", r.Provider, "events", found)
		}
	}()
	deadline, limited := ctx.Deadline()
	for e, err := range l.List(ctx, r.From) {
		if err != nil {
			return seen, false, err
		}
		known, err := d.Store.KnowsPaymentEvent(ctx, r.Provider, e.ID)
		if err != nil {
			return seen, false, err
		}
		if !known {
			found++
			if err := d.apply(ctx, r.Provider, e, nil); err != nil {
				return seen, false, err
			}
		}
		if e.At.After(seen) {
			seen = e.At
		}
		if limited && seen.After(r.From) && time.Until(deadline) < reconcileSlice {
			return seen, false, nil
		}
	}
	return seen, true, nil
}
