package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/outbox"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// platform is a channel that records what it takes and fails as told.
type platform struct {
	name string
	caps channel.Capabilities
	send func(ctx context.Context, to message.Address, m channel.Message) error

	mu  sync.Mutex
	got map[string][]string    // by shopper
	to  map[string][]time.Time // when it began
	at  []time.Time            // of each request
}

func (p *platform) Name() string                       { return p.name }
func (p *platform) Capabilities() channel.Capabilities { return p.caps }

func (p *platform) Parse(channel.Delivery) ([]message.Event, *channel.Reply, error) {
	return nil, nil, channel.ErrMalformed
}

func (p *platform) Send(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
	p.mu.Lock()
	began := time.Now()
	p.at = append(p.at, began)
	send := p.send
	p.mu.Unlock()
	if send != nil {
		if err := send(ctx, to, m); err != nil {
			return channel.Receipt{}, err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.got == nil {
		p.got, p.to = map[string][]string{}, map[string][]time.Time{}
	}
	p.to[to.ID] = append(p.to[to.ID], began)
	p.got[to.ID] = append(p.got[to.ID], m.Text)
	return channel.Receipt{MessageID: "p-" + m.ID}, nil
}

func (p *platform) taken(shopper string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.got[shopper])
}

// when says when the request for a shopper's i-th message began; the zero time
// if there is none.
func (p *platform) when(to message.Address, i int) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i >= len(p.to[to.ID]) {
		return time.Time{}
	}
	return p.to[to.ID][i]
}

func (p *platform) requests() []time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.at)
}

// shop is a store with its outbox.
type shop struct {
	*testing.T
	s *store.Store
	r *outbox.Runner
	n int
}

