package outbox_test

import (
	"cmp"
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// failing counts what a store does and can refuse to write, or wait with it.
type failing struct {
	store.DB
	frozen        atomic.Bool
	thaw          func() // ends the frost
	down          atomic.Bool
	refuse        func(store.Batch) bool
	with          error // nil: the store is away
	writes, reads atomic.Int64
}

func dbOf(t *testing.T, dir string) store.DB {
	t.Helper()
	db, err := sqlite.OpenDB(filepath.Join(dir, "shop.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func (f *failing) Query(ctx context.Context, s store.Statement) (store.Rows, error) {
	f.reads.Add(1)
	return f.DB.Query(ctx, s)
}

func (f *failing) Commit(ctx context.Context, b store.Batch) error {
	f.writes.Add(1)
	if f.frozen.CompareAndSwap(true, false) {
		f.thaw()
	}
	if f.down.Load() || f.refuse != nil && f.refuse(b) {
		return cmp.Or(f.with, store.ErrUnavailable)
	}
	return f.DB.Commit(ctx, b)
}

func (f *failing) Update(ctx context.Context, fn func(context.Context, store.Conn) error) error {
	f.writes.Add(1)
	return f.DB.Update(ctx, fn)
}
