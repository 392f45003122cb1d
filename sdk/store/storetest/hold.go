package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/stock"
	"github.com/sauda-commerce/sauda/sdk/store"
)

var thing = catalog.Ref{Product: "tent", Variant: "red"}

var holdCases = []Case{
	{"free stock counts what is sold since and what others hold", freeStock},
	{"16 orders at once never sell more than there is", func(ctx context.Context, s *store.Store) error {
		var got atomic.Int64
		err := crowd(16, func(i int) error {
			id := fmt.Sprint(i)
			err := s.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardFree(thing, 2, counted(9), begin, id)},
				Writes: []store.Statement{store.PutHold(reserved(id, 2))}})
			if err == nil {
				got.Add(2)
				return nil
			}
			return is("the others", err, store.ErrConflict)
		})
		return errors.Join(err, same("reserved", got.Load(), int64(8)))
	}},
	{"holds are replaced, released and sold", holdLife},
}

func counted(n int) catalog.Stock {
	return catalog.Stock{Kind: catalog.StockCounted, Count: n, AsOf: begin.Add(-time.Hour)}
}

func reserved(order string, n int) stock.Hold {
	return stock.Hold{Order: order, Ref: thing, Quantity: n, State: stock.Reserved, Until: begin.Add(time.Minute)}
}

func freeStock(ctx context.Context, s *store.Store) error {
	before := stock.Hold{Order: "before", Ref: thing, Quantity: 50, State: stock.Sold, At: begin.Add(-2 * time.Hour)}
	since := stock.Hold{Order: "since", Ref: thing, Quantity: 2, State: stock.Sold, At: begin.Add(-time.Minute)}
	lapsed := reserved("lapsed", 50)
	lapsed.Until = begin
	other := reserved("other thing", 50)
	other.Ref.Variant = "blue"
	err := write(ctx, s, store.PutHold(before), store.PutHold(since), store.PutHold(lapsed), store.PutHold(other),
		store.PutHold(reserved("mine", 3)), store.PutHold(reserved("yours", 1)))
	if err != nil {
		return err
	}
	unlimited := catalog.Stock{Kind: catalog.StockUnlimited}
	for _, c := range []struct {
		name  string
		stock catalog.Stock
		order string
		need  int
		want  error
	}{
		{"10 - 2 sold - 1 yours", counted(10), "mine", 7, nil},
		{"one more", counted(10), "mine", 8, store.ErrConflict},
		{"a new order", counted(10), "new", 4, nil},
		{"a new order, one more", counted(10), "new", 5, store.ErrConflict},
		{"nothing left", counted(2), "new", 1, store.ErrConflict},
		{"not counted", unlimited, "new", 99, nil},
		{"unknown", catalog.Stock{}, "new", 99, nil},
	} {
		err := s.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardFree(thing, c.need, c.stock, begin, c.order)}})
		if err := is(c.name, err, c.want); err != nil {
			return err
		}
	}
	return asTheNoun(ctx, s)
}

// asTheNoun wants the guard to agree with package stock for a new order.
func asTheNoun(ctx context.Context, s *store.Store) error {
	holds, err := s.Holds(ctx, thing)
	if err != nil {
		return err
	}
	free, _ := stock.Free(counted(10), holds, begin)
	return same("free", free, 4)
}

func holdLife(ctx context.Context, s *store.Store) error {
	first, more := reserved("a", 1), reserved("a", 3)
	if err := write(ctx, s, store.PutHold(first), store.PutHold(more), store.PutHold(reserved("b", 1))); err != nil {
		return err
	}
	if err := write(ctx, s, store.SellHolds("a", begin), store.ReleaseHolds("a"), store.ReleaseHolds("b")); err != nil {
		return err
	}
	more.State, more.At = stock.Sold, begin
	got, err := s.HoldsOf(ctx, "a")
	if err != nil {
		return err
	}
	if err := same("holds of a", got, []stock.Hold{more}); err != nil {
		return err
	}
	got, err = s.Holds(ctx, thing, catalog.Ref{Product: "none"})
	if err != nil {
		return err
	}
	return same("holds", got, []stock.Hold{more})
}