func open(t *testing.T, dir string, c outbox.Config, platforms ...*platform) *shop {
	t.Helper()
	s, err := sqlite.Open(filepath.Join(dir, "shop.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return &shop{T: t, s: s, r: runner(s, c, platforms...)}
}

func runner(s *store.Store, c outbox.Config, platforms ...*platform) *outbox.Runner {
	c.Store, c.Channels = s, map[string]channel.Channel{}
	for _, p := range platforms {
		c.Channels[p.name] = p
	}
	return outbox.New(c)
}

func (s *shop) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// say puts a message for a shopper of a channel into the outbox.
func (s *shop) say(to message.Address, text string, p message.Purpose) store.Row {
	s.Helper()
	s.n++
	row := store.Row{
		ID: fmt.Sprintf("m%d", s.n), Conversation: conversation.IDOf(to), To: to, Created: time.Now(),
		Body: message.Outbound{Text: text, Purpose: p},
	}
	hello := message.Event{ID: "hello " + to.ID, From: to, Kind: message.KindText, Text: "hello"}
	s.must(s.s.Commit(s.Context(), store.Batch{Writes: append(store.Receive(hello, time.Now()), store.Enqueue(row)...)}))
	return row
}

func (s *shop) dead() []string {
	s.Helper()
	rows, err := s.s.DeadLetters(s.Context(), 0, 100)
	s.must(err)
	var all []string
	for _, d := range slices.Backward(rows) {
		all = append(all, d.Body.Text+": "+d.Class)
	}
	return all
}

func ann(channel string) message.Address {
	return message.Address{Channel: channel, Account: "shop", ID: "ann"}
}

func bob(channel string) message.Address {
	return message.Address{Channel: channel, Account: "shop", ID: "bob"}
}

func wantTexts(t *testing.T, p *platform, shopper string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, p.taken(shopper)); diff != "" {
		t.Errorf("%s got from %s (-want +got)\n%s", shopper, p.name, diff)
	}
}

func TestSendsEachOnceInOrder(t *testing.T) {
	t.Parallel()
	a := &platform{name: "a"}
	s := open(t, t.TempDir(), outbox.Config{}, a)
	var want []string
	for i := range 45 {
		text := fmt.Sprint(i)
		s.say(ann("a"), text, "")
		s.say(bob("a"), text, message.PurposeTransactional)
		want = append(want, text)
	}
	if n := s.r.Once(t.Context()); n != 2 {
		t.Errorf("served %d lanes, want 2", n)
	}
	wantTexts(t, a, "ann", want...)
	wantTexts(t, a, "bob", want...)
	if n := s.r.Once(t.Context()); n != 0 {
		t.Errorf("%d lanes are due after all was sent", n)
	}
	sent, err := s.s.Sent(t.Context(), "a", "shop", "p-m1")
	s.must(err)
	if sent.State != message.StatusSent || sent.ID != "m1" {
		t.Errorf("the receipt was kept as %+v", sent)
	}
}

// TestClasses is the table of what becomes of a message by the class of its
// failure. Behind it waits another, which must not overtake.
func TestClasses(t *testing.T) {
	t.Parallel()
	const never = time.Duration(0)
	for _, c := range []struct {
		err         error
		purpose     message.Purpose
		from, until time.Duration // when it is tried again
	}{
		{err: &channel.SendError{Class: channel.Retry}, from: time.Second, until: 2 * time.Second},
		{err: &channel.SendError{Class: channel.RetryAfter, After: 42 * time.Second}, from: 42 * time.Second, until: 44 * time.Second},
		{err: &channel.SendError{Class: channel.RetryAfter}, from: time.Second, until: 3 * time.Second},
		{err: &channel.SendError{Class: channel.Auth}, from: time.Minute, until: 62 * time.Second},
		{err: &channel.SendError{Class: channel.Config}, from: time.Minute, until: 62 * time.Second},
		{err: &channel.SendError{Class: channel.Ambiguous}, from: time.Second, until: 3 * time.Second},
		{err: errors.New("no class"), from: time.Second, until: 3 * time.Second},
		{err: &channel.SendError{Class: channel.Retry}, purpose: message.PurposeReminder, from: time.Second, until: 3 * time.Second},
		{err: &channel.SendError{Class: channel.Ambiguous}, purpose: message.PurposeReminder, from: never},
		{err: errors.New("no class"), purpose: message.PurposeMarketing, from: never},
		{err: &channel.SendError{Class: channel.BadRequest}, from: never},
		{err: &channel.SendError{Class: channel.Unreachable}, from: never},
		{err: &channel.SendError{Class: channel.OptedOut}, from: never},
		{err: &channel.SendError{Class: channel.WindowClosed}, from: never},
		{err: &channel.SendError{Class: channel.Capped}, from: never},
		{err: &channel.SendError{Class: channel.Template}, from: never},
	} {
		class := channel.Classify(c.err).Class
		t.Run(string(class)+string(c.purpose), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				p := &platform{name: "a"}
				p.send = func(_ context.Context, _ message.Address, m channel.Message) error {
					if m.Text == "first" && len(p.requests()) == 1 {
						return c.err
					}
					return nil
				}
				s := open(t, dir, outbox.Config{}, p)
				s.say(ann("a"), "first", c.purpose)
				s.say(ann("a"), "second", c.purpose)
				stop := s.run()
				time.Sleep(2 * time.Minute)
				stop()
				if c.from == never {
					wantTexts(t, p, "ann", "second")
					if diff := cmp.Diff([]string{"first: " + string(class)}, s.dead()); diff != "" {
						t.Errorf("dead letters (-want +got)\n%s", diff)
					}
					return
				}
				wantTexts(t, p, "ann", "first", "second")
				if at := p.requests(); at[1].Sub(at[0]) < c.from || at[1].Sub(at[0]) > c.until {
					t.Errorf("tried again after %v, want %v to %v", at[1].Sub(at[0]), c.from, c.until)
				}
			})
		})
	}
}

// run runs the outbox until the function that it returns is called.
func (s *shop) run() (stop func()) {
	ctx, cancel := context.WithCancel(s.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.r.Run(ctx)
	}()
	return func() { cancel(); <-done }
}

func TestGivesUpAfterAttempts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{name: "a", send: func(context.Context, message.Address, channel.Message) error {
			return &channel.SendError{Class: channel.Retry}
		}}
		s := open(t, dir, outbox.Config{}, p)
		s.say(ann("a"), "first", "")
		stop := s.run()
		time.Sleep(time.Hour)
		if len(s.dead()) != 0 {
			t.Error("given up within an hour")
		}
		time.Sleep(3 * time.Hour)
		stop()
		if diff := cmp.Diff([]string{"first: retry"}, s.dead()); diff != "" {
			t.Errorf("dead letters (-want +got)\n%s", diff)
		}
		at := p.requests()
		if len(at) != 15 {
			t.Errorf("%d attempts, want 15", len(at))
		}
		for i := 2; i < len(at); i++ {
			if wait, before := at[i].Sub(at[i-1]), at[i-1].Sub(at[i-2]); wait < before*3/4 {
				t.Errorf("attempt %d after %v, the one before after %v", i, wait, before)
			}
		}
	})
}

