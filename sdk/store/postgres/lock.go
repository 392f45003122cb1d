package postgres

import (
	"hash/fnv"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// key is a row that a batch reads or writes and that others may, too: a table
// of package store and the value of its column in locks.
type key struct{ table, value string }

// listening is the table of keys that name a contact by a conversation.
const listening = "contact of a conversation"

// locks says how the rows of a table are locked, in the order in which every
// process locks tables. In a table the rows are locked in the order of keys.
var locks = []struct{ table, column, text string }{
	{"answer", "key", `SELECT 1 FROM {answer} WHERE key = ANY($1) ORDER BY key FOR UPDATE`},
	{"cart", "contact", `SELECT 1 FROM {cart} WHERE contact = ANY($1) ORDER BY contact FOR UPDATE`},
	{"contact", "id", `SELECT 1 FROM {contact} WHERE id = ANY($1::text[] || ARRAY(SELECT contact FROM {conversation} WHERE id = ANY($2)))
		ORDER BY id FOR UPDATE`},
	{"conversation", "id", `SELECT 1 FROM {conversation} WHERE id = ANY($1) ORDER BY id FOR UPDATE`},
	{"lane", "conversation", `SELECT 1 FROM {lane} WHERE conversation = ANY($1) ORDER BY conversation FOR UPDATE`},
	{"orders", "id", `SELECT 1 FROM {orders} WHERE id = ANY($1) ORDER BY id FOR UPDATE`},
	{"timer", "key", `SELECT 1 FROM {timer} WHERE key = ANY($1) ORDER BY key FOR UPDATE`},
	// Last, and for the shortest time: everybody wants it.
	{"counter", "name", `SELECT 1 FROM {counter} WHERE name = ANY($1) ORDER BY name FOR UPDATE`},
}

// advisory locks what is no row: the absence of one, or a sum over many. What
// is locked by a hash is locked for a few strangers as well, which is harmless.
const advisory = `SELECT pg_advisory_xact_lock(k) FROM unnest($1::bigint[]) AS k`

// plan is what a group locks before it looks at anything.
type plan struct {
	rows   map[string]map[string]struct{} // table -> values
	hashes map[int64]struct{}
}

func newPlan() *plan {
	return &plan{rows: map[string]map[string]struct{}{}, hashes: map[int64]struct{}{}}
}

func (p *plan) add(k key) {
	if p.rows[k.table] == nil {
		p.rows[k.table] = map[string]struct{}{}
	}
	p.rows[k.table][k.value] = struct{}{}
}

// guard adds what a guard is about.
func (p *plan) guard(schema string, g store.Guard) {
	switch {
	case g.Table == "": // about nothing
		return
	case aboutRow(g):
		p.add(key{g.Table, g.Key})
		return
	}
	h := fnv.New64a()
	for _, part := range []string{"sauda", schema, g.Table, g.Key} {
		_, _ = h.Write([]byte(part + "\x00")) // a hash never fails
	}
	p.hashes[int64(h.Sum64())] = struct{}{}
}

// aboutRow says whether a guard is about the one row that its key names, as
// its SQL shows: see [store.Guard].
func aboutRow(g store.Guard) bool { return strings.HasPrefix(g.SQL, "SELECT 1 FROM {") }

// statements are those that lock the plan's rows, each in order.
func (p *plan) statements() []store.Statement {
	var all []store.Statement
	if len(p.hashes) > 0 {
		all = append(all, store.Statement{SQL: advisory, Args: []any{slices.Sorted(maps.Keys(p.hashes))}})
	}
	for _, l := range locks {
		values := p.values(l.table)
		args := []any{values}
		if l.table == "contact" {
			by := p.values(listening)
			values = append(values, by...)
			args = append(args, by)
		}
		if len(values) > 0 {
			all = append(all, store.Statement{SQL: l.text, Args: args})
		}
	}
	return all
}

func (p *plan) values(table string) []string {
	all := make([]string, 0, len(p.rows[table]))
	for v := range p.rows[table] {
		all = append(all, toText(v))
	}
	return all
}

var written = regexp.MustCompile(`^\s*(?:INSERT INTO|UPDATE|DELETE FROM) \{(\w+)\}`)

// target says which row a write is about, as its text shows: the first table,
// and its key column compared with $1 or with a constant, or first among the
// columns inserted. A row that no target names is locked when it is written,
// in no order: a deadlock, then, costs a second and a second run.
type target struct {
	table string
	fixed string // the key, where it is in the text; else it is the first argument
}

// targetOf returns the zero target for a text that shows none.
func targetOf(text string) target {
	m := written.FindStringSubmatch(text)
	if m == nil {
		return target{}
	}
	for _, l := range locks {
		if l.table != m[1] {
			continue
		}
		if strings.Contains(text, "WHERE "+l.column+" = $1") || insertsKey(text, l.column) {
			return target{table: l.table}
		}
		if _, rest, ok := strings.Cut(text, "WHERE "+l.column+" = '"); ok {
			name, _, _ := strings.Cut(rest, "'")
			return target{table: l.table, fixed: name}
		}
		if l.table == "contact" && strings.HasPrefix(text, "UPDATE") && strings.Contains(text, "WHERE c.id = $1") {
			return target{table: listening}
		}
	}
	return target{}
}

func insertsKey(text, column string) bool {
	_, columns, ok := strings.Cut(text, "(")
	return ok && strings.HasPrefix(columns, column+",") &&
		(strings.Contains(columns, "VALUES ($1,") || strings.Contains(columns, "SELECT CAST($1 AS TEXT),"))
}

// key is the row that a statement with this target is about.
func (t target) key(args []any) (key, bool) {
	if t.table == "" {
		return key{}, false
	}
	if t.fixed != "" {
		return key{t.table, t.fixed}, true
	}
	if len(args) == 0 {
		return key{}, false
	}
	v, ok := args[0].(string)
	return key{t.table, v}, ok
}
