package engine

import (
	"sync"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// backlog counts the events that wait, by channel: those of all nodes as the
// store knew them at the last sweep, and what came and went here since. It is
// about right, which is enough to say no by.
type backlog struct {
	mu      sync.Mutex
	waiting map[string]int64
}

// add counts events that came or, below zero, were handled.
func (b *backlog) add(channel string, n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiting == nil {
		b.waiting = map[string]int64{}
	}
	b.waiting[channel] += n
}

// set takes over what the store says.
func (b *backlog) set(all []store.Backlog) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting = map[string]int64{}
	for _, c := range all {
		b.waiting[c.Channel] = c.Events
	}
}

func (b *backlog) of(channel string) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.waiting[channel]
}

// Waiting returns how many events wait on a channel, about: on all nodes as of
// the last sweep, and here since.
func (e *Engine) Waiting(channel string) int64 { return max(0, e.backlog.of(channel)) }
