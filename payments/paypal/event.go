package paypal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// notice is an event as PayPal sends and lists it.
// https://developer.paypal.com/api/rest/webhooks/event-names/
type notice struct {
	ID       string          `json:"id"`
	Type     string          `json:"event_type"`
	Created  time.Time       `json:"create_time"`
	Resource json.RawMessage `json:"resource"`
}

// ParseEvents reads a webhook. Nothing in it is looked at before its signature is
// found to be right. An error that is neither payments.ErrSignature nor
// payments.ErrMalformed says that PayPal's certificate could not be had: PayPal
// sends a webhook again that is not answered with 2xx.
func (p *Provider) ParseEvents(ctx context.Context, d payments.Delivery) ([]payments.Event, error) {
	if err := p.verify(ctx, d); err != nil {
		return nil, err
	}
	var n notice
	if err := json.Unmarshal(d.Body, &n); err != nil {
		return nil, fmt.Errorf("%w: not an event", payments.ErrMalformed)
	}
	return n.events()
}

// events are what a notice tells of payments of ours. Those of other systems on
// the account are left out, as is what has no meaning here.
func (n notice) events() ([]payments.Event, error) {
	if n.ID == "" || n.Type == "" || n.Created.IsZero() {
		return nil, fmt.Errorf("%w: an event without id, type or time", payments.ErrMalformed)
	}
	var all []payments.Event
	var err error
	switch n.Type {
	case "CHECKOUT.ORDER.APPROVED":
		all, err = n.order(payments.EventProcessing)
	case "CHECKOUT.ORDER.VOIDED", "CHECKOUT.PAYMENT-APPROVAL.REVERSED": // we took too long, and she has her money back
		all, err = n.order(payments.EventExpired)
	case "PAYMENT.CAPTURE.PENDING":
		all, err = n.capture(payments.EventProcessing)
	case "PAYMENT.CAPTURE.COMPLETED":
		all, err = n.capture(payments.EventSucceeded)
	case "PAYMENT.CAPTURE.DENIED", "PAYMENT.CAPTURE.DECLINED":
		all, err = n.capture(payments.EventFailed)
	case "PAYMENT.CAPTURE.REFUNDED":
		all, err = n.refund()
	case "PAYMENT.CAPTURE.REVERSED":
		all, err = n.reversal()
	case "CUSTOMER.DISPUTE.CREATED":
		all, err = n.dispute()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s", payments.ErrMalformed, n.Type)
	}
	return all, nil
}

// event is one event with what each has.
func (n notice) event(k payments.EventKind, ref string, t tag, sum money.Amount) []payments.Event {
	return []payments.Event{{ID: n.ID, Kind: k, Ref: ref, Order: t.order, Key: t.key, Amount: sum, At: n.Created.UTC()}}
}

func (n notice) order(k payments.EventKind) ([]payments.Event, error) {
	var o order
	if err := json.Unmarshal(n.Resource, &o); err != nil {
		return nil, err
	}
	if o.ID == "" {
		o.ID = o.OrderID
	}
	if len(o.Units) != 1 {
		return nil, nil // ours have one
	}
	t, ours := readTag(o.Units[0].CustomID)
	switch {
	case !ours:
		return nil, nil
	case !orderID.MatchString(o.ID):
		return nil, payments.ErrMalformed
	}
	return n.event(k, o.ID, t, t.amount), nil
}

func (n notice) capture(k payments.EventKind) ([]payments.Event, error) {
	var c capture
	if err := json.Unmarshal(n.Resource, &c); err != nil {
		return nil, err
	}
	t, ours := readTag(c.CustomID)
	if !ours {
		return nil, nil
	}
	sum, err := c.Amount.read()
	ref := c.Supplement.Related.Order
	if err != nil || ref != "" && !orderID.MatchString(ref) {
		return nil, payments.ErrMalformed
	}
	all := n.event(k, ref, t, sum)
	if k == payments.EventFailed {
		all[0].Code = c.decline()
	}
	return all, nil
}

// refund tells the sum of all refunds so far. One that is pending tells nothing
// yet.
func (n notice) refund() ([]payments.Event, error) {
	var r refund
	if err := json.Unmarshal(n.Resource, &r); err != nil {
		return nil, err
	}
	t, ours := readTag(r.CustomID)
	if !ours || r.Status != "" && r.Status != "COMPLETED" {
		return nil, nil
	}
	back, err := r.Amount.read()
	if r.Breakdown.Total.Value != "" {
		back, err = r.Breakdown.Total.read()
	}
	if err != nil || back.Currency != t.amount.Currency {
		return nil, payments.ErrMalformed
	}
	all := n.event(payments.EventRefunded, "", t, t.amount)
	all[0].Refunded = back
	return all, nil
}

// reversal is money that a bank has taken back: a person must look, as at a
// dispute. Its resource is a capture or a refund, of which the tag is enough.
func (n notice) reversal() ([]payments.Event, error) {
	var r refund
	if err := json.Unmarshal(n.Resource, &r); err != nil {
		return nil, err
	}
	t, ours := readTag(r.CustomID)
	if !ours {
		return nil, nil
	}
	return n.event(payments.EventDisputed, "", t, t.amount), nil
}

// dispute may be about several payments.
func (n notice) dispute() ([]payments.Event, error) {
	var d struct {
		Transactions []struct {
			Custom string `json:"custom"`
		} `json:"disputed_transactions"`
	}
	if err := json.Unmarshal(n.Resource, &d); err != nil {
		return nil, err
	}
	const most = 100
	if len(d.Transactions) > most {
		return nil, errors.New("too many transactions")
	}
	var all []payments.Event
	for i, about := range d.Transactions {
		t, ours := readTag(about.Custom)
		if !ours {
			continue
		}
		e := n.event(payments.EventDisputed, "", t, t.amount)[0]
		if i > 0 {
			e.ID += "." + strconv.Itoa(i)
		}
		all = append(all, e)
	}
	return all, nil
}
