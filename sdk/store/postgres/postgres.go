package postgres

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// Schema is where [Open] keeps the store if its URL does not say.
const Schema = "sauda"

// DB is the [store.DB] on PostgreSQL. Most callers want [Open] or [New].
type DB struct {
	pool    *pgxpool.Pool
	owned   bool // we opened it and close it
	schema  string
	dialect *store.Dialect
	targets sync.Map // SQL -> target
	queue   *queue
	gate    *gate
	updates chan *session // those that are free

	life   context.Context // ends with Close
	die    context.CancelFunc
	mu     sync.RWMutex // held for reading while work is taken on, so that Close sees the last
	closed bool
	work   sync.WaitGroup
}

// Open connects to a database by its URL, postgres://user@host/name, which may
// also have pgx's pool_max_conns and the like. The schema is that of its
// search_path, else "sauda"; Migrate makes it. Nothing is sent yet but what
// tells that the URL is right: a server that is down is ErrUnavailable.
// Call Migrate on the result before anything else.
//
// A shop that has a standby names both, and whichever takes writes is used:
//
//	postgres://shop@db1,db2/shop?target_session_attrs=read-write
//
// What was acknowledged survives a failing over if the first server waits for
// the second (its synchronous_standby_names): a commit that it could not pass on
// is not acknowledged.
//
// While the server is away, calls fail with ErrUnavailable at once; it is looked
// for twice a second.
func Open(ctx context.Context, url string) (*store.Store, error) {
	db, err := OpenDB(ctx, url)
	if err != nil {
		return nil, err
	}
	return store.New(db), nil
}

// New returns a store in a schema of the host's own database. The pool is the
// host's: we never close it, nor change its settings. Close the store before it.
//
// Ten connections or more are well used: up to a third of them write batches,
// as many again work for Update, the rest read. A shop that runs also takes one
// connection out of the pool for good, to listen on. What the pool prepares and
// caches is its own affair, but Migrate and listening want sessions of their
// own: PgBouncer in front must pool sessions, not transactions.
//
// Nothing is made, read or named outside the schema, whatever the pool's
// search_path, and migrations have a version table in it. To be rid of all of
// it, close the store and drop the schema.
//
// The schema begins with a letter and is of lower-case letters, digits and _,
// at most 40; with any other, Migrate fails.
func New(pool *pgxpool.Pool, schema string) *store.Store {
	return store.New(NewDB(pool, schema))
}

// OpenDB is Open for those who wrap the database, to measure or to break it.
func OpenDB(ctx context.Context, url string) (*DB, error) {
	c, err := pgxpool.ParseConfig(url)
	if err != nil || misread(c) {
		return nil, errURL
	}
	schema := Schema
	if path, ok := c.ConnConfig.RuntimeParams["search_path"]; ok {
		schema = strings.TrimSpace(path)
	}
	if !strings.Contains(url, "pool_max_conns") {
		c.MaxConns = connections
	}
	if c.ConnConfig.ConnectTimeout == 0 || c.ConnConfig.ConnectTimeout > dial {
		c.ConnConfig.ConnectTimeout = dial
	}
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	db := newDB(pool, schema, true)
	if err := db.check(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// errURL does not say what is wrong: the driver's words may hold the password.
var errURL = errors.New("postgres: the URL cannot be read: it should look like postgres://user:password@host:5432/name, " +
	"with an @ in the password written as %40 and the like, and parameters that pgx knows")

// misread says that a part of the password was taken for the host, which is
// what an @ in it does; the name of a host is in errors and logs.
func misread(c *pgxpool.Config) bool {
	hosts := []string{c.ConnConfig.Host}
	for _, f := range c.ConnConfig.Fallbacks {
		hosts = append(hosts, f.Host)
	}
	return slices.ContainsFunc(hosts, func(h string) bool { return strings.Contains(h, "@") && !strings.HasPrefix(h, "/") })
}

// NewDB is New for those who wrap the database, to measure or to break it.
func NewDB(pool *pgxpool.Pool, schema string) *DB { return newDB(pool, schema, false) }

const (
	// connections is how many Open uses at most.
	connections = 16
	// writers is how many transactions of batches there are at once, at most.
	writers = 4
	// patience is how long one waits for a connection.
	patience = 4 * time.Second
	// dial is how long it may take to make one, of which that is part.
	dial = 3 * time.Second
)

func newDB(pool *pgxpool.Pool, schema string, owned bool) *DB {
	db := &DB{pool: pool, owned: owned, schema: schema, dialect: dialect(schema), queue: newQueue(), gate: newGate()}
	db.life, db.die = context.WithCancel(context.Background())
	n := max(1, min(writers, int(pool.Config().MaxConns)/3))
	db.updates = make(chan *session, n)
	for range n {
		db.updates <- newSession(db)
		w := &writer{db: db, session: newSession(db)}
		db.work.Go(w.run)
	}
	return db
}

var schemaName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// check refuses a schema that cannot be one, and a server that is not there.
func (db *DB) check(ctx context.Context) error {
	if !schemaName.MatchString(db.schema) || strings.HasPrefix(db.schema, "pg_") {
		return fmt.Errorf("postgres: schema %q: a letter, then a-z, 0-9 and _, at most 40, and not pg_", db.schema)
	}
	c, err := db.acquire(ctx)
	if err != nil {
		return err
	}
	c.Release()
	return nil
}

// begin takes work on; false when the database was closed. What it takes on it
// ends with db.work.Done.
func (db *DB) begin() bool {
	db.mu.RLock()
	defer db.mu.RUnlock()
	if db.closed {
		return false
	}
	db.work.Add(1)
	return true
}

// Close implements [store.DB].
func (db *DB) Close() error {
	db.mu.Lock()
	first := !db.closed
	db.closed = true
	db.mu.Unlock()
	db.queue.close()
	db.die()
	db.work.Wait()
	if first && db.owned {
		db.pool.Close()
	}
	return nil
}
