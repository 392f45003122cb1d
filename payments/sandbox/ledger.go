package sandbox

import (
	"cmp"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// ledger is what the records add up to. Its owner guards it.
type ledger struct {
	accounts []*account          // oldest first
	byRef    map[string]*account // by checkout
	byKey    map[string]*account // by Intent.Key
	open     map[*account]bool   // those that time alone can change
	refunds  map[string]*refund  // by Refund.Key
	events   []event             // oldest first
	unsent   []*callback         // not accepted yet, oldest first
	last     time.Time           // of the last record
}

// account is one checkout and what became of it.
type account struct {
	opened
	payment  payments.Payment
	settleAt time.Time // when it succeeds by itself; zero if it does not
	held     int64     // minor units of refunds that are pending
}

// callback is an event on its way to the shop.
type callback struct {
	event    event
	attempts int
	due      time.Time // of the next attempt
}

func newLedger() *ledger {
	return &ledger{
		byRef: map[string]*account{}, byKey: map[string]*account{},
		open: map[*account]bool{}, refunds: map[string]*refund{},
	}
}

// apply makes a record true. Records about unknown checkouts say nothing.
func (l *ledger) apply(r record) {
	if r.At.After(l.last) {
		l.last = r.At
	}
	if r.Opened != nil {
		l.begin(*r.Opened, r.At)
	}
	if r.Refund != nil {
		l.refund(*r.Refund)
	}
	if r.Event != nil {
		l.happen(*r.Event, r.SettleAt)
	}
	if r.Sent != "" {
		l.sent(r.Sent)
	}
}

func (l *ledger) begin(o opened, at time.Time) {
	a := &account{opened: o, payment: payments.Payment{
		Ref: o.Ref, Order: o.Order, Key: o.Key, State: payments.StatePending, Amount: o.Amount, At: at,
	}}
	l.accounts = append(l.accounts, a)
	l.byRef[o.Ref], l.byKey[o.Key] = a, a
	l.open[a] = true
}

// happen joins an event to its payment as any reader of callbacks would, so
// the sandbox's own truth and what it tells others cannot differ.
func (l *ledger) happen(e event, settleAt *time.Time) {
	a, ok := l.byRef[e.Ref]
	if !ok {
		return
	}
	a.payment = payments.Merge(a.payment, e.neutral().Payment())
	a.settleAt = time.Time{}
	if settleAt != nil {
		a.settleAt = *settleAt
	}
	if a.next().IsZero() {
		delete(l.open, a)
	} else {
		l.open[a] = true
	}
	l.events = append(l.events, e)
	l.unsent = append(l.unsent, &callback{event: e})
}

func (l *ledger) refund(r refund) {
	a, ok := l.byRef[r.Ref]
	if !ok {
		return
	}
	if before, ok := l.refunds[r.Key]; ok && before.State == payments.RefundPending {
		a.held -= before.Amount.Minor
	}
	if r.State == payments.RefundPending {
		a.held += r.Amount.Minor
	}
	l.refunds[r.Key] = &r
}

func (l *ledger) sent(id string) {
	for i, c := range l.unsent {
		if c.event.ID == id {
			l.unsent = append(l.unsent[:i], l.unsent[i+1:]...)
			return
		}
	}
}

// due lists the accounts that time has changed, in the order it did.
func (l *ledger) due(now time.Time) []*account {
	var late []*account
	for a := range l.open {
		if _, ok := a.due(now); ok {
			late = append(late, a)
		}
	}
	slices.SortFunc(late, func(a, b *account) int { return cmp.Or(a.next().Compare(b.next()), cmp.Compare(a.Ref, b.Ref)) })
	return late
}

// left is how many minor units can still be given back.
func (a *account) left() int64 {
	if a.payment.State != payments.StateSucceeded {
		return 0
	}
	return a.payment.Amount.Minor - a.payment.Refunded.Minor - a.held
}

// due is the state that time alone brings about, and whether it is another
// than the one on record.
func (a *account) due(now time.Time) (payments.EventKind, bool) {
	switch {
	case a.payment.State == payments.StatePending && !now.Before(a.Expires):
		return payments.EventExpired, true
	case a.payment.State == payments.StateProcessing && !a.settleAt.IsZero() && !now.Before(a.settleAt):
		return payments.EventSucceeded, true
	}
	return "", false
}

// next is when time alone changes the account; zero if it does not.
func (a *account) next() time.Time {
	switch a.payment.State {
	case payments.StatePending:
		return a.Expires
	case payments.StateProcessing:
		return a.settleAt
	}
	return time.Time{}
}
