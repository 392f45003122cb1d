package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// quiet is how long a listener hears nothing before it looks whether the
// server is still there.
const quiet = 15 * time.Second

// maxNotice is what fits into PostgreSQL's 8,000 bytes.
const maxNotice = 7000

// channel is where the processes on a schema hear each other.
func (db *DB) channel() string { return "sauda:" + db.schema }

// Announce implements [store.Announcer].
func (db *DB) Announce(ctx context.Context, notice string) error {
	if !db.begin() {
		return errClosed
	}
	defer db.work.Done()
	if len(notice) > maxNotice {
		return fmt.Errorf("postgres: a notice of %d bytes, at most %d will do", len(notice), maxNotice)
	}
	c, err := db.acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	wait, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err = c.Exec(wait, `SELECT pg_notify($1, $2)`, db.channel(), toText(notice))
	return ended(ctx, translate(c.Conn(), err))
}

// Listen implements [store.Announcer].
func (db *DB) Listen(ctx context.Context, fn func(notice string)) error {
	if !db.begin() {
		return errClosed
	}
	defer db.work.Done()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(db.life, cancel)()
	err := db.listen(ctx, fn)
	switch {
	case db.life.Err() != nil:
		return errClosed
	case ctx.Err() != nil:
		return nil
	}
	return err
}

// listen takes a connection out of the pool, for good: it is no use to others
// any more.
func (db *DB) listen(ctx context.Context, fn func(notice string)) error {
	pooled, err := db.acquire(ctx)
	if err != nil {
		return err
	}
	c := pooled.Hijack()
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = c.Close(ctx) // it is of no use any more
	}()
	if _, err := c.Exec(ctx, `LISTEN `+quote(db.channel())); err != nil {
		return translate(c, err)
	}
	for {
		wait, cancel := context.WithTimeout(ctx, quiet)
		n, err := c.WaitForNotification(wait)
		cancel()
		switch {
		case err == nil:
			fn(fromText(n.Payload))
		case ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) || c.IsClosed():
			return translate(c, err)
		default:
			if err := db.there(ctx, c.Ping); err != nil {
				return fmt.Errorf("%w: %w", errLost, err)
			}
		}
	}
}

// there asks whether the server answers.
func (db *DB) there(ctx context.Context, ping func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return ping(ctx)
}
