package sdk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/policy"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// The functions that a shop gives in Config are somebody else's code in the
// middle of a turn. Each is put behind a wall here, so that what is below knows
// nothing of it: a mistake in one is logged, and the shop goes on as it would
// without.

// walled asks a hook; a panic is logged and answered by otherwise.
func walled[T any](log *slog.Logger, hook string, otherwise T, ask func() T) (answer T) {
	defer func() {
		if r := recover(); r != nil {
			log.Error("sdk: a hook panicked; the shop goes on without it", "hook", hook, "panic", fmt.Sprint(r))
			answer = otherwise
		}
	}()
	return ask()
}

// search is Config.Search with its ranker behind a wall: where it fails, a
// product places as its words say.
func (c Config) search() search.Config {
	s := c.Search
	if rank := s.Rank; rank != nil {
		s.Rank = func(p catalog.Product) float64 {
			return walled(c.Logger, "Search.Rank", 1, func() float64 { return rank(p) })
		}
	}
	return s
}

// policy is Config.Policy behind a wall: while it fails, nothing goes that it
// could not be asked about.
func (c Config) policy() policy.Rule {
	if c.Policy == nil {
		return nil
	}
	wait := policy.Decision{Verdict: policy.Defer}
	return func(f policy.Facts, now time.Time, d policy.Decision) policy.Decision {
		return walled(c.Logger, "Policy", wait, func() policy.Decision { return c.Policy(f, now, d) })
	}
}

// rules are Config.Rules with their functions behind walls: where one fails,
// what is written down holds.
func (c Config) rules() quote.Rules {
	r := c.Rules
	if price := r.DeliveryPrice; price != nil {
		r.DeliveryPrice = func(d quote.Draft, m quote.Method) (money.Amount, error) {
			err := errHook
			amount := walled(c.Logger, "Rules.DeliveryPrice", money.Amount{}, func() (a money.Amount) {
				a, err = price(d, m)
				return a
			})
			if err != nil && !errors.Is(err, errHook) {
				c.Logger.Error("sdk: a hook failed; the shop goes on without it", "hook", "Rules.DeliveryPrice", "error", err)
			}
			return amount, err
		}
	}
	if tax := r.TaxOf; tax != nil {
		r.TaxOf = func(l quote.DraftLine) int64 {
			return walled(c.Logger, "Rules.TaxOf", -1, func() int64 { return tax(l) })
		}
	}
	return r
}

// number is Config.Numbers behind a wall: where it fails, or what it says is no
// pattern, the count is the number.
func (c Config) number() func(order.Order) order.Pattern {
	if c.Numbers == nil {
		return nil
	}
	return func(o order.Order) order.Pattern {
		p, err := order.ParsePattern(walled(c.Logger, "Numbers", "#", func() string { return c.Numbers(o) }))
		if err != nil {
			c.Logger.Error("sdk: a hook failed; the shop goes on without it", "hook", "Numbers", "error", err)
		}
		return p
	}
}

// choosePayment is Config.ChoosePayment behind a wall: where it fails, the first
// provider takes the money.
func (c Config) choosePayment() func(order.Order, []payments.Provider) string {
	if c.ChoosePayment == nil {
		return nil
	}
	return func(o order.Order, all []payments.Provider) string {
		return walled(c.Logger, "ChoosePayment", "", func() string { return c.ChoosePayment(o, all) })
	}
}

// recommend is Config.Recommend behind a wall: where it fails, what is most
// alike is shown.
func (c Config) recommend() func(catalog.Product) []catalog.ProductID {
	if c.Recommend == nil {
		return nil
	}
	return func(p catalog.Product) []catalog.ProductID {
		return walled(c.Logger, "Recommend", nil, func() []catalog.ProductID { return c.Recommend(p) })
	}
}

// steps are Config.Steps behind walls: where one fails, the flow answers.
func (c Config) steps() map[string]dialogue.Step {
	all := make(map[string]dialogue.Step, len(c.Steps))
	for name, step := range c.Steps {
		if step != nil {
			all[name] = walledStep(c.Logger, "Steps: "+name, step)
		}
	}
	return all
}

func walledStep(log *slog.Logger, hook string, step dialogue.Step) dialogue.Step {
	type answer struct {
		out dialogue.Outcome
		err error
	}
	return func(ctx context.Context, s dialogue.State, in dialogue.Input, next dialogue.Next) (dialogue.Outcome, error) {
		failed := answer{err: errHook}
		a := walled(log, hook, failed, func() answer {
			out, err := step(ctx, s, in, next)
			return answer{out, err}
		})
		if a.err == nil || errors.Is(a.err, dialogue.ErrNotUnderstood) {
			return a.out, a.err
		}
		if !errors.Is(a.err, errHook) {
			log.Error("sdk: a hook failed; the shop goes on without it", "hook", hook, "error", a.err)
		}
		return next(ctx, s, in)
	}
}

// errHook is the error of a hook that panicked.
var errHook = errors.New("sdk: a hook panicked")
