package paymentstest_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/paymentstest"
	"github.com/sauda-commerce/sauda/payments/sandbox"
)

// broken is a sandbox with some methods replaced.
type broken struct {
	payments.Provider
	sandbox *sandbox.Sandbox

	caps   func(payments.Capabilities) payments.Capabilities
	start  func(context.Context, payments.Intent) (payments.Checkout, error)
	fetch  func(payments.Payment, error) (payments.Payment, error)
	refund func(context.Context, payments.Refund) (payments.RefundState, error)
	parse  func(context.Context, payments.Delivery) ([]payments.Event, error)
	event  func(payments.Event) payments.Event // of ParseEvents and List
	cancel func(payments.Payment, error) (payments.Payment, error)
	list   func(context.Context, time.Time) iter.Seq2[payments.Event, error]
	noop   bool // Cancel has no effect
}

func (b *broken) Capabilities() payments.Capabilities {
	c := b.Provider.Capabilities()
	if b.caps != nil {
		c = b.caps(c)
	}
	return c
}

func (b *broken) Start(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	if b.start != nil {
		return b.start(ctx, in)
	}
	return b.Provider.Start(ctx, in)
}

func (b *broken) Fetch(ctx context.Context, ref string) (payments.Payment, error) {
	p, err := b.Provider.Fetch(ctx, ref)
	if b.fetch != nil {
		return b.fetch(p, err)
	}
	return p, err
}

func (b *broken) Refund(ctx context.Context, r payments.Refund) (payments.RefundState, error) {
	if b.refund != nil {
		return b.refund(ctx, r)
	}
	return b.Provider.Refund(ctx, r)
}

func (b *broken) ParseEvents(ctx context.Context, d payments.Delivery) ([]payments.Event, error) {
	parse := b.Provider.ParseEvents
	if b.parse != nil {
		parse = b.parse
	}
	events, err := parse(ctx, d)
	if b.event != nil {
		for i := range events {
			events[i] = b.event(events[i])
		}
	}
	return events, err
}

func (b *broken) Cancel(ctx context.Context, ref string) (payments.Payment, error) {
	if p, err := b.sandbox.Fetch(ctx, ref); b.noop && err == nil && p.State.Payable() {
		p.State = payments.StateCancelled
		return p, nil
	}
	p, err := b.sandbox.Cancel(ctx, ref)
	if b.cancel != nil {
		return b.cancel(p, err)
	}
	return p, err
}

