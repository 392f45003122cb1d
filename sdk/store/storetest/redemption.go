package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

var redemptionCases = []Case{
	{"a promotion has no more uses than it says", limitedUses},
	{"uses are counted for a code and for a shopper", countedUses},
	{"16 orders at once use a code no more often than it may be", func(ctx context.Context, s *store.Store) error {
		var got atomic.Int64
		spring := quote.Promotion{Code: "Spring", Uses: 3}
		err := crowd(16, func(i int) error {
			o := order.Order{ID: fmt.Sprint(i), Contact: fmt.Sprint("contact ", i)}
			err := redeem(ctx, s, spring, o)
			if err == nil {
				got.Add(1)
				return nil
			}
			return is("the others", err, store.ErrConflict)
		})
		return errors.Join(err, same("used", got.Load(), int64(3)))
	}},
	{"16 orders of one shopper at once use her code once", func(ctx context.Context, s *store.Store) error {
		var got atomic.Int64
		once := quote.Promotion{Code: "Welcome", UsesEach: 1}
		err := crowd(16, func(i int) error {
			err := redeem(ctx, s, once, order.Order{ID: fmt.Sprint(i), Contact: "ann"})
			if err == nil {
				got.Add(1)
				return nil
			}
			return is("the others", err, store.ErrConflict)
		})
		return errors.Join(err, same("used", got.Load(), int64(1)))
	}},
}

// redeem uses a promotion for an order, if it may.
func redeem(ctx context.Context, s *store.Store, p quote.Promotion, o order.Order) error {
	return s.Commit(ctx, store.Batch{
		Guards: []store.Guard{store.GuardUses(p, o)},
		Writes: []store.Statement{store.PutRedemption(p.Code, o, begin)},
	})
}

func limitedUses(ctx context.Context, s *store.Store) error {
	ann := order.Order{ID: "1", Contact: "guest", Customer: "ann"}
	for _, step := range []struct {
		name string
		p    quote.Promotion
		o    order.Order
		want error
	}{
		{"first", quote.Promotion{Code: "SPRING", Uses: 2, UsesEach: 1}, ann, nil},
		{"the same order again", quote.Promotion{Code: "Spring", Uses: 2, UsesEach: 1}, ann, nil},
		{"hers again, by her id", quote.Promotion{Code: "spring", UsesEach: 1}, order.Order{ID: "2", Contact: "other", Customer: "ann"}, store.ErrConflict},
		{"hers again, by her contact", quote.Promotion{Code: "spring", UsesEach: 1}, order.Order{ID: "2", Contact: "guest"}, store.ErrConflict},
		{"no contact is nobody's", quote.Promotion{Code: "spring", UsesEach: 1}, order.Order{ID: "2"}, nil},
		{"no contact is nobody's, again", quote.Promotion{Code: "spring", UsesEach: 1}, order.Order{ID: "3"}, nil},
		{"more than there are", quote.Promotion{Code: "spring", Uses: 3}, order.Order{ID: "4", Contact: "bob"}, store.ErrConflict},
		{"without a limit", quote.Promotion{Code: "spring"}, order.Order{ID: "4", Contact: "bob"}, nil},
		{"another code", quote.Promotion{Code: "summer", Uses: 1}, order.Order{ID: "4", Contact: "bob"}, nil},
	} {
		if err := is(step.name, redeem(ctx, s, step.p, step.o), step.want); err != nil {
			return err
		}
	}
	if err := write(ctx, s, store.ReturnRedemptions("4")); err != nil {
		return err
	}
	return is("given back", redeem(ctx, s, quote.Promotion{Code: "summer", Uses: 1}, ann), nil)
}

func countedUses(ctx context.Context, s *store.Store) error {
	mine, hers := order.Order{ID: "1", Contact: "guest"}, order.Order{ID: "2", Contact: "x", Customer: "ann"}
	err := write(ctx, s, store.PutRedemption("A", mine, begin), store.PutRedemption("a", hers, begin), store.PutRedemption("B", hers, begin))
	if err != nil {
		return err
	}
	for _, c := range []struct {
		name  string
		codes []string
		o     order.Order
		want  []quote.Usage
	}{
		{"nobody's", []string{"a", "A", "c"}, order.Order{}, []quote.Usage{{Code: "a", All: 2}}},
		{"by her id", []string{"b", "A"}, order.Order{Contact: "new", Customer: "ann"}, []quote.Usage{{Code: "a", All: 2, Hers: 1}, {Code: "b", All: 1, Hers: 1}}},
		{"but for the order", []string{"a"}, mine, []quote.Usage{{Code: "a", All: 1}}},
		{"none", nil, mine, nil},
	} {
		got, err := s.Used(ctx, c.codes, c.o)
		if err := errors.Join(err, same(c.name, got, c.want)); err != nil {
			return err
		}
	}
	if err := write(ctx, s, store.MoveRedemptions("guest", "x")); err != nil {
		return err
	}
	got, err := s.Used(ctx, []string{"a"}, order.Order{Contact: "x"})
	return errors.Join(err, same("moved", got, []quote.Usage{{Code: "a", All: 2, Hers: 2}}))
}
