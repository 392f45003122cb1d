package engine

import (
	"context"
	"errors"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
)

const (
	// period is how often the engine looks for turns that nobody runs.
	period = time.Second
	// queue is how many conversations for each worker a sweep lets wait here.
	queue = 4
)

// Run runs turns until ctx ends, and waits for those under way. What waits for
// a worker then is left to other nodes, or to the next Run.
func (e *Engine) Run(ctx context.Context) {
	e.opens()
	defer e.turns.Wait()
	defer e.closes()
	tick := time.NewTicker(period)
	defer tick.Stop()
	first := true // takes everything: a crash may have left it a moment ago
	for {
		first = e.sweep(ctx, first) && first
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-e.drained:
		}
	}
}

func (e *Engine) opens() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closing = make(chan struct{})
}

func (e *Engine) closes() {
	e.mu.Lock()
	defer e.mu.Unlock()
	close(e.closing)
	e.closing = nil
}

// Sweep starts the turns that have waited for Grace or longer and that nobody
// here runs: left by a crash, by another node, or by a store that was down.
func (e *Engine) Sweep(ctx context.Context) { e.sweep(ctx, false) }

// sweep is Sweep, for all that waits or only for what waits too long. It takes
// the oldest, no more than there is room for, and says whether there may be
// others.
func (e *Engine) sweep(ctx context.Context, all bool) (more bool) {
	e.readers.refresh(e.Catalog, e.Now)
	backlog, err := e.Store.Backlog(ctx)
	if err != nil {
		e.warn(ctx, "looking for waiting turns failed", err)
		return true
	}
	e.backlog.set(backlog)
	before := e.Now().Add(-e.Grace)
	if all {
		before = before.AddDate(100, 0, 0) // whatever the clocks of other nodes say
	}
	if !waits(backlog, before) {
		return false
	}
	room := e.room()
	ids, err := e.Store.PendingSince(ctx, before, room)
	if err != nil {
		e.warn(ctx, "looking for waiting turns failed", err)
		return true
	}
	for _, id := range ids {
		e.take(id)
	}
	more = len(ids) == room
	e.mu.Lock()
	e.hungry = more
	e.mu.Unlock()
	return more
}

func waits(all []store.Backlog, before time.Time) bool {
	for _, b := range all {
		if b.Oldest.Before(before) {
			return true
		}
	}
	return false
}

// room is how many conversations a sweep may take. It is never none: what waits
// longest may be nobody's.
func (e *Engine) room() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return max(queue*e.Workers-len(e.running), e.Workers/4, 1)
}

// Schedule makes a conversation's waiting events be handled soon, here or, when
// all workers have something to do or the engine does not run, wherever one is
// free. It never blocks.
func (e *Engine) Schedule(conversationID string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if w, ok := e.running[conversationID]; ok && e.closing != nil {
		w.again = true
		return
	}
	if e.closing == nil || len(e.slots) == cap(e.slots) {
		e.Left(conversationID)
	}
	e.start(conversationID)
}

// Take handles what another node leaves to others, if there are hands free.
func (e *Engine) Take(conversationID string) {
	if 2*len(e.slots) < cap(e.slots) {
		e.take(conversationID)
	}
}

// take handles a conversation unless it is being handled.
func (e *Engine) take(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, ok := e.running[id]; !ok {
		e.start(id)
	}
}

// start works on a conversation as soon as a worker is free; mu is held. It
// does nothing while the engine does not run.
func (e *Engine) start(id string) {
	closing := e.closing
	if closing == nil {
		return
	}
	w := &work{}
	e.running[id] = w
	e.turns.Go(func() {
		select {
		case e.slots <- struct{}{}:
			defer func() { <-e.slots }()
			e.work(id, w)
		case <-closing:
			e.mu.Lock()
			defer e.mu.Unlock()
			delete(e.running, id)
			e.Left(id)
		}
	})
}

// Settle handles, one after the other, all events that wait, and says how many
// it handled. It works without Run, and beside it.
func (e *Engine) Settle(ctx context.Context) (turns int, err error) {
	const most = 1000
	e.readers.renew(e.Catalog)
	ids, err := e.Store.Pending(ctx, most)
	if err != nil {
		return 0, err
	}
	if len(ids) == 0 {
		e.backlog.set(nil)
	}
	for _, id := range ids {
		n, err := e.drain(ctx, id)
		turns += n
		if err != nil {
			return turns, err
		}
	}
	return turns, nil
}

func (e *Engine) drain(ctx context.Context, id string) (turns int, err error) {
	for {
		did, err := e.timed(ctx, id)
		if !did.handled {
			return turns, err
		}
		turns++
	}
}

// Working says whether a conversation's turn is under way here.
func (e *Engine) Working(conversationID string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, ok := e.running[conversationID]
	return ok
}

// work runs a conversation's turns until none is left.
func (e *Engine) work(id string, w *work) {
	for more := true; more; {
		did, err := e.once(id)
		more = e.goesOn(id, w, did, err)
	}
}

// once runs one turn. What has begun is finished, even when Run's ctx ends.
func (e *Engine) once(id string) (progress, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*e.Deadline)
	defer cancel()
	did, err := e.timed(ctx, id)
	if err != nil {
		e.Logger.Warn("engine: a turn failed; it will be tried again", "conversation", id, "error", err)
	}
	return did, err
}

// timed runs one turn and takes note of it.
func (e *Engine) timed(ctx context.Context, id string) (progress, error) {
	begin := time.Now()
	did, err := e.turn(ctx, id)
	if did.handled {
		e.backlog.add(did.channel, -1)
		e.stats.took(time.Since(begin))
	}
	if err != nil {
		e.Failed(err)
	}
	return did, err
}

// goesOn ends the work on a conversation unless there may be more to do: more
// waited, or came meanwhile. After an error it ends in any case: a sweep comes
// back to it.
func (e *Engine) goesOn(id string, w *work, did progress, err error) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	more := did.more || w.again
	if e.closing != nil && err == nil && more {
		w.again = w.again && did.more
		return true
	}
	delete(e.running, id)
	if e.closing == nil && (more || err != nil) {
		e.Left(id)
	}
	if e.hungry && err == nil && len(e.running) < e.Workers {
		e.hungry = false
		select {
		case e.drained <- struct{}{}:
		default:
		}
	}
	return false
}

func (e *Engine) warn(ctx context.Context, what string, err error) {
	if ctx.Err() == nil || !errors.Is(err, ctx.Err()) {
		e.Logger.Warn("engine: "+what, "error", err)
	}
}