// A platform may throttle for long; that is no failure of the message.
func TestThrottlingIsNoFailedAttempt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{name: "a"}
		p.send = func(context.Context, message.Address, channel.Message) error {
			if len(p.requests()) <= 40 {
				return &channel.SendError{Class: channel.RetryAfter, After: 10 * time.Second}
			}
			if len(p.requests()) == 41 {
				return &channel.SendError{Class: channel.Retry} // the first that counts
			}
			return nil
		}
		s := open(t, dir, outbox.Config{}, p)
		s.say(ann("a"), "first", "")
		stop := s.run()
		time.Sleep(10 * time.Minute)
		stop()
		wantTexts(t, p, "ann", "first")
	})
}

// P12: a platform that hangs, with more lanes than there are workers, does not
// slow the other one.
func TestHangingChannelKeepsNoOtherWaiting(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		hung := &platform{name: "hung", send: func(ctx context.Context, _ message.Address, _ channel.Message) error {
			<-ctx.Done()
			return ctx.Err()
		}}
		well := &platform{name: "well"}
		s := open(t, dir, outbox.Config{Workers: 4}, hung, well)
		for i := range 20 {
			s.say(message.Address{Channel: "hung", ID: fmt.Sprint(i)}, "x", "")
		}
		stop := s.run()
		time.Sleep(time.Second) // all that can hang hangs
		begin := time.Now()
		s.say(ann("well"), "quick", "")
		s.r.Wake()
		synctest.Wait()
		wantTexts(t, well, "ann", "quick")
		if n := len(well.requests()); n != 1 {
			t.Errorf("it was asked for %d messages, the other's among them", n)
		}
		if took := time.Since(begin); took > 0 {
			t.Errorf("it took %v", took)
		}
		time.Sleep(10 * time.Second)
		stop()
	})
}

// P4: the process dies, or loses the store, between sending and recording.
func TestCrashBetweenSendAndRecord(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		purpose message.Purpose
		want    []string
		dead    []string
	}{
		{"", []string{"first", "first", "second"}, nil},
		{message.PurposeTransactional, []string{"first", "first", "second"}, nil},
		{message.PurposeReminder, []string{"first", "second"}, []string{"first: ambiguous"}},
		{message.PurposeAwaited, []string{"first", "second"}, []string{"first: ambiguous"}},
		{message.PurposeMarketing, []string{"first", "second"}, []string{"first: ambiguous"}},
	} {
		t.Run("of "+string(c.purpose), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				p := &platform{name: "a"}
				s := open(t, dir, outbox.Config{}, p)
				s.say(ann("a"), "first", c.purpose)
				s.say(ann("a"), "second", "")
				// The first node's store fails right after the platform took it.
				db := &failing{DB: dbOf(t, dir)}
				p.send = func(context.Context, message.Address, channel.Message) error {
					db.down.Store(true)
					return nil
				}
				runner(store.New(db), outbox.Config{}, p).Once(t.Context())
				p.send = nil
				if n := s.r.Once(t.Context()); n != 0 {
					t.Errorf("another node took %d lanes before the lease was over", n)
				}
				time.Sleep(30 * time.Second)
				s.r.Once(t.Context())
				wantTexts(t, p, "ann", c.want...)
				if diff := cmp.Diff(c.dead, s.dead()); diff != "" {
					t.Errorf("dead letters (-want +got)\n%s", diff)
				}
			})
		})
	}
}

// P9: who opts out while a reminder waits for its retry does not get it; a
// reply she does.
func TestOptOutBeforeTheNextSend(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{name: "a", send: func(context.Context, message.Address, channel.Message) error {
			return &channel.SendError{Class: channel.Retry}
		}}
		s := open(t, dir, outbox.Config{}, p)
		s.say(ann("a"), "reminder", message.PurposeReminder)
		s.r.Once(t.Context())
		stop := message.Event{ID: "stop", From: ann("a"), Kind: message.KindOptedOut}
		s.must(s.s.Commit(t.Context(), store.Batch{Writes: append(store.Receive(stop, time.Now()), store.OptOut(stop, time.Now()))}))
		p.send = nil
		time.Sleep(time.Minute)
		s.r.Once(t.Context())
		s.say(ann("a"), "reply", "")
		s.r.Once(t.Context())
		wantTexts(t, p, "ann", "reply")
		if diff := cmp.Diff([]string{"reminder: opted_out"}, s.dead()); diff != "" {
			t.Errorf("dead letters (-want +got)\n%s", diff)
		}
	})
}

