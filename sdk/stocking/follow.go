package stocking

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
)

// Load fills the index from the store. Call it once, before Run.
func (s *Stocker) Load(ctx context.Context) error {
	s.index.Lock()
	defer s.index.Unlock()
	last, err := s.Store.LastChange(ctx)
	if err != nil {
		return err
	}
	var changes []catalog.Change
	for p, err := range s.Store.Products(ctx) {
		if err != nil {
			return err
		}
		changes = append(changes, catalog.Change{Put: &p})
	}
	if err := s.Index.Apply(ctx, changes); err != nil {
		return err
	}
	s.seen = last
	return nil
}

// CatchUp applies what was stored, by whomever, since Load or the last CatchUp.
func (s *Stocker) CatchUp(ctx context.Context) error {
	const most = 2000 // few large steps: each makes the index anew in part
	s.index.Lock()
	defer s.index.Unlock()
	for {
		log, err := s.Store.Changes(ctx, s.seen, most)
		if err != nil || len(log) == 0 {
			return err
		}
		changes := make([]catalog.Change, len(log))
		for i, c := range log {
			changes[i] = c.Change
		}
		if err := s.Index.Apply(ctx, changes); err != nil {
			return err
		}
		s.seen = log[len(log)-1].Number
	}
}

// Run follows the change log and asks the source again and again, until ctx
// ends. A source that is down, or slow, does not keep it from following.
func (s *Stocker) Run(ctx context.Context) {
	var both sync.WaitGroup
	both.Go(func() { s.follow(ctx) })
	if s.Source != nil {
		both.Go(func() { s.refresh(ctx) })
	}
	both.Wait()
}

func (s *Stocker) follow(ctx context.Context) {
	tick := time.NewTicker(s.Follow)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.catchUp(ctx)
		}
	}
}

func (s *Stocker) refresh(ctx context.Context) {
	for {
		next := time.NewTimer(s.sync(ctx))
		select {
		case <-ctx.Done():
			next.Stop()
			return
		case <-next.C:
		}
	}
}

// sync asks the source and says after how long to ask it again.
func (s *Stocker) sync(ctx context.Context) time.Duration {
	r, err := s.Sync(ctx)
	if ctx.Err() != nil {
		return s.Refresh
	}
	s.catchUp(ctx)
	if r.Skipped > 0 {
		s.Logger.Warn("stocking: rows were left out", "rows", r.Skipped, "first", r.Bad[0].Error())
	}
	if err == nil {
		return s.Refresh
	}
	s.Logger.Warn("stocking: the source failed; the shop goes on with what it has", "error", err)
	if errors.Is(err, ErrTooManyGone) {
		return s.Refresh
	}
	return min(s.Refresh, time.Minute)
}

func (s *Stocker) catchUp(ctx context.Context) {
	if err := s.CatchUp(ctx); err != nil && ctx.Err() == nil {
		s.Logger.Warn("stocking: following the change log failed", "error", err)
	}
}
