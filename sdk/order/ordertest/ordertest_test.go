package ordertest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/sauda-commerce/sauda/sdk/order/ordertest"
)

func TestTheLedgerKeepsEveryPromise(t *testing.T) {
	t.Parallel()
	ordertest.Run(t, ordertest.Harness{New: func(*testing.T) ordertest.Rig { return newLedger().rig() }})
}

// Each broken backend fails the case made for it, and no other that could hold.
func TestEachFlawIsFound(t *testing.T) {
	t.Parallel()
	for name, f := range flaws() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, c := range ordertest.Cases() {
				err := checkFlawed(t, f, c)
				failed := err != nil && !errors.Is(err, ordertest.ErrSkipped)
				if should := c.Name == f.finds || slices.Contains(f.also, c.Name); failed != should {
					t.Errorf("%q: %v", c.Name, err)
				}
			}
		})
	}
}

// checkFlawed runs a case on a broken backend in a bubble of its own, where
// waiting takes no time.
func checkFlawed(t *testing.T, f flaw, c ordertest.Case) (err error) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		b, rig := &broken{ledger: l}, l.rig()
		rig.Backend = b
		f.spoil(b, &rig)
		err = c.Check(t.Context(), rig)
	})
	return err
}

func TestEveryCaseHasAFlaw(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	for _, f := range flaws() {
		found[f.finds] = true
	}
	names := map[string]bool{}
	for _, c := range ordertest.Cases() {
		if names[c.Name] {
			t.Errorf("two cases are named %q", c.Name)
		}
		names[c.Name] = true
		if !found[c.Name] {
			t.Errorf("no broken backend is made for %q", c.Name)
		}
	}
	for name := range found {
		if !names[name] {
			t.Errorf("a flaw is made for %q, which is no case", name)
		}
	}
}

// What a rig cannot do is not asked of it.
func TestSkips(t *testing.T) {
	t.Parallel()
	var skipped []string
	for _, c := range ordertest.Cases() {
		rig := newLedger().rig()
		rig.Reprice, rig.Leave, rig.Customer.ID = nil, nil, ""
		if err := c.Check(t.Context(), rig); errors.Is(err, ordertest.ErrSkipped) {
			skipped = append(skipped, c.Name)
		} else if err != nil {
			t.Errorf("%q: %v", c.Name, err)
		}
	}
	want := []string{"a quote is at the host's price", "what is placed stays placed", "what is sold out is rejected with a reason",
		"rejected lines are those that cannot be had", "as many as are left can be had", "a customer's orders are found from every chat"}
	if !slices.Equal(skipped, want) {
		t.Errorf("skipped %q, want %q", skipped, want)
	}
}

// A case is a function; it can be run without the testing package. A host's
// test calls Run instead.
func ExampleCases() {
	cases := ordertest.Cases()
	i := slices.IndexFunc(cases, func(c ordertest.Case) bool { return c.Name == "an order is placed" })
	fmt.Println(cases[i].Name, "error:", cases[i].Check(context.Background(), newLedger().rig()))
	// Output: an order is placed error: <nil>
}
