package paypal

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// What PayPal says about an order, as far as we listen.
type (
	order struct {
		ID      string    `json:"id"`
		OrderID string    `json:"order_id"` // in place of id, in events of a reversed approval
		Status  string    `json:"status"`
		Units   []unit    `json:"purchase_units"`
		Links   []link    `json:"links"`
		Created time.Time `json:"create_time"`
		Updated time.Time `json:"update_time"`
	}
	unit struct {
		Reference string `json:"reference_id"`
		CustomID  string `json:"custom_id"`
		Amount    amount `json:"amount"`
		Payments  struct {
			Captures []capture `json:"captures"`
			Refunds  []refund  `json:"refunds"`
		} `json:"payments"`
	}
	capture struct {
		ID        string    `json:"id"`
		Status    string    `json:"status"`
		Amount    amount    `json:"amount"`
		CustomID  string    `json:"custom_id"`
		Created   time.Time `json:"create_time"`
		Updated   time.Time `json:"update_time"`
		Processor struct {
			Code string `json:"response_code"`
		} `json:"processor_response"`
		Supplement struct {
			Related struct {
				Order string `json:"order_id"`
			} `json:"related_ids"`
		} `json:"supplementary_data"`
	}
	refund struct {
		ID        string    `json:"id"`
		Status    string    `json:"status"`
		Amount    amount    `json:"amount"`
		CustomID  string    `json:"custom_id"`
		Links     []link    `json:"links"`
		Updated   time.Time `json:"update_time"`
		Breakdown struct {
			Total amount `json:"total_refunded_amount"`
		} `json:"seller_payable_breakdown"`
	}
	link struct {
		Href string `json:"href"`
		Rel  string `json:"rel"`
	}
)

// tagged is the one purchase unit of an order of ours, with its tag.
func (o order) tagged() (unit, tag, error) {
	if len(o.Units) != 1 {
		return unit{}, tag{}, fmt.Errorf("%w: an order of %d purchase units", payments.ErrMalformed, len(o.Units))
	}
	t, ours := readTag(o.Units[0].CustomID)
	if !ours {
		return unit{}, tag{}, fmt.Errorf("%w: an order that Sauda did not open", payments.ErrMalformed)
	}
	return o.Units[0], t, nil
}

// link is where the shopper agrees; "" when she cannot any more.
func (o order) link() string {
	for _, l := range o.Links {
		if l.Rel == "payer-action" || l.Rel == "approve" {
			return l.Href
		}
	}
	return ""
}

// payment is what an order says about its payment, believed in nothing that it
// does not say well.
func (p *Provider) payment(o order) (payments.Payment, error) {
	u, t, err := o.tagged()
	if err != nil {
		return payments.Payment{}, err
	}
	toPay, err := u.Amount.read()
	if err != nil || !orderID.MatchString(o.ID) {
		return payments.Payment{}, errors.Join(err, fmt.Errorf("%w: an order without id or price", payments.ErrMalformed))
	}
	is := payments.Payment{Ref: o.ID, Order: t.order, Key: t.key, Amount: toPay, At: latest(o.Created, o.Updated)}
	if len(u.Payments.Captures) == 0 {
		is.State, is.Code = p.unpaid(o, t)
		return is, nil
	}
	if is, err = captured(is, u.Payments.Captures); err != nil {
		return payments.Payment{}, err
	}
	is.Refunded, is.At, err = refunded(u.Payments.Refunds, is.Refunded, is.At)
	return is, err
}

// unpaid is the state of an order of which no money was taken. One whose time is
// over is over, although PayPal may show it for a while: we do not take its money.
func (p *Provider) unpaid(o order, t tag) (payments.State, string) {
	switch {
	case t.mark == markCancelled:
		return payments.StateCancelled, ""
	case slices.Contains(payments.Declines(), t.mark):
		return payments.StateFailed, t.mark
	case o.Status == "APPROVED", o.Status == "COMPLETED": // of the latter the capture follows
		return payments.StateProcessing, ""
	case o.Status == "VOIDED", !p.cfg.Now().Before(o.Created.Add(p.cfg.Life)):
		return payments.StateExpired, ""
	}
	return payments.StatePending, "" // CREATED, SAVED, PAYER_ACTION_REQUIRED
}

// captured adds what captures say: there is one, but the best would count.
func captured(is payments.Payment, all []capture) (payments.Payment, error) {
	var best payments.Payment
	for _, c := range all {
		sum, err := c.Amount.read()
		if err != nil {
			return is, err
		}
		state, code := c.state()
		best = payments.Merge(best, payments.Payment{State: state, Code: code, Amount: sum, At: latest(c.Created, c.Updated)})
	}
	is.State, is.Code, is.Amount, is.At = best.State, best.Code, best.Amount, latest(is.At, best.At)
	return is, nil
}

// state is a capture's, and why it failed.
func (c capture) state() (payments.State, string) {
	switch c.Status {
	case "COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED":
		return payments.StateSucceeded, ""
	case "DECLINED", "FAILED", "DENIED":
		return payments.StateFailed, c.decline()
	}
	return payments.StateProcessing, "" // PENDING: an eCheck, or PayPal looks at it
}

// decline is why a capture failed, as far as a shopper may know. Only of cards
// does PayPal say more than no.
// https://developer.paypal.com/docs/api/orders/v2/#definition-processor_response
func (c capture) decline() string {
	known := map[string]string{
		"5120": payments.DeclineFunds, "1330": payments.DeclineCard, "5110": payments.DeclineCard,
		"5180": payments.DeclineCard, "5400": payments.DeclineCard, "PPCE": payments.DeclineTechnical,
	}
	return cmp.Or(known[c.Processor.Code], payments.DeclineOther)
}

// refunded adds refunds up that are done; those that are pending do not count.
func refunded(all []refund, sum money.Amount, at time.Time) (money.Amount, time.Time, error) {
	for _, r := range all {
		if r.Status != "COMPLETED" {
			continue
		}
		back, err := r.Amount.read()
		if err == nil && !sum.IsZero() {
			back, err = sum.Add(back)
		}
		if err != nil {
			return sum, at, fmt.Errorf("%w: refunds: %w", payments.ErrMalformed, err)
		}
		sum, at = back, latest(at, r.Updated)
	}
	return sum, at, nil
}

func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		a = b
	}
	return a.UTC()
}
