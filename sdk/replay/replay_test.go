package replay_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/sauda-commerce/sauda/sdk/replay"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest.(*Server).Start.func1"))
}

func lite(t *testing.T) *store.Store {
	t.Helper()
	s, err := sqlite.Open(filepath.Join(t.TempDir(), "shop.db"))
	return ready(t, s, err)
}

func ready(t *testing.T, s *store.Store, err error) *store.Store {
	t.Helper()
	if err == nil {
		err = s.Migrate(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// clock is a time that a test moves.
type clock struct{ micros atomic.Int64 }

func (c *clock) now() time.Time     { return time.UnixMicro(c.micros.Load()) }
func (c *clock) on(d time.Duration) { c.micros.Add(d.Microseconds()) }
func at(t time.Time) (c *clock)     { c = &clock{}; c.micros.Store(t.UnixMicro()); return c }
func says(s string) func(context.Context) (replay.Answer, error) {
	return func(context.Context) (replay.Answer, error) { return replay.Answer{Status: 201, Body: []byte(s)}, nil }
}

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func TestDo(t *testing.T) {
	t.Parallel()
	c := at(noon)
	d := replay.New(replay.Config{Store: lite(t), Now: c.now})
	do := func(owner, key, what, body string) string {
		a, again, err := d.Do(t.Context(), replay.Request{Owner: owner, Key: key, What: []byte(what)}, says(body))
		return fmt.Sprint(a.Status, " ", string(a.Body), " ", again, " ", errors.Is(err, replay.ErrOther))
	}
	for _, step := range []struct{ owner, key, what, says, want string }{
		{"a", "k", "one", "first", "201 first false false"},
		{"a", "k", "one", "second", "201 first true false"},
		{"a", "k", "two", "other", "0  false true"},
		{"b", "k", "two", "of another owner", "201 of another owner false false"},
		{"a", "K", "two", "of another key", "201 of another key false false"},
		{"ak", "", "one", "of no owner's", "201 of no owner's false false"},
		{"", strings.Repeat("k", 255), "", "", "201  false false"},
		{"", strings.Repeat("k", 255), "", "x", "201  true false"},
	} {
		if got := do(step.owner, step.key, step.what, step.says); got != step.want {
			t.Errorf("%+v: %s", step, got)
		}
	}
	c.on(replay.Keep)
	if got := do("a", "k", "one", "late"); got != "201 first true false" {
		t.Errorf("after a day: %s", got)
	}
	c.on(time.Second)
	if got := do("a", "k", "two", "new"); got != "201 new false false" {
		t.Errorf("after more than a day: %s", got)
	}
}

// A request that failed had no effect and uses up no key; so has one whose
// finder panicked.
func TestFailureKeepsNothing(t *testing.T) {
	t.Parallel()
	d := replay.New(replay.Config{Store: lite(t)})
	r := replay.Request{Owner: "a", Key: "k"}
	refused := errors.New("refused")
	if _, _, err := d.Do(t.Context(), r, func(context.Context) (replay.Answer, error) { return replay.Answer{Status: 409}, refused }); !errors.Is(err, refused) {
		t.Fatal(err)
	}
	func() {
		defer func() { _ = recover() }()
		_, _, _ = d.Do(t.Context(), r, func(context.Context) (replay.Answer, error) { panic("a bug") })
	}()
	r.What = []byte("corrected")
	if a, again, err := d.Do(t.Context(), r, says("done")); err != nil || again || string(a.Body) != "done" {
		t.Errorf("%v %v %v", a, again, err)
	}
}

// A client who hangs up in the middle changes nothing: what had its effect is
// kept.
func TestHangUp(t *testing.T) {
	t.Parallel()
	d := replay.New(replay.Config{Store: lite(t)})
	ctx, hangUp := context.WithCancel(t.Context())
	_, _, _ = d.Do(ctx, replay.Request{Key: "k"}, func(context.Context) (replay.Answer, error) {
		hangUp()
		return replay.Answer{Status: 201, Body: []byte("done")}, nil
	})
	if a, again, err := d.Do(t.Context(), replay.Request{Key: "k"}, says("twice")); err != nil || !again || string(a.Body) != "done" {
		t.Errorf("%s %v %v, want what was done", a.Body, again, err)
	}
}

// Twins on several nodes: one effect, one answer.
func TestTwins(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T) *store.Store{
		"sqlite":   lite,
		"postgres": func(t *testing.T) *store.Store { return ready(t, pgtest.Open(t), nil) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			var effects, news atomic.Int64
			var all sync.WaitGroup
			for range 16 {
				d := replay.New(replay.Config{Store: s})
				all.Go(func() {
					a, again, err := d.Do(t.Context(), replay.Request{Owner: "a", Key: "k"}, func(ctx context.Context) (replay.Answer, error) {
						n := effects.Add(1)
						return replay.Answer{Status: 201, Body: fmt.Append(nil, n)}, s.Ping(ctx)
					})
					if err != nil || string(a.Body) != "1" || a.Status != 201 {
						t.Errorf("%+v %v", a, err)
					}
					if !again {
						news.Add(1)
					}
				})
			}
			all.Wait()
			if effects.Load() != 1 || news.Load() != 1 {
				t.Errorf("%d effects, %d of %d answers were new", effects.Load(), news.Load(), 16)
			}
		})
	}
}

// A node that died in the middle is waited for, and then its work is taken
// over. One that wakes late cannot keep its answer.
func TestTakeOver(t *testing.T) {
	t.Parallel()
	s, c := lite(t), at(noon)
	late := replay.New(replay.Config{Store: s, Now: c.now})
	d := replay.New(replay.Config{Store: s, Now: c.now})
	_, _, err := late.Do(t.Context(), replay.Request{Key: "k"}, func(context.Context) (replay.Answer, error) {
		short, cancel := context.WithCancel(t.Context())
		defer cancel()
		looks := 0
		early := replay.New(replay.Config{Store: s, Now: func() time.Time {
			if looks++; looks == 3 { // it has waited twice
				cancel()
			}
			return c.now()
		}})
		if _, _, err := early.Do(short, replay.Request{Key: "k"}, says("too early")); !errors.Is(err, replay.ErrUnderWay) {
			t.Errorf("while it is under way: %v", err)
		}
		c.on(31 * time.Second)
		if a, _, err := d.Do(t.Context(), replay.Request{Key: "k"}, says("taken over")); err != nil || string(a.Body) != "taken over" {
			t.Errorf("%s %v", a.Body, err)
		}
		return replay.Answer{Status: 201, Body: []byte("late")}, nil
	})
	if !errors.Is(err, store.ErrConflict) {
		t.Errorf("the late one: %v, want a conflict", err)
	}
	if a, _, err := d.Do(t.Context(), replay.Request{Key: "k"}, says("again")); err != nil || string(a.Body) != "taken over" {
		t.Errorf("%s %v", a.Body, err)
	}
}

// Whoever finds an answer has less time than the claim holds, whatever the
// caller allows.
func TestDeadline(t *testing.T) {
	t.Parallel()
	_, _, err := replay.New(replay.Config{Store: lite(t)}).Do(t.Context(), replay.Request{Key: "k"}, func(ctx context.Context) (replay.Answer, error) {
		if end, ok := ctx.Deadline(); !ok || time.Until(end) > 15*time.Second {
			t.Errorf("the deadline is %v, %v", end, ok)
		}
		return replay.Answer{Status: 200}, nil
	})
	if err != nil {
		t.Error(err)
	}
}
