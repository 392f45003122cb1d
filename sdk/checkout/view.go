package checkout

import (
	"context"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Reason says why a pay link cannot be paid now.
type Reason string

// Reasons.
const (
	ReasonExpired     Reason = "expired"     // the link's life is over
	ReasonSettled     Reason = "settled"     // paid already
	ReasonClosed      Reason = "closed"      // cancelled, rejected or refunded
	ReasonProcessing  Reason = "processing"  // a payment is under way
	ReasonSoldOut     Reason = "sold_out"    // Titles are gone
	ReasonUnavailable Reason = "unavailable" // the provider or the host does not answer; try again
	ReasonNoProvider  Reason = "no_provider" // nothing takes this currency
	ReasonNotOpen     Reason = "not_open"    // she has not chosen a way of which she could say that she has paid
	ReasonNoWay       Reason = "no_way"      // it cannot be paid in the way that was chosen; choose another
	ReasonChanged     Reason = "changed"     // it costs something else than she saw: look again
	// ReasonOpenElsewhere: another checkout is open and cannot be closed, so that
	// no second one is opened: At says where, Until how long.
	ReasonOpenElsewhere Reason = "open_elsewhere"
)

// Refusal is a pay link that cannot be paid now.
type Refusal struct {
	Reason Reason
	Titles []string  // with ReasonSoldOut
	At     Opened    // with ReasonOpenElsewhere: go on there
	Until  time.Time // with ReasonOpenElsewhere: when that ends
	Err    error     // cause, for the log; may be nil
}

// Error names the reason.
func (r *Refusal) Error() string { return "checkout: " + string(r.Reason) }

// Unwrap returns the cause.
func (r *Refusal) Unwrap() error { return r.Err }

// View is what a pay link shows. Reading it changes nothing.
type View struct {
	Order  order.Order
	State  string   // open, processing, paid, expired, cancelled, refunded
	Gone   []string // titles that can no longer be had
	Reason Reason   // why it cannot be paid now; "" when it can
	// Declined says that the last try to pay an open order failed; not that nothing
	// was paid at the door, for then nobody refused any money.
	Declined bool
	// NotReceived says that it failed because people have looked and no money had
	// come: it may have left her account all the same.
	NotReceived bool
	// Quote is what it costs: as of now where it is to be paid yet. Changes are in
	// what that differs from what was sent.
	Quote   quote.Quote
	Changes []quote.Change
	// Paid is how a paid order was paid, as far as its provider is still there.
	Paid *Way
	// Ways are how an open order can be paid, the best first; none where there is
	// nothing to pay. Of one that is to be paid on delivery, how it can be paid yet,
	// and Otherwise is what another of them would cost now.
	Ways      []Way
	Otherwise money.Amount
	// Instructions are how to pay where she chose a manual way; Receipts is how many
	// she has shown for it.
	Instructions *payments.Instructions
	Receipts     int
}

// View reads what a pay link shows now. An unknown token is store.ErrNotFound.
func (d *Desk) View(ctx context.Context, token string) (View, error) {
	o, err := d.Store.OrderByToken(ctx, token)
	if err != nil {
		return View{}, err
	}
	v := View{Order: o, State: d.shown(o), Reason: d.closed(o), Quote: o.Quote}
	if !o.Payable() {
		v.Paid = d.paidBy(o)
		return v, nil
	}
	all, err := d.Store.Attempts(ctx, o.ID)
	if err != nil {
		return View{}, err
	}
	if v.Instructions, v.Receipts, err = d.instructions(ctx, o, all); err != nil {
		return View{}, err
	}
	if v.Reason != "" {
		if d.changeable(o, all) {
			err = d.otherwise(ctx, &v, all)
		}
		return v, err
	}
	v.Declined = len(all) > 0 && all[len(all)-1].Payment.State == payments.StateFailed && !d.onDelivery(all[len(all)-1])
	v.NotReceived = v.Declined && all[len(all)-1].Payment.Code == payments.DeclineNotReceived
	now, err := d.due(ctx, o, all)
	if err != nil {
		return View{}, err
	}
	v.Quote, v.Changes = now.quote, now.changes
	if !v.Quote.Total.IsZero() {
		if v.Ways, err = d.shownWays(ctx, o, all); err != nil {
			return View{}, err
		}
		if len(v.Ways) == 0 {
			v.Reason = ReasonNoProvider
		}
	}
	if r := now.refusal; r != nil {
		v.Reason = r.Reason
		if r.Reason == ReasonSoldOut {
			v.Gone = r.Titles
		}
	}
	return v, nil
}

// otherwise adds to a view of what is to be paid on delivery how it can be paid
// yet.
func (d *Desk) otherwise(ctx context.Context, v *View, all []store.Attempt) error {
	now, err := d.due(ctx, v.Order, nil)
	if err != nil || now.refusal != nil {
		return err
	}
	v.Otherwise = now.quote.Total
	v.Ways, err = d.shownWays(ctx, v.Order, all)
	return err
}

// shown is the state as the wire contract names it.
func (d *Desk) shown(o order.Order) string {
	switch o.State {
	case order.Paid, order.Completed:
		return "paid"
	case order.Refunded:
		return "refunded"
	case order.Cancelled, order.Rejected:
		if o.Reason == CancelledExpired {
			return "expired"
		}
		return "cancelled"
	case order.Processing:
		return "processing"
	}
	if !d.Now().Before(o.PayExpires) {
		return "expired"
	}
	return "open"
}

// Shown is the state of an order's pay link: as [View] has it.
func (d *Desk) Shown(o order.Order) string { return d.shown(o) }

// closed says why an order cannot be paid, as far as it alone tells.
func (d *Desk) closed(o order.Order) Reason {
	switch d.shown(o) {
	case "paid":
		return ReasonSettled
	case "refunded", "cancelled":
		return ReasonClosed
	case "processing":
		return ReasonProcessing
	case "expired":
		return ReasonExpired
	}
	if o.State == order.Placing {
		return ReasonUnavailable // the host has not said yes
	}
	return ""
}
