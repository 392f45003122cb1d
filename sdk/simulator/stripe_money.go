package simulator

import (
	"maps"
	"time"
)

// stripeCharge is money that was taken, or not.
type stripeCharge struct {
	id, currency, status string // succeeded, failed, pending
	amount               int64
	created              time.Time
	disputed             bool
	metadata             map[string]string
	intent               *stripeIntent
	refunds              []*stripeRefund
}

// stripeRefund gives money back.
type stripeRefund struct {
	id, status, reason string // succeeded, pending, failed
	amount             int64
	created            time.Time
	metadata           map[string]string
	charge             *stripeCharge
}

// refunded is what was given back or is on its way.
func (ch *stripeCharge) refunded() (sum int64) {
	for _, r := range ch.refunds {
		if r.status != "failed" {
			sum += r.amount
		}
	}
	return sum
}

func (s *Stripe) createRefund(c *stripeCall) (any, *stripeError) {
	p, ok := s.intents.get(c.form.Get("payment_intent"))
	switch {
	case !ok:
		return nil, missing("payment_intent", c.form.Get("payment_intent"))
	case p.charge == nil || p.charge.status != "succeeded":
		return nil, impossible("", "payment_intent", "This PaymentIntent does not have a successful charge to refund.")
	}
	left := p.charge.amount - p.charge.refunded()
	sum := left
	if text := c.form.Get("amount"); text != "" {
		var e *stripeError
		if sum, e = amount("amount", p.currency, text); e != nil {
			return nil, e
		}
	}
	switch {
	case left == 0:
		return nil, impossible("charge_already_refunded", "", "Charge "+p.charge.id+" has already been refunded.")
	case sum > left:
		return nil, impossible("", "amount", "Refund amount is greater than unrefunded amount on charge")
	}
	return s.giveBack(p.charge, sum, c.form.Get("reason"), c.metadata("metadata"), c.now).written(), nil
}

// giveBack makes a refund of a charge.
func (s *Stripe) giveBack(ch *stripeCharge, sum int64, reason string, metadata map[string]string, now time.Time) *stripeRefund {
	r := &stripeRefund{id: s.create("re"), status: "succeeded", reason: reason, amount: sum, created: now, metadata: metadata, charge: ch}
	if s.cfg.PendingRefunds {
		r.status = "pending"
	}
	ch.refunds = append(ch.refunds, r)
	s.refunds.put(r.id, r)
	s.count(ch)
	s.happens(ch.intent.session, "charge.refunded", now, ch.written(false))
	return r
}

// settleRefund ends a refund that is pending.
func (s *Stripe) settleRefund(r *stripeRefund, status string, now time.Time) {
	r.status = status
	s.count(r.charge)
	s.happens(r.charge.intent.session, "charge.refund.updated", now, r.written())
	if status == "failed" {
		s.happens(r.charge.intent.session, "refund.failed", now, r.written())
	}
}

func (s *Stripe) getRefund(c *stripeCall) (any, *stripeError) {
	r, ok := s.refunds.get(c.id)
	if !ok {
		return nil, missing("refund", c.id)
	}
	return r.written(), nil
}

func (s *Stripe) listRefunds(c *stripeCall) (any, *stripeError) {
	intent, charge := c.form.Get("payment_intent"), c.form.Get("charge")
	return page(c, &s.refunds, func(r *stripeRefund) time.Time { return r.created }, func(r *stripeRefund) bool {
		return (intent == "" || r.charge.intent.id == intent) && (charge == "" || r.charge.id == charge)
	}, (*stripeRefund).written)
}

// written is a charge in Stripe's words.
func (ch *stripeCharge) written(refunds bool) map[string]any {
	w := map[string]any{
		"id": ch.id, "object": "charge", "amount": ch.amount, "amount_refunded": ch.refunded(), "currency": ch.currency,
		"created": ch.created.Unix(), "disputed": ch.disputed, "metadata": maps.Clone(ch.metadata), "payment_intent": ch.intent.id,
		"refunded": ch.refunded() == ch.amount, "status": ch.status, "paid": ch.status == "succeeded", "livemode": false,
	}
	if refunds {
		const most = 10 // the newest; for others the list is asked
		data := []map[string]any{}
		for i := len(ch.refunds) - 1; i >= 0 && len(data) < most; i-- {
			data = append(data, ch.refunds[i].written())
		}
		w["refunds"] = map[string]any{"object": "list", "data": data, "has_more": len(ch.refunds) > most, "url": "/v1/charges/" + ch.id + "/refunds"}
	}
	return w
}

// written is a refund in Stripe's words.
func (r *stripeRefund) written() map[string]any {
	w := map[string]any{
		"id": r.id, "object": "refund", "amount": r.amount, "currency": r.charge.currency, "status": r.status, "created": r.created.Unix(),
		"metadata": maps.Clone(r.metadata), "charge": r.charge.id, "payment_intent": r.charge.intent.id, "reason": nil,
	}
	if r.reason != "" {
		w["reason"] = r.reason
	}
	if r.status == "failed" {
		w["failure_reason"] = "expired_or_canceled_card"
	}
	return w
}

// dispute is the shopper's bank that asks for the money.
func (s *Stripe) dispute(ch *stripeCharge, now time.Time) {
	ch.disputed = true
	s.happens(ch.intent.session, "charge.dispute.created", now, map[string]any{
		"id": s.create("du"), "object": "dispute", "amount": ch.amount, "currency": ch.currency, "charge": ch.id,
		"payment_intent": ch.intent.id, "reason": "fraudulent", "status": "needs_response", "created": now.Unix(), "metadata": map[string]string{},
	})
}
