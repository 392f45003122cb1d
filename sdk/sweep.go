package sdk

import (
	"context"
	"errors"
	"time"

	"github.com/sauda-commerce/sauda/sdk/replay"
	"github.com/sauda-commerce/sauda/sdk/store"
)

const (
	// timerSweep is the kind, and the key, of the one timer by which one node
	// forgets once a day what is not needed any more.
	timerSweep = "sweep"
	sweepEvery = 24 * time.Hour
	// keepEvents is how long handled events and sent messages are kept: a
	// second delivery is known for so long.
	keepEvents = 30 * 24 * time.Hour
	// keepDead is how long a person has to look at a message that was given up.
	keepDead = 90 * 24 * time.Hour
	// keepTold is how long it is known that the host heard of something: a
	// payment may be disputed long after it was made.
	keepTold = 2 * 365 * 24 * time.Hour
	// keepReceipts is how long pictures of receipts are kept once the payment is
	// not under way any more.
	keepReceipts = 90 * 24 * time.Hour

	sweepSlice = 500              // rows of a transaction, which others wait for
	sweepTime  = 10 * time.Second // at a time; the rest a minute later
	sweepAgain = time.Minute
)

// planSweep sets the timer of the sweep if there is none: on the first Run.
func (s *Shop) planSweep(ctx context.Context) {
	const again = 10 * time.Second
	for {
		_, err := s.cfg.Store.Timer(ctx, timerSweep)
		if errors.Is(err, store.ErrNotFound) {
			err = s.cfg.Store.Commit(ctx, store.Batch{Writes: []store.Statement{s.nextSweep(sweepEvery)}})
		}
		if err == nil || ctx.Err() != nil {
			return
		}
		t := time.NewTimer(again)
		select {
		case <-ctx.Done():
		case <-t.C:
		}
		t.Stop()
	}
}

// planReconciling has one node ask the payment providers what has happened,
// now and then.
func (s *Shop) planReconciling(ctx context.Context) error {
	writes, err := s.checkout.Reconciling()
	if err != nil || len(writes) == 0 {
		return err
	}
	return s.cfg.Store.Commit(ctx, store.Batch{Writes: writes})
}

func (s *Shop) nextSweep(in time.Duration) store.Statement {
	return store.SetTimer(store.Timer{Key: timerSweep, Kind: timerSweep, Due: s.cfg.Now().Add(in)})
}

// sweep is the timer's handler. It works in slices, so that turns come in
// between, and for a while only.
func (s *Shop) sweep(ctx context.Context, t store.Timer) error {
	slices := []func() (int, error){
		func() (int, error) { return s.cfg.Store.Sweep(ctx, s.cfg.Now().Add(-keepEvents), sweepSlice) },
		func() (int, error) { return s.cfg.Store.SweepDead(ctx, s.cfg.Now().Add(-keepDead), sweepSlice) },
		func() (int, error) { return s.cfg.Store.SweepAnswers(ctx, s.cfg.Now().Add(-replay.Keep), sweepSlice) },
		func() (int, error) { return s.cfg.Store.SweepUnheard(ctx, s.cfg.Now().Add(-keepDead), sweepSlice) },
		func() (int, error) { return s.cfg.Store.SweepTold(ctx, s.cfg.Now().Add(-keepTold), sweepSlice) },
		func() (int, error) { return s.cfg.Store.SweepReceipts(ctx, s.cfg.Now().Add(-keepReceipts), sweepSlice) },
	}
	next, until, swept := sweepEvery, time.Now().Add(sweepTime), 0
	for len(slices) > 0 {
		n, err := slices[0]()
		if err != nil {
			return err
		}
		swept += n
		if n == 0 {
			slices = slices[1:]
		}
		if len(slices) > 0 && time.Now().After(until) {
			next = sweepAgain
			break
		}
	}
	s.cfg.Logger.Info("sdk: forgot what is not needed any more", "rows", swept)
	return s.cfg.Store.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardTimer(t)}, Writes: []store.Statement{s.nextSweep(next)}})
}
