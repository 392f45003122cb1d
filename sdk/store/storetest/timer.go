package storetest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
)

const lease = time.Minute

var timerCases = []Case{
	{"timers are claimed when due, the longest due first", func(ctx context.Context, s *store.Store) error {
		at := func(d time.Duration) time.Time { return begin.Add(d) }
		err := write(ctx, s, timer("c", at(3)), timer("b", at(2000)), timer("a", at(1000)), timer("later", at(time.Hour)))
		if err != nil {
			return err
		}
		return steps(
			func() error { return next(ctx, s, begin) },
			func() error { return claims(ctx, s, begin.Add(-time.Second)) },
			func() error { return claims(ctx, s, at(time.Second), "c", "a", "b") },
			func() error { return claims(ctx, s, at(time.Second)) },
			func() error { return next(ctx, s, at(time.Second+lease)) },
			func() error { return claims(ctx, s, at(time.Second+lease), "c", "a", "b") },
			func() error { return claims(ctx, s, at(2*time.Hour), "c", "a", "b", "later") },
		)
	}},
	{"a timer has its kind, payload and attempts", func(ctx context.Context, s *store.Store) error {
		t := store.Timer{Key: "k", Kind: "reminder", Due: begin, Payload: []byte("\x00{}\xff")}
		if err := write(ctx, s, store.SetTimer(t)); err != nil {
			return err
		}
		for i := range 3 {
			got, err := claim(ctx, s, begin.Add(time.Duration(i)*lease))
			if err != nil {
				return err
			}
			t.Attempt, t.Claim = i+1, got.Claim
			if err := same("timer", got, t); err != nil {
				return err
			}
		}
		return nil
	}},
	{"a timer is claimed by one of 16 workers", func(ctx context.Context, s *store.Store) error {
		var b store.Batch
		for i := range 100 {
			b.Write(timer(fmt.Sprint(i), begin))
		}
		if err := s.Commit(ctx, b); err != nil {
			return err
		}
		var mu sync.Mutex
		seen := map[string]int{}
		err := crowd(16, func(int) error {
			got, err := s.ClaimTimers(ctx, begin, lease, 9)
			mu.Lock()
			defer mu.Unlock()
			for _, t := range got {
				seen[t.Key]++
			}
			return err
		})
		if err != nil {
			return err
		}
		for key, n := range seen {
			if n > 1 {
				return fmt.Errorf("timer %s was claimed %d times", key, n)
			}
		}
		return same("claimed", len(seen), 100)
	}},
	{"a timer claimed again, moved or removed fences the first", timerFences},
	{"timers under way are left alone, and keep no other waiting", func(ctx context.Context, s *store.Store) error {
		if err := write(ctx, s, timer("a", begin), timer("b", begin), timer("c", begin.Add(1))); err != nil {
			return err
		}
		got, err := s.ClaimTimers(ctx, begin.Add(time.Second), lease, 1, "a", "b")
		if err != nil || len(got) != 1 || got[0].Key != "c" {
			return fmt.Errorf("claimed %v, want c (error %w)", got, err)
		}
		return claims(ctx, s, begin.Add(time.Second), "a", "b")
	}},
	{"a timer that is planned leaves one that there is, claimed or not", timerPlanned},
	{"a timer's lease is renewed by who holds it", timerRenewed},
	{"finishing and retrying is for who holds it", timerEnds},
}

func timer(key string, due time.Time) store.Statement {
	return store.SetTimer(store.Timer{Key: key, Kind: "test", Due: due})
}

func next(ctx context.Context, s *store.Store, want time.Time) error {
	got, ok, err := s.NextTimer(ctx)
	if err != nil {
		return err
	}
	return same("next", fmt.Sprint(got, ok), fmt.Sprint(want, true))
}

func claims(ctx context.Context, s *store.Store, now time.Time, want ...string) error {
	got, err := s.ClaimTimers(ctx, now, lease, 10)
	if err != nil {
		return err
	}
	var keys []string
	for _, t := range got {
		keys = append(keys, t.Key)
	}
	return same("claimed", keys, want)
}

