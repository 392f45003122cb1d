package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// versions is goose's table.
const versions = "schema_version"

// Migrate implements [store.DB] with goose, a version table of our own and
// goose's lock.
func (db *DB) Migrate(ctx context.Context, all []store.Migration) error {
	if !db.begin() {
		return errClosed
	}
	defer db.work.Done()
	if err := db.check(ctx); err != nil {
		return err
	}
	have, err := db.version(ctx)
	if err != nil {
		return err
	}
	switch latest := all[len(all)-1].Version; {
	case have > latest:
		return fmt.Errorf("%w: its schema is %d, this program knows %d: run the newer program again, or restore the backup made before the upgrade",
			store.ErrNewer, have, latest)
	case have == latest:
		return nil
	}
	if err := db.prepare(ctx); err != nil {
		return err
	}
	pool := stdlib.OpenDBFromPool(db.pool)
	p, err := db.provider(pool, all)
	if err != nil {
		return errors.Join(err, pool.Close())
	}
	if _, err = p.Up(ctx); err == nil {
		err = db.roomy(ctx, pool)
	}
	if err != nil {
		err = fmt.Errorf("postgres: migrate: %w", ended(ctx, translate(nil, err)))
	}
	return errors.Join(err, pool.Close())
}

// roomy leaves room on the pages of tables whose rows change all the time, so
// that a new version of a row lies beside the old one. An older schema lacks some.
func (db *DB) roomy(ctx context.Context, pool *sql.DB) error {
	for _, l := range locks {
		text := db.dialect.Render("ALTER TABLE IF EXISTS {" + l.table + "} SET (fillfactor = 70)")
		if _, err := pool.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// version is that of the schema; 0 when there is none.
func (db *DB) version(ctx context.Context) (version int64, err error) {
	c, err := db.acquire(ctx)
	if err != nil {
		return 0, err
	}
	defer c.Release()
	var there bool
	err = c.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, quote(db.schema)+"."+versions).Scan(&there)
	if err == nil && there {
		err = c.QueryRow(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM `+quote(db.schema)+"."+versions+` WHERE is_applied`).Scan(&version)
	}
	if err != nil {
		return 0, fmt.Errorf("postgres: migrate: %w", ended(ctx, translate(c.Conn(), err)))
	}
	return version, nil
}

// prepare makes the schema and what is PostgreSQL's alone.
func (db *DB) prepare(ctx context.Context) error {
	c, err := db.acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	err = pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		// IF NOT EXISTS alone fails when two do it at once.
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, db.lockID()); err != nil {
			return err
		}
		for _, text := range []string{`CREATE SCHEMA IF NOT EXISTS ` + quote(db.schema), ordered(db.dialect.Render(markTable))} {
			if _, err := tx.Exec(ctx, text); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("postgres: migrate: %w", ended(ctx, translate(c.Conn(), err)))
	}
	return nil
}

func (db *DB) provider(pool *sql.DB, all []store.Migration) (*goose.Provider, error) {
	steps := make([]*goose.Migration, len(all))
	for i, m := range all {
		text := ordered(db.dialect.Render(m.SQL))
		steps[i] = goose.NewGoMigration(m.Version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			return db.several(ctx, tx, text)
		}}, nil)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockID(db.lockID()), lock.WithLockTimeout(1, 600), lock.WithUnlockTimeout(1, 10))
	if err != nil {
		return nil, fmt.Errorf("postgres: migrate: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectPostgres, pool, nil, goose.WithTableName(db.schema+"."+versions),
		goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(steps...), goose.WithSessionLocker(locker))
	if err != nil {
		return nil, fmt.Errorf("postgres: migrate: %w", err)
	}
	return p, nil
}

// lockID is that of the schema's migrations.
func (db *DB) lockID() int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte("sauda migrate " + db.schema)) // a hash never fails
	return int64(h.Sum64())
}

// several runs a text of many statements, whatever the pool's mode is. Names
// that take no schema, as in DROP INDEX, are looked for in ours.
func (db *DB) several(ctx context.Context, tx *sql.Tx, text string) error {
	text = `SET LOCAL search_path TO ` + quote(db.schema) + "; " + text
	_, err := tx.ExecContext(ctx, text, pgx.QueryExecModeSimpleProtocol)
	return err
}
