// Package notice tells the other processes on a store what this one has done:
// which transcripts have grown, for shoppers who read them there, and which
// conversations it leaves to others. What happens within a moment goes in one
// notice, outside any transaction of the store, and nobody waits for it.
//
// Notices are a courtesy. One may be lost; whoever hears that something may
// have been missed looks at everything, and whoever never hears looks now and
// then.
package notice

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Config is what a Board needs. Announcer is required. The functions are called
// one at a time, for what other processes did, and must not block.
type Config struct {
	Announcer store.Announcer
	// Every is how often a notice is sent at most. Defaults to 20 ms.
	Every time.Duration
	// Grown is told of a transcript that has grown. Defaults to nobody.
	Grown func(message.Address)
	// Left is told of a conversation with events to handle that another process
	// leaves. Defaults to nobody.
	Left func(conversationID string)
	// Logger takes what fails. Defaults to nothing being logged.
	Logger *slog.Logger
	// Missed is told that anything may have happened elsewhere. It is so
	// whenever listening begins. Defaults to nobody.
	Missed func()
}

func (c Config) withDefaults() Config {
	c.Every = cmp.Or(c.Every, 20*time.Millisecond)
	if c.Grown == nil {
		c.Grown = func(message.Address) {}
	}
	if c.Left == nil {
		c.Left = func(string) {}
	}
	if c.Missed == nil {
		c.Missed = func() {}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

// Board gathers what to tell and tells it. Use New; it is safe for concurrent
// use.
type Board struct {
	Config
	node string        // of ours, to know our own notices by
	wake chan struct{} // there is something to tell

	mu   sync.Mutex
	news news
}

// New returns a Board; Run makes it work. What is pinned before is told then.
func New(c Config) *Board {
	return &Board{Config: c.withDefaults(), node: uuid.NewString()[:8], wake: make(chan struct{}, 1)}
}

// Grew notes that a transcript has grown. It never blocks.
func (b *Board) Grew(a message.Address) { b.pin(news{grown: map[message.Address]struct{}{a: {}}}) }

// Leave notes that events of a conversation wait and that this process does not
// handle them now. It never blocks.
func (b *Board) Leave(conversationID string) {
	b.pin(news{left: map[string]struct{}{conversationID: {}}})
}

func (b *Board) pin(n news) {
	b.mu.Lock()
	b.news.add(n)
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

func (b *Board) take() news {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := b.news
	b.news = news{}
	return n
}

// Run tells and listens until ctx ends; then it tells what is left to tell.
func (b *Board) Run(ctx context.Context) {
	var both sync.WaitGroup
	both.Go(func() { b.tell(ctx) })
	both.Go(func() { b.listen(ctx) })
	both.Wait()
}

const (
	patience = 5 * time.Second        // with one notice
	farewell = time.Second            // with the last
	shy      = 250 * time.Millisecond // after a failure, at first
	shyest   = 5 * time.Second
)

// tell sends what is pinned, at once and then every so often.
func (b *Board) tell(ctx context.Context) {
	wait := shy
	for {
		select {
		case <-ctx.Done():
		case <-b.wake:
		}
		if ctx.Err() != nil {
			b.last(context.WithoutCancel(ctx))
			return
		}
		if err := b.send(ctx, b.take(), patience); err == nil {
			wait = shy
			pause(ctx, b.Every)
			continue
		} else if ctx.Err() == nil {
			b.Logger.Warn("notice: not sent; the others are told to look at everything", "error", err)
		}
		b.pin(news{all: true})
		pause(ctx, wait)
		wait = min(2*wait, shyest)
	}
}

// last sends what is pinned when Run ends. What cannot be sent then the others
// find for themselves.
func (b *Board) last(ctx context.Context) {
	if err := b.send(ctx, b.take(), farewell); err != nil {
		b.Logger.Warn("notice: the last was not sent", "error", err)
	}
}

func (b *Board) send(ctx context.Context, n news, patience time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for _, text := range n.texts(b.node) {
		if err := b.Announcer.Announce(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// listen hears the others, again and again.
func (b *Board) listen(ctx context.Context) {
	wait := shy
	for ctx.Err() == nil {
		heard, err := b.hear(ctx)
		if ctx.Err() != nil {
			return
		}
		b.Logger.Warn("notice: the connection was lost; other nodes' messages show up late until it is back", "error", err)
		if heard {
			wait = shy
		}
		pause(ctx, wait)
		wait = min(2*wait, shyest)
	}
}

// hear listens until the connection is lost, and says whether there ever was
// one. What was said before it can hear is missed, so it calls itself until it
// hears that, and then has everybody look.
func (b *Board) hear(ctx context.Context) (heard bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	ears := make(chan struct{})
	var calling sync.WaitGroup
	defer calling.Wait()
	defer cancel()
	calling.Go(func() { b.call(ctx, ears) })
	err = b.Announcer.Listen(ctx, func(text string) {
		n, node, ok := read(text)
		switch {
		case !ok:
		case node != b.node:
			b.pass(n)
		case n.hello && !heard:
			heard = true
			close(ears)
			b.Missed()
		}
	})
	return heard, err
}

// call says hello until it is heard.
func (b *Board) call(ctx context.Context, heard <-chan struct{}) {
	for {
		if err := b.send(ctx, news{hello: true}, patience); err != nil && ctx.Err() == nil {
			b.Logger.Debug("notice: hello was not sent", "error", err)
		}
		t := time.NewTimer(shy)
		select {
		case <-t.C:
		case <-heard:
			t.Stop()
			return
		case <-ctx.Done():
			t.Stop()
			return
		}
	}
}

// pass hands on what another process told.
func (b *Board) pass(n news) {
	if n.all {
		b.Missed()
		return
	}
	for a := range n.grown {
		b.Grown(a)
	}
	for id := range n.left {
		b.Left(id)
	}
}

// pause waits, until ctx ends at the latest.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
