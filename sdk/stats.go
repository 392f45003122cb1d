package sdk

import (
	"context"
	"errors"

	"github.com/sauda-commerce/sauda/sdk/internal/engine"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Turns is how many turns this process has handled, and how long they took.
type Turns = engine.Turns

// Stats says how a shop is doing.
type Stats struct {
	// Waiting is how many events wait to be handled, by channel, on all nodes
	// together; about, and as of a second ago.
	Waiting map[string]int64
	// Lanes is how many conversations have messages to send, by channel.
	Lanes map[string]int64
	// DeadLetters are the messages that were given up, by channel and reason.
	DeadLetters []store.DeadCount
	// Unheard is how many events were given up, by who should have heard of them.
	Unheard map[string]int64
	// StoreFailures is how often the store could not keep something, since New.
	StoreFailures int64
	// Turns are those of this process, since New.
	Turns Turns
}

// Stats returns how the shop is doing, for metrics. Lanes, DeadLetters and
// Unheard are read from the store: the error is that of reading them, and the rest holds
// all the same.
func (s *Shop) Stats(ctx context.Context) (Stats, error) {
	st := Stats{Waiting: map[string]int64{}, StoreFailures: s.health.failures.Load(), Turns: s.engine.Turns()}
	for name := range s.channels {
		st.Waiting[name] = s.engine.Waiting(name)
	}
	var lanes, dead, unheard error
	st.Lanes, lanes = s.cfg.Store.Lanes(ctx)
	st.DeadLetters, dead = s.cfg.Store.DeadCounts(ctx)
	st.Unheard, unheard = s.cfg.Store.UnheardCounts(ctx)
	return st, errors.Join(lanes, dead, unheard)
}
