package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/store"
)

var receiptCases = []Case{
	{"a record is replaced by whoever knows its version", records},
	{"16 who put a record at once: one does", func(ctx context.Context, s *store.Store) error {
		var won atomic.Int64
		err := crowd(16, func(i int) error {
			err := s.Records().PutRecord(ctx, "manual", "k", 0, []byte{byte(i)})
			if err == nil {
				won.Add(1)
				return nil
			}
			return is("the others", err, payments.ErrConflict)
		})
		return errors.Join(err, same("won", won.Load(), int64(1)))
	}},
	{"receipts are read as they were written, and forgotten", receipts},
	{"16 receipts at once are no more than an order may have", func(ctx context.Context, s *store.Store) error {
		var kept atomic.Int64
		err := crowd(16, func(i int) error {
			r := receipt(fmt.Sprint(i), "o")
			err := s.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardReceipts(r, 5)}, Writes: []store.Statement{store.AddReceipt(r)}})
			if err == nil {
				kept.Add(1)
				return nil
			}
			return is("the others", err, store.ErrConflict)
		})
		all, err2 := s.Receipts(ctx, "o")
		return errors.Join(err, err2, same("kept", kept.Load(), int64(5)), same("there", len(all), 5))
	}},
	{"payments under way are listed by provider, in pages", processing},
}

func records(ctx context.Context, s *store.Store) error {
	r := s.Records()
	read := func(kind, key, want string, version int64) error {
		data, n, err := r.Record(ctx, kind, key)
		return errors.Join(err, same(kind+" "+key, fmt.Sprintf("%q %d", data, n), fmt.Sprintf("%q %d", want, version)))
	}
	return steps(
		func() error { return read("a", "k", "", 0) },
		func() error { return r.PutRecord(ctx, "a", "k", 0, []byte("one\x00")) },
		func() error { return is("another first", r.PutRecord(ctx, "a", "k", 0, nil), payments.ErrConflict) },
		func() error { return is("of the future", r.PutRecord(ctx, "a", "k", 2, nil), payments.ErrConflict) },
		func() error { return r.PutRecord(ctx, "a", "k", 1, []byte("two")) },
		func() error { return r.PutRecord(ctx, "b", "k", 0, nil) },
		func() error { return read("a", "k", "two", 2) },
		func() error { return read("b", "k", "", 1) },
	)
}

func receipt(id, order string) store.Receipt {
	return store.Receipt{ID: id, Order: order, Attempt: order + "-1", Type: "image/png", Size: 3, Data: []byte("\x00\x89P"), At: begin}
}

func receipts(ctx context.Context, s *store.Store) error {
	one, two, other := receipt("1", "o"), receipt("2", "o"), receipt("3", "under way")
	two.At = begin.Add(time.Minute)
	busy := store.Attempt{Order: "under way", Number: 1, Provider: "p", Payment: payments.Payment{State: payments.StateProcessing}}
	if err := write(ctx, s, store.AddReceipt(two), store.AddReceipt(one), store.AddReceipt(one), store.AddReceipt(other), store.PutAttempt(busy)); err != nil {
		return err
	}
	got, err := s.Receipt(ctx, "o", "1")
	_, stranger := s.Receipt(ctx, "under way", "1")
	all, err2 := s.Receipts(ctx, "o")
	first, second := one, two
	first.Data, second.Data = nil, nil
	if err := errors.Join(err, err2, same("one", got, one), same("all", all, []store.Receipt{first, second}), is("of another order", stranger, store.ErrNotFound)); err != nil {
		return err
	}
	n, err := s.SweepReceipts(ctx, begin.Add(time.Second), 10)
	all, err2 = s.Receipts(ctx, "o")
	kept, err3 := s.Receipts(ctx, "under way")
	return errors.Join(err, err2, err3, same("forgotten", n, 1), same("left", all, []store.Receipt{second}), same("of a payment under way", len(kept), 1))
}

func processing(ctx context.Context, s *store.Store) error {
	for i, p := range []string{"kaspi", "stripe", "cash", "kaspi"} {
		state := payments.StateProcessing
		if i == 3 {
			state = payments.StateFailed
		}
		a := store.Attempt{Order: fmt.Sprint("o", i), Number: 1, Provider: p, Payment: payments.Payment{State: state}}
		if err := write(ctx, s, store.PutAttempt(a)); err != nil {
			return err
		}
	}
	page := func(order string, number, limit int) (ids []string, err error) {
		all, err := s.Processing(ctx, []string{"cash", "kaspi"}, order, number, limit)
		for _, a := range all {
			ids = append(ids, a.Order)
		}
		return ids, err
	}
	first, err := page("", 0, 1)
	second, err2 := page("o0", 1, 5)
	last, err3 := page("o2", 1, 5)
	none, err4 := s.Processing(ctx, nil, "", 0, 5)
	return errors.Join(err, err2, err3, err4, same("first", first, []string{"o0"}), same("second", second, []string{"o2"}),
		same("last", last, nil), same("of nobody", len(none), 0))
}
