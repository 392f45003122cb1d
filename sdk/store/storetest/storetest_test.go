package storetest_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
	"github.com/sauda-commerce/sauda/sdk/store/storetest"
)

// unguarded forgets the guards.
type unguarded struct{ store.DB }

func (d unguarded) Commit(ctx context.Context, b store.Batch) error {
	return d.DB.Commit(ctx, store.Batch{Writes: b.Writes})
}

// split commits each statement by itself.
type split struct{ store.DB }

func (d split) Commit(ctx context.Context, b store.Batch) error {
	if err := d.DB.Commit(ctx, store.Batch{Guards: b.Guards}); err != nil {
		return err
	}
	for _, s := range b.Writes {
		if err := d.DB.Commit(ctx, store.Batch{Writes: []store.Statement{s}}); err != nil {
			return err
		}
	}
	return nil
}

// forgetful acknowledges before, and without, writing.
type forgetful struct{ store.DB }

func (d forgetful) Commit(context.Context, store.Batch) error { return nil }

// eager writes first and looks at the guards afterwards.
type eager struct{ store.DB }

func (d eager) Commit(ctx context.Context, b store.Batch) error {
	return errors.Join(d.DB.Commit(ctx, store.Batch{Writes: b.Writes}), d.DB.Commit(ctx, store.Batch{Guards: b.Guards}))
}

// twice retries what had worked.
type twice struct{ store.DB }

func (d twice) Commit(ctx context.Context, b store.Batch) error {
	return errors.Join(d.DB.Commit(ctx, b), d.DB.Commit(ctx, store.Batch{Writes: b.Writes}))
}

// keeping commits a transaction whose function failed.
type keeping struct{ store.DB }

func (d keeping) Update(ctx context.Context, fn func(context.Context, store.Conn) error) error {
	var failed error
	err := d.DB.Update(ctx, func(ctx context.Context, c store.Conn) error {
		failed = fn(ctx, c)
		return nil
	})
	return errors.Join(failed, err)
}

// deaf goes on after it was closed.
type deaf struct{ store.DB }

func (d deaf) Close() error { return nil }

// wrongKind calls every failure unavailable.
type wrongKind struct{ store.DB }

func (d wrongKind) Commit(ctx context.Context, b store.Batch) error {
	if d.DB.Commit(ctx, b) != nil {
		return store.ErrUnavailable
	}
	return nil
}

// TestBrokenStoresFail runs the suite on stores with one fault each: the cases
// that are about the fault must see it.
func TestBrokenStoresFail(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		wrap func(store.DB) store.DB
		fail []string
	}{
		{"unguarded", func(d store.DB) store.DB { return unguarded{d} },
			[]string{"a guard that does not hold writes nothing", "guards see what their own group wrote before", "a second node's turn is refused",
				"of 200 turns at once on one conversation one is committed", "50 buyers of 10 pieces buy 10",
				"nothing is claimed after an opt-out was committed"}},
		{"split", func(d store.DB) store.DB { return split{d} },
			[]string{"a batch is all or nothing", "numbers of orders have no gaps and no doubles"}},
		{"forgetful", func(d store.DB) store.DB { return forgetful{d} },
			[]string{"an event is received with its conversation and contact", "a cart is read as it was written"}},
		{"eager", func(d store.DB) store.DB { return eager{d} }, []string{"a guard that does not hold writes nothing"}},
		{"twice", func(d store.DB) store.DB { return twice{d} }, []string{"a lane gives its messages in order"}},
		{"keeping", func(d store.DB) store.DB { return keeping{d} }, []string{"update rolls back on an error and on a panic"}},
		{"deaf", func(d store.DB) store.DB { return deaf{d} }, []string{"close finishes what it has and refuses the rest"}},
		{"wrong kind", func(d store.DB) store.DB { return wrongKind{d} }, []string{"a taken key is a conflict"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, c := range storetest.Cases {
				if slices.Contains(tt.fail, c.Name) && check(t, tt.wrap, c) == nil {
					t.Errorf("%q holds", c.Name)
				}
			}
			for _, name := range tt.fail {
				if !slices.ContainsFunc(storetest.Cases, func(c storetest.Case) bool { return c.Name == name }) {
					t.Errorf("there is no case %q", name)
				}
			}
		})
	}
}

func check(t *testing.T, wrap func(store.DB) store.DB, c storetest.Case) error {
	t.Helper()
	db, err := sqlite.OpenDB(filepath.Join(t.TempDir(), "shop.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s := store.New(wrap(db))
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	return c.Check(ctx, s)
}
