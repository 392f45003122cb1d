package claim_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/internal/claim"
)

// keep has work take so long under a lease of six seconds, and returns after how
// many seconds it was renewed and since when it lasts in the end.
func keep(t *testing.T, took time.Duration, now func() time.Time, renew func(n int) error) (at []int, since int) {
	t.Helper()
	begin, n := time.Now(), 0
	end := claim.Keep(t.Context(), now(), 6*time.Second, now, func(time.Time) error {
		n++
		at = append(at, int(time.Since(begin).Seconds()))
		return renew(n)
	})
	time.Sleep(took)
	return at, int(end().Sub(begin).Seconds())
}

func TestKeep(t *testing.T) {
	t.Parallel()
	fails := func(from, to int) func(int) error {
		return func(n int) error {
			if n >= from && n <= to {
				return errors.New("down")
			}
			return nil
		}
	}
	for name, c := range map[string]struct {
		took  time.Duration
		renew func(int) error
		at    []int
		since int
	}{
		"quick work renews nothing":    {3900 * time.Millisecond, fails(0, 0), nil, 0},
		"long work at two thirds":      {13 * time.Second, fails(0, 0), []int{4, 8, 12}, 12},
		"one that fails is tried soon": {13 * time.Second, fails(1, 2), []int{4, 5, 6, 10}, 10},
		"one that never works":         {8500 * time.Millisecond, fails(1, 99), []int{4, 5, 6, 7, 8}, 0},
		"a slow one counts from where it began": {9500 * time.Millisecond, func(int) error {
			time.Sleep(3 * time.Second)
			return nil
		}, []int{4, 8}, 8},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				at, since := keep(t, c.took, time.Now, c.renew)
				if diff := cmp.Diff(c.at, at); diff != "" || since != c.since {
					t.Errorf("the lease lasts since %d, want %d; renewed at (-want +got)\n%s", since, c.since, diff)
				}
			})
		})
	}
}

// A clock that is set back, or forward, does not keep it from renewing.
func TestKeepUnderAClockThatJumps(t *testing.T) {
	t.Parallel()
	for _, jump := range []time.Duration{-time.Hour, time.Hour} {
		t.Run(jump.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				begin := time.Now()
				now := func() time.Time {
					if time.Since(begin) > 5*time.Second {
						return time.Now().Round(0).Add(jump)
					}
					return time.Now().Round(0)
				}
				at, _ := keep(t, 17*time.Second, now, func(int) error { return nil })
				if diff := cmp.Diff([]int{4, 8, 12, 16}, at); diff != "" {
					t.Errorf("renewed at (-want +got)\n%s", diff)
				}
			})
		})
	}
}

// Work that goes on although its time is over does not keep its lease.
func TestKeepEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		n := 0
		end := claim.Keep(ctx, time.Now(), 6*time.Second, time.Now, func(time.Time) error { n++; return nil })
		time.Sleep(time.Minute)
		end()
		if n != 1 {
			t.Errorf("renewed %d times", n)
		}
	})
}
