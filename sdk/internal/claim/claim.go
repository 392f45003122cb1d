// Package claim runs work that is claimed from the store: timers that are due,
// lanes with messages to send. A [Loop] claims as much as it has free workers,
// never more, so that nothing waits in memory while its lease runs out.
package claim

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Loop claims and does work of one kind. Use New; all fields are required, and
// not to be changed after.
type Loop[T any] struct {
	// Claim takes at most limit pieces of work that are due. When it finds
	// none it may say in how long to look again; 0 leaves that to Sweep.
	Claim func(ctx context.Context, limit int) (work []T, again time.Duration, err error)
	// Do does one. When ctx ends it comes to an end soon, without harm. It
	// does not panic.
	Do func(ctx context.Context, work T)
	// Name stands in the log.
	Name   string
	Logger *slog.Logger
	// Sweep is how long to sleep at most without being woken; 0 is: for ever.
	Sweep time.Duration
	// Workers is how many pieces are done at once.
	Workers int

	wake  chan struct{}
	slots chan struct{}
}

// New returns a loop ready for use; Run starts it.
func New[T any](l Loop[T]) *Loop[T] {
	l.wake, l.slots = make(chan struct{}, 1), make(chan struct{}, l.Workers)
	return &l
}

// Wake makes Run look now. It never blocks.
func (l *Loop[T]) Wake() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Run claims and does work until ctx ends, and waits for what is under way.
func (l *Loop[T]) Run(ctx context.Context) {
	var busy sync.WaitGroup
	defer busy.Wait()
	for {
		n, again := l.claim(ctx, &busy)
		if n > 0 {
			continue
		}
		sleep, stop := l.sleep(again)
		select {
		case <-ctx.Done():
			stop()
			return
		case <-sleep:
		case <-l.wake:
		}
		stop()
	}
}

// sleep says when to look again without being woken.
func (l *Loop[T]) sleep(again time.Duration) (<-chan time.Time, func()) {
	if l.Sweep == 0 {
		return nil, func() {}
	}
	if again <= 0 || again > l.Sweep {
		again = l.Sweep
	}
	t := time.NewTimer(again)
	return t.C, func() { t.Stop() }
}

// Once does all that is due, what becomes due meanwhile included, and returns
// how much that was. It works without Run, and beside it.
func (l *Loop[T]) Once(ctx context.Context) (n int) {
	var busy sync.WaitGroup
	for {
		claimed, _ := l.claim(ctx, &busy)
		busy.Wait()
		if claimed == 0 {
			return n
		}
		n += claimed
	}
}

// claim starts as much due work as there are free workers, waiting for one, and
// says how much, and of none when to look again.
func (l *Loop[T]) claim(ctx context.Context, busy *sync.WaitGroup) (int, time.Duration) {
	free := l.acquire(ctx)
	if free == 0 {
		return 0, 0
	}
	claimed, again, err := l.Claim(ctx, free)
	if err != nil && ctx.Err() == nil {
		l.Logger.Warn(l.Name+": claiming failed", "error", err)
	}
	l.release(free - len(claimed))
	for _, work := range claimed {
		busy.Go(func() {
			defer l.release(1)
			l.Do(ctx, work)
		})
	}
	return len(claimed), again
}

// acquire waits for one free worker and takes all that are free; none when ctx
// ends.
func (l *Loop[T]) acquire(ctx context.Context) (n int) {
	if ctx.Err() != nil {
		return 0
	}
	select {
	case l.slots <- struct{}{}:
	case <-ctx.Done():
		return 0
	}
	for n = 1; n < l.Workers; n++ {
		select {
		case l.slots <- struct{}{}:
		default:
			return n
		}
	}
	return n
}

func (l *Loop[T]) release(n int) {
	for range n {
		<-l.slots
	}
}
