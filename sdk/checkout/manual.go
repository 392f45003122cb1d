package checkout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/stock"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// What a person has to look at waits for her.
const (
	remindStaff = 24 * time.Hour     // after a shopper said she had paid; once
	keepClaimed = 3 * 24 * time.Hour // how long stock is kept meanwhile, unless the provider says longer
)

// byHand returns the provider with a name if people confirm its payments.
func (d *Desk) byHand(name string) (payments.Manual, bool) {
	p, err := d.named(name)
	if err != nil {
		return nil, false
	}
	m, ok := p.(payments.Manual)
	return m, ok
}

// onDelivery says whether an attempt is paid when the goods are handed over.
func (d *Desk) onDelivery(a store.Attempt) bool {
	m, ok := d.byHand(a.Provider)
	return ok && m.Instructions("").OnDelivery
}

// Manual lists the names of the providers whose payments people confirm.
func (d *Desk) Manual() (names []string) {
	for _, p := range d.Providers {
		if _, ok := p.(payments.Manual); ok {
			names = append(names, p.Name())
		}
	}
	return names
}

// Claim notes that the shopper says she has paid, by the way that her pay link
// tells of, or that she will when the goods are handed over: a person is called
// to look, and called once more if nobody has in a day; she is told when
// somebody has. Again it changes nothing.
//
// It fails with a *Refusal where there is nothing of which she could say so, or
// store.ErrNotFound.
func (d *Desk) Claim(ctx context.Context, token string) error {
	o, a, err := d.claimable(ctx, token)
	if err != nil || a.Payment.State == payments.StateProcessing {
		return err
	}
	_, err = d.noted(ctx, o, a, func(m payments.Manual) (payments.Payment, error) { return m.Claim(ctx, a.Ref) })
	return err
}

// claimable is the checkout of a pay link of which a shopper can say that she
// has paid, or has said so.
func (d *Desk) claimable(ctx context.Context, token string) (order.Order, store.Attempt, error) {
	o, err := d.Store.OrderByToken(ctx, token)
	if err != nil {
		return o, store.Attempt{}, err
	}
	all, err := d.Store.Attempts(ctx, o.ID)
	if err != nil {
		return o, store.Attempt{}, err
	}
	i := slices.IndexFunc(all, func(a store.Attempt) bool {
		_, ok := d.byHand(a.Provider)
		return ok && a.Ref != "" && !a.Payment.State.Final()
	})
	reason := d.closed(o)
	switch {
	case i >= 0 && all[i].Payment.State == payments.StateProcessing && o.Payable():
		return o, all[i], nil
	case reason != "":
		return o, store.Attempt{}, &Refusal{Reason: reason}
	case i < 0:
		return o, store.Attempt{}, &Refusal{Reason: ReasonNotOpen}
	}
	return o, all[i], nil
}

// Confirm notes what a person of the shop found of the money for an order: by
// its ref, id or number. That it came: the order is paid, or held if it is
// another sum. That it did not: the shopper is told, and may try again. The same
// again changes nothing.
//
// Of an order that was chosen to be paid when it is handed over, it is said then
// that the money came; that it goes out is a step, told by Follow as that of any
// other.
//
// Errors: store.ErrNotFound; field.Errors, for a sum that cannot be; an
// [Objection]: order.ErrTransition, when there is nothing to confirm, or
// payments.ErrConflict, when the contrary was confirmed.
func (d *Desk) Confirm(ctx context.Context, ref string, v payments.Verdict) (order.Order, error) {
	o, err := d.Named(ctx, ref)
	if err != nil {
		return o, err
	}
	all, err := d.Store.Attempts(ctx, o.ID)
	if err != nil {
		return o, err
	}
	a, ok := d.confirmable(all, v.Paid)
	switch {
	case !ok:
		return o, d.unconfirmed(o, v.Paid)
	case v.Amount != payments.Verdict{}.Amount && (v.Amount.Currency != a.Amount.Currency || v.Amount.Minor <= 0):
		return o, fmt.Errorf("checkout: payment: %w", field.Errors{{Name: "amount", Reason: "must be what came: more than nothing, in " + a.Amount.Currency}})
	}
	is, err := d.noted(ctx, o, a, func(m payments.Manual) (payments.Payment, error) { return m.Confirm(ctx, a.Ref, v) })
	if errors.Is(err, payments.ErrConflict) {
		return o, contradicted(err, o, a)
	}
	return is, err
}

