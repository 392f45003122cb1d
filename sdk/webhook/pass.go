package webhook

import (
	"context"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/sdk/internal/bulkhead"
)

const (
	abreast   = 2 // calls of one subscriber at a time, on this node
	putOff    = 2 * time.Second
	doubtful  = 2 // failures in a row, after which a subscriber is let alone for a while
	shortRest = 5 * time.Second
	longRest  = 5 * time.Minute
)

// pass keeps one subscriber from taking the time of the others: few calls at
// once, and a rest, longer and longer, while it fails. Use newPass.
type pass struct {
	calls *bulkhead.Bulkhead

	mu     sync.Mutex
	failed int // in a row
	until  time.Time
}

func newPass() *pass { return &pass{calls: bulkhead.New(abreast)} }

// enter takes a place, which leave gives back, and returns 0; or it says how
// long to put the event off.
func (p *pass) enter(ctx context.Context, now func() time.Time) time.Duration {
	if wait := p.rest(now()); wait > 0 {
		return wait
	}
	if !p.calls.Enter(ctx) {
		return putOff
	}
	if wait := p.rest(now()); wait > 0 { // it has failed meanwhile
		p.calls.Leave()
		return wait
	}
	return 0
}

// rest is how long the subscriber is let alone.
func (p *pass) rest(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if wait := p.until.Sub(now); wait > 0 {
		return wait
	}
	return 0
}

// leave gives the place back and notes how it went.
func (p *pass) leave(now time.Time, failed bool) {
	p.calls.Leave()
	p.mu.Lock()
	defer p.mu.Unlock()
	if !failed {
		p.failed, p.until = 0, time.Time{}
		return
	}
	if p.failed++; p.failed >= doubtful {
		p.until = now.Add(min(longRest, shortRest<<min(p.failed-doubtful, 10)))
	}
}
