package outbox_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/outbox"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// tell is the platform's word about a message, as a turn records it.
func (s *shop) tell(to message.Address, st message.Status) {
	s.Helper()
	s.must(s.s.Commit(s.Context(), store.Batch{Writes: store.Advance(to, st, time.Now())}))
}

// dropped takes a message and loses the answer.
func dropped(ctx context.Context, _ message.Address, _ channel.Message) error {
	<-ctx.Done()
	return ctx.Err()
}

// P4: a reminder whose answer was lost is held; the platform's word that it
// arrived ends that, before the request is given up and after.
func TestAmbiguousIsReconciled(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		after time.Duration // the request began
		state message.StatusState
		dead  []string
	}{
		"told while the request hangs": {time.Second, message.StatusSent, nil},
		"told later":                   {time.Hour, message.StatusRead, nil},
		"told that it failed":          {time.Hour, message.StatusFailed, []string{"reminder: ambiguous"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				p := &platform{name: "a", send: dropped}
				s := open(t, dir, outbox.Config{}, p)
				row := s.say(ann("a"), "reminder", message.PurposeReminder)
				stop := s.run()
				time.Sleep(c.after)
				s.tell(ann("a"), message.Status{MessageID: "p1", Reference: row.ID, State: c.state})
				time.Sleep(2 * time.Hour)
				stop()
				if n := len(p.requests()); n != 1 {
					t.Errorf("%d requests, want 1", n)
				}
				if diff := cmp.Diff(c.dead, s.dead()); diff != "" {
					t.Errorf("dead letters (-want +got)\n%s", diff)
				}
				sent, err := s.s.Sent(t.Context(), "a", "shop", "p1")
				s.must(err)
				if sent.ID != row.ID || sent.State != c.state {
					t.Errorf("it is known as %+v", sent)
				}
			})
		})
	}
}

// A reply whose answer was lost goes again, the same message with the same
// link, unless the platform says meanwhile that it arrived.
func TestAmbiguousReplyGoesAgain(t *testing.T) {
	t.Parallel()
	for _, told := range []bool{false, true} {
		t.Run(fmt.Sprint("told ", told), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				var got []channel.Message
				p := &platform{name: "a", send: func(ctx context.Context, to message.Address, m channel.Message) error {
					mu.Lock()
					defer mu.Unlock()
					if got = append(got, m); len(got) == 1 {
						return dropped(ctx, to, m)
					}
					return nil
				}}
				s := open(t, dir, outbox.Config{}, p)
				to := ann("a")
				row := store.Row{ID: "pay", Conversation: conversation.IDOf(to), To: to, Created: time.Now(), Body: message.Outbound{
					Text: "Pay here", Purpose: message.PurposeTransactional, Link: &message.Link{Label: "Pay", URL: "https://s.example/pay/1"}}}
				s.must(s.s.Commit(t.Context(), store.Batch{Writes: store.Enqueue(row)}))
				stop := s.run()
				time.Sleep(time.Second)
				if told {
					s.tell(to, message.Status{MessageID: "p1", Reference: row.ID, State: message.StatusDelivered})
				}
				time.Sleep(time.Minute)
				stop()
				want := []channel.Message{{ID: "pay", Outbound: row.Body}, {ID: "pay", Outbound: row.Body}}
				if told {
					want = want[:1]
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("sent (-want +got)\n%s", diff)
				}
			})
		})
	}
}

// A platform's webhook may be faster than its answer.
func TestStatusBeforeTheRecord(t *testing.T) {
	t.Parallel()
	p := &platform{name: "a"}
	s := open(t, t.TempDir(), outbox.Config{}, p)
	p.send = func(context.Context, message.Address, channel.Message) error {
		s.tell(ann("a"), message.Status{MessageID: "p-m1", State: message.StatusDelivered})
		return nil
	}
	s.say(ann("a"), "hello", "")
	s.r.Once(t.Context())
	sent, err := s.s.Sent(t.Context(), "a", "shop", "p-m1")
	s.must(err)
	if sent.ID != "m1" || sent.State != message.StatusDelivered {
		t.Errorf("it is known as %+v", sent)
	}
}

