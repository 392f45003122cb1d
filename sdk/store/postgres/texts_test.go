package postgres_test

import (
	"context"
	"maps"
	"regexp"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
)

// recorder keeps every SQL text that passes through it.
type recorder struct {
	store.DB
	texts *texts
}

type texts struct {
	mu  sync.Mutex
	all map[string]bool // text -> whether it came in a batch to be written
}

func (t *texts) add(sql string, write bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all[sql] = t.all[sql] || write
}

func (r recorder) Query(ctx context.Context, s store.Statement) (store.Rows, error) {
	r.texts.add(s.SQL, false)
	return r.DB.Query(ctx, s)
}

func (r recorder) Commit(ctx context.Context, b store.Batch) error {
	for _, g := range b.Guards {
		r.texts.add(g.SQL, false)
	}
	for _, s := range b.Writes {
		r.texts.add(s.SQL, true)
	}
	return r.DB.Commit(ctx, b)
}

// unordered are writes to rows that others lock, whose texts do not say which
// row it is, and that need not say it: of a contact that is not there yet, and
// of all that is a contact's when she turns out to be another's, which is rare
// and must miss nothing. A deadlock costs the latter a second and a second run.
var unordered = regexp.MustCompile(`INSERT INTO \{contact\} \(id, version, opted_out, data\) SELECT|` +
	`UPDATE \{(orders|conversation)\} SET contact = \$2, version = version \+ 1 WHERE contact = \$1`)

var lockable = regexp.MustCompile(`^\s*(?:INSERT INTO|UPDATE|DELETE FROM) \{(cart|contact|conversation|counter|lane|orders|timer)\}`)

// wantWellWritten looks at every text of the suite: what it writes is locked in
// order, and its numbers have 64 bits, which a constant beside a parameter may
// take away.
func wantWellWritten(t *testing.T, dsn string, db *postgres.DB, all *texts) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	for text, write := range maps.Clone(all.all) {
		if write && lockable.MatchString(text) && postgres.Target(text) == "" && !unordered.MatchString(text) {
			t.Errorf("the text does not show which row it writes, so that it cannot be locked in order:\n%s", text)
		}
		d, err := c.Prepare(t.Context(), "", db.Render(text))
		if err != nil {
			continue // one that the suite wants to fail
		}
		for i, oid := range d.ParamOIDs {
			if oid == pgtype.Int4OID || oid == pgtype.Int2OID {
				t.Errorf("$%d has not 64 bits in\n%s", i+1, text)
			}
		}
	}
}
