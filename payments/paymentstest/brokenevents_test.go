package paymentstest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/paymentstest"
	"github.com/sauda-commerce/sauda/payments/sandbox"
)

func eventFlaws() []flaw {
	return append([]flaw{
		{name: "no time", finds: "events are complete", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.parse = func(ctx context.Context, d payments.Delivery) ([]payments.Event, error) {
				events, err := b.Provider.ParseEvents(ctx, d)
				for i := range events {
					events[i].At = time.Time{}
				}
				return events, err
			}
		}},
		{name: "no reason", finds: "events agree with Fetch", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.event = func(e payments.Event) payments.Event { e.Code = ""; return e }
		}},
		{name: "counts deliveries", finds: "a repeated callback has the same ids", spoil: func(b *broken, _ *paymentstest.Rig) {
			var seen memory[bool]
			b.parse = func(ctx context.Context, d payments.Delivery) ([]payments.Event, error) {
				events, err := b.Provider.ParseEvents(ctx, d)
				if _, again := seen.first(string(d.Body), true); again && len(events) > 0 {
					events[0].ID += "-again"
				}
				return events, err
			}
		}},
		{name: "one id for a checkout", finds: "two events have two ids", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.event = func(e payments.Event) payments.Event { e.ID = e.Ref; return e }
		}},
		{name: "fails on news", finds: "an unknown event is left out", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.parse = func(ctx context.Context, d payments.Delivery) ([]payments.Event, error) {
				events, err := b.Provider.ParseEvents(ctx, d)
				if err == nil && len(events) == 0 {
					err = payments.ErrMalformed
				}
				return events, err
			}
		}},
		{name: "swallows what it cannot read", finds: "a genuine callback that cannot be read is malformed", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.parse = func(ctx context.Context, d payments.Delivery) ([]payments.Event, error) {
				events, err := b.Provider.ParseEvents(ctx, d)
				if errors.Is(err, payments.ErrMalformed) {
					err = nil
				}
				return events, err
			}
		}},
		{name: "marks what it has seen", finds: "parsing leaves the callback alone", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.parse = func(ctx context.Context, d payments.Delivery) ([]payments.Event, error) {
				if d.Header != nil {
					d.Header.Set("Seen", "yes")
				}
				return b.Provider.ParseEvents(ctx, d)
			}
		}},
		{name: "trusts the header's form", finds: "garbage gives an error and nothing else", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.parse = func(ctx context.Context, d payments.Delivery) ([]payments.Event, error) {
				if h := d.Header.Get(sandbox.SignatureHeader); h != "" && strings.Split(h, "=")[1] == "" {
					return nil, payments.ErrSignature
				}
				return b.Provider.ParseEvents(ctx, d)
			}
		}},
	}, signatureFlaws()...)
}

func signatureFlaws() []flaw {
	current := secrets[paymentstest.Current]
	return []flaw{
		{name: "signature at will", finds: "a callback without signature is refused", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.parse = func(ctx context.Context, d payments.Delivery) ([]payments.Event, error) {
				if d.Header.Get(sandbox.SignatureHeader) == "" {
					d.Header = http.Header{sandbox.SignatureHeader: {sandbox.Sign(current, d.Received, d.Body)}}
				}
				return b.Provider.ParseEvents(ctx, d)
			}
		}},
		{name: "signature of the length only", finds: "a callback that was changed is refused", spoil: func(b *broken, rig *paymentstest.Rig) {
			var genuine memory[[]byte] // body by signature
			callbacks := rig.Callbacks
			rig.Callbacks = func(ctx context.Context, ref string) ([]payments.Delivery, error) {
				all, err := callbacks(ctx, ref)
				for _, d := range all {
					genuine.first(d.Header.Get(sandbox.SignatureHeader), d.Body)
				}
				return all, err
			}
			b.parse = func(ctx context.Context, d payments.Delivery) ([]payments.Event, error) {
				if body, ok := genuine.seen[d.Header.Get(sandbox.SignatureHeader)]; ok && len(body) == len(d.Body) {
					d.Body = body
				}
				return b.Provider.ParseEvents(ctx, d)
			}
		}},
		{
			name: "accepts everybody's secret", finds: "a callback of another account is refused",
			opens: sandbox.Config{Secrets: []string{current, secrets[paymentstest.Previous], secrets[paymentstest.Foreign]}},
		},
		{name: "old ones are good", finds: "an old callback is refused", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.parse = lenient(b, func(signed, received time.Time) bool { return signed.Before(received) })
		}},
		{name: "the future is good", finds: "a callback from the future is refused", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.parse = lenient(b, func(signed, received time.Time) bool { return signed.After(received) })
		}},
		{name: "one secret only", finds: "a rotated secret is accepted", opens: sandbox.Config{Secrets: []string{current}}},
	}
}