func (b *broken) List(ctx context.Context, since time.Time) iter.Seq2[payments.Event, error] {
	if b.list != nil {
		return b.list(ctx, since)
	}
	return func(yield func(payments.Event, error) bool) {
		for e, err := range b.sandbox.List(ctx, since) {
			if b.event != nil {
				e = b.event(e)
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// instead returns a function that replaces one sentinel by another.
func instead(op string, old, other error) func(error) error {
	return func(err error) error {
		if errors.Is(err, old) {
			return &payments.Error{Provider: "sandbox", Op: op, Err: other}
		}
		return err
	}
}

// memory remembers the first value for a key.
type memory[T any] struct {
	mu   sync.Mutex
	seen map[string]T
}

// first returns what was seen first with key, and whether that was earlier.
func (m *memory[T]) first(key string, value T) (T, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if old, ok := m.seen[key]; ok {
		return old, true
	}
	if m.seen == nil {
		m.seen = map[string]T{}
	}
	m.seen[key] = value
	return value, false
}

// flaw is a way to be broken, and the one case that must find it.
type flaw struct {
	name  string
	finds string // Case.Name
	opens sandbox.Config
	spoil func(b *broken, rig *paymentstest.Rig)
}

func flaws() []flaw {
	return slices.Concat(startFlaws(), eventFlaws(), refundFlaws(), otherFlaws(), captureFlaws())
}

func otherFlaws() []flaw {
	return []flaw{
		{name: "a name that is no key", finds: "the name is a constant key", opens: sandbox.Config{Name: "Sand box"}},
		{name: "capabilities that change", finds: "the capabilities are constant", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.caps = func(c payments.Capabilities) payments.Capabilities {
				c.MaxLife = time.Duration(len(b.sandbox.Payments()))
				return c
			}
		}},
		{name: "deaf to its context", finds: "a call ends with its context", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.start = func(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
				return b.Provider.Start(context.WithoutCancel(ctx), in)
			}
		}},
		{name: "bare errors", finds: "errors are typed", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.fetch = func(p payments.Payment, err error) (payments.Payment, error) {
				if typed, ok := errors.AsType[*payments.Error](err); ok {
					err = typed.Err
				}
				return p, err
			}
		}},
		{name: "tells who pays", finds: "errors and logs hold no secrets", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.start = func(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
				c, err := b.Provider.Start(ctx, in)
				if err != nil {
					err = fmt.Errorf("%w, for %s", err, in.Payer.Email)
				}
				return c, err
			}
		}},
		{name: "nothing is unknown", finds: "an unknown ref is not found", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.fetch = func(p payments.Payment, err error) (payments.Payment, error) {
				return p, instead("fetch", payments.ErrNotFound, payments.ErrConflict)(err)
			}
		}},
		{name: "amounts less fees", finds: "a payment succeeds", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.fetch = func(p payments.Payment, err error) (payments.Payment, error) {
				if p.State == payments.StateSucceeded {
					p.Amount.Minor--
				}
				return p, err
			}
			b.event = func(e payments.Event) payments.Event {
				if e.Payment().State == payments.StateSucceeded {
					e.Amount.Minor--
				}
				return e
			}
		}},
		{name: "codes of its own", finds: "a declined payment says why", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.fetch = func(p payments.Payment, err error) (payments.Payment, error) {
				p.Code = strings.ReplaceAll(p.Code, payments.DeclineOther, "E-51")
				return p, err
			}
			b.event = func(e payments.Event) payments.Event {
				e.Code = strings.ReplaceAll(e.Code, payments.DeclineOther, "E-51")
				return e
			}
		}},
		{name: "remembers what was pending", finds: "a pending payment is processing, then paid", spoil: func(b *broken, _ *paymentstest.Rig) {
			var stale memory[payments.Payment]
			b.fetch = onlyProcessing(&stale)
		}},
		{name: "pays at every press", finds: "a checkout is paid once", spoil: func(_ *broken, rig *paymentstest.Rig) {
			pay, callbacks := rig.Pay, rig.Callbacks
			var mu sync.Mutex
			presses := map[string]int{}
			rig.Pay = func(ctx context.Context, ref string, how paymentstest.Outcome) error {
				mu.Lock()
				defer mu.Unlock()
				if how == paymentstest.Succeed {
					presses[ref]++
				}
				return pay(ctx, ref, how)
			}
			rig.Callbacks = func(ctx context.Context, ref string) ([]payments.Delivery, error) {
				all, err := callbacks(ctx, ref)
				mu.Lock()
				defer mu.Unlock()
				for n := 1; n < presses[ref] && len(all) > 0; n++ {
					body := strings.Replace(string(all[len(all)-1].Body), "evt_", "evt_again", 1)
					all = append(all, rig.Sign(paymentstest.Current, time.Now(), []byte(body)))
				}
				return all, err
			}
		}},
		{name: "cancels in words only", finds: "a cancelled checkout cannot be paid", spoil: func(b *broken, _ *paymentstest.Rig) { b.noop = true }},
		{name: "calls what is paid cancelled", finds: "cancelling a paid checkout tells that it is paid", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.cancel = func(p payments.Payment, err error) (payments.Payment, error) {
				p.State = payments.StateCancelled
				return p, err
			}
		}},
		{name: "cancels what is not there", finds: "cancelling an unknown ref is not found", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.cancel = func(p payments.Payment, err error) (payments.Payment, error) {
				return p, instead("cancel", payments.ErrNotFound, payments.ErrConflict)(err)
			}
		}},
		{name: "an empty list", finds: "the list has what callbacks told", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.list = func(context.Context, time.Time) iter.Seq2[payments.Event, error] {
				return func(func(payments.Event, error) bool) {}
			}
		}},
		{name: "always the whole list", finds: "the list begins where it is asked to", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.list = func(ctx context.Context, _ time.Time) iter.Seq2[payments.Event, error] {
				return b.sandbox.List(ctx, time.Time{})
			}
		}},
	}
}

