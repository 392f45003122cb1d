package checkout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// How long the Backend is waited for.
const (
	slowAfter = 3 * time.Second // of one call, until the shopper hears that her order is being placed
	downAfter = time.Minute     // since she ordered, until a failure is owned up to
	placeRare = 5 * time.Minute // between two calls, at most
)

// A host that hangs keeps few of the workers that run timers: reservations end,
// and reminders go, all the same.
const (
	abreast = 4           // calls at once, of one node
	putOff  = time.Second // of what finds no place among them
)

// Place asks the Backend for the order that a timer names. What the shopper
// hears of it is committed with the state it is true of, so it comes once and in
// order, whatever is called again, and on however many nodes.
func (d *Desk) Place(ctx context.Context, t store.Timer) error {
	o, err := d.Store.Order(ctx, string(t.Payload))
	if err != nil {
		return err
	}
	switch {
	case d.Backend == nil, o.State != order.Placing && o.State != order.Cancelled:
		return d.finish(ctx, t, store.FinishTimer(t))
	case o.State == order.Cancelled: // it may have been asked for it before, or in the same moment
		return d.finish(ctx, t, append(d.tellBackend(o, order.Cancelled), store.FinishTimer(t))...)
	}
	if !d.calls.Enter(ctx) {
		return d.crowded(ctx, t, o)
	}
	defer d.calls.Leave()
	o, answer, err := d.asked(ctx, t, o)
	if err != nil {
		return d.unanswered(ctx, t, o, err)
	}
	is, name, event := answered(o, answer)
	told, err := d.tellOrder(ctx, is, name+":"+o.ID, name, event)
	if err != nil {
		return err
	}
	if is.State == order.Rejected {
		told = append(told, store.CancelTimer(TimerExpire+":"+o.ID), store.ReturnRedemptions(o.ID))
	}
	guards, writes, err := d.twin(ctx, is)
	if err != nil {
		return err
	}
	return d.commit(ctx, o, is, append(guards, store.GuardTimer(t)), append(append(told, writes...), store.FinishTimer(t))...)
}

// twin drops what the host has told, by Keep, of an order that it was asked to
// place, before it answered: the two are one.
func (d *Desk) twin(ctx context.Context, o order.Order) ([]store.Guard, []store.Statement, error) {
	if o.State != order.Open || o.HostRef == "" {
		return nil, nil, nil
	}
	t, err := d.Store.OrderByRef(ctx, o.HostRef)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return []store.Guard{store.GuardNoRef(o.HostRef)}, nil, nil
	case err != nil:
		return nil, nil, err
	case t.ID == o.ID || t.Origin != order.FromHost || t.PayToken != "" || !t.Payable():
		return nil, nil, nil
	}
	return []store.Guard{store.GuardOrder(t)}, []store.Statement{store.DropOrder(t.ID)}, nil
}

// asked asks the Backend and returns the order as it is by then: a shopper who
// waits hears that her order is being placed.
func (d *Desk) asked(ctx context.Context, t store.Timer, o order.Order) (order.Order, order.Placement, error) {
	type answer struct {
		order.Placement
		err error
	}
	answers := make(chan answer, 1)
	go func() {
		p, err := d.Backend.Place(ctx, o)
		answers <- answer{p, err}
	}()
	slow := time.NewTimer(slowAfter)
	defer slow.Stop()
	select {
	case a := <-answers:
		return o, a.Placement, a.err
	case <-slow.C:
	}
	is := d.delayed(ctx, t, o)
	a := <-answers
	return is, a.Placement, a.err
}

// delayed tells the shopper that her order is being placed, unless she knows.
// What fails here is no reason to hang up on the host: the next call tells her.
func (d *Desk) delayed(ctx context.Context, t store.Timer, o order.Order) order.Order {
	if o.Delay != "" {
		return o
	}
	is, told, err := d.delay(ctx, o, order.DelaySlow)
	if err == nil {
		err = d.commit(ctx, o, is, []store.Guard{store.GuardTimer(t)}, told...)
	}
	switch {
	case err == nil:
		is.Version++
		return is
	case !errors.Is(err, store.ErrConflict): // else it was cancelled, or is another node's
		d.Logger.Warn("checkout: the shopper could not be told that her order takes long", "order", o.ID, "error", err)
	}
	return o
}

// delay returns an order of which the shopper is told that it takes long, and
// the writes that tell her.
func (d *Desk) delay(ctx context.Context, o order.Order, as order.Delay) (order.Order, []store.Statement, error) {
	o.Delay = as
	id := "delayed:" + string(as) + ":" + o.ID
	told, err := d.tellOrder(ctx, o, id, dialogue.EventOrderDelayed, dialogue.OrderEvent{Order: o.ID, State: string(as)})
	return o, told, err
}

// unanswered asks again later, ever later.
func (d *Desk) unanswered(ctx context.Context, t store.Timer, o order.Order, cause error) error {
	d.Logger.Warn("checkout: the host did not say whether it takes an order; it is asked again", "order", o.ID, "attempt", t.Attempt, "error", cause)
	return d.later(ctx, t, o, store.RetryTimer(t, d.Now().Add(pause(t.Attempt))))
}

// crowded puts the call off while too many others are under way. It counts as
// no attempt.
func (d *Desk) crowded(ctx context.Context, t store.Timer, o order.Order) error {
	t.Due = d.Now().Add(putOff)
	if d.Now().Sub(o.Created) < slowAfter {
		return d.finish(ctx, t, store.SetTimer(t))
	}
	return d.later(ctx, t, o, store.SetTimer(t))
}

// later asks again as the write says, and tells the shopper how it stands where
// that is news.
func (d *Desk) later(ctx context.Context, t store.Timer, o order.Order, again store.Statement) error {
	as := order.DelaySlow
	if d.Now().Sub(o.Created) >= downAfter {
		as = order.DelayDown
	}
	if o.Delay == as || o.Delay == order.DelayDown {
		return d.finish(ctx, t, again)
	}
	is, told, err := d.delay(ctx, o, as)
	if err != nil {
		return fmt.Errorf("checkout: placing order %s: %w", o.ID, err)
	}
	return d.commit(ctx, o, is, []store.Guard{store.GuardTimer(t)}, append(told, again)...)
}

// pause is how long to wait after a call that failed: 1 s at first, then twice
// as long each time.
func pause(attempt int) time.Duration {
	const doublings = 9
	return min(time.Second<<min(max(attempt-1, 0), doublings), placeRare)
}

// answered applies a Placement. What is neither accepted nor changed is
// rejected, so that an empty answer never sells anything.
func answered(o order.Order, p order.Placement) (order.Order, string, dialogue.OrderEvent) {
	event := dialogue.OrderEvent{Order: o.ID}
	switch {
	case p.Accepted:
		o.State, o.HostRef = order.Open, p.Ref
		if p.Number != "" {
			o.Number = p.Number
		}
		return o, dialogue.EventOrderPlaced, event
	case p.Changed != nil:
		o.State, o.Reason, event.Quote = order.Rejected, "changed", p.Changed
		return o, dialogue.EventOrderChanged, event
	}
	o.State, o.Reason, event.Code, event.Lines = order.Rejected, p.Rejected, p.Rejected, p.Lines
	return o, dialogue.EventOrderRejected, event
}
