package checkout

import (
	"slices"

	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// redeeming returns the guards and the writes by which an order uses its
// promotions, from the moment it is placed until it is given up. Those that the
// host's order system knows are the host's to count.
func (d *Desk) redeeming(o order.Order) (guards []store.Guard, writes []store.Statement) {
	for _, a := range o.Quote.Promotions {
		p, ours := quote.Rules{Promotions: d.Promotions}.Promotion(a.Code)
		if !ours {
			continue
		}
		if p.Limited() {
			guards = append(guards, store.GuardUses(p, o))
		}
		writes = append(writes, store.PutRedemption(p.Code, o, d.Now()))
	}
	return guards, writes
}

// redeemedAgain returns the writes that follow an order to another quote: what
// holds no more is given back. It may use what it used before.
func (d *Desk) redeemedAgain(was, is order.Order) []store.Statement {
	if slices.EqualFunc(was.Quote.Promotions, is.Quote.Promotions, func(a, b quote.Applied) bool { return a.Code == b.Code }) {
		return nil
	}
	_, writes := d.redeeming(is)
	return slices.Insert(writes, 0, store.ReturnRedemptions(is.ID))
}
