package checkout

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/stock"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// RefundOrder says what is to be given back of an order: lines and the
// delivery, or an amount, or, when it names none of them, all that is left.
type RefundOrder struct {
	Amount   money.Amount // of no line in particular; zero where Lines or Delivery say what
	Delivery bool         // the price of the delivery
	Key      string       // whoever asks names it, 1 to 64 bytes: the same twice is one refund
	Lines    []RefundLine // each line once
	Reason   string       // for the shop's books, one line of at most 200 bytes
	Restock  bool         // the pieces of Lines can be sold again, from now on
}

// RefundLine is some pieces of one line of an order.
type RefundLine struct {
	Line     int // its place in the order: 0 is the first
	Quantity int // how many pieces of it, at least 1
}

// GiveBack gives money back for an order, by its ref, id or number: what she
// paid for the pieces, with their discount and tax. All pieces of a line come to
// its price exactly, however they are parted, and no more than was paid is given
// back, refunds at the provider's own desk included.
//
// It is decided here and done by a timer: the refund is pending then. The
// shopper is told when the provider has done it, and a person is called when the
// provider cannot. Where people take the money, they give it back too: GiveBack
// says that they have.
//
// The same key again returns the refund as it is. Errors: store.ErrNotFound;
// field.Errors; an [Objection]: order.ErrTransition, when no money of it came by a
// pay link, payments.ErrConflict, when there is not so much left, or the key is
// used for another refund, payments.ErrUnsupported, when the provider cannot.
func (d *Desk) GiveBack(ctx context.Context, ref string, r RefundOrder) (back order.Refund, err error) {
	if err := r.check().Err(); err != nil {
		return back, fmt.Errorf("checkout: refund: %w", err)
	}
	err = d.retry(ctx, func() error {
		back, err = d.giveBack(ctx, ref, r)
		return err
	})
	return back, err
}

// check says what is wrong with r, whatever the order is.
func (r RefundOrder) check() (wrong field.Errors) {
	wrong.Check(r.Key != "" && field.Line(r.Key, 64), "key", "must be one line of 1 to 64 bytes: a name of yours for this refund")
	wrong.Check(field.Line(r.Reason, 200), "reason", "must be one line of at most 200 bytes")
	wrong.Check(r.Amount == money.Amount{} || r.Amount.Minor > 0, "amount", "must be above zero")
	wrong.Check(r.Amount == money.Amount{} || len(r.Lines) == 0 && !r.Delivery, "amount", "must be left out where lines or the delivery say what is given back")
	wrong.Check(!r.Restock || len(r.Lines) > 0, "restock", "is about lines: name them")
	seen := map[int]bool{}
	for i, l := range r.Lines {
		wrong.Check(!seen[l.Line], fmt.Sprintf("lines[%d].line", i), "is there twice")
		seen[l.Line] = true
	}
	return wrong
}

func (d *Desk) giveBack(ctx context.Context, ref string, r RefundOrder) (order.Refund, error) {
	o, err := d.Named(ctx, ref)
	if err != nil {
		return order.Refund{}, err
	}
	if i := slices.IndexFunc(o.Refunds, func(b order.Refund) bool { return b.Key == r.Key }); i >= 0 {
		return o.Refunds[i], again(o, o.Refunds[i], r)
	}
	a, err := d.paying(ctx, o, r)
	if err != nil {
		return order.Refund{}, err
	}
	back, err := refundOf(o, a.Payment, r)
	if err != nil {
		return back, fmt.Errorf("checkout: refund: %w", err)
	}
	back.At = d.Now().UTC()
	total, err := d.afterwards(o, a, back)
	if err != nil {
		return back, err
	}
	t, err := giveBackTimer(giveBack{
		Order: o.ID, Provider: a.Provider, Own: back.Key, Total: total,
		Refund: payments.Refund{Key: fmt.Sprintf("%s-r%d", a.Key, len(o.Refunds)+1), Ref: a.Ref, Amount: back.Amount, Reason: back.Reason},
	}, TimerRefund+":"+a.Key+":"+back.Key, d.Now())
	if err != nil {
		return back, err
	}
	writes, err := d.restock(ctx, o, back)
	if err != nil {
		return back, err
	}
	is := o
	is.Refunds = append(slices.Clone(o.Refunds), back)
	return back, d.commit(ctx, o, is, nil, append(writes, store.SetTimer(t))...)
}

