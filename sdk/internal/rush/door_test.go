package rush

import (
	"context"
	"strings"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/manual"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// door is where orders are paid on delivery: a shopper agrees to, and may change
// her mind; a person says what came of it, when all has calmed down.
type door struct {
	trouble
	ledger
	m      *market
	method *manual.Method
}

func newDoor(m *market, c *clock) *door {
	method, err := manual.New(manual.Config{Name: "Door", Currencies: []string{"USD"}, OnDelivery: true, Records: manual.NewMemory(), Now: c.Now})
	if err != nil {
		panic(err) // it is made of constants
	}
	return &door{trouble: newTrouble(3), ledger: newLedger(), m: m, method: method}
}

func (d *door) provider() payments.Provider { return doorway{d.method, d} }

// doorway is where the shop's nodes ask.
type doorway struct {
	*manual.Method
	door *door
}

func (w doorway) Start(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	return faulty(&w.door.trouble, "start", func() (payments.Checkout, error) {
		at, err := w.Method.Start(ctx, in)
		if err == nil && w.door.isNew(in.Order, at.Ref) {
			w.door.m.created(in.Order)
		}
		return at, err
	})
}

func (w doorway) Fetch(ctx context.Context, ref string) (payments.Payment, error) {
	return faulty(&w.door.trouble, "fetch", func() (payments.Payment, error) { return w.Method.Fetch(ctx, ref) })
}

func (w doorway) Cancel(ctx context.Context, ref string) (payments.Payment, error) {
	return faulty(&w.door.trouble, "cancel", func() (payments.Payment, error) {
		was := w.door.truth(ref)
		is, err := w.Method.Cancel(ctx, ref)
		if was.State == payments.StateProcessing && is.State == payments.StateCancelled {
			w.door.m.left.Add(1)
		}
		return is, err
	})
}

func (w doorway) Claim(ctx context.Context, ref string) (payments.Payment, error) {
	w.door.m.agreed.Add(1)
	return faulty(&w.door.trouble, "claim", func() (payments.Payment, error) { return w.Method.Claim(ctx, ref) })
}

// open counts what was agreed, too: she owes it.
func (d *door) open(order string) (n int) {
	for _, ref := range d.refs(order) {
		if !d.truth(ref).State.Final() {
			n++
		}
	}
	return n
}

func (d *door) truth(ref string) payments.Payment {
	p, err := d.method.Fetch(context.Background(), ref)
	if err != nil {
		d.m.t.Error(err)
	}
	return p
}

// doorPage is where she reads how to pay: the pay link itself.
const doorPage = "door:"

func (d *door) at(page string) string {
	token, ok := strings.CutPrefix(page, doorPage)
	if !ok {
		return ""
	}
	return token
}

// ends agrees to pay on delivery, or has a person say that it came to nothing.
func (d *door) ends(token string, how outcome) error {
	n := d.m.any(d.m.luck())
	if how == pays || how == waits {
		return n.ClaimPayLink(context.Background(), token)
	}
	v, err := n.PayLink(context.Background(), token)
	if err != nil {
		return err
	}
	_, err = n.Payments().Confirm(context.Background(), v.Order.ID, payments.Verdict{By: "courier"})
	return err
}

func (d *door) again(string) {} // people tell once

// settled has the courier pay in, or bring back, what was agreed.
func (d *door) settled() {
	ctx, n := context.Background(), d.m.any(d.m.luck())
	for _, b := range d.m.all {
		v, err := n.PayLink(ctx, b.token)
		if err != nil {
			d.m.t.Error(err)
			continue
		}
		if v.Order.State != order.Processing || v.Order.Reason != "" || v.Instructions == nil { // a person decides what is held
			continue
		}
		if _, err := n.Payments().Confirm(ctx, v.Order.ID, payments.Verdict{Paid: len(b.name)%2 == 0, By: "courier"}); err != nil {
			d.m.t.Errorf("order %s: %v", v.Order.ID, err)
		}
	}
}

func (d *door) close() {}
