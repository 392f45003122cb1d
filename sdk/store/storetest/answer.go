package storetest

import (
	"context"
	"errors"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
)

var answerCases = []Case{
	{"an answer is claimed once and read as it was written", func(ctx context.Context, s *store.Store) error {
		claimed := store.Answer{Key: "k", Request: "r", Claim: "c", At: begin, Body: []byte("-")}
		if err := write(ctx, s, store.InsertAnswer(claimed)); err != nil {
			return err
		}
		other := claimed
		other.Claim = "d"
		if err := is("claimed twice", write(ctx, s, store.InsertAnswer(other)), store.ErrConflict); err != nil {
			return err
		}
		got, err := s.Answer(ctx, "k")
		if err := errors.Join(err, same("claimed", got, claimed)); err != nil {
			return err
		}
		put := func(is, a store.Answer) error {
			return s.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardAnswer(is)}, Writes: []store.Statement{store.PutAnswer(a)}})
		}
		done := store.Answer{Key: "k", Request: "r", At: begin.Add(time.Second), Status: 201, Body: []byte("\x00{\xff}")}
		if err := is("by another", put(other, done), store.ErrConflict); err != nil {
			return err
		}
		if err := put(claimed, done); err != nil {
			return err
		}
		got, err = s.Answer(ctx, "k")
		return errors.Join(err, same("found", got, done), is("found twice", put(claimed, done), store.ErrConflict))
	}},
	{"old answers are swept, the oldest first", func(ctx context.Context, s *store.Store) error {
		for i, key := range []string{"a", "b", "c"} {
			if err := write(ctx, s, store.InsertAnswer(store.Answer{Key: key, At: begin.Add(time.Duration(i) * time.Hour)})); err != nil {
				return err
			}
		}
		n, err := s.SweepAnswers(ctx, begin.Add(2*time.Hour), 1)
		_, gone := s.Answer(ctx, "a")
		m, err2 := s.SweepAnswers(ctx, begin.Add(2*time.Hour), 10)
		_, kept := s.Answer(ctx, "c")
		return errors.Join(err, err2, same("first", n, 1), same("second", m, 1), is("the oldest", gone, store.ErrNotFound), kept,
			write(ctx, s, store.DropAnswer("c"), store.DropAnswer("none")))
	}},
}