// again says whether a refund is what is asked for once more under its key.
func again(o order.Order, was order.Refund, r RefundOrder) error {
	var lines []RefundLine
	for _, l := range was.Lines {
		lines = append(lines, RefundLine{l.Line, l.Quantity})
	}
	same := slices.Equal(lines, r.Lines) && was.Delivery == r.Delivery && was.Restock == r.Restock &&
		(r.Amount == money.Amount{} || r.Amount == was.Amount)
	if !same {
		return objection(payments.ErrConflict, "the key is that of another refund of order %s: give this one a key of its own", o.Number)
	}
	return nil
}

// paying is the attempt whose money is given back: the one that paid the order,
// or one that holds it, because another sum came than was asked for.
func (d *Desk) paying(ctx context.Context, o order.Order, r RefundOrder) (store.Attempt, error) {
	all, err := d.Store.Attempts(ctx, o.ID)
	if err != nil {
		return store.Attempt{}, err
	}
	held := o.State == order.Processing && o.Reason == HeldAmount
	for _, a := range all {
		kept := bought(o) && a.Ref == o.Checkout && a.Provider == o.Provider
		if succeeded(a) && (kept || held && !givenBack(a.Payment)) {
			if held && (len(r.Lines) > 0 || r.Delivery) {
				return a, objection(order.ErrTransition, "order %s is held, because another sum came than it costs: give back an amount, or all of it, and no lines", o.Number)
			}
			return a, d.can(o, a, r)
		}
	}
	return store.Attempt{}, penniless(o)
}

// can says whether a provider can give back what is asked for.
func (d *Desk) can(o order.Order, a store.Attempt, r RefundOrder) error {
	p, err := d.named(a.Provider)
	if err != nil {
		return err
	}
	_, byHand := p.(payments.Manual)
	all := reflect.DeepEqual(r, RefundOrder{Key: r.Key, Reason: r.Reason}) && a.Payment.Refunded.IsZero()
	switch can := p.Capabilities().Refunds; {
	case byHand, can == payments.RefundsPartial:
		return nil
	case can == payments.RefundsNone:
		return objection(payments.ErrUnsupported, "order %s was paid by %s, which gives no money back by itself: do it there", o.Number, p.Name())
	case !all:
		return objection(payments.ErrUnsupported, "order %s was paid by %s, which gives back the whole payment only: name no lines and no amount", o.Number, p.Name())
	}
	return nil
}

// afterwards is what has been given back of a payment in all, once back is.
func (d *Desk) afterwards(o order.Order, a store.Attempt, back order.Refund) (money.Amount, error) {
	left, err := leftOf(o, a.Payment)
	if err != nil {
		return left, err
	}
	if left, err = left.Sub(back.Amount); err != nil {
		return left, err
	}
	return a.Payment.Amount.Sub(left)
}

// restock returns the writes that let pieces be sold again. Where the source has
// counted since they were sold, it counts them.
func (d *Desk) restock(ctx context.Context, o order.Order, back order.Refund) (writes []store.Statement, err error) {
	if !back.Restock {
		return nil, nil
	}
	holds, err := d.Store.HoldsOf(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	for _, h := range holds {
		was := h.Quantity
		for _, l := range back.Lines {
			if o.Quote.Lines[l.Line].Ref == h.Ref {
				h.Quantity -= l.Quantity
			}
		}
		switch {
		case h.State != stock.Sold || h.Quantity == was:
		case h.Quantity <= 0:
			writes = append(writes, store.DropHold(h))
		default:
			writes = append(writes, store.PutHold(h))
		}
	}
	return writes, nil
}
