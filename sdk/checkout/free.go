package checkout

import (
	"context"

	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// give takes the shopper's word that she wants an order that costs nothing, after
// a promotion perhaps: no provider takes an amount of nothing, so it is paid with
// that. Its stock is hers by the same commit.
func (d *Desk) give(ctx context.Context, o order.Order, now due, all []store.Attempt) error {
	guards, sold, there, err := d.selling(ctx, o)
	if err != nil {
		return err
	}
	if !there { // due saw it a moment ago
		return store.ErrConflict
	}
	is, writes, err := d.requoted(o, now)
	if err != nil {
		return err
	}
	is.State, is.Reason, is.PaidAmount = order.Paid, "", is.Quote.Total
	is.Checkout, is.Provider = "", "" // what comes of an older checkout goes back
	more, err := d.follow(ctx, o, is, all, []news{{Key: o.ID, What: ToldSucceeded}})
	if err != nil {
		return err
	}
	return d.commit(ctx, o, is, guards, append(append(writes, sold...), more...)...)
}

// free says whether an order was taken without money.
func free(o order.Order) bool { return bought(o) && o.Provider == "" && o.PaidAmount.IsZero() }
