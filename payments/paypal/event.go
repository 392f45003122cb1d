package paypal

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
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
// found to be right. PayPal is asked about a refund or a dispute that does not
// repeat the payment's custom_id.
func (p *Provider) ParseEvents(ctx context.Context, d payments.Delivery) ([]payments.Event, error) {
	if err := p.verify(ctx, d); err != nil {
		return nil, err
	}
	var n notice
	if err := json.Unmarshal(d.Body, &n); err != nil {
		return nil, fmt.Errorf("%w: not an event", payments.ErrMalformed)
	}
	return p.events(ctx, n)
}

// events are what a notice tells of payments of ours. Those of other systems on
// the account are left out, as is what has no meaning here.
func (p *Provider) events(ctx context.Context, n notice) ([]payments.Event, error) {
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
		all, err = p.refundEvents(ctx, n)
	case "PAYMENT.CAPTURE.REVERSED":
		all, err = p.reversal(ctx, n)
	case "CUSTOMER.DISPUTE.CREATED":
		all, err = p.dispute(ctx, n)
	}
	if _, unanswered := errors.AsType[*payments.Error](err); unanswered {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s", payments.ErrMalformed, n.Type)
	}
	return all, nil
}

// source is the tag of what an event is about: as it says, or else as the capture
// with an id does, if there is one.
func (p *Provider) source(ctx context.Context, custom, id string) (t tag, ours bool, err error) {
	if t, ours = readTag(custom); ours || custom != "" || !orderID.MatchString(id) {
		return t, ours, nil
	}
	var c capture
	_, err = p.call(ctx, "parse", http.MethodGet, "/v2/payments/captures/"+id, "", nil, &c)
	if errors.Is(err, payments.ErrNotFound) {
		return tag{}, false, nil
	}
	t, ours = readTag(c.CustomID)
	return t, ours, err
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
func (p *Provider) refundEvents(ctx context.Context, n notice) ([]payments.Event, error) {
	var r refund
	if err := json.Unmarshal(n.Resource, &r); err != nil {
		return nil, err
	}
	if r.Status != "" && r.Status != "COMPLETED" {
		return nil, nil
	}
	t, ours, err := p.source(ctx, r.CustomID, r.up())
	if err != nil || !ours {
		return nil, err
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
// dispute. Its resource is a capture, or a refund of one.
func (p *Provider) reversal(ctx context.Context, n notice) ([]payments.Event, error) {
	var r refund
	if err := json.Unmarshal(n.Resource, &r); err != nil {
		return nil, err
	}
	t, ours, err := p.source(ctx, r.CustomID, cmp.Or(r.up(), r.ID))
	if err != nil || !ours {
		return nil, err
	}
	return n.event(payments.EventDisputed, "", t, t.amount), nil
}

// dispute may be about several payments.
func (p *Provider) dispute(ctx context.Context, n notice) ([]payments.Event, error) {
	var d struct {
		Transactions []struct {
			Capture string `json:"seller_transaction_id"`
			Custom  string `json:"custom"`
		} `json:"disputed_transactions"`
	}
	if err := json.Unmarshal(n.Resource, &d); err != nil {
		return nil, err
	}
	const most = 20
	if len(d.Transactions) > most {
		return nil, errors.New("too many transactions")
	}
	var all []payments.Event
	for i, about := range d.Transactions {
		t, ours, err := p.source(ctx, about.Custom, about.Capture)
		if err != nil {
			return nil, err
		}
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
