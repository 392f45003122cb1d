package storetest

import (
	"context"
	"errors"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
)

var toldCases = []Case{
	{"an event is told once, to everybody in the commit that told it first", func(ctx context.Context, s *store.Store) error {
		one := store.Timer{Key: "hook 1:e", Kind: "test", Due: begin, Payload: []byte("\x00{}")}
		two := store.Timer{Key: "hook 2:e", Kind: "test", Due: begin.Add(time.Second), Payload: []byte("{}")}
		if err := write(ctx, s, store.Tell("e", begin, one, two)...); err != nil {
			return err
		}
		got, err := claim(ctx, s, begin)
		if err != nil {
			return err
		}
		one.Attempt, one.Claim = 1, got.Claim
		return steps(
			func() error { return same("timer", got, one) },
			func() error { return write(ctx, s, store.Tell("e", begin, one, two)...) }, // under way, and not touched
			func() error {
				return s.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardTimer(got)}, Writes: []store.Statement{store.FinishTimer(got)}})
			},
			func() error { return write(ctx, s, store.Tell("e", begin, one, two)...) }, // told, and not again
			func() error { return claims(ctx, s, begin.Add(lease), "hook 2:e") },
		)
	}},
	{"an event of a commit that failed is told by the next", func(ctx context.Context, s *store.Store) error {
		t := store.Timer{Key: "hook 1:e", Kind: "test", Due: begin, Payload: []byte("{}")}
		failing := store.Batch{Guards: []store.Guard{store.GuardTimer(t)}, Writes: store.Tell("e", begin, t)}
		return steps(
			func() error { return is("failed", s.Commit(ctx, failing), store.ErrConflict) },
			func() error { return write(ctx, s, store.Tell("e", begin, t)...) },
			func() error { return claims(ctx, s, begin, "hook 1:e") },
		)
	}},
	{"an event told by 16 at once is told once", func(ctx context.Context, s *store.Store) error {
		t := store.Timer{Key: "hook 1:e", Kind: "test", Due: begin, Payload: []byte("{}")}
		if err := crowd(16, func(int) error { return write(ctx, s, store.Tell("e", begin, t)...) }); err != nil {
			return err
		}
		return claims(ctx, s, begin, "hook 1:e")
	}},
	{"what was told long ago is forgotten", func(ctx context.Context, s *store.Store) error {
		t := store.Timer{Key: "hook 1:e", Kind: "test", Due: begin, Payload: []byte("{}")}
		if err := write(ctx, s, append(store.Tell("e", begin), store.Tell("f", begin.Add(time.Hour))...)...); err != nil {
			return err
		}
		n, err := s.SweepTold(ctx, begin.Add(time.Minute), 10)
		again, err2 := s.SweepTold(ctx, begin.Add(time.Minute), 10)
		return errors.Join(err, err2, same("forgotten", []int{n, again}, []int{1, 0}),
			write(ctx, s, append(store.Tell("e", begin, t), store.Tell("f", begin, t)...)...), claims(ctx, s, begin, "hook 1:e"))
	}},
	{"unheard events are listed, counted, taken once and forgotten", unheard},
}

func unheard(ctx context.Context, s *store.Store) error {
	all := []store.Unheard{
		{Subscriber: "hook 1", Event: "e", Type: "order.paid", Body: []byte("{\"a\":\"\xff\"}"), Tries: 10, Reason: long, At: begin},
		{Subscriber: "hook 1", Event: "f", Type: "order.paid", Body: []byte("{}"), Tries: 1, Reason: "gone", At: begin.Add(time.Hour)},
		{Subscriber: "erp", Event: "e", Type: "order.paid", Body: []byte("{}"), Tries: 10, Reason: "answered 500", At: begin.Add(2 * time.Hour)},
	}
	if err := write(ctx, s, store.PutUnheard(all[0]), store.PutUnheard(all[1]), store.PutUnheard(all[2])); err != nil {
		return err
	}
	got, err := s.Unheard(ctx, 0, 10)
	if err != nil || len(got) != 3 {
		return errors.Join(err, same("listed", len(got), 3))
	}
	for i, u := range got {
		want := all[2-i]
		want.N = u.N
		if err := same("unheard", u, want); err != nil {
			return err
		}
	}
	older, err := s.Unheard(ctx, got[0].N, 1)
	counts, err2 := s.UnheardCounts(ctx)
	if err := errors.Join(err, err2, same("page", older, got[1:2]), same("counts", counts, map[string]int64{"hook 1": 2, "erp": 1})); err != nil {
		return err
	}
	take := func() error {
		return s.Update(ctx, func(tx store.Tx) error {
			u, err := tx.TakeUnheard(got[0].N)
			return errors.Join(err, same("taken", u, got[0]))
		})
	}
	if err := take(); err != nil {
		return err
	}
	if err := take(); !errors.Is(err, store.ErrNotFound) {
		return is("taken twice", err, store.ErrNotFound)
	}
	n, err := s.SweepUnheard(ctx, begin.Add(time.Minute), 10)
	left, err2 := s.Unheard(ctx, 0, 10)
	return errors.Join(err, err2, same("forgotten", n, 1), same("left", left, got[1:2]))
}
