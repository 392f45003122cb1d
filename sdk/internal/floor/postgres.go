package floor

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	pgInbox = `INSERT INTO inbox (channel, account, event_id, conversation, seq, received, body)
		VALUES ('web', 'shop', $1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`
	pgRead    = `SELECT data, version, received, done FROM conversation WHERE id = $1 FOR UPDATE`
	pgUpdate  = `UPDATE conversation SET version = version + 1, received = received + 1, done = done + 1, data = $1 WHERE id = $2 AND version = $3`
	pgMessage = `INSERT INTO message (id, conversation, seq, sender, at, event, body) VALUES ($1, $2, $3, 'shop', $4, '', $5)`
	pgOutbox  = `INSERT INTO outbox (id, conversation, channel, account, address, created, body) VALUES ($1, $2, 'web', 'shop', $3, $4, $5)`
)

// Postgres is the same turn on PostgreSQL: many in a transaction of two round
// trips, on some connections at once. Its methods are for one goroutine.
type Postgres struct{ pool *pgxpool.Pool }

// OpenPostgres opens the schema of a migrated store, which the URL's
// search_path names.
func OpenPostgres(ctx context.Context, url string) (*Postgres, error) {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return nil, err
	}
	return &Postgres{pool}, nil
}

// Close closes the connections.
func (p *Postgres) Close() { p.pool.Close() }

// Turns does the turns with numbers from to to, in the conversations by turns:
// group of them in a transaction, conns transactions at once.
func (p *Postgres) Turns(conversations []string, said Said, from, to, group, conns int) error {
	var next atomic.Int64
	next.Store(int64(from))
	errs := make(chan error, conns)
	var all sync.WaitGroup
	for range conns {
		all.Go(func() {
			for {
				begin := int(next.Add(int64(group))) - group
				if begin >= to {
					return
				}
				if err := p.some(conversations, said, begin, min(begin+group, to)); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	all.Wait()
	close(errs)
	return <-errs
}

// some does turns in one transaction.
func (p *Postgres) some(conversations []string, said Said, from, to int) error {
	ctx := context.Background()
	c, err := p.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	first := &pgx.Batch{}
	first.Queue("BEGIN")
	for i := from; i < to; i++ {
		first.Queue(pgRead, conversations[i%len(conversations)])
	}
	read := c.SendBatch(ctx, first)
	second := &pgx.Batch{}
	_, err = read.Exec()
	for i := from; i < to && err == nil; i++ {
		var data string
		var version, received, done int64
		if err = read.QueryRow().Scan(&data, &version, &received, &done); err == nil {
			add(second, conversations[i%len(conversations)], said, i, data, version, received)
		}
	}
	if e := read.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	second.Queue("COMMIT")
	return c.SendBatch(ctx, second).Close()
}

func add(b *pgx.Batch, id string, said Said, i int, data string, version, received int64) {
	now, name := int64(i), fmt.Sprintf("f%036d", i)
	b.Queue(pgInbox, name, id, received+1, now, said.Event)
	b.Queue(pgUpdate, data, id, version)
	b.Queue(pgMessage, name, id, int64(1_000_000+i), now, said.Reply)
	b.Queue(pgOutbox, name, id, id, now, said.Reply)
}
