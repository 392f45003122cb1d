// Package bulkhead keeps somebody else's code that is slow from taking all
// workers: few calls of it run at once, and who finds no place comes again.
package bulkhead

import (
	"context"
	"sync"
	"time"
)

// patience is how long Enter waits for a call to end. Calls that take longer
// are not waited for: that would take the workers all the same.
const patience = 2 * time.Second

// Bulkhead lets few calls run at once. Use New; it is safe for concurrent use.
type Bulkhead struct {
	places chan struct{}

	mu     sync.Mutex
	newest time.Time // when the last call began
}

// New returns a Bulkhead for so many calls at once.
func New(abreast int) *Bulkhead { return &Bulkhead{places: make(chan struct{}, abreast)} }

// Enter takes a place, which Leave gives back; false if there is none, or ctx
// ends. It waits for two seconds, but not for calls that have taken as long.
func (b *Bulkhead) Enter(ctx context.Context) bool {
	if b.stuck() {
		return false
	}
	queue := time.NewTimer(patience)
	defer queue.Stop()
	select {
	case b.places <- struct{}{}:
	case <-queue.C:
		return false
	case <-ctx.Done():
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.newest = time.Now()
	return true
}

// stuck says whether all calls under way take long.
func (b *Bulkhead) stuck() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.places) == cap(b.places) && time.Since(b.newest) >= patience
}

// Leave gives a place back.
func (b *Bulkhead) Leave() { <-b.places }