// lenient does not look at the time of signatures that are as told.
func lenient(b *broken, forgives func(signed, received time.Time) bool) func(context.Context, payments.Delivery) ([]payments.Event, error) {
	return func(ctx context.Context, d payments.Delivery) ([]payments.Event, error) {
		t, _, _ := strings.Cut(strings.TrimPrefix(d.Header.Get(sandbox.SignatureHeader), "t="), ",")
		if seconds, err := strconv.ParseInt(t, 10, 64); err == nil && forgives(time.Unix(seconds, 0), d.Received) {
			d.Received = time.Unix(seconds, 0)
		}
		return b.Provider.ParseEvents(ctx, d)
	}
}

func refundFlaws() []flaw {
	return []flaw{
		{name: "refunds all the same", finds: "a refund it does not support is refused", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.caps = func(c payments.Capabilities) payments.Capabilities { c.Refunds = payments.RefundsNone; return c }
		}},
		{name: "what is given back was never paid", finds: "a payment is given back", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.fetch = func(p payments.Payment, err error) (payments.Payment, error) {
				if p.Refunded == p.Amount {
					p.State = payments.StateCancelled
				}
				return p, err
			}
		}},
		{name: "events of single refunds", finds: "a payment is given back in parts", spoil: func(b *broken, _ *paymentstest.Rig) {
			var mu sync.Mutex
			sums := map[string]int64{}
			b.event = func(e payments.Event) payments.Event {
				mu.Lock()
				defer mu.Unlock()
				before := sums[e.Ref]
				sums[e.Ref] = e.Refunded.Minor
				if e.Kind == payments.EventRefunded {
					e.Refunded.Minor -= before
				}
				return e
			}
		}},
		{name: "refunds at every call", finds: "one refund key is one refund", spoil: refundWith(func(_ *broken, r *payments.Refund, first payments.Refund, again bool) {
			if again && first.Amount == r.Amount {
				r.Key += "-again"
			}
		})},
		{name: "keeps to the first refund", finds: "one refund key with another amount is a conflict", spoil: refundWith(func(_ *broken, r *payments.Refund, first payments.Refund, _ bool) {
			r.Amount = first.Amount
		})},
		{name: "gives more than it got", finds: "more than was paid is not given back", spoil: func(b *broken, _ *paymentstest.Rig) {
			var keys memory[bool]
			b.refund = func(ctx context.Context, r payments.Refund) (payments.RefundState, error) {
				_, again := keys.first(r.Key, true)
				return generous(ctx, b, r, func(p payments.Payment) bool { return !again && p.State == payments.StateSucceeded })
			}
		}},
		{name: "gives what it never got", finds: "what was not paid is not given back", spoil: func(b *broken, _ *paymentstest.Rig) {
			b.refund = func(ctx context.Context, r payments.Refund) (payments.RefundState, error) {
				return generous(ctx, b, r, func(p payments.Payment) bool { return p.State == payments.StatePending })
			}
		}},
		{name: "cannot tell nonsense", finds: "a refund without sense is refused", spoil: refundError(payments.ErrMalformed)},
		{name: "cannot tell what is missing", finds: "a refund of an unknown ref is not found", spoil: refundError(payments.ErrNotFound)},
	}
}

// refundWith lets change alter refunds, knowing the first with the key.
func refundWith(change func(b *broken, r *payments.Refund, first payments.Refund, again bool)) func(*broken, *paymentstest.Rig) {
	return func(b *broken, _ *paymentstest.Rig) {
		var refunds memory[payments.Refund]
		b.refund = func(ctx context.Context, r payments.Refund) (payments.RefundState, error) {
			first, again := refunds.first(r.Key, r)
			change(b, &r, first, again)
			return b.Provider.Refund(ctx, r)
		}
	}
}

// refundError reports a conflict in place of a sentinel.
func refundError(hidden error) func(*broken, *paymentstest.Rig) {
	return func(b *broken, _ *paymentstest.Rig) {
		b.refund = func(ctx context.Context, r payments.Refund) (payments.RefundState, error) {
			state, err := b.Provider.Refund(ctx, r)
			return state, instead("refund", hidden, payments.ErrConflict)(err)
		}
	}
}

// generous says yes to a conflict where it is told to.
func generous(ctx context.Context, b *broken, r payments.Refund, yes func(payments.Payment) bool) (payments.RefundState, error) {
	state, err := b.Provider.Refund(ctx, r)
	if !errors.Is(err, payments.ErrConflict) {
		return state, err
	}
	p, fetchErr := b.sandbox.Fetch(ctx, r.Ref)
	if fetchErr != nil {
		return "", fmt.Errorf("%w, %w", err, fetchErr)
	}
	if yes(p) {
		return payments.RefundSucceeded, nil
	}
	return state, err
}
