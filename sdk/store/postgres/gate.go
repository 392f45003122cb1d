package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// probeEvery is how often one looks for a server that is away.
	probeEvery = 500 * time.Millisecond
	// probeFor is how long one waits for its answer.
	probeFor = 2 * time.Second
	// crowdedFor is how long one waits before asking a full server again.
	crowdedFor = 50 * time.Millisecond
)

// gate is shut while the server cannot be reached: whoever comes is refused at
// once, so that those who would wait do not pile up. A connection that cannot be
// had is only a suspicion: it starts a probe, and what that finds shuts the gate
// and, later, opens it.
type gate struct {
	mu      sync.Mutex
	probing bool
	why     error         // nil: open
	shut    chan struct{} // closed while it is shut
}

func newGate() *gate { return &gate{shut: make(chan struct{})} }

// refusal is the error of those who come; nil when they may pass.
func (g *gate) refusal() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.why
}

// down is closed while the gate is shut.
func (g *gate) down() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.shut
}

// suspect says whether the caller should start to probe.
func (g *gate) suspect() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	first := !g.probing
	g.probing = true
	return first
}

// found ends probing, and opens the gate.
func (g *gate) found() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.why != nil {
		g.shut = make(chan struct{})
	}
	g.probing, g.why = false, nil
}

// close shuts the gate and returns the refusal.
func (g *gate) close(why error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.why == nil {
		close(g.shut)
	}
	g.why = fmt.Errorf("%w: %w", errAway, why)
	return g.why
}

// acquire takes a connection of the pool, for which it does not wait long.
func (db *DB) acquire(ctx context.Context) (*pgxpool.Conn, error) {
	wait, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		if err := db.gate.refusal(); err != nil {
			return nil, err
		}
		c, err := db.pool.Acquire(wait)
		switch {
		case err == nil:
			return c, nil
		case ctx.Err() != nil: // not the store's fault
			return nil, ctx.Err()
		case !db.crowded(err):
			db.suspect()
			return nil, translate(nil, err)
		}
		select { // for one that somebody gives back
		case <-wait.Done():
			return nil, translate(nil, err)
		case <-time.After(crowdedFor):
		}
	}
}

// crowded says that no connection could be had only because others have them,
// some of them for us: the server is there.
func (db *DB) crowded(err error) bool {
	s := db.pool.Stat()
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "53300" && s.AcquiredConns()+s.IdleConns() > 0
	}
	return errors.Is(err, context.DeadlineExceeded) && s.AcquiredConns() >= s.MaxConns()
}

// suspect has somebody look whether the server is there, unless somebody does.
func (db *DB) suspect() {
	if db.gate.suspect() && db.begin() {
		go db.probe()
	}
}

// probe looks for the server until it is there. Its error is for those who come
// meanwhile and for those who wait already.
func (db *DB) probe() {
	defer db.work.Done()
	for {
		err := db.reach()
		if db.life.Err() != nil {
			return
		}
		if err == nil {
			db.gate.found()
			return
		}
		db.queue.fail(db.gate.close(err))
		select {
		case <-db.life.Done():
			return
		case <-time.After(probeEvery):
		}
	}
}

// reach says whether the server answers. It asks by the pool, since its
// connections may be all that the server has to give.
func (db *DB) reach() error {
	ctx, cancel := context.WithTimeout(db.life, probeFor)
	defer cancel()
	for tries := db.pool.Stat().TotalConns(); ; tries-- {
		c, err := db.pool.Acquire(ctx)
		if err != nil {
			if db.crowded(err) {
				return nil
			}
			return translate(nil, err)
		}
		err = c.Ping(ctx)
		c.Release()
		if err == nil || tries <= 0 || ctx.Err() != nil { // else it had died in the pool
			return translate(nil, err)
		}
	}
}