// A dead letter goes again to the end of its lane: once, however many ask.
func TestResend(t *testing.T) {
	t.Parallel()
	p := &platform{name: "a", send: func(context.Context, message.Address, channel.Message) error {
		return &channel.SendError{Class: channel.BadRequest}
	}}
	s := open(t, t.TempDir(), outbox.Config{}, p)
	row := s.say(ann("a"), "first", "")
	s.r.Once(t.Context())
	p.send = nil
	s.say(ann("a"), "second", "")
	var all sync.WaitGroup
	results := make(chan error, 8)
	for range 8 {
		all.Go(func() { results <- s.s.Resend(t.Context(), row.ID, time.Now()) })
	}
	all.Wait()
	close(results)
	did := 0
	for err := range results {
		if err == nil {
			did++
		} else if !errors.Is(err, store.ErrNotFound) {
			t.Error(err)
		}
	}
	s.r.Once(t.Context())
	wantTexts(t, p, "ann", "second", "first")
	if did != 1 || len(s.dead()) != 0 {
		t.Errorf("%d did it; dead letters %v", did, s.dead())
	}
}

// The platform says that she wants no more: it is an opt-out with its line in
// the ledger, once.
func TestPlatformOptsOut(t *testing.T) {
	t.Parallel()
	p := &platform{name: "a", send: func(_ context.Context, _ message.Address, m channel.Message) error {
		if m.Purpose != "" {
			return &channel.SendError{Class: channel.OptedOut, Scope: "marketing", Code: "131050"}
		}
		return nil
	}}
	s := open(t, t.TempDir(), outbox.Config{}, p)
	for _, text := range []string{"1", "2"} {
		s.say(ann("a"), text, message.PurposeMarketing)
	}
	s.say(ann("a"), "reply", "")
	s.r.Once(t.Context())
	if n := len(p.requests()); n != 2 {
		t.Errorf("%d requests, want one offer and the reply", n)
	}
	who := conversation.GuestOf(ann("a"))
	c, err := s.s.Contact(t.Context(), who)
	s.must(err)
	ledger, err := s.s.Consents(t.Context(), who)
	s.must(err)
	if !c.OptedOut || len(ledger) != 2 || ledger[0].Method != "platform" || ledger[0].Action != store.ConsentWithdraw {
		t.Errorf("opted out %v, ledger %+v", c.OptedOut, ledger)
	}
}

// Nothing that she did not ask for goes to an address that the platform cannot
// reach, until she writes again.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{name: "a", send: func(context.Context, message.Address, channel.Message) error {
			return &channel.SendError{Class: channel.Unreachable}
		}}
		s := open(t, dir, outbox.Config{}, p)
		say := func(text string, purpose message.Purpose) {
			s.say(ann("a"), text, purpose)
			s.r.Once(t.Context())
			time.Sleep(time.Second)
		}
		say("offer 1", message.PurposeMarketing)
		p.send = nil
		say("offer 2", message.PurposeMarketing)
		wantTexts(t, p, "ann")
		c, err := s.s.Conversation(t.Context(), conversation.IDOf(ann("a")))
		s.must(err)
		c.Heard, c.Done = time.Now(), c.Received
		s.must(s.s.Commit(t.Context(), store.Batch{Writes: []store.Statement{store.PutConversation(c)}}))
		say("offer 3", message.PurposeMarketing)
		say("offer 4", message.PurposeMarketing)
		wantTexts(t, p, "ann", "offer 3", "offer 4")
	})
}

// P8: what a reminder speaks of is looked at again when it goes, and a purchase
// in the same moment breaks the commit that begins it.
func TestRecheck(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		refusal string
		race    bool
		want    []string
	}{
		"nothing changed": {want: []string{"reminder"}},
		"bought":          {refusal: "purchased"},
		"buys meanwhile":  {race: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &platform{name: "a"}
			var s *shop
			bought := false
			recheck := func(ctx context.Context, _ store.Row) ([]store.Guard, string, error) {
				if bought || c.refusal != "" {
					return nil, "purchased", nil
				}
				who, err := s.s.Contact(ctx, conversation.GuestOf(ann("a")))
				if err == nil && c.race {
					bought = true
					err = s.s.Commit(ctx, store.Batch{Writes: []store.Statement{store.PutContact(who)}})
				}
				return []store.Guard{store.GuardContact(who)}, "", err
			}
			s = open(t, t.TempDir(), outbox.Config{Recheck: recheck}, p)
			s.say(ann("a"), "reminder", message.PurposeReminder)
			s.r.Once(t.Context())
			wantTexts(t, p, "ann", c.want...)
			if refused := len(c.want) == 0; refused != (len(s.dead()) == 1) {
				t.Errorf("dead letters %v", s.dead())
			}
		})
	}
}

// The platform's own limit per person: again after a while that is worth
// waiting for.
func TestCapped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		after time.Duration
		want  []string
	}{{5 * time.Minute, []string{"offer"}}, {time.Hour, nil}} {
		t.Run(c.after.String(), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				p := &platform{name: "a"}
				p.send = func(context.Context, message.Address, channel.Message) error {
					if len(p.requests()) == 1 {
						return &channel.SendError{Class: channel.Capped, After: c.after}
					}
					return nil
				}
				s := open(t, dir, outbox.Config{}, p)
				s.say(ann("a"), "offer", message.PurposeMarketing)
				stop := s.run()
				time.Sleep(2 * time.Hour)
				stop()
				wantTexts(t, p, "ann", c.want...)
			})
		})
	}
}

