package checkout

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/stock"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// reserve holds the stock of an order anew, before its open checkout is used
// again.
func (d *Desk) reserve(ctx context.Context, o order.Order, p payments.Provider) error {
	guards, holds, err := d.holding(ctx, o, p)
	if err != nil || len(holds) == 0 {
		return err
	}
	err = d.Store.Commit(ctx, store.Batch{Guards: append(guards, store.GuardOrder(o)), Writes: holds})
	if err == nil {
		d.Wake()
	}
	return err
}

// holding returns guards and writes that reserve the counted stock of an order
// that is paid by a provider, or the Refusal that some of it is gone.
func (d *Desk) holding(ctx context.Context, o order.Order, p payments.Provider) ([]store.Guard, []store.Statement, error) {
	counted, gone, err := d.free(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	if len(gone) > 0 {
		return nil, nil, &Refusal{Reason: ReasonSoldOut, Titles: gone}
	}
	if len(counted) == 0 {
		return nil, nil, nil
	}
	held, err := d.Store.HoldsOf(ctx, o.ID)
	if err != nil {
		return nil, nil, err
	}
	began, until := reservation(held, cmp.Or(p.Capabilities().Reserve, d.Reservation), d.Now())
	guards, holds := taking(o, counted, stock.Hold{State: stock.Reserved, At: began, Until: until}, d.Now())
	return guards, append(holds, store.SetTimer(releaseTimer(o.ID, until))), nil
}

func releaseTimer(id string, due time.Time) store.Timer {
	return store.Timer{Key: TimerRelease + ":" + id, Kind: TimerRelease, Due: due, Payload: []byte(id)}
}

// reservation is when the reservation of an order began that is asked for again
// now, and when it ends. It lasts so long from each time she goes to pay, and
// never longer than twice that from its beginning: it is renewed once, however
// often she clicks. One that has ended was anybody's to take; who finds the
// stock still free begins another. A quicker way to pay does not need what a
// slower one was given.
func reservation(held []stock.Hold, life time.Duration, now time.Time) (began, until time.Time) {
	i := slices.IndexFunc(held, func(h stock.Hold) bool { return h.State == stock.Reserved && now.Before(h.Until) })
	if i < 0 {
		return now, now.Add(life)
	}
	h := held[i]
	if began = h.At; began.IsZero() { // of an older version
		began = now
	}
	most, wish := began.Add(2*life), now.Add(life)
	if most.Before(h.Until) {
		most = h.Until
	}
	if wish.After(most) {
		wish = most
	}
	return began, wish
}

// selling returns guards and writes that take the counted stock of an order
// that is paid, whether or not its reservation still stands; false when some
// of it is gone.
func (d *Desk) selling(ctx context.Context, o order.Order) ([]store.Guard, []store.Statement, bool, error) {
	counted, gone, err := d.free(ctx, o)
	if err != nil || len(gone) > 0 {
		return nil, nil, false, err
	}
	guards, holds := taking(o, counted, stock.Hold{State: stock.Sold, At: d.Now()}, d.Now())
	return guards, holds, true, nil
}

// taking returns guards that pieces are free and writes that take them, each
// as the hold says.
func taking(o order.Order, counted []piece, as stock.Hold, now time.Time) (guards []store.Guard, holds []store.Statement) {
	for _, c := range counted {
		as.Order, as.Ref, as.Quantity = o.ID, c.ref, c.quantity
		guards = append(guards, store.GuardFree(c.ref, c.quantity, c.stock, now, o.ID))
		holds = append(holds, store.PutHold(as))
	}
	return guards, holds
}

// piece is how many an order needs of one thing whose stock is counted.
type piece struct {
	ref      catalog.Ref
	quantity int
	stock    catalog.Stock
}

// free reads an order's lines against the catalogue and the holds of others:
// which are counted, and which cannot be had any more. Of an order that was packed
// before it was paid all is hers, and nothing is to be taken.
func (d *Desk) free(ctx context.Context, o order.Order) (counted []piece, gone []string, err error) {
	if sold, err := d.sold(ctx, o); err != nil || sold {
		return nil, nil, err
	}
	for _, l := range merged(o) {
		n, of, err := d.left(ctx, o, l.ref)
		switch {
		case err != nil:
			return nil, nil, err
		case n < l.quantity:
			gone = append(gone, l.title)
		case of.Kind == catalog.StockCounted:
			counted = append(counted, piece{l.ref, l.quantity, of})
		}
	}
	return counted, gone, nil
}

// left is how many pieces of a thing an order can have, and its stock: of what
// is not sold there are none, of what is not counted any number.
func (d *Desk) left(ctx context.Context, o order.Order, ref catalog.Ref) (int, catalog.Stock, error) {
	_, offer, err := d.Catalog.Offer(ref)
	if err != nil {
		return 0, catalog.Stock{Kind: catalog.StockCounted}, nil
	}
	if offer.Stock.Kind != catalog.StockCounted {
		return math.MaxInt, offer.Stock, nil
	}
	holds, err := d.Store.Holds(ctx, ref)
	if err != nil {
		return 0, offer.Stock, err
	}
	n, _ := stock.Free(offer.Stock, others(holds, o.ID), d.Now())
	return n, offer.Stock, nil
}

// need is all that an order wants of one thing.
type need struct {
	ref      catalog.Ref
	title    string
	quantity int
}

// merged joins lines of one thing: a host's quote may have several. Lines of
// nothing in the catalogue, and orders that the host keeps the stock of, need
// none of ours.
func merged(o order.Order) []need {
	var all []need
	if o.Origin == order.FromHost {
		return nil
	}
	at := map[catalog.Ref]int{}
	for _, l := range o.Quote.Lines {
		if l.Ref.Product == "" {
			continue
		}
		i, ok := at[l.Ref]
		if !ok {
			i = len(all)
			at[l.Ref] = i
			all = append(all, need{ref: l.Ref, title: l.Title})
		}
		all[i].quantity += l.Quantity
	}
	return all
}

func others(holds []stock.Hold, id string) []stock.Hold {
	var all []stock.Hold
	for _, h := range holds {
		if h.Order != id {
			all = append(all, h)
		}
	}
	return all
}

// Release ends the reservation that a timer names.
func (d *Desk) Release(ctx context.Context, t store.Timer) error {
	return d.finish(ctx, t, store.ReleaseHolds(string(t.Payload)), store.FinishTimer(t))
}

// finish writes while a timer is still held by this claim.
func (d *Desk) finish(ctx context.Context, t store.Timer, writes ...store.Statement) error {
	return d.Store.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardTimer(t)}, Writes: writes})
}
