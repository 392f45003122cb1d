// Package ordertest checks that an order.Backend keeps the contract.
//
// The checks are data, [Cases]: each is a function that returns an error, so
// that they can be run on broken backends too, and are, in this package's own
// tests. A host's test calls [Run] with a [Harness] that makes a [Rig]: its
// Backend, on tables of its own, and the strings to pull behind it.
//
// Where package order leaves it open, the suite asks for what a shopper needs:
// what cannot be had is an answer of Place and not an error, for errors are
// repeated; Cancel of an order that was never placed is no error, for nobody
// can mend it; Paid of one is, for the money must not be forgotten.
package ordertest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// Harness makes rigs for [Run].
type Harness struct {
	// New makes a fresh rig that shares nothing with others; it is called once
	// for each case, in parallel. It cleans up with t.Cleanup.
	New func(t *testing.T) Rig
}

// Rig is a backend under test and what is behind it. Backend, Draft, Customer
// and Count are required; a case that needs one of the others is skipped where
// it is nil.
type Rig struct {
	// Backend is what is tested.
	Backend order.Backend
	// Draft is of two lines or more that the host sells, in its currency and at
	// a price above nothing, with enough in stock for 50 such orders.
	Draft quote.Draft
	// Customer is whose orders are placed. She has none yet. With an ID she is
	// logged in.
	Customer order.Customer
	// Count counts the orders in the host's own table that have the id that
	// Place was given.
	Count func(ctx context.Context, id string) (int, error)
	// Reprice changes what one piece costs at the host.
	Reprice func(ctx context.Context, ref catalog.Ref, unit money.Amount) error
	// Leave leaves the host with so many pieces of it, from none on.
	Leave func(ctx context.Context, ref catalog.Ref, pieces int) error
	// Lose makes the next answer to Place get lost: the host acts, and the
	// Backend returns an error. For those who ask the host over a network.
	Lose func()
}

// Case is one promise of the contract.
type Case struct {
	Name string // what is promised, a short sentence
	// Check returns nil when the promise is kept, an error that wraps
	// [ErrSkipped] when it is not asked of this rig, and otherwise what is
	// wrong.
	Check func(ctx context.Context, rig Rig) error
}

// ErrSkipped says that a case does not concern a backend.
var ErrSkipped = errors.New("skipped")

// Cases returns every case.
func Cases() []Case {
	return slices.Concat(quoteCases(), placeCases(), refuseCases(), tellCases(), findCases())
}

// Run runs every case on a fresh rig, in parallel.
func Run(t *testing.T, h Harness) {
	for _, c := range Cases() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			err := c.Check(t.Context(), h.New(t))
			switch {
			case errors.Is(err, ErrSkipped):
				t.Skip(err)
			case err != nil:
				t.Error(err)
			}
		})
	}
}
