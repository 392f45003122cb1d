package outbox_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/outbox"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// nodes runs n Runners on one store until the function that it returns is
// called.
func (s *shop) nodes(n int, c outbox.Config, platforms ...*platform) (stop func()) {
	ctx, cancel := context.WithCancel(s.Context())
	var all sync.WaitGroup
	for range n {
		r := runner(s.s, c, platforms...)
		all.Go(func() { r.Run(ctx) })
	}
	return func() { cancel(); all.Wait() }
}

func shopper(channel string, i int) message.Address {
	return message.Address{Channel: channel, Account: "shop", ID: fmt.Sprint("shopper ", i)}
}

// P12: an angry platform says at times that all have to wait. No node asks it
// again before, and nothing is lost.
func TestRetryAfterIsObeyedByAllNodes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		const learns = 10 * time.Millisecond // a node of another's pause
		p := &platform{name: "a"}
		var mu sync.Mutex
		var from, until time.Time
		requests, violations := 0, 0
		p.send = func(context.Context, message.Address, channel.Message) error {
			asked := time.Now()
			time.Sleep(time.Duration(10+rand.IntN(100)) * time.Millisecond)
			mu.Lock()
			defer mu.Unlock()
			now := time.Now()
			if asked.After(from.Add(learns)) && asked.Before(until) {
				violations++
			}
			// By chance, for a count may come into step with the waves of requests.
			if requests++; rand.IntN(25) == 0 && now.After(until) {
				from, until = now, now.Add(7*time.Second)
			}
			if now.Before(until) {
				return &channel.SendError{Class: channel.RetryAfter, After: until.Sub(now)}
			}
			return nil
		}
		s := open(t, dir, outbox.Config{})
		for i := range 300 {
			s.say(shopper("a", i%60), fmt.Sprint(i), "")
		}
		stop := s.nodes(2, outbox.Config{}, p)
		time.Sleep(20 * time.Minute)
		stop()
		if violations > 0 {
			t.Errorf("%d of %d requests were made in a pause", violations, requests)
		}
		for i := range 60 {
			if got := p.taken(fmt.Sprint("shopper ", i)); len(got) != 5 {
				t.Errorf("shopper %d got %v", i, got)
			}
		}
	})
}

// A lane that is being served stops in the middle when its account is paused,
// by a request of this node or of another.
func TestPauseStopsLanesBeingServed(t *testing.T) {
	t.Parallel()
	for _, by := range []string{"this node", "another node"} {
		dir := t.TempDir()
		t.Run(by, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := &platform{name: "a"}
				s := open(t, dir, outbox.Config{}, p)
				begin := time.Now()
				p.send = func(_ context.Context, to message.Address, _ channel.Message) error {
					time.Sleep(100 * time.Millisecond)
					if to.ID != "bob" || time.Since(begin) > time.Second {
						return nil
					}
					return &channel.SendError{Class: channel.RetryAfter, After: time.Minute}
				}
				if by == "this node" {
					s.say(bob("a"), "his", "")
				} else {
					time.AfterFunc(50*time.Millisecond, func() {
						pause := store.Pause(store.AccountOf(ann("a")), begin.Add(time.Minute))
						s.must(s.s.Commit(t.Context(), store.Batch{Writes: []store.Statement{pause}}))
					})
				}
				for i := range 4 {
					s.say(ann("a"), fmt.Sprint(i), "")
				}
				s.r.Once(t.Context())
				if got := p.taken("ann"); len(got) > 2 { // the second may have begun as the pause did
					t.Errorf("she got %v in the pause", got)
				}
				time.Sleep(62 * time.Second)
				s.r.Once(t.Context())
				wantTexts(t, p, "ann", "0", "1", "2", "3")
			})
		})
	}
}

// P3, P14: a lane that takes longer than its lease is let go in time: no other
// node ever sends the same or overtakes.
func TestSlowLaneIsLetGoWithinItsLease(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{name: "a", send: func(context.Context, message.Address, channel.Message) error {
			time.Sleep(3 * time.Second)
			return nil
		}}
		s := open(t, dir, outbox.Config{})
		var want []string
		for i := range 18 {
			s.say(ann("a"), fmt.Sprint(i), "")
			want = append(want, fmt.Sprint(i))
		}
		stop := s.nodes(2, outbox.Config{}, p)
		time.Sleep(2 * time.Minute)
		stop()
		wantTexts(t, p, "ann", want...)
	})
}

// P12: an adapter that does not heed its deadline is left behind soon after it.
func TestHungRequestIsLeftBehind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{name: "a"}
		p.send = func(context.Context, message.Address, channel.Message) error {
			if len(p.requests()) == 1 {
				time.Sleep(time.Minute)
			}
			return nil
		}
		s := open(t, dir, outbox.Config{})
		s.say(ann("a"), "hers", "")
		stop := s.nodes(1, outbox.Config{}, p)
		time.Sleep(2 * time.Minute)
		stop()
		if at := p.requests(); len(at) != 2 || at[1].Sub(at[0]) > 15*time.Second {
			t.Errorf("requests were made at %v", at)
		}
	})
}