// claim wants exactly one timer to be due.
func claim(ctx context.Context, s *store.Store, now time.Time) (store.Timer, error) {
	got, err := s.ClaimTimers(ctx, now, lease, 10)
	if err != nil || len(got) != 1 {
		return store.Timer{}, fmt.Errorf("claimed %d timers, want 1 (error %v)", len(got), err)
	}
	return got[0], nil
}

// held says by a commit whether a timer is still held.
func held(ctx context.Context, s *store.Store, t store.Timer) error {
	return s.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardTimer(t)}})
}

func timerPlanned(ctx context.Context, s *store.Store) error {
	plan := func(payload string) error {
		return write(ctx, s, store.PlanTimer(store.Timer{Key: "k", Kind: "test", Due: begin, Payload: []byte(payload)}))
	}
	if err := plan("first"); err != nil {
		return err
	}
	if err := plan("second"); err != nil {
		return err
	}
	t, err := claim(ctx, s, begin)
	if err != nil {
		return err
	}
	return steps(
		func() error { return same("payload", string(t.Payload), "first") },
		func() error { return plan("third") },
		func() error { return held(ctx, s, t) },
	)
}

func timerFences(ctx context.Context, s *store.Store) error {
	changes := map[string]func() error{
		"claimed again": func() error { _, err := claim(ctx, s, begin.Add(lease)); return err },
		"moved":         func() error { return write(ctx, s, timer("k", begin)) },
		"removed":       func() error { return write(ctx, s, store.CancelTimer("k")) },
		"set anew": func() error {
			if err := write(ctx, s, store.CancelTimer("k"), timer("k", begin)); err != nil {
				return err
			}
			_, err := claim(ctx, s, begin)
			return err
		},
	}
	for name, change := range changes {
		if err := write(ctx, s, store.CancelTimer("k"), timer("k", begin)); err != nil {
			return err
		}
		t, err := claim(ctx, s, begin)
		if err != nil {
			return err
		}
		if err := is(name+": before", held(ctx, s, t), nil); err != nil {
			return err
		}
		if err := change(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := is(name+": after", held(ctx, s, t), store.ErrConflict); err != nil {
			return err
		}
	}
	return is("never claimed", held(ctx, s, store.Timer{Key: "k"}), store.ErrConflict)
}

func timerRenewed(ctx context.Context, s *store.Store) error {
	if err := write(ctx, s, timer("k", begin)); err != nil {
		return err
	}
	first, err := claim(ctx, s, begin)
	if err != nil {
		return err
	}
	if err := write(ctx, s, store.RenewTimer(first, begin.Add(2*lease))); err != nil {
		return err
	}
	if err := claims(ctx, s, begin.Add(2*lease-time.Microsecond)); err != nil {
		return err
	}
	second, err := claim(ctx, s, begin.Add(2*lease))
	if err != nil {
		return err
	}
	if err := write(ctx, s, store.RenewTimer(first, begin.Add(9*lease)), timer("k", begin),
		store.RenewTimer(second, begin.Add(9*lease)), store.RenewTimer(store.Timer{Key: "k"}, begin.Add(9*lease))); err != nil {
		return err
	}
	return claims(ctx, s, begin, "k")
}

func timerEnds(ctx context.Context, s *store.Store) error {
	if err := write(ctx, s, timer("k", begin)); err != nil {
		return err
	}
	first, err := claim(ctx, s, begin)
	if err != nil {
		return err
	}
	second, err := claim(ctx, s, begin.Add(lease))
	if err != nil {
		return err
	}
	if err := write(ctx, s, store.FinishTimer(first), store.RetryTimer(first, begin)); err != nil {
		return err
	}
	if err := is("the second's", held(ctx, s, second), nil); err != nil {
		return err
	}
	due := begin.Add(time.Hour)
	if err := write(ctx, s, store.RetryTimer(second, due)); err != nil {
		return err
	}
	third, err := claim(ctx, s, due)
	if err != nil {
		return err
	}
	if err := same("third", fmt.Sprint(third.Attempt, third.Due), fmt.Sprint(3, due)); err != nil {
		return err
	}
	if err := write(ctx, s, store.FinishTimer(third)); err != nil {
		return err
	}
	_, err = s.Timer(ctx, "k")
	return is("finished", err, store.ErrNotFound)
}
