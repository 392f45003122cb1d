package paymentstest_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"github.com/sauda-commerce/sauda/payments/paymentstest"
	"github.com/sauda-commerce/sauda/payments/sandbox"
)

func TestSandboxKeepsEveryPromise(t *testing.T) {
	t.Parallel()
	paymentstest.Run(t, paymentstest.Harness{New: func(t *testing.T) paymentstest.Rig {
		_, rig := open(t, sandbox.Config{})
		return rig
	}})
}

// Each broken provider fails the case made for it, and no other.
func TestEachFlawIsFoundByItsCaseAlone(t *testing.T) {
	t.Parallel()
	for _, f := range flaws() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			for _, c := range paymentstest.Cases() {
				err := checkFlawed(t, f, c)
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

// checkFlawed runs a case on a broken provider in a bubble of its own, where
// waiting takes no time.
func checkFlawed(t *testing.T, f flaw, c paymentstest.Case) (err error) {
	synctest.Test(t, func(t *testing.T) {
		s, rig := open(t, f.opens)
		b := &broken{Provider: rig.Provider, sandbox: s}
		rig.Provider = b
		if f.spoil != nil {
			f.spoil(b, &rig)
		}
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
	for _, f := range handFlaws() {
		found[f.finds] = true
	}
	names := map[string]bool{}
	for _, c := range paymentstest.Cases() {
		if names[c.Name] {
			t.Errorf("two cases are named %q", c.Name)
		}
		names[c.Name] = true
		if !found[c.Name] {
			t.Errorf("no broken provider is made for %q", c.Name)
		}
	}
	for name := range found {
		if !names[name] {
			t.Errorf("a flaw is made for %q, which is no case", name)
		}
	}
}
