package engine_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/internal/engine"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// P2: the same event, ten times at once and ten times later, at two engines, is
// one turn.
func TestRepeatedEventTakesEffectOnce(t *testing.T) {
	t.Parallel()
	r := open(t, transcript)
	other := r.newEngine(r.store, 0)
	stop := run(t.Context(), r.engine, other)
	var all sync.WaitGroup
	for i := range 10 {
		all.Go(func() {
			if err := deliver(t.Context(), []*engine.Engine{r.engine, other}[i%2], text("1", "hello there")); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	stop()
	for range 10 {
		r.gets(text("1", "hello there"))
	}
	r.wantDialogue("shopper: hello there", "shop: echo hello there")
	if c := r.conversation(); c.Received != 1 || c.Done != 1 {
		t.Errorf("received %d, done %d, want 1 and 1", c.Received, c.Done)
	}
}

// P3: many conversations send numbered messages, each after the one before was
// acknowledged, to two engines with a connection each. Each is answered once and in order.
func TestOneAtATimeInOrder(t *testing.T) {
	t.Parallel()
	const shoppers, each = 24, 12
	r := open(t, transcript)
	second, err := sqlite.Open(r.path)
	r.must(err)
	t.Cleanup(func() { r.must(second.Close()) })
	nodes := []*engine.Engine{r.engine, r.newEngine(second, 0)}
	stop := run(t.Context(), nodes...)
	var all sync.WaitGroup
	for s := range shoppers {
		all.Go(func() {
			for i := range each {
				ev := message.Event{ID: fmt.Sprintf("%d/%d", s, i), From: shopper(s), Kind: message.KindText, Text: fmt.Sprintf("word%d", i)}
				if err := deliver(t.Context(), nodes[(s+i)%2], ev); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	stop()
	r.settle()
	for s := range shoppers {
		var said, answered []string
		for _, m := range r.transcript(shopper(s)) {
			if m.From == conversation.Shopper {
				said = append(said, m.Body.Text)
			} else {
				answered = append(answered, strings.TrimPrefix(m.Body.Text, "echo "))
			}
		}
		var want []string
		for i := range each {
			want = append(want, fmt.Sprintf("word%d", i))
		}
		if diff := cmp.Diff([][]string{want, want}, [][]string{said, answered}); diff != "" {
			t.Fatalf("shopper %d: said, answered (-want +got)\n%s", s, diff)
		}
	}
}

// P3, P14: while a node is about to commit a turn another one handles it and the
// next. The late one writes nothing, although no message stands in its way.
func TestLateNodeCannotCommit(t *testing.T) {
	t.Parallel()
	db := openFaulty(t)
	r := openOn(t, "", store.New(db), transcript, script{"quiet", func(s dialogue.State, _ dialogue.Input) (dialogue.Outcome, error) {
		return dialogue.Outcome{Next: s}, nil
	}})
	for _, id := range []string{"1", "2"} {
		ev, err := message.Internal(ann, id, "quiet.event", nil, r.now())
		r.must(err)
		r.must(r.store.Commit(t.Context(), store.Batch{Writes: store.Receive(ev, r.now())}))
	}
	other := r.newEngine(store.New(db.DB), 0)
	var once sync.Once
	db.fails(func(store.Batch) error {
		once.Do(func() {
			_, err := other.Settle(t.Context())
			r.must(err)
		})
		return nil
	})
	r.settle()
	if n := r.woken.Load(); n != 2 {
		t.Errorf("%d turns were committed for 2 events", n)
	}
}

func shopper(n int) message.Address {
	return message.Address{Channel: "talk", Account: "shop", ID: fmt.Sprint(n)}
}

// A crash after the 2xx: the next process finds the event and answers it.
func TestAcknowledgedEventSurvives(t *testing.T) {
	t.Parallel()
	r := open(t, transcript)
	r.must(deliver(t.Context(), r.engine, text("1", "hello there")))
	r.wantDialogue()
	next := openAt(t, r.path, transcript)
	next.ch.told = make(chan struct{}, 1)
	stop := run(t.Context(), next.engine)
	<-next.ch.told
	stop()
	next.wantDialogue("shopper: hello there", "shop: echo hello there")
}

func TestBacklog(t *testing.T) {
	t.Parallel()
	r := open(t, transcript)
	e := r.newEngine(r.store, 3)
	for i := range 3 {
		r.must(deliver(t.Context(), e, text(fmt.Sprint(i), "hello")))
	}
	if err := deliver(t.Context(), e, text("4", "hello")); !errors.Is(err, engine.ErrBusy) {
		t.Errorf("over the backlog: %v, want ErrBusy", err)
	}
	if c := r.conversation(); c.Received != 3 {
		t.Errorf("what was refused was stored: %d events", c.Received)
	}
	_, err := e.Settle(t.Context())
	r.must(err)
	r.must(deliver(t.Context(), e, text("4", "hello")))
}

// Duplicates do not fill the backlog for good.
func TestBacklogForgetsDuplicates(t *testing.T) {
	t.Parallel()
	r := open(t, transcript)
	e := r.newEngine(r.store, 3)
	for range 5 {
		for range 3 {
			r.must(deliver(t.Context(), e, text("1", "hello")))
		}
		for range 2 { // the second finds nothing
			_, err := e.Settle(t.Context())
			r.must(err)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	r := open(t, transcript)
	if _, err := r.engine.Receive(t.Context(), "nobody", channel.Delivery{}); !errors.Is(err, engine.ErrUnknownChannel) {
		t.Errorf("unknown channel: %v", err)
	}
	if _, err := r.engine.Receive(t.Context(), "talk", channel.Delivery{Body: []byte("{")}); !errors.Is(err, channel.ErrMalformed) {
		t.Errorf("not JSON: %v", err)
	}
	long := strings.Repeat("é", 300)
	for name, ev := range map[string]message.Event{
		"no id":             {From: ann, Kind: message.KindText},
		"a long id":         {ID: long, From: ann, Kind: message.KindText},
		"a long address":    {ID: "1", From: message.Address{Channel: "talk", ID: long}},
		"a long account":    {ID: "1", From: message.Address{Channel: "talk", Account: long, ID: "ann"}},
		"a long message id": {ID: "1", From: ann, Kind: message.KindStatus, Status: &message.Status{MessageID: long}},
		"a long reference":  {ID: "1", From: ann, Kind: message.KindStatus, Status: &message.Status{Reference: long}},
		"no address":        {ID: "1", From: message.Address{Channel: "talk"}},
		"another's channel": {ID: "1", From: message.Address{Channel: "other", ID: "ann"}},
	} {
		// A good event beside it is not stored either: all or nothing.
		if err := deliver(t.Context(), r.engine, text("good", "hello"), ev); !errors.Is(err, channel.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if ids, err := r.store.Pending(t.Context(), 10); err != nil || len(ids) != 0 {
		t.Errorf("something was stored: %v %v", ids, err)
	}
}

// What a node remembers of a conversation is not believed: if the store has lost
// it, the event is stored all the same.
func TestReceiveForgotten(t *testing.T) {
	t.Parallel()
	r := open(t, transcript)
	r.must(deliver(t.Context(), r.engine, text("1", "before")))
	if _, err := r.engine.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.must(r.store.Update(t.Context(), func(tx store.Tx) error {
		return tx.Exec(store.Statement{SQL: `DELETE FROM {conversation}`}, store.Statement{SQL: `DELETE FROM {inbox}`}, store.Statement{SQL: `DELETE FROM {message}`})
	}))
	r.must(deliver(t.Context(), r.engine, text("2", "after")))
	r.must(deliver(t.Context(), r.engine, text("2", "after")))
	if n, err := r.engine.Settle(t.Context()); n != 1 || err != nil {
		t.Errorf("%d turns, %v; want 1", n, err)
	}
}

// P13: while the store cannot write nothing is acknowledged; what was before is
// handled when it can again.
func TestStoreDown(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		db := openFaultyAt(t, dir)
		r := openOn(t, "", store.New(db), transcript)
		r.must(deliver(t.Context(), r.engine, text("1", "before")))
		db.fails(func(store.Batch) error { return store.ErrUnavailable })
		if err := deliver(t.Context(), r.engine, text("2", "lost")); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("a store that is down: %v", err)
		}
		stop := run(t.Context(), r.engine)
		time.Sleep(10 * time.Second)
		r.wantDialogue()
		db.fails(func(store.Batch) error { return nil })
		r.must(deliver(t.Context(), r.engine, text("3", "after")))
		time.Sleep(2 * time.Second)
		stop()
		r.wantDialogue("shopper: before", "shop: echo before", "shopper: after", "shop: echo after")
	})
}

// A turn that the store cannot take now is decided again; it is no reason to
// apologise.
func TestOutageIsNoApology(t *testing.T) {
	t.Parallel()
	db := openFaultyAt(t, t.TempDir())
	r := openOn(t, "", store.New(db), transcript)
	r.must(deliver(t.Context(), r.engine, text("1", "hello")))
	turns := 0
	db.fails(func(store.Batch) error {
		if turns++; turns == 1 {
			return store.ErrUnavailable
		}
		return nil
	})
	if _, err := r.engine.Settle(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("a store that is down: %v", err)
	}
	r.settle()
	r.wantDialogue("shopper: hello", "shop: echo hello")
}

// P1, P2: a delivery too large for one commit that breaks off is repeated, and
// all its events are there once, in order.
func TestVeryManyEvents(t *testing.T) {
	t.Parallel()
	db := openFaultyAt(t, t.TempDir())
	r := openOn(t, "", store.New(db), transcript)
	var events []message.Event
	for i := range 1200 {
		events = append(events, text(fmt.Sprint(i), fmt.Sprint(i)))
	}
	commits := 0
	db.fails(func(b store.Batch) error {
		if commits++; commits == 2 {
			return store.ErrUnavailable
		}
		return nil
	})
	if err := deliver(t.Context(), r.engine, events...); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("broken off: %v", err)
	}
	r.must(deliver(t.Context(), r.engine, events...))
	if c := r.conversation(); c.Received != 1200 {
		t.Errorf("%d events are stored, 1200 were sent", c.Received)
	}
	if commits < 4 {
		t.Errorf("only %d commits", commits)
	}
}

// P13 on a real file that is full.
func TestStoreFull(t *testing.T) {
	t.Parallel()
	pragmas := url.Values{"_pragma": {"journal_mode(WAL)", "max_page_count(160)"}}
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(t.TempDir(), "full.db"))+"?"+pragmas.Encode())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1)
	s := sqlite.New(db, "sauda")
	t.Cleanup(func() { _ = s.Close() })
	r := openOn(t, "", s, transcript)
	acknowledged := 0
	for i := 0; err == nil; i++ {
		if err = deliver(t.Context(), r.engine, text(fmt.Sprint(i), strings.Repeat("x", 4000))); err == nil {
			acknowledged++
		}
	}
	if !errors.Is(err, store.ErrUnavailable) {
		t.Fatalf("a full disk: %v, want ErrUnavailable", err)
	}
	if c := r.conversation(); int(c.Received) != acknowledged {
		t.Errorf("%d events are stored, %d were acknowledged", c.Received, acknowledged)
	}
	_, err = db.ExecContext(t.Context(), "PRAGMA max_page_count(100000)")
	r.must(err)
	r.settle()
	if got := len(r.dialogue()); got != 2*acknowledged {
		t.Errorf("with room again there are %d messages, want %d", got, 2*acknowledged)
	}
}

// P9: an opt-out is in force when Receive returns, before any turn, and an old
// one that comes again changes nothing.
func TestOptOut(t *testing.T) {
	t.Parallel()
	r := open(t, transcript)
	stop, start := text("stop", "STOP"), text("start", "START")
	r.gets(text("0", "hello"))
	r.must(deliver(t.Context(), r.engine, stop))
	if !r.contact().OptedOut {
		t.Error("STOP was received and is not in force")
	}
	since := r.contact().OptedOutAt
	r.settle()
	if c := r.contact(); !c.OptedOut || !c.OptedOutAt.Equal(since) {
		t.Errorf("after the turn: opted out %v since %v, want since %v", c.OptedOut, c.OptedOutAt, since)
	}
	r.gets(start)
	r.gets(stop)
	if r.contact().OptedOut {
		t.Error("a repeated STOP undid START")
	}
	lines, err := r.store.Consents(t.Context(), r.conversation().Contact)
	r.must(err)
	var got []string
	for _, l := range lines {
		got = append(got, l.Purpose+" "+string(l.Action)+" "+l.Wording)
	}
	want := []string{"marketing withdraw STOP", "reminder withdraw STOP", "marketing grant START", "reminder grant START"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("consents (-want +got)\n%s", diff)
	}
	if got := r.dialogue(); len(got) != 6 {
		t.Errorf("the transcript is %q", got)
	}
	r.gets(text("stop 2", "STOP"), text("stop 3", "STOP"))
	r.wantHeard("contact.opted_out", "contact.opted_in", "contact.opted_out")
}

func TestPlatformsOwnOptOut(t *testing.T) {
	t.Parallel()
	r := open(t, transcript)
	r.must(deliver(t.Context(), r.engine, message.Event{ID: "1", From: ann, Kind: message.KindOptedOut}))
	if !r.contact().OptedOut {
		t.Error("it is not in force")
	}
	r.settle()
	r.wantHeard("contact.opted_out")
}

// An idle engine asks a little and writes nothing.
func TestIdle(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		db := openFaultyAt(t, dir)
		r := openOn(t, "", store.New(db), transcript)
		r.gets(text("1", "hello"))
		db.commits.Store(0)
		db.reads.Store(0)
		stop := run(t.Context(), r.engine)
		time.Sleep(time.Minute)
		stop()
		if db.commits.Load() != 0 || db.reads.Load() > 2*61 {
			t.Errorf("an idle minute made %d writes and %d reads", db.commits.Load(), db.reads.Load())
		}
	})
}

// What comes while a turn is under way is handled right after it, not by the
// next sweep.
func TestWhatCameMeanwhile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		slowly := everything{script{"echo", func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
			time.Sleep(100 * time.Millisecond)
			return says(s, "echo "+in.Event.Text)
		}}}
		r := openAt(t, dir+"/shop.db", transcript, slowly)
		stop := run(t.Context(), r.engine)
		synctest.Wait() // the first sweep
		r.must(deliver(t.Context(), r.engine, text("1", "one")))
		time.Sleep(50 * time.Millisecond)
		r.must(deliver(t.Context(), r.engine, text("2", "two")))
		time.Sleep(200 * time.Millisecond)
		r.wantDialogue("shopper: one", "shop: echo one", "shopper: two", "shop: echo two")
		stop()
	})
}

// A cancelled caller does not hurt a turn that is under way; Run returns when it
// is done.
func TestStop(t *testing.T) {
	t.Parallel()
	r := open(t, transcript)
	ctx, cancel := context.WithCancel(t.Context())
	stop := run(t.Context(), r.engine)
	r.must(deliver(ctx, r.engine, text("1", "hello")))
	cancel()
	stop()
	if r.engine.Working(conversation.IDOf(ann)) {
		t.Error("it works on after it was stopped")
	}
	r.engine.Schedule(conversation.IDOf(ann))
	if r.engine.Working(conversation.IDOf(ann)) {
		t.Error("it works without Run")
	}
	r.settle()
	r.wantDialogue("shopper: hello", "shop: echo hello")
}
