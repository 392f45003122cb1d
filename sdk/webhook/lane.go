package webhook

import (
	"context"
	"sync"
	"time"
)

const (
	abreast   = 2               // calls of one subscriber at a time, on this node
	queueing  = 2 * time.Second // for one of them to end, before the event is put off; one that takes longer is not waited for
	putOff    = 2 * time.Second
	doubtful  = 2 // failures in a row, after which a subscriber is let alone for a while
	shortRest = 5 * time.Second
	longRest  = 5 * time.Minute
)

// lane keeps one subscriber from taking the time of the others: few calls at
// once, and a rest, longer and longer, while it fails. Use newLane.
type lane struct {
	slots chan struct{}

	mu     sync.Mutex
	failed int // in a row
	until  time.Time
	newest time.Time // when the last call began
}

func newLane() *lane { return &lane{slots: make(chan struct{}, abreast)} }

// enter takes a slot, which leave gives back, and returns 0; or it says how
// long to put the event off.
func (l *lane) enter(ctx context.Context, now func() time.Time) time.Duration {
	if wait := l.rest(now()); wait > 0 {
		return wait
	}
	if l.stuck(now()) {
		return putOff
	}
	queue, cancel := context.WithTimeout(ctx, queueing)
	defer cancel()
	select {
	case l.slots <- struct{}{}:
	case <-queue.Done():
		return putOff
	}
	if wait := l.rest(now()); wait > 0 { // it has failed meanwhile
		<-l.slots
		return wait
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.newest = now()
	return 0
}

// stuck says whether all calls under way take long: to wait for such would take
// workers from what has nothing to do with this subscriber.
func (l *lane) stuck(now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.slots) == abreast && now.Sub(l.newest) >= queueing
}

// rest is how long the subscriber is let alone.
func (l *lane) rest(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if wait := l.until.Sub(now); wait > 0 {
		return wait
	}
	return 0
}

// leave gives the slot back and notes how it went.
func (l *lane) leave(now time.Time, failed bool) {
	<-l.slots
	l.mu.Lock()
	defer l.mu.Unlock()
	if !failed {
		l.failed, l.until = 0, time.Time{}
		return
	}
	if l.failed++; l.failed >= doubtful {
		l.until = now.Add(min(longRest, shortRest<<min(l.failed-doubtful, 10)))
	}
}
