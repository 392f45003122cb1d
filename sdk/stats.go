package sdk

import (
	"context"

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
	// Outgoing is what waits to be sent and what was given up, by channel; nil
	// while the store cannot be read.
	Outgoing map[string]store.Depth
	// StoreFailures is how often the store could not keep something, since New.
	StoreFailures int64
	// Turns are those of this process, since New.
	Turns Turns
}

// Stats returns how the shop is doing, for metrics. Only Outgoing needs the
// store: the error is that of reading it, and the rest holds all the same.
func (s *Shop) Stats(ctx context.Context) (Stats, error) {
	st := Stats{Waiting: map[string]int64{}, StoreFailures: s.health.failures.Load(), Turns: s.engine.Turns()}
	for name := range s.channels {
		st.Waiting[name] = s.engine.Waiting(name)
	}
	depths, err := s.cfg.Store.Depths(ctx)
	if err != nil {
		return st, err
	}
	st.Outgoing = depths
	return st, nil
}
