package rush

import (
	"context"
	"fmt"
	"path"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/stock"
)

// count is how many pieces are taken in a way.
func count(holds []stock.Hold, as stock.HoldState, now time.Time) (n int) {
	for _, h := range holds {
		if h.State == as && (as == stock.Sold || now.Before(h.Until)) {
			n += h.Quantity
		}
	}
	return n
}

// kept are the orders that the provider has money for that was not given back.
func (r *round) kept() (orders map[string]bool, pieces int) {
	orders = map[string]bool{}
	for _, b := range r.all {
		kept, _ := b.paid()
		if kept > 1 {
			r.t.Errorf("%s (%s): %d payments are kept", b.name, b.manner, kept)
		}
		if kept > 0 {
			orders[b.order] = true
			pieces += b.wants
		}
	}
	return orders, pieces
}

// paid is how often she paid, by what the provider knows, and was given it back.
func (b *buyer) paid() (kept, returned int) {
	for ref := range b.checkouts {
		p, err := b.box.Fetch(context.Background(), ref)
		switch {
		case err != nil:
			b.t.Error(err)
		case p.State == payments.StateSucceeded && p.Refunded.IsZero():
			kept++
		case p.State == payments.StateSucceeded:
			returned++
		}
	}
	return kept, returned
}

// reserved are the pieces that are held for orders that nobody paid for.
func (r *round) reserved(paid map[string]bool) (pieces int, until []time.Time) {
	holds, err := r.nodes[0].store.Holds(context.Background(), r.ref)
	if err != nil {
		r.t.Error(err)
	}
	for _, h := range holds {
		if h.State == stock.Reserved && !paid[h.Order] {
			pieces += h.Quantity
			until = append(until, h.Until)
		}
	}
	slices.SortFunc(until, time.Time.Compare)
	return pieces, until
}

// lapse lets the reservations end, one after the other: what was not paid for
// must be back a minute later.
func (r *round) lapse() {
	paid, _ := r.kept()
	pieces, until := r.reserved(paid)
	r.did.lapsed.Add(int64(pieces))
	if len(until) == 0 {
		return
	}
	r.clock.jump(until[0].Sub(r.clock.Now()))
	for last := until[len(until)-1].Add(grace); r.clock.Now().Before(last); {
		r.clock.jump(grace / 2)
		r.settle()
		_, until := r.reserved(paid)
		if len(until) > 0 && r.clock.Now().Sub(until[0]) > grace {
			r.t.Errorf("%s: at %v pieces are held that were to be back at %v", r.ref.Product, r.clock.Now(), until[0])
			return
		}
	}
	if pieces, _ := r.reserved(paid); pieces > 0 {
		r.t.Errorf("%s: %d pieces are still held for orders that were not paid", r.ref.Product, pieces)
	}
	r.balance("when all reservations have ended")
}

// balance checks that what the provider has money for, what is reserved, and
// what a pay link says can still be had, come to what there is.
func (r *round) balance(when string) {
	paid, sold := r.kept()
	reserved, _ := r.reserved(paid)
	if sold > r.stock.Count {
		r.t.Errorf("%s, %s: %d pieces are sold of %d", r.ref.Product, when, sold, r.stock.Count)
	}
	free := r.stock.Count - sold - reserved
	for _, pieces := range []int{free, free + 1} {
		if pieces < 1 {
			continue
		}
		name := fmt.Sprintf("%s-probe-%d-%d", r.ref.Product, pieces, r.clock.Now().Unix())
		v, err := r.any(r.rng).PayLink(context.Background(), path.Base(r.link(name, pieces).URL))
		if err != nil {
			r.t.Error(err)
		}
		if can := v.Reason == ""; can != (pieces == free) {
			r.t.Errorf("%s, %s: %d sold, %d reserved of %d, and to buy %d is %v (%s)", r.ref.Product, when, sold, reserved, r.stock.Count, pieces, can, v.Reason)
		}
	}
}
