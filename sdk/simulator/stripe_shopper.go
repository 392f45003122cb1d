package simulator

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// StripeOutcome is how the shopper's side of a payment goes.
type StripeOutcome string

// Outcomes of Pay.
const (
	StripePaid       StripeOutcome = "paid"       // the money is there: at once, or of a session that is processing
	StripeDeclined   StripeOutcome = "declined"   // her card is declined; the session stays open
	StripeProcessing StripeOutcome = "processing" // by a method that takes days: the session is complete and not paid
	StripeFailed     StripeOutcome = "failed"     // such a method fails
)

// ErrStripeClosed says that a session or a link takes no money any more.
var ErrStripeClosed = errors.New("simulator: this checkout cannot be paid")

// StripeOrder is what happened to an order: to all sessions with one
// client_reference_id, and all links with it in their metadata.
type StripeOrder struct {
	Order    string
	Sessions []string // ids, in the order in which they were opened
	Links    []string
	MostOpen int // the most sessions and links that could be paid at one time
	Paid     int // payments that succeeded, given back or not
	Kept     int // payments that succeeded and were not given back entirely
}

// Order returns what happened to an order.
func (s *Stripe) Order(order string) StripeOrder {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o, ok := s.orders[order]; ok {
		return o.clone()
	}
	return StripeOrder{Order: order}
}

// Orders returns what happened to each order, in order of their names.
func (s *Stripe) Orders() []StripeOrder {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []StripeOrder
	for _, name := range slices.Sorted(maps.Keys(s.orders)) {
		all = append(all, s.orders[name].clone())
	}
	return all
}

func (o *StripeOrder) clone() StripeOrder {
	is := *o
	is.Sessions, is.Links = slices.Clone(o.Sessions), slices.Clone(o.Links)
	return is
}

// PaidTwice returns the orders with more than one payment that was kept.
func (s *Stripe) PaidTwice() []string {
	var all []string
	for _, o := range s.Orders() {
		if o.Kept > 1 {
			all = append(all, o.Order)
		}
	}
	return all
}

// Status of a session is open, complete or expired; of a link active or
// inactive; "" if there is no such thing.
func (s *Stripe) Status(ref string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lapse(s.cfg.Now())
	if is, ok := s.sessions.get(ref); ok {
		return is.status
	}
	if l, ok := s.links.get(ref); ok {
		return map[bool]string{true: "active", false: "inactive"}[l.usable()]
	}
	return ""
}

// order returns the counts of one. It is called with s.mu held.
func (s *Stripe) order(name string) *StripeOrder {
	o, ok := s.orders[name]
	if !ok {
		o = &StripeOrder{Order: name}
		s.orders[name] = o
	}
	return o
}

// payable counts the sessions and links of an order that can be paid now. A
// session of a link is counted as its link.
func (s *Stripe) payable(name string) int {
	o, n := s.order(name), 0
	for _, id := range o.Sessions {
		if is, _ := s.sessions.get(id); is.status == "open" && is.link == "" {
			n++
		}
	}
	for _, id := range o.Links {
		if l, _ := s.links.get(id); l.usable() {
			n++
		}
	}
	return n
}

// count counts the payments of an order anew.
func (s *Stripe) count(ch *stripeCharge) {
	o := s.order(ch.intent.session.order)
	o.Paid, o.Kept = 0, 0
	for _, id := range o.Sessions {
		is, _ := s.sessions.get(id)
		if is.intent == nil || is.intent.charge == nil || is.intent.charge.status != "succeeded" {
			continue
		}
		o.Paid++
		if is.intent.charge.refunded() < is.amount {
			o.Kept++
		}
	}
}

// Visit opens a link, as a shopper does who follows it, and returns the session
// that she is shown.
func (s *Stripe) Visit(link string) (session string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, ok := s.links.get(link)
	if !ok || !l.usable() {
		return "", fmt.Errorf("%w: link %q", ErrStripeClosed, link)
	}
	return s.visit(l).id, nil
}

// Pay does what a shopper does on the page of a session, or of a link, which is
// visited first unless a session of it is processing.
func (s *Stripe) Pay(ref string, how StripeOutcome) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.cfg.Now()
	s.lapse(now)
	is, err := s.paying(ref)
	if err != nil {
		return err
	}
	switch {
	case is.status == "open" && how == StripePaid:
		s.complete(is, "succeeded", now)
	case is.status == "open" && how == StripeProcessing:
		s.complete(is, "processing", now)
	case is.status == "open" && how == StripeFailed:
		s.complete(is, "processing", now)
		s.fail(is, now)
	case is.status == "open" && how == StripeDeclined:
		s.decline(is, now)
	case is.processing() && how == StripePaid:
		s.arrive(is, now)
	case is.processing() && how == StripeFailed:
		s.fail(is, now)
	case is.processing() && how == StripeProcessing: // nothing new
	default:
		return fmt.Errorf("%w: session %s is %s", ErrStripeClosed, is.id, is.status)
	}
	return nil
}