// Only the one address waits if the platform says so.
func TestRetryAfterOfOneAddress(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{name: "a"}
		p.send = func(_ context.Context, to message.Address, _ channel.Message) error {
			if to.ID == "ann" && len(p.requests()) == 1 {
				return &channel.SendError{Class: channel.RetryAfter, After: time.Minute, Scope: "address"}
			}
			return nil
		}
		s := open(t, dir, outbox.Config{}, p)
		s.say(ann("a"), "hers", "")
		s.r.Once(t.Context())
		s.say(ann("a"), "hers, later", "")
		s.say(bob("a"), "his", "")
		s.r.Once(t.Context())
		wantTexts(t, p, "bob", "his")
		wantTexts(t, p, "ann")
		time.Sleep(time.Minute)
		s.r.Once(t.Context())
		wantTexts(t, p, "ann", "hers", "hers, later")
	})
}

// limited is a platform that counts how much it is asked.
func limited(rate float64, burst int) *platform {
	return &platform{name: "a", caps: channel.Capabilities{Text: 1000, Rate: rate, Burst: burst},
		send: func(context.Context, message.Address, channel.Message) error {
			time.Sleep(50 * time.Millisecond)
			return nil
		}}
}

// The limit of an account holds over all nodes, in every stretch of time, and
// is used.
func TestRateIsSharedByAllNodes(t *testing.T) {
	t.Parallel()
	for _, limit := range []struct {
		rate  float64
		burst int
	}{{30, 0}, {30, 10}, {5, 1}, {200, 50}} {
		t.Run(fmt.Sprint(limit), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				p := limited(limit.rate, limit.burst)
				s := open(t, dir, outbox.Config{})
				n := min(600, int(20*limit.rate))
				for i := range n {
					s.say(shopper("a", i%97), "x", "")
				}
				db := &failing{DB: dbOf(t, dir)}
				counted := &shop{T: t, s: store.New(db)}
				stop := counted.nodes(2, outbox.Config{}, p)
				time.Sleep(30 * time.Second)
				stop()
				at := p.requests()
				if len(at) != n {
					t.Fatalf("%d requests in 30 s, want all %d", len(at), n)
				}
				if took := at[n-1].Sub(at[0]).Seconds(); took > float64(n)/limit.rate+3 {
					t.Errorf("it took %.1f s: the limit is not used", took)
				}
				for i := range at {
					for j := i; j < n; j++ {
						most := float64(max(1, limit.burst)) + 1 + limit.rate*(at[j].Sub(at[i]).Seconds()+0.02)
						if float64(j-i+1) > most {
							t.Fatalf("%d requests in %v, allowed are %.0f", j-i+1, at[j].Sub(at[i]), most)
						}
					}
				}
			})
		})
	}
}

// A reply never waits for bulk messages, where the platform limits requests and
// where its bulk requests hang.
func TestReplyNeverWaitsForBulk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := limited(10, 1)
		s := open(t, dir, outbox.Config{}, p)
		for i := range 500 {
			s.say(shopper("a", i), "offer", message.PurposeMarketing)
		}
		stop := s.nodes(2, outbox.Config{}, p)
		time.Sleep(5 * time.Second)
		for i := range 10 {
			begin := time.Now()
			for _, to := range []message.Address{shopper("a", 480+i), ann("a")} { // one has an offer before it
				s.say(to, "reply", "")
			}
			time.Sleep(1500 * time.Millisecond)
			synctest.Wait()
			if took := p.when(ann("a"), i).Sub(begin); took < 0 || took > time.Second {
				t.Errorf("a reply went after %v", took)
			}
			if got := p.taken(fmt.Sprint("shopper ", 480+i)); len(got) != 2 || got[0] != "offer" {
				t.Errorf("behind an offer: %v", got)
			}
		}
		stop()
		if n := len(p.requests()); n < 180 {
			t.Errorf("only %d requests in 20 s: bulk messages starve", n)
		}
	})
}

// Somebody waits behind a reminder that fails: she does not wait for its retry.
func TestReplyDoesNotWaitForARetryOfBulk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{name: "a", send: func(_ context.Context, _ message.Address, m channel.Message) error {
			if m.Purpose == message.PurposeReminder {
				return &channel.SendError{Class: channel.Config}
			}
			return nil
		}}
		s := open(t, dir, outbox.Config{}, p)
		s.say(ann("a"), "reminder", message.PurposeReminder)
		s.r.Once(t.Context())
		s.say(ann("a"), "reply", "")
		s.r.Once(t.Context())
		wantTexts(t, p, "ann", "reply")
		if got := s.dead(); len(got) != 1 {
			t.Errorf("dead letters %v", got)
		}
	})
}

// An adapter that is deaf to its deadline loses its lane, not the shop's
// workers for ever, and is not asked without end.
func TestDeafAdapter(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		heard := make(chan struct{})
		deaf := &platform{name: "a", send: func(context.Context, message.Address, channel.Message) error {
			<-heard
			return nil
		}}
		s := open(t, dir, outbox.Config{}, deaf)
		for i := range 50 {
			s.say(shopper("a", i), "x", "")
		}
		stop := s.nodes(1, outbox.Config{Workers: 4}, deaf)
		time.Sleep(10 * time.Minute)
		if n := len(deaf.requests()); n > 2*4 {
			t.Errorf("%d requests were left behind", n)
		}
		close(heard)
		time.Sleep(10 * time.Minute)
		stop()
		for i := range 50 {
			if n := len(deaf.taken(fmt.Sprint("shopper ", i))); n == 0 {
				t.Errorf("shopper %d got nothing in the end", i)
			}
		}
	})
}
