//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
)

// TestProofNodeStops stops one of two nodes when it has begun a transaction on
// PostgreSQL and not ended it: what it locked is free again soon, the other goes
// on, and when it wakes and commits, that is refused. P14.
func TestProofNodeStops(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	proxy := pgtest.NewProxy(t, dsn)
	w := alone(t, t.TempDir(), proxy.DSN())
	first, second := w.shop.nodes[0], w.shop.add(filepath.Join(w.shop.dir, "second.yaml"))
	if err := errors.Join(os.WriteFile(second.config, []byte(w.settings(dsn)), 0o600), second.start()); err != nil {
		t.Fatal(err)
	}
	w.live(t, func(ctx context.Context) error {
		if err := pause(ctx, time.Second); err != nil {
			return err
		}
		proxy.Set(pgtest.HoldCommit, 1)
		for proxy.Fired() == 0 {
			if err := pause(ctx, time.Millisecond); err != nil {
				return err
			}
		}
		addr, err := first.halt()
		if err != nil {
			return err
		}
		w.killer.note(stopped)
		if err := w.served(ctx, 10*time.Second); err != nil {
			return err
		}
		if err := nothingHeld(ctx, dsn); err != nil {
			return err
		}
		proxy.Set(pgtest.Fine, 0) // the commit arrives
		defer w.killer.note("")   // what it was about to send, it sends now
		return first.wake(addr)
	})
	sum := w.judge(t)
	if limit := w.limit(sum); sum.takeover > limit {
		t.Errorf("an answer took %v, want at most %v", sum.takeover, limit)
	}
}

// nothingHeld looks for a transaction that the server let wait for its client
// beyond the time that the store allows.
func nothingHeld(ctx context.Context, dsn string) error {
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	var held int
	err = c.QueryRow(ctx, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
		AND state = 'idle in transaction' AND state_change < now() - interval '8 seconds'`).Scan(&held)
	if err == nil && held > 0 {
		err = fmt.Errorf("%d transactions of a stopped node are still open", held)
	}
	return err
}

// served has somebody new chat, for so long at least.
func (w *world) served(ctx context.Context, d time.Duration) error {
	end := time.Now().Add(d)
	for n := 0; n == 0 || time.Now().Before(end); n++ {
		p, err := newWebPhone(ctx, w.shop, w.rng(1<<62))
		if err != nil {
			return err
		}
		if _, _, err = p.say(ctx, "add numbered notebook"); err == nil {
			err = p.await(ctx, 2)
		}
		if err := errors.Join(err, pause(ctx, time.Second)); err != nil {
			return err
		}
	}
	return nil
}
