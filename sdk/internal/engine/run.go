package engine

import (
	"context"
	"errors"
	"time"
)

// sweep is how often the engine looks for turns that nobody runs.
const sweep = time.Second

// Run runs turns until ctx ends, and waits for those under way.
func (e *Engine) Run(ctx context.Context) {
	e.setOpen(true)
	defer e.turns.Wait()
	defer e.setOpen(false)
	tick := time.NewTicker(sweep)
	defer tick.Stop()
	for {
		e.Sweep(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (e *Engine) setOpen(open bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.open = open
}

// Sweep starts the turns that wait and that nobody here runs: left by a crash,
// by another node, or by a store that was down.
func (e *Engine) Sweep(ctx context.Context) {
	const most = 1000
	e.readers.refresh(e.Catalog, e.Now)
	ids, err := e.Store.Pending(ctx, most)
	if err != nil {
		e.warn(ctx, "looking for waiting turns failed", err)
		return
	}
	for _, id := range ids {
		e.Schedule(id)
	}
	if n, err := e.Store.Backlog(ctx); err == nil {
		e.waiting.Store(n)
	}
}

// Schedule makes a conversation's waiting events be handled soon. It never
// blocks; while the engine does not run it does nothing, and Run will find
// them.
func (e *Engine) Schedule(conversationID string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.open {
		return
	}
	if w, ok := e.running[conversationID]; ok {
		w.again = true
		return
	}
	w := &work{}
	e.running[conversationID] = w
	e.turns.Go(func() {
		e.slots <- struct{}{}
		defer func() { <-e.slots }()
		e.work(conversationID, w)
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
		e.waiting.Store(0)
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
		did, err := e.turn(ctx, id)
		if !did.handled {
			return turns, err
		}
		turns++
		e.waiting.Add(-1)
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
		if did.handled {
			e.waiting.Add(-1)
		}
		more = e.goesOn(id, w, did, err)
	}
}

// once runs one turn. What has begun is finished, even when Run's ctx ends.
func (e *Engine) once(id string) (progress, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*e.Deadline)
	defer cancel()
	did, err := e.turn(ctx, id)
	if err != nil {
		e.Logger.Warn("engine: a turn failed; it will be tried again", "conversation", id, "error", err)
	}
	return did, err
}

// goesOn ends the work on a conversation unless there may be more to do: more
// waited, or came meanwhile. After an error it ends in any case: the sweep
// comes back to it.
func (e *Engine) goesOn(id string, w *work, did progress, err error) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.open && err == nil && (did.more || w.again) {
		w.again = w.again && did.more
		return true
	}
	delete(e.running, id)
	return false
}

func (e *Engine) warn(ctx context.Context, what string, err error) {
	if ctx.Err() == nil || !errors.Is(err, ctx.Err()) {
		e.Logger.Warn("engine: "+what, "error", err)
	}
}