// confirmable is the attempt that a verdict is about: one that waits for it, one
// that got it, or, if the money came, any of which the shopper knows, the last
// first. A refusal twice must not refuse a later attempt.
func (d *Desk) confirmable(all []store.Attempt, paid bool) (store.Attempt, bool) {
	states := []payments.State{payments.StateProcessing, payments.StateFailed}
	if paid {
		states = []payments.State{payments.StateProcessing, payments.StateSucceeded, payments.StatePending, payments.StateFailed, payments.StateExpired, payments.StateCancelled}
	}
	for _, s := range states {
		for _, a := range slices.Backward(all) {
			if _, ok := d.byHand(a.Provider); ok && a.Ref != "" && a.Payment.State == s {
				return a, true
			}
		}
	}
	return store.Attempt{}, false
}

// noted has a provider note what people say of an attempt, and folds what is
// known then. A process that is stopped in between leaves a look that does.
func (d *Desk) noted(ctx context.Context, o order.Order, a store.Attempt, say func(payments.Manual) (payments.Payment, error)) (order.Order, error) {
	m, ok := d.byHand(a.Provider)
	if !ok {
		return o, fmt.Errorf("%w: %q", ErrUnknownProvider, a.Provider)
	}
	look := store.SetTimer(lookTimer(o.ID, d.Now().Add(firstLook)))
	if err := d.Store.Commit(ctx, store.Batch{Writes: []store.Statement{look}}); err != nil {
		return o, err
	}
	p, err := say(m)
	if err != nil {
		return o, err
	}
	p.Ref, p.Key = cmp.Or(p.Ref, a.Ref), cmp.Or(p.Key, a.Key)
	if err := d.foldInto(ctx, o.ID, a.Provider, p); err != nil {
		return o, err
	}
	return d.Store.Order(ctx, o.ID)
}

// manually is news of an attempt in the words for payments that people confirm,
// and the writes that go with it.
func (d *Desk) manually(ctx context.Context, n news, a store.Attempt) (news, []store.Statement, error) {
	if _, ok := d.byHand(a.Provider); !ok {
		return n, nil, nil
	}
	if n.What == ToldProcessing || n.What == ToldFailed {
		n.Code = ""
		if d.onDelivery(a) {
			n.Code = CodeOnDelivery
		}
	}
	switch n.What {
	case ToldProcessing:
		n.What = ToldWaiting
		shown, err := d.shownFor(ctx, a)
		if err != nil {
			return n, nil, err
		}
		if shown > 0 && n.Code == "" {
			n.Code = CodeReceipt
		}
		return n, []store.Statement{store.SetTimer(store.Timer{
			Key: TimerWaiting + ":" + a.Key, Kind: TimerWaiting, Due: d.Now().Add(remindStaff), Payload: []byte(a.Order),
		})}, nil
	case ToldFailed:
		n.What = ToldUnseen
	}
	return n, nil, nil
}

// Remind calls the staff once more to an order whose payment waits for them.
func (d *Desk) Remind(ctx context.Context, t store.Timer) error {
	o, all, err := d.load(ctx, string(t.Payload))
	if errors.Is(err, store.ErrNotFound) {
		return d.finish(ctx, t, store.FinishTimer(t))
	}
	if err != nil {
		return err
	}
	writes := []store.Statement{store.FinishTimer(t)}
	if i := slices.IndexFunc(all, d.claimed); i >= 0 && o.Payable() {
		called, err := d.call(ctx, o, NeedsConfirmation, all[i].Key+":again")
		if err != nil {
			return err
		}
		writes = append(writes, called...)
	}
	if err := d.finish(ctx, t, writes...); err != nil {
		return err
	}
	d.Wake()
	return nil
}

// claimed says whether an attempt waits for a person.
func (d *Desk) claimed(a store.Attempt) bool {
	_, ok := d.byHand(a.Provider)
	return ok && a.Payment.State == payments.StateProcessing
}

// keeping returns guards and writes that keep the counted stock of an order
// while its payment waits for a person. What is gone is not kept: she has said
// that she paid, and whether it can be had is seen when that is confirmed.
func (d *Desk) keeping(ctx context.Context, o order.Order, a store.Attempt) ([]store.Guard, []store.Statement, error) {
	counted, gone, err := d.free(ctx, o)
	if err != nil || len(gone) > 0 || len(counted) == 0 {
		return nil, nil, err
	}
	p, err := d.named(a.Provider)
	if err != nil {
		return nil, nil, err
	}
	until := d.Now().Add(max(keepClaimed, p.Capabilities().Reserve))
	guards, holds := taking(o, counted, stock.Hold{State: stock.Reserved, At: d.Now(), Until: until}, d.Now())
	return guards, append(holds, store.SetTimer(releaseTimer(o.ID, until))), nil
}

// sold says whether the pieces of an order are gone from stock already: it was
// packed before it was paid.
func (d *Desk) sold(ctx context.Context, o order.Order) (bool, error) {
	holds, err := d.Store.HoldsOf(ctx, o.ID)
	return slices.ContainsFunc(holds, func(h stock.Hold) bool { return h.State == stock.Sold }), err
}
