package sandbox

import (
	"context"
	"crypto/rand"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// Name returns Config.Name.
func (s *Sandbox) Name() string { return s.config.Name }

// Capabilities says: Config.Currencies, partial refunds.
func (s *Sandbox) Capabilities() payments.Capabilities {
	return payments.Capabilities{
		Currencies: slices.Clone(s.config.Currencies),
		Refunds:    payments.RefundsPartial,
	}
}

// Start opens a checkout, or returns the one that the key has opened.
func (s *Sandbox) Start(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	var c payments.Checkout
	err := s.call(ctx, "start", func(f Faults) Fault { return f.Start }, func() (err error) {
		c, err = s.start(in)
		return err
	})
	if err != nil {
		return payments.Checkout{}, err
	}
	return c, nil
}

func (s *Sandbox) start(in payments.Intent) (payments.Checkout, error) {
	if err := in.Validate(); err != nil {
		return payments.Checkout{}, err
	}
	if !s.Capabilities().Accepts(in.Amount.Currency) {
		return payments.Checkout{}, fmt.Errorf("%w: currency %q", payments.ErrUnsupported, in.Amount.Currency)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.ledger.byKey[in.Key]
	switch {
	case !ok:
		return s.openAccount(in)
	case a.Order != in.Order || a.Amount != in.Amount:
		return payments.Checkout{}, fmt.Errorf("%w: the key was used for another order or amount", payments.ErrConflict)
	}
	if err := s.freshen(a); err != nil {
		return payments.Checkout{}, err
	}
	return s.checkout(a), nil
}

func (s *Sandbox) openAccount(in payments.Intent) (payments.Checkout, error) {
	now := s.now()
	expires := in.Expires.UTC()
	if in.Expires.IsZero() {
		expires = now.Add(s.config.Life)
	}
	o := opened{
		Ref: "pay_" + rand.Text(), Key: in.Key, Order: in.Order, Number: in.Number, Title: in.Title,
		Lines: slices.Clone(in.Lines), Amount: in.Amount, Locale: in.Locale, ReturnURL: in.ReturnURL, Expires: expires,
	}
	if err := s.commit(record{At: now, Opened: &o}); err != nil {
		return payments.Checkout{}, err
	}
	a := s.ledger.byRef[o.Ref]
	if err := s.freshen(a); err != nil {
		return payments.Checkout{}, err
	}
	return s.checkout(a), nil
}

func (s *Sandbox) checkout(a *account) payments.Checkout {
	return payments.Checkout{
		Ref: a.Ref, URL: s.pageURL(a.Ref),
		Expires: a.Expires, Amount: a.Amount, State: a.payment.State,
	}
}

// Fetch returns a payment.
func (s *Sandbox) Fetch(ctx context.Context, ref string) (payments.Payment, error) {
	var p payments.Payment
	err := s.call(ctx, "fetch", func(f Faults) Fault { return f.Fetch }, func() error {
		return s.with(ref, func(a *account) error {
			p = a.payment
			return nil
		})
	})
	if err != nil {
		return payments.Payment{}, err
	}
	return p, nil
}

// Cancel closes a checkout that is still pending.
func (s *Sandbox) Cancel(ctx context.Context, ref string) (payments.Payment, error) {
	var p payments.Payment
	err := s.call(ctx, "cancel", func(f Faults) Fault { return f.Cancel }, func() error {
		return s.with(ref, func(a *account) (err error) {
			if a.payment.State == payments.StatePending {
				err = s.happen(a, event{Kind: string(payments.EventCancelled)}, nil)
			}
			p = a.payment
			return err
		})
	})
	if err != nil {
		return payments.Payment{}, err
	}
	return p, nil
}

// Refund gives money back that never was.
func (s *Sandbox) Refund(ctx context.Context, r payments.Refund) (payments.RefundState, error) {
	var state payments.RefundState
	err := s.call(ctx, "refund", func(f Faults) Fault { return f.Refund }, func() (err error) {
		if err := r.Validate(); err != nil {
			return err
		}
		return s.with(r.Ref, func(a *account) (err error) {
			state, err = s.refund(a, r)
			return err
		})
	})
	if err != nil {
		return "", err
	}
	return state, nil
}

func (s *Sandbox) refund(a *account, r payments.Refund) (payments.RefundState, error) {
	if before, ok := s.ledger.refunds[r.Key]; ok {
		if before.Ref != r.Ref || before.Amount != r.Amount {
			return "", fmt.Errorf("%w: the key was used for another refund", payments.ErrConflict)
		}
		return before.State, nil
	}
	if r.Amount.Currency != a.payment.Amount.Currency || r.Amount.Minor > a.left() {
		return "", fmt.Errorf("%w: more than is left to give back", payments.ErrConflict)
	}
	asked := refund{Key: r.Key, Ref: r.Ref, Amount: r.Amount, State: payments.RefundSucceeded}
	if s.faults.RefundsPending {
		asked.State = payments.RefundPending
	}
	return asked.State, s.commitRefund(a, asked)
}

// commitRefund records a refund as it stands now and, if it has succeeded,
// the event that says so, as one.
func (s *Sandbox) commitRefund(a *account, r refund) error {
	rec := record{At: s.now(), Refund: &r}
	if r.State == payments.RefundSucceeded {
		sum := money.New(a.payment.Refunded.Minor+r.Amount.Minor, r.Amount.Currency)
		e := s.fill(a, event{Kind: string(payments.EventRefunded), Refunded: &sum}, rec.At)
		rec.Event = &e
	}
	return s.commit(rec)
}

// List yields what happened at or after since.
func (s *Sandbox) List(ctx context.Context, since time.Time) iter.Seq2[payments.Event, error] {
	return func(yield func(payments.Event, error) bool) {
		if err := s.sweep(); err != nil {
			yield(payments.Event{}, s.classify("list", err))
			return
		}
		s.mu.Lock()
		events := slices.Clone(s.ledger.events)
		s.mu.Unlock()
		for _, e := range events {
			if ctx.Err() != nil {
				yield(payments.Event{}, s.fail("list", payments.CodeTimeout, true, ctx.Err()))
				return
			}
			if !e.At.Before(since) && !yield(e.neutral(), nil) {
				return
			}
		}
	}
}