// What was decided long ago may be wrong by now: the cart was bought, it is
// night.
func TestStaleReminderIsNotSent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{name: "a"}
		s := open(t, dir, outbox.Config{}, p)
		s.say(ann("a"), "reminder", message.PurposeReminder)
		s.say(ann("a"), "reply", "")
		time.Sleep(16 * time.Minute)
		s.r.Once(t.Context())
		wantTexts(t, p, "ann", "reply")
	})
}

// P14: a node that wakes late cannot write: what it sent is not recorded, and
// the lane is the other's.
func TestLateNodeCannotWrite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{name: "a"}
		s := open(t, dir, outbox.Config{}, p)
		s.say(ann("a"), "first", "")
		db := &failing{DB: dbOf(t, dir)}
		p.send = func(context.Context, message.Address, channel.Message) error {
			p.send = nil
			db.frozen.Store(true) // the process, until the other has served the lane
			return &channel.SendError{Class: channel.BadRequest}
		}
		db.thaw = func() {
			time.Sleep(time.Minute)
			s.r.Once(t.Context())
		}
		runner(store.New(db), outbox.Config{}, p).Once(t.Context())
		wantTexts(t, p, "ann", "first")
		if n := s.r.Once(t.Context()); n != 0 || len(s.dead()) != 0 {
			t.Errorf("the late node left %d lanes and dead letters %v", n, s.dead())
		}
	})
}

func TestPanicOfAnAdapter(t *testing.T) {
	t.Parallel()
	p := &platform{name: "a"}
	p.send = func(_ context.Context, _ message.Address, m channel.Message) error {
		if m.Text == "bad" {
			panic("adapter")
		}
		return nil
	}
	s := open(t, t.TempDir(), outbox.Config{}, p)
	s.say(ann("a"), "bad", "")
	s.say(ann("a"), "good", "")
	s.r.Once(t.Context())
	wantTexts(t, p, "ann", "good")
	if diff := cmp.Diff([]string{"bad: bad_request"}, s.dead()); diff != "" {
		t.Errorf("dead letters (-want +got)\n%s", diff)
	}
}

// A message for a channel that is gone waits; when it is back it goes.
func TestUnknownChannelWaits(t *testing.T) {
	t.Parallel()
	a := &platform{name: "a"}
	s := open(t, t.TempDir(), outbox.Config{})
	s.say(ann("a"), "first", "")
	s.r.Once(t.Context())
	if len(s.dead()) != 0 {
		t.Error("it was given up")
	}
	runner(s.s, outbox.Config{}, a).Once(t.Context())
	wantTexts(t, a, "ann", "first")
}

// A shop that is stopped finishes the request under way and begins no other;
// the rest is due at once for whoever comes next.
func TestStopsBetweenRequests(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{name: "a", send: func(context.Context, message.Address, channel.Message) error {
			time.Sleep(time.Second)
			return nil
		}}
		s := open(t, dir, outbox.Config{}, p)
		for _, text := range []string{"1", "2", "3"} {
			s.say(ann("a"), text, "")
		}
		stop := s.run()
		time.Sleep(1500 * time.Millisecond)
		stop()
		wantTexts(t, p, "ann", "1", "2")
		s.r.Once(t.Context())
		wantTexts(t, p, "ann", "1", "2", "3")
	})
}

// With nothing to do, nothing is written and little is asked.
func TestIdle(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := open(t, dir, outbox.Config{}, &platform{name: "a"}, &platform{name: "b"})
		db := &failing{DB: dbOf(t, dir)}
		s.r = runner(store.New(db), outbox.Config{}, &platform{name: "a"}, &platform{name: "b"})
		stop := s.run()
		time.Sleep(time.Minute)
		stop()
		if db.writes.Load() != 0 || db.reads.Load() > 65 {
			t.Errorf("an idle minute made %d writes and %d reads", db.writes.Load(), db.reads.Load())
		}
	})
}
