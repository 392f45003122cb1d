package paymentstest_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/manual"
	"github.com/sauda-commerce/sauda/payments/paymentstest"
)

// brokenHand is a manual method with some answers replaced.
type brokenHand struct {
	*manual.Method
	claim    func(payments.Payment, error) (payments.Payment, error)
	confirm  func(context.Context, string, payments.Verdict) (payments.Payment, error)
	giveBack func(payments.Payment, error) (payments.Payment, error)
	fetch    func(payments.Payment) payments.Payment
	parse    func() ([]payments.Event, error)
	silent   bool // about how to pay
}

func (b *brokenHand) Instructions(lang string) payments.Instructions {
	if b.silent {
		return payments.Instructions{}
	}
	return b.Method.Instructions(lang)
}

func (b *brokenHand) Claim(ctx context.Context, ref string) (payments.Payment, error) {
	p, err := b.Method.Claim(ctx, ref)
	if b.claim != nil {
		return b.claim(p, err)
	}
	return p, err
}

func (b *brokenHand) Confirm(ctx context.Context, ref string, v payments.Verdict) (payments.Payment, error) {
	if b.confirm != nil {
		return b.confirm(ctx, ref, v)
	}
	return b.Method.Confirm(ctx, ref, v)
}

func (b *brokenHand) GiveBack(ctx context.Context, ref string, total money.Amount) (payments.Payment, error) {
	p, err := b.Method.GiveBack(ctx, ref, total)
	if err == nil && b.fetch != nil {
		p.Refunded = total
	}
	if b.giveBack != nil {
		return b.giveBack(p, err)
	}
	return p, err
}

func (b *brokenHand) Fetch(ctx context.Context, ref string) (payments.Payment, error) {
	p, err := b.Method.Fetch(ctx, ref)
	if err == nil && b.fetch != nil {
		p = b.fetch(p)
	}
	return p, err
}

func (b *brokenHand) ParseEvents(ctx context.Context, d payments.Delivery) ([]payments.Event, error) {
	if b.parse != nil {
		return b.parse()
	}
	return b.Method.ParseEvents(ctx, d)
}

// byHand is a rig for a manual method. Pay goes past what is broken.
func byHand(t *testing.T) (*brokenHand, paymentstest.Rig) {
	t.Helper()
	m, err := manual.New(manual.Config{Name: "Transfer", Phone: "+7 701 000 00 00", Records: manual.NewMemory()})
	if err != nil {
		t.Fatal(err)
	}
	b := &brokenHand{Method: m}
	return b, paymentstest.Rig{
		Provider: b, Checkouts: func(string) int { return 1 },
		Pay: func(ctx context.Context, ref string, how paymentstest.Outcome) error {
			p, err := m.Claim(ctx, ref)
			if err != nil || how == paymentstest.Pending || p.State != payments.StateProcessing {
				return err
			}
			_, err = m.Confirm(ctx, ref, payments.Verdict{Paid: how == paymentstest.Succeed, By: "a person"})
			return err
		},
	}
}

// handFlaw is a way to be broken by hand, and the one case that must find it.
type handFlaw struct {
	name, finds string
	spoil       func(*brokenHand)
}

func handFlaws() []handFlaw {
	return []handFlaw{
		{"says nothing", "a shopper is told how to pay by hand", func(b *brokenHand) { b.silent = true }},
		{"a second click pays", "a claim is not a payment", func(b *brokenHand) {
			var clicks memory[bool]
			b.claim = func(p payments.Payment, err error) (payments.Payment, error) {
				if _, again := clicks.first(p.Ref, true); again && err == nil {
					p.State = payments.StateSucceeded
				}
				return p, err
			}
		}},
		{"a claim opens it again", "a claim leaves alone what has ended", func(b *brokenHand) {
			b.claim = func(p payments.Payment, err error) (payments.Payment, error) {
				p.State = payments.StateProcessing
				return p, err
			}
		}},
		{"the last word counts", "a person's word pays, once and for all", func(b *brokenHand) {
			b.confirm = func(ctx context.Context, ref string, v payments.Verdict) (payments.Payment, error) {
				p, err := b.Method.Confirm(ctx, ref, v)
				if errors.Is(err, payments.ErrConflict) {
					err = nil
				}
				return p, err
			}
		}},
		{"gives no reason", "a person's word fails a payment", func(b *brokenHand) {
			b.confirm = func(ctx context.Context, ref string, v payments.Verdict) (payments.Payment, error) {
				p, err := b.Method.Confirm(ctx, ref, v)
				p.Code = ""
				return p, err
			}
		}},
		{"deaf once it is closed", "money that a person found late counts", func(b *brokenHand) {
			b.confirm = func(ctx context.Context, ref string, v payments.Verdict) (payments.Payment, error) {
				if p, err := b.Fetch(ctx, ref); p.State == payments.StateCancelled {
					return p, err
				}
				return b.Method.Confirm(ctx, ref, v)
			}
		}},
		{"believes that all came", "another sum than was asked for is told", func(b *brokenHand) {
			b.confirm = func(ctx context.Context, ref string, v payments.Verdict) (payments.Payment, error) {
				v.Amount = money.Amount{}
				return b.Method.Confirm(ctx, ref, v)
			}
		}},
		{"takes back what was given back", "what a person gave back is told", forgetful},
		{"gives back anything", "no more is given back than came", func(b *brokenHand) {
			b.giveBack = func(p payments.Payment, err error) (payments.Payment, error) {
				if errors.Is(err, payments.ErrConflict) {
					err = nil
				}
				return p, err
			}
		}},
		{"cannot tell who is unknown", "a person's word about an unknown ref is not found", func(b *brokenHand) {
			b.claim = func(p payments.Payment, err error) (payments.Payment, error) {
				return p, instead("claim", payments.ErrNotFound, payments.ErrConflict)(err)
			}
		}},
		{"believes strangers", "garbage gives an error and nothing else", func(b *brokenHand) {
			b.parse = func() ([]payments.Event, error) { return nil, nil }
		}},
	}
}

// forgetful remembers the last sum that was given back, not the largest.
func forgetful(b *brokenHand) {
	var mu sync.Mutex
	last := map[string]money.Amount{}
	b.giveBack = func(p payments.Payment, err error) (payments.Payment, error) {
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			last[p.Ref] = p.Refunded
		}
		return p, err
	}
	b.fetch = func(p payments.Payment) payments.Payment {
		mu.Lock()
		defer mu.Unlock()
		p.Refunded = last[p.Ref]
		return p
	}
}

// Each broken manual method fails the case made for it, and no other.
func TestEachFlawByHandIsFoundByItsCaseAlone(t *testing.T) {
	t.Parallel()
	for _, f := range handFlaws() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			for _, c := range paymentstest.Cases() {
				b, rig := byHand(t)
				f.spoil(b)
				err := c.Check(t.Context(), rig)
				failed := err != nil && !errors.Is(err, paymentstest.ErrSkipped)
				switch {
				case c.Name == f.finds && !failed:
					t.Errorf("%q did not find it (%v)", c.Name, err)
				case c.Name != f.finds && failed:
					t.Errorf("%q failed too: %v", c.Name, err)
				}
			}
		})
	}
}
