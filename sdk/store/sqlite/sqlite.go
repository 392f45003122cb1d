// Package sqlite keeps a [store.Store] in one SQLite file, with no service and
// no cgo: modernc.org/sqlite.
//
// One goroutine writes. It gathers the batches that wait and commits up to 64
// of them together, with synchronous=FULL: when Commit returns nil the batch is
// on disk. A batch that fails is undone alone. Readers use a pool beside it
// and see the last commit.
//
// The file belongs to one process at a time for writing; others may write too,
// each waits up to five seconds for the other.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	_ "modernc.org/sqlite" // the driver, by name

	"github.com/sauda-commerce/sauda/sdk/store"
)

// Oldest is the oldest SQLite that is accepted: older ones can lose a commit
// when a WAL is reset (fixed in 3.51.3).
const Oldest = "3.51.3"

// busy is how long a connection waits for the lock of another, in ms.
const busy = 5000

// DB is the [store.DB] on SQLite. Most callers want [Open] or [New].
type DB struct {
	reads, writes *sql.DB
	owned         bool   // we opened them and close them
	source        string // of writes, if owned
	prefix        string // of our tables
	dialect       *store.Dialect
	writer        *writer
	reader        *reader
}

// Open opens the file, making it when it does not exist, and its folder must.
// Call Migrate on the result before anything else.
func Open(path string) (*store.Store, error) {
	db, err := OpenDB(path)
	if err != nil {
		return nil, err
	}
	return store.New(db), nil
}

// New returns a store in the host's own database, in tables that begin with
// prefix and "_". The pool is of modernc.org/sqlite; we never close it. Every
// commit of ours is made with synchronous=FULL, whatever the pool's setting,
// but the journal mode is the host's: WAL is advised.
//
// The host's own tables are neither read nor named, not even by foreign keys,
// and migrations have a version table with the prefix. To be rid of all of it,
// close the store and drop the tables with the prefix.
//
// The prefix is of lower-case letters, digits and _; with any other, Migrate
// fails.
func New(db *sql.DB, prefix string) *store.Store {
	if prefix != "" {
		prefix += "_"
	}
	return store.New(newDB(db, db, prefix, false))
}

// OpenDB is Open for those who wrap the database, to measure or to break it.
func OpenDB(path string) (*DB, error) {
	if path == "" || strings.HasPrefix(path, ":memory:") {
		return nil, errors.New("sqlite: a path is needed: a store in memory would lose what was acknowledged")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	if err := private(path); err != nil {
		return nil, err
	}
	source := dsn(path, "journal_mode(WAL)", "synchronous(FULL)", "wal_autocheckpoint(8000)", "cache_size(-16384)", "temp_store(MEMORY)")
	writes, err := sql.Open("sqlite", source)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	writes.SetMaxOpenConns(1)
	reads, err := sql.Open("sqlite", dsn(path, "query_only(1)"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: %w", err), writes.Close())
	}
	n := max(4, 2*runtime.GOMAXPROCS(0))
	reads.SetMaxOpenConns(n)
	reads.SetMaxIdleConns(n)
	db := newDB(reads, writes, "", true)
	db.source = source
	if err := db.check(context.Background()); err != nil {
		return nil, errors.Join(fmt.Errorf("%w (%s)", err, path), db.Close())
	}
	return db, nil
}

// private makes a new file that only this user may read: it will hold names
// and addresses. SQLite gives the files beside it the same mode; one that is
// there already keeps its own.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sqlite: %w: %w", store.ErrUnavailable, err)
	}
	return f.Close()
}

func newDB(reads, writes *sql.DB, prefix string, owned bool) *DB {
	d := dialect(prefix)
	return &DB{
		reads: reads, writes: writes, owned: owned, dialect: d,
		prefix: prefix,
		writer: newWriter(writes, d, owned),
		reader: &reader{db: reads, dialect: d},
	}
}

// dsn names the file with pragmas, the patience for locks first.
func dsn(path string, pragmas ...string) string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {fmt.Sprintf("busy_timeout(%d)", busy)}}
	q["_pragma"] = append(q["_pragma"], pragmas...)
	u := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: q.Encode()}
	return u.String()
}

// check opens the file and refuses a prefix that cannot be one, and a SQLite
// that is too old.
func (db *DB) check(ctx context.Context) error {
	if strings.Trim(db.prefix, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return fmt.Errorf("sqlite: prefix %q: only a-z, 0-9 and _ will do", db.prefix)
	}
	var v string
	// Counting the tables opens the file: the version alone would not.
	err := db.reads.QueryRowContext(ctx, "SELECT sqlite_version() FROM (SELECT COUNT(*) FROM sqlite_schema)").Scan(&v)
	if err != nil {
		return fmt.Errorf("sqlite: open: %w", translate(err))
	}
	if older(v, Oldest) {
		return fmt.Errorf("sqlite: SQLite %s is too old, %s or newer is needed: update modernc.org/sqlite", v, Oldest)
	}
	return nil
}

// older compares dotted versions.
func older(a, b string) bool {
	var x, y [3]int
	for _, p := range []struct {
		s string
		n *[3]int
	}{{a, &x}, {b, &y}} {
		// What cannot be read stays 0: an odd version counts as old.
		_, _ = fmt.Sscanf(p.s, "%d.%d.%d", &p.n[0], &p.n[1], &p.n[2])
	}
	for i := range x {
		if x[i] != y[i] {
			return x[i] < y[i]
		}
	}
	return false
}

// Query implements [store.DB].
func (db *DB) Query(ctx context.Context, s store.Statement) (store.Rows, error) {
	return db.reader.query(ctx, s)
}

// Commit implements [store.DB].
func (db *DB) Commit(ctx context.Context, b store.Batch) error {
	if b.Empty() {
		return nil
	}
	return db.writer.do(ctx, &job{batch: b})
}

// Update implements [store.DB].
func (db *DB) Update(ctx context.Context, fn func(context.Context, store.Conn) error) error {
	return db.writer.do(ctx, &job{fn: fn})
}

// Close implements [store.DB].
func (db *DB) Close() error {
	err := db.writer.close()
	if !db.owned {
		return errors.Join(err, db.reader.close())
	}
	return errors.Join(err, db.reader.close(), db.reads.Close(), db.writes.Close())
}
