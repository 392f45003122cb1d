package outbox

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/internal/claim"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// line is a channel and what is known of it here.
type line struct {
	channel.Channel
	runner *Runner
	hung   atomic.Int64 // requests that were left behind
	took   atomic.Int64 // how long the last claim took
	held   claim.Held   // lanes that are being served, of both tracks

	mu    sync.Mutex
	gates map[string]*gate // by account
}

// gate returns what lets requests of an account through.
func (l *line) gate(a store.Account) *gate {
	l.mu.Lock()
	defer l.mu.Unlock()
	g := l.gates[a.Account]
	if g == nil {
		g = newGate(l.runner.Store, l.runner.Now, a, l.Capabilities())
		l.gates[a.Account] = g
	}
	return g
}

// slowest is how long a lease may get where the store is slow.
const slowest = 20 * time.Second

// lease is how long to claim lanes for: four times as long as it takes to claim
// them, so that time is left to send, or else nothing would ever go.
func (l *line) lease() time.Duration {
	return max(l.runner.Lease, min(4*time.Duration(l.took.Load()), slowest))
}

// deaf says that too many requests were left behind: the adapter does not heed
// its deadline, and each holds memory and perhaps a connection.
func (l *line) deaf() bool { return l.hung.Load() >= int64(l.runner.Workers) }

// answer is what came of a request.
type answer struct {
	receipt channel.Receipt
	err     error
}

// request asks the platform. An adapter that does not heed its deadline is left
// behind, and what became of its request is not known then: its lane must not
// be held for ever.
func (l *line) request(ctx context.Context, row store.Row) (channel.Receipt, error) {
	answers := make(chan answer, 1)
	go func() { answers <- l.call(ctx, row) }()
	span := time.NewTimer(l.runner.span())
	defer span.Stop()
	select {
	case a := <-answers:
		return a.receipt, a.err
	case <-span.C:
	}
	l.hung.Add(1)
	go func() {
		<-answers
		l.hung.Add(-1)
		l.runner.Wake()
	}()
	return channel.Receipt{}, &channel.SendError{Class: channel.Ambiguous, Code: "hung"}
}

// call calls the adapter. Its panic is its mistake, not an outage.
func (l *line) call(ctx context.Context, row store.Row) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a.err = &channel.SendError{Class: channel.BadRequest, Code: "panic", Err: fmt.Errorf("outbox: panic: %v", p)}
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, l.runner.Timeout)
	defer cancel()
	a.receipt, a.err = l.Send(ctx, row.To, channel.Message{ID: row.ID, Outbound: row.Body})
	return a
}
