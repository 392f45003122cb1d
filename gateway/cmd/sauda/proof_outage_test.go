package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
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
}

// recovery is how long after an outage the program may take to be ready.
const recovery = 30 * time.Second

// alone is a world of one process.
func alone(t *testing.T, dir, dsn string) *world {
	t.Helper()
	c := crash{store: "sqlite", nodes: 1}
	if dsn != "" {
		c.store = "postgres"
	}
	return newWorld(t, c, 1, dir, dsn)
}

// survive has shoppers chat through an outage of the store of one process,
// which is not started again: it refuses, is not ready, and recovers by itself;
// nothing that was acknowledged is missing afterwards.
func (w *world) survive(t *testing.T, o outage) {
	t.Helper()
	var knocks knocks
	var took time.Duration
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
		knocks, err = w.knock(ctx, visitor, 3*time.Second)
		err = errors.Join(err, w.ready(ctx, http.StatusServiceUnavailable, 20*time.Second), o.end())
		if err != nil {
			return err
		}
		w.killer.note("the store was back") // what was sent in between could not be recorded
		ended := time.Now()
		err = w.ready(ctx, http.StatusOK, recovery)
		took = time.Since(ended)
		return errors.Join(err, visitor.await(ctx, 1+knocks.accepted), visitor.transcript())
	})
	w.judge(t)
	knocks.check(t, o)
	select {
	case <-w.shop.nodes[0].ended:
		t.Error("the process ended")
	default:
	}
	t.Logf("in the outage %v; ready %v after it", knocks, took.Round(time.Millisecond))
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

// refusal is how long after the beginning of an outage the first may come.
const refusal = 5 * time.Second

// knocks are the answers to what was said in an outage.
type knocks struct {
	refused, accepted, unanswered int
	first                         time.Duration // until one was refused
}

func (k knocks) check(t *testing.T, o outage) {
	t.Helper()
	if k.accepted > 0 && !o.partly {
		t.Errorf("in the outage %d requests were accepted, want none", k.accepted)
	}
	if k.refused == 0 || k.first > refusal {
		t.Errorf("in the outage %d requests were refused, the first after %v, want one within %v", k.refused, k.first, refusal)
	}
}

func (k knocks) String() string {
	return fmt.Sprintf("%d requests refused, the first after %v, %d not answered, %d accepted and kept",
		k.refused, k.first.Round(time.Millisecond), k.unanswered, k.accepted)
}

// knock says things, beside what the shoppers say, for a while and until one was
// refused.
func (w *world) knock(ctx context.Context, p *webPhone, d time.Duration) (k knocks, err error) {
	for began := time.Now(); time.Since(began) < d || k.refused == 0 && time.Since(began) < 4*refusal; {
		id := uuid.NewString()
		body := fmt.Sprintf(`{"id":%q,"text":"what is in my cart"}`, id)
		switch status, _, _ := w.shop.call(ctx, http.MethodPost, "/webchat/messages", p.token, []byte(body)); status {
		case http.StatusAccepted:
			k.accepted++
			p.sent = append(p.sent, id)
		case http.StatusServiceUnavailable:
			if k.refused++; k.refused == 1 {
				k.first = time.Since(began)
			}
		case 0:
			k.unanswered++
		case http.StatusTooManyRequests:
		default:
			return k, fmt.Errorf("status %d in an outage, want 503", status)
		}
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			return k, err
		}
	}
	return k, nil
}

// TestProofPostgresStopped stops the server in the middle of conversations.
func TestProofPostgresStopped(t *testing.T) {
	t.Parallel()
	s := pgtest.Start(t, pgtest.Options{})
	alone(t, t.TempDir(), pgtest.In(s.DSN(), "sauda")).survive(t, outage{begin: s.Stop, end: s.Start})
}

// TestProofPostgresFull leaves the shop no connection: those it has are ended,
// and it may make no other.
func TestProofPostgresFull(t *testing.T) {
	t.Parallel()
	s := pgtest.Start(t, pgtest.Options{})
	owner := &owner{dsn: s.DSN()}
	if err := owner.does(`CREATE ROLE shop LOGIN`, `GRANT ALL ON DATABASE postgres TO shop`); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(pgtest.In(s.DSN(), "sauda"))
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.User("shop")
	alone(t, t.TempDir(), u.String()).survive(t, outage{
		begin: func() error {
			return owner.does(`ALTER ROLE shop CONNECTION LIMIT 0`,
				`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'shop'`)
		},
		end: func() error { return owner.does(`ALTER ROLE shop CONNECTION LIMIT -1`) },
	})
}

// owner is who may do everything on a server.
type owner struct{ dsn string }

func (o *owner) does(all ...string) error {
	c, err := pgx.Connect(context.Background(), o.dsn)
	if err != nil {
		return err
	}
	for _, sql := range all {
		if _, err = c.Exec(context.Background(), sql); err != nil {
			break
		}
	}
	return errors.Join(err, c.Close(context.Background()))
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
