package checkout

import (
	"context"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// returning are the news with which money goes back by itself; calling are
// those that a person of the shop is to know of.
var (
	returning = []string{ToldLate, ToldTwice, ToldSoldOut}
	calling   = []string{ToldLate, ToldTwice, ToldSoldOut, ToldHeld, ToldDisputed, ToldWaiting}
)

// follow returns the writes that go with an order's new state: stock, the
// host, refunds, and what the conversation and the staff hear. Each is once by
// its key.
func (d *Desk) follow(ctx context.Context, was, is order.Order, all []store.Attempt, told []news) ([]store.Statement, error) {
	writes := d.moved(was, is, all)
	for _, n := range told {
		i := slices.IndexFunc(all, func(a store.Attempt) bool { return a.Key == n.Key })
		if i >= 0 {
			var more []store.Statement
			var err error
			if n, more, err = d.manually(ctx, n, all[i]); err != nil {
				return nil, err
			}
			writes = append(writes, more...)
		}
		if i >= 0 && slices.Contains(returning, n.What) {
			back, err := refundTimer(all[i], n.What, d.Now())
			if err != nil {
				return nil, err
			}
			writes = append(writes, back...)
		}
		if slices.Contains(calling, n.What) {
			called, err := d.call(ctx, is, "payment_"+n.What, n.Key)
			if err != nil {
				return nil, err
			}
			writes = append(writes, called...)
		}
		e := dialogue.OrderEvent{Order: is.ID, State: n.What, Code: n.Code, By: n.By}
		if n.Amount.Minor > 0 {
			e.Amount = &n.Amount
		}
		said, err := d.tellOrder(ctx, is, "payment:"+n.What+":"+n.Key, dialogue.EventPayment, e)
		if err != nil {
			return nil, err
		}
		writes = append(writes, said...)
	}
	return writes, nil
}

// sums adds to news of money given back how much it is, and when it is with her.
func (d *Desk) sums(told []news, before, all []store.Attempt) {
	for i := range told {
		for k, a := range all {
			if told[i].What != ToldRefunded || a.Payment.Refunded == before[k].Payment.Refunded {
				continue
			}
			told[i].Amount = a.Payment.Refunded
			told[i].Amount.Minor -= before[k].Payment.Refunded.Minor
			told[i].By = d.arrives(a.Provider)
		}
	}
}

// arrives is when money that a provider gives back now has arrived at the
// latest; zero where that is not known.
func (d *Desk) arrives(provider string) time.Time {
	p, err := d.named(provider)
	if err != nil || p.Capabilities().RefundDays <= 0 {
		return time.Time{}
	}
	return d.Now().AddDate(0, 0, p.Capabilities().RefundDays)
}

// moved returns what an order's arrival in a state asks for. An order that is
// bought, or cancelled, wants no other money: its open checkouts are closed.
func (d *Desk) moved(was, is order.Order, all []store.Attempt) (writes []store.Statement) {
	switch {
	case bought(is) && !bought(was):
		writes = append(writes, store.SellHolds(is.ID, d.Now()), store.CancelTimer(TimerRelease+":"+is.ID), store.CancelTimer(TimerExpire+":"+is.ID))
		if was.State == order.Cancelled { // what it had used was given back
			_, again := d.redeeming(is)
			writes = append(writes, again...)
		}
		writes = append(writes, d.tellBackend(is, order.Paid)...)
	case is.State == order.Cancelled && was.State != is.State:
		writes = append(writes, store.ReleaseHolds(is.ID), store.ReturnRedemptions(is.ID), store.CancelTimer(TimerExpire+":"+is.ID))
		writes = append(writes, d.tellBackend(is, order.Cancelled)...)
	default:
		return nil
	}
	return append(writes, d.looking(is, all)...)
}

// looking has the checkouts of an order that have not ended closed, or heard of,
// now.
func (d *Desk) looking(o order.Order, all []store.Attempt) []store.Statement {
	if slices.ContainsFunc(all, func(a store.Attempt) bool { return !a.Payment.State.Final() }) {
		return []store.Statement{store.SetTimer(lookTimer(o.ID, d.Now()))}
	}
	return nil
}
