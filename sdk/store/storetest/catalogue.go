package storetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/store"
)

var catalogueCases = []Case{
	{"a product is read as it was written", func(ctx context.Context, s *store.Store) error {
		p := product("p", 100)
		if err := write(ctx, s, store.PutProduct("feed", p, begin)...); err != nil {
			return err
		}
		got, err := s.Product(ctx, "p")
		return errors.Join(err, same("product", got, p), lists(ctx, s, "p"))
	}},
	{"a product that has not changed writes nothing", func(ctx context.Context, s *store.Store) error {
		p := product("p", 100)
		if err := write(ctx, s, store.PutProduct("feed", p, begin)...); err != nil {
			return err
		}
		p.Updated = begin.Add(time.Hour)
		if err := write(ctx, s, store.PutProduct("feed", p, begin)...); err != nil {
			return err
		}
		if err := last(ctx, s, 1); err != nil {
			return err
		}
		p.Offer.Price.Minor++
		if err := write(ctx, s, store.PutProduct("feed", p, begin)...); err != nil {
			return err
		}
		return last(ctx, s, 2)
	}},
	{"changes are numbered and name a product once", changes},
	{"a product that cannot be stored is refused", func(ctx context.Context, s *store.Store) error {
		p := product("p", 1)
		p.Rating.Average = math.NaN()
		return errors.Join(refused("NaN", write(ctx, s, store.PutProduct("feed", p, begin)...)), lists(ctx, s))
	}},
	{"all products are read, however many", func(ctx context.Context, s *store.Store) error {
		var b store.Batch
		var want []string
		for i := range 1203 {
			p := product(fmt.Sprintf("%05d", i), 1)
			want = append(want, string(p.ID))
			b.Write(store.PutProduct("feed", p, begin)...)
		}
		if err := s.Commit(ctx, b); err != nil {
			return err
		}
		return lists(ctx, s, want...)
	}},
	{"a full listing drops what it did not name", listing},
	{"a product is removed whosever it is", func(ctx context.Context, s *store.Store) error {
		if err := write(ctx, s, store.PutProduct("feed", product("p", 100), begin)...); err != nil {
			return err
		}
		for range 2 {
			if err := write(ctx, s, append(store.DropProduct("host", "p", begin), store.RemoveProduct("nobody", begin)...)...); err != nil {
				return err
			}
		}
		if err := errors.Join(lists(ctx, s, "p"), last(ctx, s, 1)); err != nil {
			return err
		}
		for range 2 {
			if err := write(ctx, s, store.RemoveProduct("p", begin)...); err != nil {
				return err
			}
		}
		return errors.Join(lists(ctx, s), last(ctx, s, 2))
	}},
	{"a source's cursor is kept", func(ctx context.Context, s *store.Store) error {
		first, err := s.Cursor(ctx, "feed")
		if err := errors.Join(err, same("first", first, "")); err != nil {
			return err
		}
		if err := write(ctx, s, store.SetCursor("feed", "17")); err != nil {
			return err
		}
		got, err := s.Cursor(ctx, "feed")
		return errors.Join(err, same("cursor", got, "17"))
	}},
}

func product(id string, minor int64) catalog.Product {
	return catalog.Product{ID: catalog.ProductID(id), Title: catalog.Text{"": "Шатыр", "en": "Tent"},
		Attributes: []catalog.Attribute{{Name: "weight", Kind: catalog.AttributeNumber, Number: 2.5, Unit: "kg"}},
		Offer:      catalog.Offer{Price: money.New(minor, "KZT"), Stock: counted(3)}, Updated: begin}
}

func last(ctx context.Context, s *store.Store, want int64) error {
	got, err := s.LastChange(ctx)
	return errors.Join(err, same("last change", got, want))
}

// lists wants the catalogue to be these, in order.
func lists(ctx context.Context, s *store.Store, want ...string) error {
	var got []string
	for p, err := range s.Products(ctx) {
		if err != nil {
			return err
		}
		got = append(got, string(p.ID))
	}
	return same("products", got, want)
}

func changes(ctx context.Context, s *store.Store) error {
	for _, step := range [][]store.Statement{
		store.PutProduct("feed", product("a", 1), begin),
		store.PutProduct("feed", product("b", 1), begin),
		store.PutProduct("feed", product("a", 2), begin),
		store.DropProduct("feed", "b", begin),
		store.DropProduct("feed", "b", begin),    // gone already
		store.DropProduct("feed", "none", begin), // never there
		store.DropProduct("other", "a", begin),   // not its own
		store.PutProduct("feed", product("c", 1), begin),
	} {
		if err := write(ctx, s, step...); err != nil {
			return err
		}
	}
	a, c := product("a", 2), product("c", 1)
	want := []store.ProductChange{
		{Number: 3, Change: catalog.Change{Put: &a}},
		{Number: 4, Change: catalog.Change{Delete: "b"}},
		{Number: 5, Change: catalog.Change{Put: &c}},
	}
	all, err := s.Changes(ctx, 0, 10)
	if err := errors.Join(err, same("changes", all, want)); err != nil {
		return err
	}
	page, err := s.Changes(ctx, 3, 1)
	if err := errors.Join(err, same("page", page, want[1:2]), lists(ctx, s, "a", "c")); err != nil {
		return err
	}
	// What was dropped comes back.
	if err := write(ctx, s, store.PutProduct("feed", product("b", 1), begin)...); err != nil {
		return err
	}
	return errors.Join(last(ctx, s, 6), lists(ctx, s, "a", "b", "c"))
}

func listing(ctx context.Context, s *store.Store) error {
	for want := range int64(2) {
		n, err := s.BeginListing(ctx, "feed")
		if err := errors.Join(err, same("number", n, want+1)); err != nil {
			return err
		}
	}
	for i, id := range []string{"a", "b", "c", "d"} {
		b := append(store.PutProduct("feed", product(id, 1), begin), store.MarkProduct("feed", catalog.ProductID(id), 1))
		if i == 3 {
			b = store.PutProduct("other", product(id, 1), begin)
		}
		if err := write(ctx, s, b...); err != nil {
			return err
		}
	}
	if err := write(ctx, s, store.MarkProduct("feed", "b", 2)); err != nil {
		return err
	}
	if err := write(ctx, s, store.MarkProduct("feed", "b", 1)); err != nil { // of a listing that is slower
		return err
	}
	missing, all, err := s.Unseen(ctx, "feed", 2)
	if err := errors.Join(err, same("unseen", []int{missing, all}, []int{2, 3})); err != nil {
		return err
	}
	for _, want := range []int{1, 1, 0} {
		n, err := s.DropUnseen(ctx, "feed", 2, begin, 1)
		if err := errors.Join(err, same("dropped", n, want)); err != nil {
			return err
		}
	}
	return errors.Join(last(ctx, s, 6), lists(ctx, s, "b", "d"))
}
