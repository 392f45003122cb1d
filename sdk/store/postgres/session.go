package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// How long things may take, from the inside out: each ends before what is
// around it would give up. A process that is stopped in mid-transaction holds
// its locks for idle at most.
const (
	idle      = "3s"             // between the two trips
	lockWait  = "5s"             // for one lock
	statement = "6s"             // for one statement
	trip      = 8 * time.Second  // for one trip, if the network hangs
	lookup    = 10 * time.Second // until we know what became of a commit
)

// session does transactions, one at a time. Each writes the session's next
// number into its row of commit_mark, which so is locked until the end of the
// transaction, and tells afterwards whether it was committed.
type session struct {
	db     *DB
	name   string
	number int64
	marked bool // our row is there
}

func newSession(db *DB) *session { return &session{db: db, name: uuid.NewString()} }

// markTable is ours alone: SQLite needs none.
const (
	markTable = `CREATE TABLE IF NOT EXISTS {commit_mark} (
		session TEXT PRIMARY KEY, number {int} NOT NULL, at TIMESTAMPTZ NOT NULL) WITH (fillfactor = 50)`
	markInsert = `INSERT INTO {commit_mark} (session, number, at) VALUES ($1, 0, now()) ON CONFLICT (session) DO NOTHING`
	markForget = `DELETE FROM {commit_mark} WHERE session IN (
		SELECT session FROM {commit_mark} WHERE at < now() - interval '30 days' {skip locked})`
	// markLook writes and is durable itself, so that its own commit waits for a
	// standby, as that which it asks about should have: one whose waiting was cut
	// short is seen here, but the standby may not have it.
	markLook = `UPDATE {commit_mark} SET at = now() WHERE session = $1 RETURNING number, ` + durable
	durable  = `set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true)`
	// mark also makes the transaction durable and its waits short, whatever the
	// host's settings are.
	mark = `UPDATE {commit_mark} SET number = $2, at = now() WHERE session = $1 RETURNING
		` + durable + `,
		set_config('idle_in_transaction_session_timeout', '` + idle + `', true),
		set_config('lock_timeout', '` + lockWait + `', true),
		set_config('statement_timeout', '` + statement + `', true)`
	// markKeyed is mark for statements that find rows by their keys: they are
	// planned once and not for each list of keys, and never read a whole table,
	// which a plan made while that was small would do for ever.
	markKeyed = mark + `, set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true)`
)

// ready makes sure that the session has its row, committed.
func (s *session) ready(ctx context.Context, c *pgx.Conn) error {
	if s.marked {
		return nil
	}
	for _, text := range []string{markForget, markInsert} {
		var args []any
		if text == markInsert {
			args = []any{s.name}
		}
		if _, err := c.Exec(ctx, s.db.dialect.Render(text), args...); err != nil {
			return translate(c, err)
		}
	}
	s.marked = true
	return nil
}

// transaction runs fn between BEGIN and the end that fn itself gives it, on a
// connection of the pool. fn gets a context that bounds one trip, and a batch
// that begins the transaction, to add to and to send.
type transaction struct {
	s    *session
	c    *pgx.Conn
	over func()
}

// begin takes a connection for a transaction.
func (s *session) begin() (*transaction, error) {
	c, err := s.db.acquire(context.Background())
	if err != nil {
		return nil, err
	}
	t := &transaction{s: s, c: c.Conn(), over: c.Release}
	ctx, cancel := context.WithTimeout(context.Background(), trip)
	defer cancel()
	if err := s.ready(ctx, t.c); err != nil {
		c.Release()
		return nil, err
	}
	s.number++
	return t, nil
}

// opening returns a batch that begins the transaction, with one of the marks.
func (t *transaction) opening(mark string) *pgx.Batch {
	b := &pgx.Batch{}
	b.Queue("BEGIN")
	b.Queue(t.s.db.dialect.Render(mark), t.s.name, t.s.number)
	return b
}

// results reads those of a batch, in order.
type results struct {
	pgx.BatchResults
	c *pgx.Conn
}

func (t *transaction) send(ctx context.Context, b *pgx.Batch) results {
	return results{t.c.SendBatch(ctx, b), t.c}
}

// next reads the result of one statement, and how many rows it had.
func (r results) next() (int64, error) {
	tag, err := r.Exec()
	return tag.RowsAffected(), translate(r.c, err)
}

// opened reads the results of opening.
func (r results) opened(s *session) error {
	if _, err := r.next(); err != nil {
		return err
	}
	n, err := r.next()
	if err == nil && n != 1 { // somebody removed our row
		s.marked = false
		return fmt.Errorf("%w: the session's mark is gone", errLost)
	}
	return err
}

// end lets go of the connection. A transaction that is still open is rolled
// back; if that fails the pool closes the connection, and the server does it.
func (t *transaction) end() {
	if !t.c.IsClosed() && t.c.PgConn().TxStatus() != 'I' {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		_, _ = t.c.Exec(ctx, "ROLLBACK")
	}
	t.over()
}

// committed reads what COMMIT said. An error of the connection does not tell
// what became of it: then the server is asked.
func (t *transaction) committed(tag pgconn.CommandTag, err error) error {
	if err == nil {
		if tag.String() == "COMMIT" {
			return nil
		}
		return errors.New("postgres: a statement failed and its error was passed over: rolled back")
	}
	err = translate(t.c, err)
	var f *failure
	if errors.As(err, &f) && !gone(f) {
		return err
	}
	return t.s.look(err)
}

// look asks the server whether the transaction of the session's number was
// committed. It waits for a transaction that is still under way, because that
// has the row's lock. It returns nil, why if it was not, or errUnknown.
func (s *session) look(why error) error {
	ctx, cancel := context.WithTimeout(context.Background(), lookup)
	defer cancel()
	for {
		var number int64
		err := s.db.lookOnce(ctx, s.name, &number)
		switch {
		case err == nil && number == s.number:
			return nil
		case err == nil:
			return fmt.Errorf("%w: %w", errLost, why)
		case errors.Is(err, pgx.ErrNoRows):
			return fmt.Errorf("%w: the session's mark is gone", errUnknown)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", errUnknown, why)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (db *DB) lookOnce(ctx context.Context, name string, number *int64) error {
	c, err := db.acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	b := &pgx.Batch{}
	b.Queue("BEGIN")
	b.Queue(db.dialect.Render(markLook), name)
	b.Queue("COMMIT")
	r := c.SendBatch(ctx, b)
	defer r.Close()
	if _, err := r.Exec(); err != nil {
		return translate(c.Conn(), err)
	}
	if err := r.QueryRow().Scan(number, nil); err != nil {
		return err
	}
	_, err = r.Exec()
	return translate(c.Conn(), err)
}

// queue adds a statement of package store to a batch.
func queued(b *pgx.Batch, d *store.Dialect, s store.Statement) {
	b.Queue(d.Render(s.SQL), s.Args...)
}
