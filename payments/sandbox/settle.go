package sandbox

import (
	"crypto/rand"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// Outcome is how a shopper decides that her payment ends.
type Outcome string

// Outcomes. The page offers the first three.
const (
	Succeed Outcome = "succeed" // paid
	Decline Outcome = "decline" // refused by the bank
	Pending Outcome = "pending" // on its way: decided later

	// SucceedLate is money that arrives although the checkout was declined,
	// expired or cancelled, as banks sometimes make it.
	SucceedLate Outcome = "succeed-late"
)

// move is what an outcome does: it leads from some states to one.
type move struct {
	kind payments.EventKind
	to   payments.State
	from []payments.State
	code string
}

// moves is the table of all that a shopper can do. A checkout that is in the
// state an outcome leads to stays as it is, so a double submit does nothing.
var moves = map[Outcome]move{
	Succeed: {
		kind: payments.EventSucceeded, to: payments.StateSucceeded,
		from: []payments.State{payments.StatePending, payments.StateProcessing},
	},
	Decline: {
		kind: payments.EventFailed, to: payments.StateFailed, code: payments.DeclineOther,
		from: []payments.State{payments.StatePending, payments.StateProcessing},
	},
	Pending: {
		kind: payments.EventProcessing, to: payments.StateProcessing,
		from: []payments.State{payments.StatePending},
	},
	SucceedLate: {
		kind: payments.EventSucceeded, to: payments.StateSucceeded,
		from: []payments.State{
			payments.StatePending, payments.StateProcessing,
			payments.StateFailed, payments.StateExpired, payments.StateCancelled,
		},
	},
}

// Settle ends a payment as the shopper would on the page. The same outcome
// again does nothing. One that the payment's state does not allow is
// payments.ErrConflict, an unknown ref payments.ErrNotFound, and an unknown
// outcome payments.ErrMalformed.
func (s *Sandbox) Settle(ref string, o Outcome) error { return s.settle(ref, o, 0) }

// SettleLater makes a payment pending, and successful after some time.
func (s *Sandbox) SettleLater(ref string, after time.Duration) error {
	return s.settle(ref, Pending, after)
}

func (s *Sandbox) settle(ref string, o Outcome, after time.Duration) error {
	m, ok := moves[o]
	if !ok {
		return fmt.Errorf("sandbox: settle: %w: unknown outcome", payments.ErrMalformed)
	}
	err := s.with(ref, func(a *account) error { return s.move(a, m, after) })
	if err != nil {
		return fmt.Errorf("sandbox: settle: %w", err)
	}
	return nil
}

func (s *Sandbox) move(a *account, m move, after time.Duration) error {
	state := a.payment.State
	if state == m.to {
		return nil
	}
	for _, from := range m.from {
		if state == from {
			var settleAt *time.Time
			if after > 0 && m.to == payments.StateProcessing {
				at := s.now().Add(after)
				settleAt = &at
			}
			return s.happen(a, event{Kind: string(m.kind), Code: m.code}, settleAt)
		}
	}
	return fmt.Errorf("%w: the payment is %s", payments.ErrConflict, state)
}

// SettleRefund ends a pending refund, well or not. A refund that has ended
// otherwise is payments.ErrConflict, an unknown key payments.ErrNotFound.
func (s *Sandbox) SettleRefund(key string, ok bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	before, known := s.ledger.refunds[key]
	if !known {
		return fmt.Errorf("sandbox: refund: %w", payments.ErrNotFound)
	}
	r := *before
	r.State = payments.RefundFailed
	if ok {
		r.State = payments.RefundSucceeded
	}
	switch before.State {
	case r.State:
		return nil
	case payments.RefundPending:
		return s.commitRefund(s.ledger.byRef[r.Ref], r)
	}
	return fmt.Errorf("sandbox: refund: %w: it has %s", payments.ErrConflict, before.State)
}

// Dispute lets the shopper's bank ask the money back. Only a payment that
// succeeded can be disputed; another is payments.ErrConflict.
func (s *Sandbox) Dispute(ref string) error {
	err := s.with(ref, func(a *account) error {
		switch {
		case a.payment.State != payments.StateSucceeded:
			return fmt.Errorf("%w: the payment is %s", payments.ErrConflict, a.payment.State)
		case a.payment.Disputed:
			return nil
		}
		return s.happen(a, event{Kind: string(payments.EventDisputed)}, nil)
	})
	if err != nil {
		return fmt.Errorf("sandbox: dispute: %w", err)
	}
	return nil
}

// Payments returns every payment, oldest first.
func (s *Sandbox) Payments() []payments.Payment {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]payments.Payment, len(s.ledger.accounts))
	for i, a := range s.ledger.accounts {
		all[i] = a.payment
	}
	return all
}

// with runs do on an account brought up to the present, under the lock.
func (s *Sandbox) with(ref string, do func(*account) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.ledger.byRef[ref]
	if !ok {
		return payments.ErrNotFound
	}
	if err := s.freshen(a); err != nil {
		return err
	}
	return do(a)
}

// freshen records what time alone has done to an account. The caller holds mu.
func (s *Sandbox) freshen(a *account) error {
	if s.closed {
		return errClosed
	}
	if kind, ok := a.due(s.now()); ok {
		return s.happen(a, event{Kind: string(kind)}, nil)
	}
	return nil
}

// happen records an event. The caller holds mu.
func (s *Sandbox) happen(a *account, e event, settleAt *time.Time) error {
	now := s.now()
	e = s.fill(a, e, now)
	return s.commit(record{At: now, Event: &e, SettleAt: settleAt})
}

// fill completes an event with what it shares with its payment.
func (s *Sandbox) fill(a *account, e event, at time.Time) event {
	e.ID, e.At = "evt_"+rand.Text(), at
	e.Ref, e.Order, e.Key, e.Amount = a.Ref, a.Order, a.Key, a.Amount
	if e.Refunded == nil && a.payment.Refunded.Minor > 0 {
		sum := a.payment.Refunded
		e.Refunded = &sum
	}
	return e
}
