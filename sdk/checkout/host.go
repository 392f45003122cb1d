package checkout

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Keep stores an order of the host's, by its HostRef, or what has changed of
// it; true if it is new. What came by a pay link stays: the money, and the link.
//
// ErrOlder says that the order has changed since o.Updated; ErrRefUsed, that the
// ref is of something bought in the chat, or for another amount than a pay link
// has asked for already.
func (d *Desk) Keep(ctx context.Context, o order.Order) (kept order.Order, made bool, err error) {
	err = d.retry(ctx, func() error {
		found, err := d.Store.OrderByRef(ctx, o.HostRef)
		if errors.Is(err, store.ErrNotFound) {
			made = true
			kept, err = d.keepNew(ctx, o)
			return err
		}
		if err == nil {
			made = false
			kept, err = d.keepAgain(ctx, found, o)
		}
		return err
	})
	return kept, made && err == nil, err
}

func (d *Desk) keepNew(ctx context.Context, o order.Order) (order.Order, error) {
	o.ID, o.Origin = idOf(o.HostRef), order.FromHost
	if o.Created.IsZero() {
		o.Created = o.Updated
	}
	b := store.Batch{Guards: []store.Guard{store.GuardNoRef(o.HostRef)}, Writes: store.InsertOrder(o)}
	if o.Contact != "" {
		b.Write(d.Bought(o.Contact)...)
	}
	if err := d.Store.Commit(ctx, b); err != nil {
		return o, err
	}
	d.Wake()
	o.Version = 1
	return o, nil
}

func (d *Desk) keepAgain(ctx context.Context, was, o order.Order) (order.Order, error) {
	switch total := was.Quote.Total; {
	case was.Origin == order.FromChat:
		return was, fmt.Errorf("%w: for an order that was bought in the chat; set its status instead", ErrRefUsed)
	case total != o.Quote.Total && (was.Origin == order.FromLink || was.Attempt > 0 || was.Provider != ""):
		return was, fmt.Errorf("%w: for a pay link of %s; give the order another ref, or the link's total", ErrRefUsed, total)
	case o.Updated.Before(was.Updated) && was.Origin == order.FromHost:
		return was, ErrOlder
	}
	all, err := d.Store.Attempts(ctx, was.ID)
	if err != nil {
		return was, err
	}
	is := merge(was, o)
	if reflect.DeepEqual(is, was) {
		return was, nil
	}
	b := store.Batch{Guards: []store.Guard{store.GuardOrder(was)}, Writes: []store.Statement{store.PutOrder(is)}}
	b.Write(d.moved(was, is, all)...)
	if is.Contact != was.Contact && is.Contact != "" {
		b.Write(d.Bought(is.Contact)...)
	}
	if err := d.Store.Commit(ctx, b); err != nil {
		return was, err
	}
	d.Wake()
	is.Version++
	return is, nil
}

// merge is an order with what the host says of it now.
func merge(was, o order.Order) order.Order {
	is := was
	is.Origin, is.Number, is.Quote, is.Details, is.Updated = order.FromHost, o.Number, o.Quote, o.Details, o.Updated
	if !o.Created.IsZero() {
		is.Created = o.Created
	}
	if o.Contact != "" {
		is.Contact, is.Customer = o.Contact, o.Customer
	}
	if was.Provider == "" || !bought(was) { // else the provider says how it stands with the money
		is.State, is.PaidAmount = o.State, o.PaidAmount
		if bought(is) {
			is.Checkout, is.Provider = "", "" // a payment by the link would be a second one
		}
	} else if was.State == order.Paid && o.State == order.Completed {
		is.State = order.Completed
	}
	if o.Shipment != nil {
		if next, _, err := is.Follow(o.Shipment.Told(), o.Updated); err == nil {
			is = next
		}
	}
	return is
}

// Named finds an order by what the host calls it: its ref, or the id or the
// number that Sauda gave it.
func (d *Desk) Named(ctx context.Context, name string) (order.Order, error) {
	for _, find := range []func(context.Context, string) (order.Order, error){d.Store.OrderByRef, d.Store.Order, d.Store.OrderByNumber} {
		if o, err := find(ctx, name); !errors.Is(err, store.ErrNotFound) {
			return o, err
		}
	}
	return order.Order{}, fmt.Errorf("%w: order", store.ErrNotFound)
}

// Follow applies what the host tells of an order, as [order.Order.Follow] says.
// The shopper hears of each step once, where she chats.
func (d *Desk) Follow(ctx context.Context, name string, s order.Status) (is order.Order, err error) {
	err = d.retry(ctx, func() error {
		o, err := d.Named(ctx, name)
		if err != nil {
			return err
		}
		is, err = d.step(ctx, o, s)
		return err
	})
	return is, err
}

func (d *Desk) step(ctx context.Context, o order.Order, s order.Status) (order.Order, error) {
	is, further, err := o.Follow(s, d.Now())
	if err != nil || reflect.DeepEqual(is, o) {
		return o, err
	}
	all, err := d.Store.Attempts(ctx, o.ID)
	if err != nil {
		return o, err
	}
	var guards []store.Guard
	writes := d.moved(o, is, all)
	if bought(is) && !bought(o) { // what is gone by now is the host's to see to
		var sold []store.Statement
		if guards, sold, _, err = d.selling(ctx, o); err != nil {
			return o, err
		}
		writes = append(writes, sold...)
	}
	if is.Payable() && is.Shipment != nil && o.Shipment == nil { // what is packed is gone, though it is paid when it is handed over
		writes = append(writes, store.SellHolds(o.ID, d.Now()), store.CancelTimer(TimerRelease+":"+o.ID))
	}
	if further {
		said, err := d.tellStep(ctx, is, s.Status)
		if err != nil {
			return o, err
		}
		heard, err := d.Telling(hook.Stamp(hook.OrderUpdated{Order: hook.Of(is)}, o.ID+":"+string(s.Status), is.Updated))
		if err != nil {
			return o, err
		}
		writes = append(append(writes, said...), heard...)
	}
	if err := d.commit(ctx, o, is, guards, writes...); err != nil {
		return o, err
	}
	is.Version++
	return is, nil
}

func (d *Desk) tellStep(ctx context.Context, o order.Order, step order.Step) ([]store.Statement, error) {
	if step == order.StepPaid { // as if it were paid here
		return d.tellOrder(ctx, o, "payment:"+ToldSucceeded+":"+o.ID, dialogue.EventPayment, dialogue.OrderEvent{Order: o.ID, State: ToldSucceeded})
	}
	return d.tellOrder(ctx, o, "status:"+string(step)+":"+o.ID, dialogue.EventOrderStatus, dialogue.OrderEvent{Order: o.ID, State: string(step)})
}
