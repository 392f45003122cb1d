package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
)

// outage is a time in which nothing can be stored: promise P13.
type outage struct {
	begin, end func() error
	// partly says that what is small may still be stored in it, honestly.
	partly bool
	// held says that who holds on to what he has may not notice it at all.
	held bool
}

// recovery is how long after an outage the program may take to be ready.
const recovery = 30 * time.Second

// survive has shoppers chat through an outage of the store of one process,
// which is not started again: it refuses, is not ready, and recovers by itself;
// nothing that was acknowledged is missing afterwards.
func survive(t *testing.T, dir, dsn string, o outage) *world {
	t.Helper()
	w := newWorld(t, crash{store: "sqlite", nodes: 1}, 1, dir, dsn)
	if dsn != "" {
		w.store = "postgres"
	}
	var took time.Duration
	var refused, accepted int
	w.live(t, func(ctx context.Context) error {
		visitor, err := newWebPhone(ctx, w.shop, w.rng(0))
		if err != nil {
			return err
		}
		if err := pause(ctx, time.Second); err != nil {
			return err
		}
		if err := o.begin(); err != nil {
			return err
		}
		w.killer.note("the store was down")
		if err := w.ready(ctx, http.StatusServiceUnavailable, 20*time.Second); err != nil {
			return errors.Join(err, o.end())
		}
		refused, accepted, err = w.knock(ctx, visitor, 3*time.Second)
		if err := errors.Join(err, o.end()); err != nil {
			return err
		}
		ended := time.Now()
		err = w.ready(ctx, http.StatusOK, recovery)
		took = time.Since(ended)
		return errors.Join(err, visitor.await(ctx, 1+accepted), visitor.transcript())
	})
	w.judge(t)
	if refused == 0 && !o.held || accepted > 0 && !o.partly {
		t.Errorf("in the outage %d requests were accepted and %d refused, want none accepted", accepted, refused)
	}
	select {
	case <-w.shop.nodes[0].ended:
		t.Error("the process ended")
	default:
	}
	t.Logf("in the outage %d requests refused, %d accepted and kept; ready %v after it", refused, accepted, took.Round(time.Millisecond))
	return w
}

// ready waits until /readyz has a status.
func (w *world) ready(ctx context.Context, want int, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for {
		status, _, _ := w.shop.call(ctx, http.MethodGet, "/readyz", "", nil)
		if status == want {
			return nil
		}
		if pause(ctx, 50*time.Millisecond) != nil {
			return fmt.Errorf("/readyz is %d, want %d within %v", status, want, within)
		}
	}
}

// knock says things, beside what the shoppers say, and counts the answers.
func (w *world) knock(ctx context.Context, p *webPhone, d time.Duration) (refused, accepted int, err error) {
	for end := time.Now().Add(d); time.Now().Before(end); {
		id := uuid.NewString()
		body := fmt.Sprintf(`{"id":%q,"text":"what is in my cart"}`, id)
		switch status, _, _ := w.shop.call(ctx, http.MethodPost, "/webchat/messages", p.token, []byte(body)); {
		case status == http.StatusAccepted:
			accepted++
			p.sent = append(p.sent, id)
		case status == http.StatusServiceUnavailable || status == 0:
			refused++
		case status == http.StatusTooManyRequests:
		default:
			return refused, accepted, fmt.Errorf("status %d in an outage, want 503", status)
		}
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			return refused, accepted, err
		}
	}
	return refused, accepted, nil
}

// TestProofPostgresStopped stops the server in the middle of conversations.
func TestProofPostgresStopped(t *testing.T) {
	t.Parallel()
	s := pgtest.Start(t, pgtest.Options{})
	survive(t, t.TempDir(), pgtest.In(s.DSN(), "sauda"), outage{begin: s.Stop, end: s.Start})
}

// TestProofPostgresFull takes all connections that a server allows.
func TestProofPostgresFull(t *testing.T) {
	t.Parallel()
	s := pgtest.Start(t, pgtest.Options{Settings: map[string]string{"max_connections": "30"}})
	g := &greedy{dsn: s.DSN()}
	survive(t, t.TempDir(), pgtest.In(s.DSN(), "sauda"), outage{
		partly: true, // where a connection was had for a moment
		held:   true,
		begin:  g.begin, end: g.end,
	})
}

// greedy takes the connections of others and keeps them.
type greedy struct {
	dsn  string
	held []*pgx.Conn
	stop atomic.Bool
	done chan struct{}
}

func (g *greedy) begin() error {
	first, err := pgx.Connect(context.Background(), g.dsn)
	if err != nil {
		return err
	}
	g.held, g.done = []*pgx.Conn{first}, make(chan struct{})
	go func() {
		defer close(g.done)
		for !g.stop.Load() {
			g.grab(first)
		}
	}()
	return nil
}

// grab ends the sessions of others and takes what that sets free.
func (g *greedy) grab(first *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_, _ = first.Exec(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name <> 'greedy' AND pid <> pg_backend_pid()`)
	for {
		c, err := pgx.Connect(ctx, g.dsn+"&application_name=greedy")
		if err != nil { // that was the last
			time.Sleep(5 * time.Millisecond)
			return
		}
		g.held = append(g.held, c)
	}
}

func (g *greedy) end() (err error) {
	g.stop.Store(true)
	<-g.done
	for _, c := range g.held {
		err = errors.Join(err, c.Close(context.Background()))
	}
	return err
}

// whole runs SQLite's own check of a database.
func whole(t *testing.T, data string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(data, "sauda.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var said string
	if err := db.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&said); err != nil || said != "ok" {
		t.Errorf("integrity_check: %q, %v", said, err)
	}
}
