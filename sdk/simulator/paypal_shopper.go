package simulator

import (
	"errors"
	"fmt"
	"time"
)

// PayPalOutcome is what comes of the money that a shopper agreed to, when the
// shop takes it.
type PayPalOutcome string

// Outcomes of Agree.
const (
	PayPalPays     PayPalOutcome = "pays"     // it is there
	PayPalPends    PayPalOutcome = "pends"    // an eCheck: Clear says how it ends
	PayPalDeclines PayPalOutcome = "declines" // a capture that was declined
	PayPalRefuses  PayPalOutcome = "refuses"  // no capture: INSTRUMENT_DECLINED, she is to choose another way
)

// ErrPayPalClosed says that an order is not one where this can happen.
var ErrPayPalClosed = errors.New("simulator: this cannot happen to the order")

// PayPalOrder is what became of an order.
type PayPalOrder struct {
	ID, CustomID, InvoiceID, Status string
	Agreed                          bool   // the shopper did, at some time
	Paid                            bool   // the shop took the money
	Value, Currency                 string // to pay
	Refunded                        string // in all; "" for nothing
}

// Orders returns what became of each order, in the order of their opening.
func (p *PayPal) Orders() []PayPalOrder {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lapse(p.cfg.Now())
	var all []PayPalOrder
	for _, o := range p.orders.all {
		is := PayPalOrder{
			ID: o.id, CustomID: o.unit.CustomID, InvoiceID: o.unit.InvoiceID, Status: o.status, Agreed: o.how != "",
			Value: o.unit.Amount.Value, Currency: o.unit.Amount.Currency,
		}
		if o.capture != nil {
			is.Paid = o.capture.status == "COMPLETED"
			if back := o.capture.refunded(false); back.Sign() > 0 {
				is.Refunded = o.capture.major(back)
			}
		}
		all = append(all, is)
	}
	return all
}

// with does something to an order that PayPal knows.
func (p *PayPal) with(id string, do func(o *paypalOrder, now time.Time) bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.cfg.Now()
	p.lapse(now)
	o, e := p.get(id)
	if e != nil || !do(o, now) {
		return fmt.Errorf("%w: %q", ErrPayPalClosed, id)
	}
	return nil
}

// Agree does what a shopper does on the page of an order.
func (p *PayPal) Agree(id string, how PayPalOutcome) error {
	return p.with(id, func(o *paypalOrder, now time.Time) bool {
		if o.status != "PAYER_ACTION_REQUIRED" {
			return false
		}
		o.status, o.how, o.updated = "APPROVED", how, now
		p.happens(o, "CHECKOUT.ORDER.APPROVED", now, "checkout-order", o.written())
		return true
	})
}

// Clear ends a payment that pends: the money comes, or it is denied.
func (p *PayPal) Clear(id string, comes bool) error {
	return p.with(id, func(o *paypalOrder, now time.Time) bool {
		if o.capture == nil || o.capture.status != "PENDING" {
			return false
		}
		status := ""
		if !comes {
			status = "DENIED"
		}
		p.turns(o.capture, status, now)
		if !comes {
			o.capture.status = "DECLINED" // as the API has it
		}
		return true
	})
}

// GiveBack is a refund that a person makes on PayPal's own pages.
func (p *PayPal) GiveBack(id, value string) error {
	return p.with(id, func(o *paypalOrder, now time.Time) bool {
		if o.capture == nil {
			return false
		}
		_, e := p.giveBack(o.capture, paypalAmount{Currency: o.unit.Amount.Currency, Value: value}, "", now)
		return e == nil
	})
}

// SettleRefunds ends the refunds of an order that are pending.
func (p *PayPal) SettleRefunds(id string, done bool) error {
	return p.with(id, func(o *paypalOrder, now time.Time) bool {
		if o.capture == nil {
			return false
		}
		status := map[bool]string{true: "COMPLETED", false: "FAILED"}[done]
		for _, r := range o.capture.refunds {
			if r.status == "PENDING" {
				p.settle(r, status, now)
			}
		}
		return true
	})
}

// Dispute is the shopper asking PayPal for her money.
func (p *PayPal) Dispute(id string) error {
	return p.with(id, func(o *paypalOrder, now time.Time) bool {
		if o.capture == nil || o.capture.status != "COMPLETED" {
			return false
		}
		about := map[string]any{"seller_transaction_id": o.capture.id, "custom": o.unit.CustomID, "invoice_number": o.unit.InvoiceID}
		if p.cfg.Untagged {
			delete(about, "custom")
		}
		p.happens(o, "CUSTOMER.DISPUTE.CREATED", now, "dispute", map[string]any{
			"dispute_id": "PP-000-003-648-191", "reason": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "status": "OPEN",
			"disputed_transactions": []any{about},
		})
		return true
	})
}

// Reverse is her bank taking the money back.
func (p *PayPal) Reverse(id string) error {
	return p.with(id, func(o *paypalOrder, now time.Time) bool {
		if o.capture == nil || o.capture.status != "COMPLETED" {
			return false
		}
		p.happens(o, "PAYMENT.CAPTURE.REVERSED", now, "capture", o.capture.written())
		return true
	})
}

// lapse ends what has taken too long: an order is forgotten when nobody agreed;
// what she agreed to goes back to her.
func (p *PayPal) lapse(now time.Time) {
	for _, o := range p.orders.all {
		switch {
		case o.gone || now.Before(o.updated.Add(p.cfg.Life)):
		case o.status == "PAYER_ACTION_REQUIRED":
			o.gone = !now.Before(o.created.Add(p.cfg.Life))
		case o.status == "APPROVED":
			o.status, o.gone = "VOIDED", true
			at := o.updated.Add(p.cfg.Life)
			p.happens(o, "CHECKOUT.PAYMENT-APPROVAL.REVERSED", at, "checkout-order", map[string]any{
				"order_id": o.id, "purchase_units": []any{map[string]any{"reference_id": "default", "custom_id": o.unit.CustomID}},
			})
		}
	}
}