// writes says whether a batch has a statement on a table with an argument.
func writes(b store.Batch, table string, arg any) bool {
	return slices.ContainsFunc(b.Writes, func(s store.Statement) bool {
		return strings.Contains(s.SQL, "{"+table+"}") && slices.Contains(s.Args, arg)
	})
}

// What a send came to can never be recorded: it is not sent for ever, and what
// is behind it goes.
func TestUnrecordableIsGivenUp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{name: "a"}
		s := open(t, dir, outbox.Config{})
		row := s.say(ann("a"), "odd", "")
		s.say(ann("a"), "next", "")
		db := &failing{DB: dbOf(t, dir), refuse: func(b store.Batch) bool { return writes(b, "sent", row.ID) }, with: errors.New("no such column")}
		stop := (&shop{T: t, s: store.New(db)}).nodes(2, outbox.Config{}, p)
		time.Sleep(time.Hour)
		stop()
		wantTexts(t, p, "ann", "odd", "next")
		letters, err := s.s.DeadLetters(t.Context(), 0, 9)
		s.must(err)
		if len(letters) != 1 || letters[0].ID != row.ID || letters[0].Class != string(channel.Ambiguous) || letters[0].Code != "unrecorded" {
			t.Errorf("dead letters %+v", letters)
		}
	})
}

// A node dies again and again, with a lane that it has only claimed or in the
// middle of one: that is no message's fault, and none is given up.
func TestCrashesAreNoAttempts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{name: "a"}
		s := open(t, dir, outbox.Config{})
		const n = 8
		for i := range n {
			s.say(ann("a"), fmt.Sprint(i), "")
		}
		for i := range 2 * n {
			db := &failing{DB: dbOf(t, dir)}
			db.refuse = func(store.Batch) bool { return db.writes.Load() > int64(1+i%2) } // a claim, then a record, too
			runner(store.New(db), outbox.Config{Attempts: 3}, p).Once(t.Context())
			time.Sleep(10 * time.Second)
		}
		s.r.Once(t.Context())
		if got := slices.Compact(p.taken("ann")); len(got) != n {
			t.Errorf("she got %v", got)
		}
		if got := s.dead(); len(got) > 0 {
			t.Errorf("dead letters %v", got)
		}
	})
}

// A platform that says to come again in ten years is asked again the same day,
// and obeyed until then.
func TestRetryAfterIsBelievedForHours(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{name: "a"}
		p.send = func(context.Context, message.Address, channel.Message) error {
			if len(p.requests()) == 1 {
				return &channel.SendError{Class: channel.RetryAfter, After: 10 * 365 * 24 * time.Hour}
			}
			return nil
		}
		s := open(t, dir, outbox.Config{}, p)
		s.say(ann("a"), "hers", "")
		s.r.Once(t.Context())
		s.say(bob("a"), "his", "")
		stop := s.run()
		time.Sleep(24 * time.Hour)
		stop()
		for _, to := range []message.Address{ann("a"), bob("a")} {
			if took := p.when(to, 0).Sub(p.requests()[0]); took < 6*time.Hour || took > 6*time.Hour+time.Minute {
				t.Errorf("%s got hers after %v", to.ID, took)
			}
		}
	})
}

// babbler is a platform whose ids of messages fit into no index.
type babbler struct {
	sink
	requests atomic.Int64
}

func (b *babbler) Send(context.Context, message.Address, channel.Message) (channel.Receipt, error) {
	id := make([]byte, 10_000)
	_, _ = rand.NewChaCha8([32]byte{}).Read(id) // it never fails, and what it gives does not compress
	b.requests.Add(1)
	return channel.Receipt{MessageID: hex.EncodeToString(id)}, nil
}

// A message that was taken is sent once, whatever the platform calls it.
func TestLongIDOfThePlatform(t *testing.T) {
	t.Parallel()
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now, p := time.Now(), &babbler{}
			s := &shop{T: t, s: open(t)}
			s.say(ann("a"), "hers", "")
			r := outbox.New(outbox.Config{Store: s.s, Channels: map[string]channel.Channel{"a": p}, Now: func() time.Time { return now }})
			for range 3 {
				r.Once(t.Context())
				now = now.Add(time.Hour)
			}
			if n := p.requests.Load(); n != 1 {
				t.Errorf("it was sent %d times", n)
			}
		})
	}
}