// onlyProcessing answers with the first processing payment it saw, for ever.
func onlyProcessing(stale *memory[payments.Payment]) func(payments.Payment, error) (payments.Payment, error) {
	return func(p payments.Payment, err error) (payments.Payment, error) {
		if p.State == payments.StateProcessing {
			stale.first(p.Ref, p)
		}
		stale.mu.Lock()
		defer stale.mu.Unlock()
		if old, ok := stale.seen[p.Ref]; ok {
			p = old
		}
		return p, err
	}
}

func startFlaws() []flaw {
	return []flaw{
		{name: "no address", finds: "a new checkout can be paid", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.start = func(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
				c, err := b.Provider.Start(ctx, in)
				c.URL = ""
				return c, err
			}
		}},
		{name: "lives longer with every call", finds: "one key is one checkout", spoil: func(b *broken, _ *paymentstest.Rig) {
			var mu sync.Mutex
			calls := 0
			b.start = func(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
				c, err := b.Provider.Start(ctx, in)
				mu.Lock()
				defer mu.Unlock()
				calls++
				c.Expires = c.Expires.Add(time.Duration(calls) * time.Minute)
				return c, err
			}
		}},
		{name: "looks before it leaps", finds: "one key at the same time is one checkout", spoil: func(b *broken, _ *paymentstest.Rig) {
			var mu sync.Mutex
			under := map[string]int{}
			b.start = func(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
				mu.Lock()
				under[in.Key]++
				n := under[in.Key]
				mu.Unlock()
				defer func() { mu.Lock(); under[in.Key]--; mu.Unlock() }()
				<-time.After(time.Millisecond) // all calls at once get here
				if n > 1 {
					in.Key = fmt.Sprint(in.Key, "-", n)
				}
				return b.Provider.Start(ctx, in)
			}
		}},
		{name: "keeps to the first amount", finds: "one key with another amount is a conflict", spoil: func(b *broken, _ *paymentstest.Rig) {
			var amounts memory[money.Amount]
			b.start = func(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
				in.Amount, _ = amounts.first(in.Key, in.Amount)
				return b.Provider.Start(ctx, in)
			}
		}},
		{name: "keeps to the first order", finds: "one key with another order is a conflict", spoil: func(b *broken, _ *paymentstest.Rig) {
			var orders memory[string]
			b.start = func(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
				if in.Order != "" {
					in.Order, _ = orders.first(in.Key, in.Order)
				}
				return b.Provider.Start(ctx, in)
			}
		}},
		{name: "one checkout for an order", finds: "two keys are two checkouts", spoil: func(b *broken, _ *paymentstest.Rig) {
			var keys memory[string]
			b.start = func(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
				in.Key, _ = keys.first(in.Order, in.Key)
				return b.Provider.Start(ctx, in)
			}
		}},
		{name: "a new key after an error", finds: "a lost answer makes no second checkout", spoil: func(b *broken, _ *paymentstest.Rig) {
			var failed memory[bool]
			b.start = func(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
				key := in.Key
				if _, again := failed.seen[key]; again {
					in.Key += "-again"
				}
				c, err := b.Provider.Start(ctx, in)
				if refused, ok := errors.AsType[*payments.Error](err); ok && refused.Retry {
					failed.first(key, true)
				}
				return c, err
			}
		}},
		{name: "a new checkout when paid", finds: "a paid key starts nothing new", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.start = func(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
				c, err := b.Provider.Start(ctx, in)
				if c.State == payments.StateSucceeded {
					in.Key += "-again"
					return b.Provider.Start(ctx, in)
				}
				return c, err
			}
		}},
		{name: "two decimals for all", finds: "amounts keep their decimals", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.fetch = func(p payments.Payment, err error) (payments.Payment, error) {
				if p.Amount.Currency == "KWD" {
					p.Amount.Minor /= 10
				}
				return p, err
			}
		}},
		{name: "takes any money", finds: "a currency it does not take is refused", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.start = func(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
				if in.Amount.Currency == "QQQ" {
					in.Amount.Currency = "USD"
				}
				return b.Provider.Start(ctx, in)
			}
		}},
		{name: "leads anywhere", finds: "an intent without sense is refused", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.start = func(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
				if strings.HasPrefix(in.ReturnURL, "javascript:") {
					in.ReturnURL = ""
				}
				return b.Provider.Start(ctx, in)
			}
		}},
	}
}