// paying is the session that a shopper pays.
func (s *Stripe) paying(ref string) (*stripeSession, error) {
	if is, ok := s.sessions.get(ref); ok {
		if l, ok := s.links.get(is.link); ok && is.status == "open" && l.limit > 0 && l.done >= l.limit {
			return nil, fmt.Errorf("%w: link %q was used", ErrStripeClosed, is.link)
		}
		return is, nil
	}
	l, ok := s.links.get(ref)
	if !ok {
		return nil, fmt.Errorf("simulator: there is no checkout %q", ref)
	}
	for _, is := range s.sessions.all {
		if is.link == ref && is.processing() {
			return is, nil
		}
	}
	if !l.usable() {
		return nil, fmt.Errorf("%w: link %q", ErrStripeClosed, ref)
	}
	return s.visit(l), nil
}

func (is *stripeSession) processing() bool {
	return is.status == "complete" && is.intent.status == "processing"
}

// try makes the intent of a session and a charge of it.
func (s *Stripe) try(is *stripeSession, status string, now time.Time) {
	if is.intent == nil {
		is.intent = &stripeIntent{
			id: s.create("pi"), currency: is.currency, amount: is.amount, created: now, metadata: maps.Clone(is.of), session: is,
		}
		s.intents.put(is.intent.id, is.intent)
	}
	is.intent.charge = &stripeCharge{
		id: s.create("ch"), currency: is.currency, amount: is.amount, created: now, status: status,
		metadata: maps.Clone(is.intent.metadata), intent: is.intent,
	}
}

func (s *Stripe) complete(is *stripeSession, status string, now time.Time) {
	paid := status == "succeeded"
	s.try(is, map[bool]string{true: "succeeded", false: "pending"}[paid], now)
	is.status, is.intent.status, is.intent.decline = "complete", status, ""
	if l, ok := s.links.get(is.link); ok {
		l.done++
	}
	if paid {
		is.paid = "paid"
		s.count(is.intent.charge)
		s.happens(is, "charge.succeeded", now, is.intent.charge.written(false))
		s.happens(is, "payment_intent.succeeded", now, is.intent.written(false, false))
	}
	s.happens(is, "checkout.session.completed", now, is.written(nil))
}

// decline is a card that is refused; the shopper may try another.
func (s *Stripe) decline(is *stripeSession, now time.Time) {
	s.try(is, "failed", now)
	is.intent.status, is.intent.decline = "requires_payment_method", "insufficient_funds"
	s.happens(is, "charge.failed", now, is.intent.charge.written(false))
	s.happens(is, "payment_intent.payment_failed", now, is.intent.written(false, false))
}

// arrive is money that was on its way.
func (s *Stripe) arrive(is *stripeSession, now time.Time) {
	is.paid, is.intent.status, is.intent.charge.status = "paid", "succeeded", "succeeded"
	s.count(is.intent.charge)
	s.happens(is, "payment_intent.succeeded", now, is.intent.written(false, false))
	s.happens(is, "checkout.session.async_payment_succeeded", now, is.written(nil))
}

// fail is money that was on its way and does not come.
func (s *Stripe) fail(is *stripeSession, now time.Time) {
	is.intent.status, is.intent.decline, is.intent.charge.status = "requires_payment_method", "insufficient_funds", "failed"
	s.happens(is, "payment_intent.payment_failed", now, is.intent.written(false, false))
	s.happens(is, "checkout.session.async_payment_failed", now, is.written(nil))
}

// Expire lets the time of a session run out.
func (s *Stripe) Expire(session string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	is, ok := s.sessions.get(session)
	if !ok || is.status != "open" {
		return fmt.Errorf("simulator: no session %q is open", session)
	}
	is.expires = s.cfg.Now()
	s.expire(is, is.expires)
	return nil
}

// Lapse ends the sessions whose time is over. Requests and Pay do so too.
func (s *Stripe) Lapse() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lapse(s.cfg.Now())
}

// Refund gives a part of a payment back in the Dashboard, without the shop's
// doing. The amount is in Stripe's units; 0 is all that is left.
func (s *Stripe) Refund(ref string, amount int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := s.charged(ref)
	if err != nil {
		return err
	}
	left := ch.amount - ch.refunded()
	if amount == 0 {
		amount = left
	}
	if amount <= 0 || amount > left {
		return fmt.Errorf("simulator: %d are left to give back", left)
	}
	s.giveBack(ch, amount, "", map[string]string{}, s.cfg.Now())
	return nil
}

// SettleRefunds ends the pending refunds of a payment.
func (s *Stripe) SettleRefunds(ref string, succeed bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := s.charged(ref)
	if err != nil {
		return err
	}
	for _, r := range ch.refunds {
		if r.status == "pending" {
			s.settleRefund(r, map[bool]string{true: "succeeded", false: "failed"}[succeed], s.cfg.Now())
		}
	}
	return nil
}

// Dispute has the shopper's bank ask for the money of a payment.
func (s *Stripe) Dispute(ref string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, err := s.charged(ref)
	if err == nil {
		s.dispute(ch, s.cfg.Now())
	}
	return err
}

// charged is the charge of a session, or of a link's, that was paid.
func (s *Stripe) charged(ref string) (*stripeCharge, error) {
	if is, ok := s.sessions.get(ref); ok && is.paid == "paid" {
		return is.intent.charge, nil
	}
	for _, is := range s.sessions.all {
		if is.link == ref && is.link != "" && is.paid == "paid" {
			return is.intent.charge, nil
		}
	}
	return nil, fmt.Errorf("simulator: %q was not paid", ref)
}
