package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// Migrate implements [store.DB] with goose and a version table of our own.
func (db *DB) Migrate(ctx context.Context, all []store.Migration) error {
	if err := db.check(ctx); err != nil {
		return err
	}
	pool, done, err := db.migrating()
	if err != nil {
		return err
	}
	defer done()
	p, err := db.provider(pool, all)
	if err != nil {
		return err
	}
	begun, have := time.Now(), int64(-1)
	for vain := 0; vain < tries; vain++ {
		var now int64
		if now, err = db.known(ctx, p, all); err == nil {
			if _, err = p.Up(ctx); err == nil {
				return nil
			}
		}
		switch {
		case errors.Is(err, store.ErrNewer):
			return err
		case isBusy(err):
			// Another process holds the lock for longer than a connection waits,
			// or SQLite did not wait: it does not while it changes the journal.
			if time.Since(begun) > patience || pause(ctx) != nil {
				return fmt.Errorf("sqlite: migrate: %w", errors.Join(translate(err), ctx.Err()))
			}
			vain = 0
		case now != have:
			// Another process has taken the same step at the same time: there is
			// one step less to take.
			have, vain = now, 0
		}
	}
	return fmt.Errorf("sqlite: migrate: %w", translate(err))
}

const (
	// tries is how often migrating gets no further before it is given up.
	tries = 4
	// patience is how long others may keep the file locked.
	patience = time.Minute
)

// pause waits a little, for a random while, so that those who wait do not go on
// in step.
func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Duration(10+rand.IntN(40)) * time.Millisecond):
		return nil
	}
}

// migrating returns a pool to migrate with: the writer never lets go of the one
// connection of its own.
func (db *DB) migrating() (pool *sql.DB, done func(), err error) {
	if !db.owned {
		return db.writes, func() {}, nil
	}
	if pool, err = sql.Open("sqlite", db.source); err != nil {
		return nil, nil, fmt.Errorf("sqlite: migrate: %w", err)
	}
	// What cannot be closed has been read and written all the same.
	return pool, func() { _ = pool.Close() }, nil
}

func (db *DB) provider(pool *sql.DB, all []store.Migration) (*goose.Provider, error) {
	steps := make([]*goose.Migration, len(all))
	for i, m := range all {
		text := db.dialect.Render(m.SQL)
		steps[i] = goose.NewGoMigration(m.Version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, text)
			return err
		}}, nil)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, pool, nil,
		goose.WithTableName(db.prefix+"schema_version"), goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(steps...))
	if err != nil {
		return nil, fmt.Errorf("sqlite: migrate: %w", err)
	}
	return p, nil
}

// known returns the version of the schema, and refuses one that a newer Sauda
// has made.
func (db *DB) known(ctx context.Context, p *goose.Provider, all []store.Migration) (int64, error) {
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return 0, err
	}
	if latest := all[len(all)-1].Version; have > latest {
		return 0, fmt.Errorf("%w: its schema is %d, this program knows %d: run the newer program again, or restore the backup made before the upgrade",
			store.ErrNewer, have, latest)
	}
	return have, nil
}
