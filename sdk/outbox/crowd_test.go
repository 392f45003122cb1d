package outbox_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/outbox"
	"github.com/sauda-commerce/sauda/sdk/store"
)

var crowd = flag.Int("crowd", 200, "shoppers of TestCrowdOptsOut and lanes of TestCrowdOfLanes; 1000 and 10000 by hand")

// commitAll commits statements, some hundreds at a time.
func commitAll(t *testing.T, s *store.Store, writes []store.Statement) {
	t.Helper()
	for len(writes) > 0 {
		n := min(len(writes), 300)
		if err := s.Commit(t.Context(), store.Batch{Writes: writes[:n]}); err != nil {
			t.Fatal(err)
		}
		writes = writes[n:]
	}
}

// runs runs n Runners on a store until the function that it returns is called.
func runs(ctx context.Context, n int, c outbox.Config) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	for range n {
		r := outbox.New(c)
		all.Go(func() { r.Run(ctx) })
	}
	return func() { cancel(); all.Wait() }
}

// P9 by numbers: everybody says stop in the moment in which a reminder for her
// is sent. Whose reminder was not on its way when the stop was acknowledged
// never gets one; the others get one at most.
func TestCrowdOptsOut(t *testing.T) {
	t.Parallel()
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, p := open(t), &platform{name: "a"}
			now := time.Now()
			var writes []store.Statement
			for i := range *crowd {
				to := shopper("a", i)
				writes = append(writes, store.Receive(message.Event{ID: "hello " + to.ID, From: to, Kind: message.KindText}, now)...)
				writes = append(writes, store.Enqueue(store.Row{ID: "reminder " + to.ID, Conversation: conversation.IDOf(to), To: to,
					Created: now, Body: message.Outbound{Text: "reminder", Purpose: message.PurposeReminder}})...)
			}
			commitAll(t, s, writes)
			stop := runs(t.Context(), 2, outbox.Config{Store: s, Channels: map[string]channel.Channel{"a": p}, Sweep: 20 * time.Millisecond})
			spared := optOut(t, s, *crowd)
			waitIdle(t, s)
			stop()
			late, reminded := 0, 0
			for i := range *crowd {
				got := len(p.taken(shopper("a", i).ID))
				if got > 1 {
					t.Errorf("shopper %d got %d reminders", i, got)
				}
				reminded += got
				if spared[i] && got > 0 {
					late++
				}
			}
			if late > 0 {
				t.Errorf("%d of %d were reminded after their stop was acknowledged", late, *crowd)
			}
			t.Logf("%d of %d reminders were quicker than the stop", reminded, *crowd)
		})
	}
}

// optOut receives everybody's stop and says whose reminder was not on its way
// when that was on disk.
func optOut(t *testing.T, s *store.Store, n int) (spared []bool) {
	t.Helper()
	spared = make([]bool, n)
	order, slots := rand.Perm(n), make(chan struct{}, 8)
	var all sync.WaitGroup
	for _, i := range order {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			from := shopper("a", i)
			e := message.Event{ID: "stop " + from.ID, From: from, Kind: message.KindOptedOut}
			if err := s.Commit(t.Context(), store.Batch{Writes: append(store.Receive(e, time.Now()), store.OptOut(e, time.Now()))}); err != nil {
				t.Error(err)
				return
			}
			err := s.Update(t.Context(), func(tx store.Tx) error {
				var waits int
				err := tx.QueryRow(store.Statement{SQL: `SELECT COUNT(*) FROM {outbox} WHERE id = $1 AND sending = 0`, Args: []any{"reminder " + from.ID}}).Scan(&waits)
				spared[i] = waits == 1
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	return spared
}

// waitIdle waits until nothing is left to send.
func waitIdle(t *testing.T, s *store.Store) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
		lanes, err := s.Lanes(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(lanes) == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("there is still something to send: %v", lanes)
		}
	}
}

// Very many lanes due in the same moment are served by a few workers, each in
// order and each message once; what is claimed is never more than those can
// take.
func TestCrowdOfLanes(t *testing.T) {
	t.Parallel()
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, p := open(t), &platform{name: "a"}
			now := time.Now()
			var writes []store.Statement
			for i := range *crowd {
				for n := range 2 {
					to := shopper("a", i)
					writes = append(writes, store.Enqueue(store.Row{ID: fmt.Sprint(i, "/", n), Conversation: conversation.IDOf(to), To: to,
						Created: now, Body: message.Outbound{Text: fmt.Sprint(n)}})...)
				}
			}
			commitAll(t, s, writes)
			begin := time.Now()
			stop := runs(t.Context(), 2, outbox.Config{Store: s, Channels: map[string]channel.Channel{"a": p}, Workers: 16})
			waitIdle(t, s)
			stop()
			t.Logf("%d messages in %v", 2**crowd, time.Since(begin).Round(time.Millisecond))
			for i := range *crowd {
				wantTexts(t, p, shopper("a", i).ID, "0", "1")
			}
		})
	}
}
