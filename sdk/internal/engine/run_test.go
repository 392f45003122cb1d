package engine_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/internal/engine"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// What another node has received and does not handle is taken over after the
// grace, not before: it may be busy with it.
func TestSweepWaits(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		r := openAt(t, filepath.Join(dir, "shop.db"), transcript)
		dead := r.newEngine(r.store, 0) // receives and never runs
		stop := run(t.Context(), r.engine)
		defer stop()
		time.Sleep(time.Second + time.Millisecond)
		r.must(deliver(t.Context(), dead, text("1", "hello")))
		time.Sleep(5 * time.Second)
		r.wantDialogue()
		time.Sleep(2 * time.Second)
		r.wantDialogue("shopper: hello", "shop: echo hello")
	})
}

// Hundreds of conversations of a dead node are taken over well within 30 s, by a
// node with few workers.
func TestSweepTakesAll(t *testing.T) {
	t.Parallel()
	const shoppers = 400
	r := open(t, transcript)
	dead := r.newEngine(r.store, 0)
	for s := range shoppers {
		r.must(deliver(t.Context(), dead, message.Event{ID: fmt.Sprint(s), From: shopper(s), Kind: message.KindText, Text: "hello"}))
	}
	r.workers = 4
	r.renew()
	begin := time.Now()
	stop := run(t.Context(), r.engine)
	defer stop()
	for {
		all, err := r.store.Backlog(t.Context())
		r.must(err)
		if len(all) == 0 {
			break
		}
		if time.Since(begin) > 25*time.Second {
			t.Fatalf("%d still wait", all[0].Events)
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Logf("%d conversations after %v", shoppers, time.Since(begin))
}

// A channel that is flooded is refused, by the count of all nodes; another one
// is not.
func TestBacklogByChannel(t *testing.T) {
	t.Parallel()
	r := open(t, transcript)
	r.quiet = &talk{caps: transcript, name: "quiet"}
	one, two := r.newEngine(r.store, 5), r.newEngine(r.store, 5)
	for i := range 5 {
		r.must(deliver(t.Context(), one, text(fmt.Sprint(i), "hello")))
	}
	two.Sweep(t.Context()) // as Run does each second
	for name, e := range map[string]*engine.Engine{"the node that was flooded": one, "another": two} {
		if err := deliver(t.Context(), e, text("6", "hello")); !errors.Is(err, engine.ErrBusy) {
			t.Errorf("%s: %v, want ErrBusy", name, err)
		}
	}
	quiet := channel.Delivery{Body: []byte(`[{"id":"q","from":{"channel":"quiet","id":"bob"},"kind":"message","text":"hello"}]`)}
	if _, err := one.Receive(t.Context(), "quiet", quiet); err != nil {
		t.Errorf("another channel: %v", err)
	}
}

// What there is no worker for is left to others, when it comes and when Run
// ends; what has begun is finished here.
func TestLeaves(t *testing.T) {
	t.Parallel()
	const shoppers = 10
	gate, begun := make(chan struct{}), make(chan struct{}, shoppers)
	r := open(t, transcript, everything{script{"echo", func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
		begun <- struct{}{}
		<-gate
		return says(s, "echo "+in.Event.Text)
	}}})
	r.workers = 2
	r.renew()
	stop := run(t.Context(), r.engine)
	r.must(deliver(t.Context(), r.engine, text("first", "hello")))
	<-begun
	for s := range shoppers {
		r.must(deliver(t.Context(), r.engine, message.Event{ID: fmt.Sprint(s), From: shopper(s), Kind: message.KindText, Text: "hello"}))
	}
	<-begun
	left := r.lefts()
	if len(left) < shoppers-2 {
		t.Errorf("%d conversations were left to others while the workers were busy", len(left))
	}
	stopped := make(chan struct{})
	go func() { defer close(stopped); stop() }()
	for len(r.lefts()) < len(left)+shoppers-1 {
		time.Sleep(time.Millisecond)
	}
	close(gate)
	<-stopped
	all, err := r.store.Pending(t.Context(), 100)
	r.must(err)
	if len(all) != shoppers-1 {
		t.Errorf("%d conversations wait, want %d: two were begun", len(all), shoppers-1)
	}
	after := map[string]bool{}
	for _, id := range r.lefts() {
		after[id] = true
	}
	for _, id := range all {
		if !after[id] {
			t.Errorf("nobody was told of %s", id)
		}
	}
	other, err := sqlite.Open(r.path)
	r.must(err)
	defer other.Close()
	next := r.newEngine(other, 0)
	defer run(t.Context(), next)()
	for _, id := range all {
		next.Take(id)
	}
	for len(r.transcript(ann)) < 2 || next.Working(conversation.IDOf(shopper(9))) {
		time.Sleep(time.Millisecond)
	}
}

// noted collects what the engine leaves to others.
type noted struct {
	mu  sync.Mutex
	all []string
}

func (n *noted) left(id string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all = append(n.all, id)
}

func (n *noted) lefts() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]string(nil), n.all...)
}
