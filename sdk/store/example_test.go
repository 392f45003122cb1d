package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// Load, decide, commit: a batch whose guard does not hold any more writes
// nothing.
func Example() {
	if err := example(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// stored: 1 thing, version 1
	// too late: true
}

func example(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "store")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := sqlite.Open(filepath.Join(dir, "shop.db"))
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.Migrate(ctx); err != nil {
		return err
	}

	before, err := s.Cart(ctx, "contact")
	if err != nil {
		return err
	}
	after, err := before.Add(cart.Line{Title: "Tent"}, 1)
	if err != nil {
		return err
	}
	var b store.Batch
	b.Require(store.GuardCart(before))
	b.Write(store.PutCart(after))
	if err := s.Commit(ctx, b); err != nil {
		return err
	}
	now, err := s.Cart(ctx, "contact")
	if err != nil {
		return err
	}
	fmt.Printf("stored: %d thing, version %d\n", len(now.Lines), now.Version)
	fmt.Println("too late:", errors.Is(s.Commit(ctx, b), store.ErrConflict))
	return nil
}
