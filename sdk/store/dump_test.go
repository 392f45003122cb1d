package store_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// databases are what a store lives on. open returns a new one, with how to ask
// its own catalogue for "table.column" of every table.
var databases = map[string]func(t *testing.T) (db store.DB, catalogue string){
	"sqlite": func(t *testing.T) (store.DB, string) {
		db, err := sqlite.OpenDB(filepath.Join(t.TempDir(), "shop.db"))
		return closing(t, db, err), `SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
			WHERE t.type = 'table' AND t.name NOT IN ('schema_version', 'sqlite_sequence')`
	},
	"postgres": func(t *testing.T) (store.DB, string) {
		dsn := pgtest.DSN(t)
		db, err := postgres.OpenDB(t.Context(), dsn)
		return closing(t, db, err), `SELECT table_name || '.' || column_name FROM information_schema.columns
			WHERE table_schema = '` + pgtest.Schema(t, dsn) + `' AND table_name NOT IN ('schema_version', 'commit_mark')`
	},
}

func closing[T io.Closer](t *testing.T, db T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// each runs a test on every database.
func each(t *testing.T, fn func(t *testing.T, db store.DB, catalogue string)) {
	for name, open := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, catalogue := open(t)
			fn(t, db, catalogue)
		})
	}
}

// A table or a column that backups forget is data lost.
func TestBackupsKnowEveryColumn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db store.DB, catalogue string) {
		if err := store.New(db).Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := queryAll(t, db, catalogue)
		want, err := store.ColumnsOf()
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(want)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("backups know (-), there is (+):\n%s", d)
		}
	})
}

// queryAll reads one column of text, sorted.
func queryAll(t *testing.T, db store.DB, sql string) []string {
	t.Helper()
	rows, err := db.Query(t.Context(), store.Statement{SQL: sql})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// odd is text that is easily lost on the way.
const odd = "Қазақ \x00 \u2028 \ufdd000 <&> \" \\ \n\t🛒"

// sample has a row for every table, with what is easily lost.
var sample = []store.Statement{
	{SQL: `INSERT INTO {conversation} (id, contact, version, received, done, waiting, staff, since, data) VALUES ($1, $2, 3, 2, 1, 5, 1, 6, $3)`, Args: []any{"c1", odd, "{}"}},
	{SQL: `INSERT INTO {inbox} (n, channel, account, event_id, conversation, seq, received, body) VALUES (41, 'web', '', $1, 'c1', 1, 7, '{}')`, Args: []any{"e\xff\xfe"}},
	{SQL: `INSERT INTO {message} (n, id, conversation, seq, sender, at, event, body) VALUES (7, 'm1', 'c1', 1, 'shop', 1, 'e', $1)`, Args: []any{strings.Repeat(odd, 50_000)}},
	{SQL: `INSERT INTO {contact} (id, version, opted_out, data) VALUES ('p1', 1, 9223372036854775807, 'null')`},
	{SQL: `INSERT INTO {consent} (id, contact, channel, purpose, action, method, wording, event, at) VALUES ('k', 'p1', '', 'marketing', 'grant', 'm', $1, 'e', -5)`, Args: []any{odd}},
	{SQL: `INSERT INTO {cart} (contact, version, updated, data) VALUES ('p1', 1, 2, '{"base64":"AA=="}')`},
	{SQL: `INSERT INTO {orders} (id, number, version, state, contact, conversation, token, provider, checkout, total, currency, created, data)
		VALUES ('o1', '1001', 1, 'paid', 'p1', 'c1', '', '', '', 0, '', 1, '{}')`},
	{SQL: `INSERT INTO {attempt} (order_id, number, provider, ref, state, data) VALUES ('o1', 1, 'p', '', 's', '{}')`},
	{SQL: `INSERT INTO {payment_event} (n, provider, event_id, order_id, received, data, raw) VALUES (9007199254740993, 'p', 'e', 'o1', 1, '', $1)`, Args: []any{[]byte{0, 255, '\n', '"'}}},
	{SQL: `INSERT INTO {payment_event} (n, provider, event_id, order_id, received, data, raw) VALUES (1, 'p', 'f', 'o1', 1, '', $1)`, Args: []any{[]byte{}}},
	{SQL: `INSERT INTO {hold} (order_id, product, variant, quantity, state, until, at) VALUES ('o1', 'x', '', 1, 'reserved', 1, 0)`},
	{SQL: `INSERT INTO {redemption} (code, order_id, contact, customer, at) VALUES ($1, 'o1', 'p1', '', 1)`, Args: []any{odd}},
	{SQL: `INSERT INTO {record} (kind, key, version, data) VALUES ('manual-kaspi', $1, 9, $2)`, Args: []any{odd, []byte{0, 255}}},
	{SQL: `INSERT INTO {receipt} (id, order_id, attempt, type, size, data, at) VALUES ('r1', 'o1', 'o1-1', 'image/png', 3, $1, 1)`, Args: []any{[]byte("\x89P\x00")}},
	{SQL: `INSERT INTO {timer} (key, kind, due, next, attempt, claim, payload) VALUES ('t', 'k', 1, 2, 0, '', $1)`, Args: []any{[]byte("\xff")}},
	{SQL: `INSERT INTO {outbox} (id, conversation, channel, account, address, created, body) VALUES ('b', 'c1', 'x', 'a', 'd', 1, '{}')`},
	{SQL: `INSERT INTO {lane} (conversation, channel, account, address, generation, attempt, next, claim, class) VALUES ('c1', 'x', 'a', 'd', 1, 0, 9223372036854775807, '', '')`},
	{SQL: `INSERT INTO {pace} (channel, account, taken, until) VALUES ('x', 'a', 1, 2)`},
	{SQL: `INSERT INTO {sent} (message_id, account, channel, id, conversation, state, code, at) VALUES ('m', 'a', 'x', 'b', 'c1', 'sent', '', 1)`},
	{SQL: `INSERT INTO {dead_letter} (n, id, conversation, channel, account, address, created, body, class, code, at) VALUES (3, 'b', 'c1', 'x', 'a', 'd', 1, '{}', 'auth', '1', 1)`},
	{SQL: `INSERT INTO {product} (id, source, hash, change, dropped, updated, data) VALUES ('pr', 's', 'h', 1, 0, 1, '{}')`},
	{SQL: `INSERT INTO {product_seen} (source, id, listing) VALUES ('s', 'pr', 1)`},
	{SQL: `INSERT INTO {answer} (key, request, claim, at, status, body) VALUES ('a', 'r', '', 1, 201, $1)`, Args: []any{[]byte{0, 255}}},
	{SQL: `INSERT INTO {identity} (kind, value, contact) VALUES ('phone', '+77012500000', $1)`, Args: []any{odd}},
	{SQL: `INSERT INTO {deep_link} (hash, customer, referral, expires, conversation) VALUES ('h', $1, '', 1, 'c1')`, Args: []any{odd}},
	{SQL: `INSERT INTO {told} (id, at) VALUES ('evt_1', 1)`},
	{SQL: `INSERT INTO {unheard} (n, subscriber, event, type, body, tries, reason, at) VALUES (5, 'hook 1', 'evt_1', 'order.paid', $1, 10, $2, 1)`, Args: []any{[]byte("{}"), odd}},
	{SQL: `INSERT INTO {meta} (key, value) VALUES ('own', 'value')`},
	{SQL: `UPDATE {counter} SET value = 1017 WHERE name = 'order'`},
}

// filled is a store with the sample in it.
func filled(t *testing.T, db store.DB) *store.Store {
	t.Helper()
	s := store.New(db)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), store.Batch{Writes: sample}); err != nil {
		t.Fatal(err)
	}
	return s
}

func dumped(t *testing.T, s *store.Store) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := s.Dump(t.Context(), &b, store.DumpConfig{Program: "test", Secret: []byte("secret")}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// contents is every file of a backup; the rows of a table sorted, for they are
// in no order.
func contents(t *testing.T, raw []byte) map[string]string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range r.File {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(rc)
		if err = errors.Join(err, rc.Close()); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(text), "\n")
		slices.Sort(lines)
		all[f.Name] = strings.Join(lines, "\n")
	}
	delete(all, "manifest.json") // its time and sums differ
	return all
}

func opened(t *testing.T, raw []byte) *store.Backup {
	t.Helper()
	b, err := store.OpenBackup(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// From any database to any database and back, row by row.
func TestBackupRestores(t *testing.T) {
	t.Parallel()
	for from, openFrom := range databases {
		for to, openTo := range databases {
			t.Run(from+" to "+to, func(t *testing.T) {
				t.Parallel()
				source, _ := openFrom(t)
				raw := dumped(t, filled(t, source))
				want := contents(t, raw)
				for name, lines := range want {
					if !strings.Contains(strings.TrimSpace(lines), "\n") && name != "secret" {
						t.Errorf("%s: the sample has no row for it", name)
					}
				}
				target, _ := openTo(t)
				s := store.New(target)
				if err := s.Restore(t.Context(), opened(t, raw), store.RestoreConfig{}); err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(want, contents(t, dumped(t, s))); d != "" {
					t.Error(d)
				}
				goesOn(t, s)
			})
		}
	}
}

// goesOn looks whether numbers go on after the highest that was restored.
func goesOn(t *testing.T, s *store.Store) {
	t.Helper()
	err := s.Update(t.Context(), func(tx store.Tx) error {
		for table, row := range map[string]string{
			"message": `INSERT INTO {message} (id, conversation, seq, sender, at, event, body) VALUES ('m2', 'c1', 2, 'shop', 1, 'e', '')`,
			"inbox":   `INSERT INTO {inbox} (channel, account, event_id, conversation, seq, received, body) VALUES ('web', '', 'e2', 'c1', 2, 7, '{}')`,
		} {
			var before, after int64
			highest := tx.QueryRow(store.Statement{SQL: `SELECT MAX(n) FROM {` + table + `}`})
			if err := errors.Join(highest.Scan(&before), tx.Exec(store.Statement{SQL: row}), highest.Scan(&after)); err != nil {
				return err
			}
			if after != before+1 {
				return fmt.Errorf("%s: %d after %d", table, after, before)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// What is there is kept, unless told otherwise; then nothing of it is left.
func TestRestoreIntoFullStore(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db store.DB, _ string) {
		s := filled(t, db)
		raw := dumped(t, s)
		more := store.Statement{SQL: `INSERT INTO {meta} (key, value) VALUES ('more', '')`}
		if err := s.Commit(t.Context(), store.Batch{Writes: []store.Statement{more}}); err != nil {
			t.Fatal(err)
		}
		full := contents(t, dumped(t, s))
		err := s.Restore(t.Context(), opened(t, raw), store.RestoreConfig{})
		if !errors.Is(err, store.ErrNotEmpty) {
			t.Errorf("%v, want ErrNotEmpty", err)
		}
		no := errors.New("no")
		err = s.Restore(t.Context(), opened(t, raw), store.RestoreConfig{Replace: true, BeforeCommit: func() error { return no }})
		if !errors.Is(err, no) {
			t.Errorf("%v, want that of BeforeCommit", err)
		}
		if d := cmp.Diff(full, contents(t, dumped(t, s))); d != "" {
			t.Errorf("a restore that failed changed something:\n%s", d)
		}
		if err := s.Restore(t.Context(), opened(t, raw), store.RestoreConfig{Replace: true}); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(contents(t, raw), contents(t, dumped(t, s))); d != "" {
			t.Error(d)
		}
	})
}

// older is a database that knows fewer migrations.
type older struct {
	store.DB
	known int
}

func (o older) Migrate(ctx context.Context, all []store.Migration) error {
	return o.DB.Migrate(ctx, all[:o.known])
}

func (o older) Snapshot(ctx context.Context, fn func(store.Querier) error) error {
	return o.DB.(store.Snapshotter).Snapshot(ctx, fn)
}

// A backup of any older schema is brought up to date, into a new store and into
// one that is already of today's.
func TestRestoreOlderSchema(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db store.DB, _ string) {
		past := store.New(older{db, 1})
		if err := past.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		row := store.Statement{SQL: `INSERT INTO {lane} (conversation, channel, account, address, generation, attempt, next, claim, class) VALUES ('c1', 'x', 'a', 'd', 1, 0, 5, '', '')`}
		if err := past.Commit(t.Context(), store.Batch{Writes: []store.Statement{row}}); err != nil {
			t.Fatal(err)
		}
		raw := dumped(t, past)
		if v := opened(t, raw).Manifest().Schema; v != 1 {
			t.Fatalf("schema %d, want 1", v)
		}
		for _, migrated := range []bool{false, true} {
			for name, open := range databases {
				target, _ := open(t)
				s := store.New(target)
				if migrated {
					if err := s.Migrate(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				if err := s.Restore(t.Context(), opened(t, raw), store.RestoreConfig{}); err != nil {
					t.Fatal(name, err)
				}
				if got := contents(t, dumped(t, s))["tables/lane.jsonl"]; !strings.Contains(got, `["c1","x","a","d",1,0,5,"","",0,0]`) {
					t.Errorf("%s, migrated %v: %s", name, migrated, got)
				}
			}
		}
		// Not over a newer store that holds something.
		if err := store.New(db).Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := store.New(db).Restore(t.Context(), opened(t, raw), store.RestoreConfig{Replace: true})
		if !errors.Is(err, store.ErrNotEmpty) {
			t.Errorf("%v, want ErrNotEmpty", err)
		}
	})
}

// rezip changes a backup: change gets each file and returns what it becomes;
// nil drops it.
func rezip(t *testing.T, raw []byte, change func(name string, text []byte) []byte) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range r.File {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(rc)
		if err = errors.Join(err, rc.Close()); err != nil {
			t.Fatal(err)
		}
		if text = change(f.Name, text); text == nil {
			continue
		}
		file, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// with adds a file to a backup.
func with(t *testing.T, raw []byte, name string, text []byte) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range r.File {
		err = errors.Join(err, w.Copy(f))
	}
	file, err2 := w.Create(name)
	if err = errors.Join(err, err2); err == nil {
		_, err = file.Write(text)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// only changes one file.
func only(name string, fn func([]byte) []byte) func(string, []byte) []byte {
	return func(n string, text []byte) []byte {
		if n == name {
			return fn(text)
		}
		return text
	}
}

// manifest changes the manifest's values.
func manifest(fn func(m map[string]any)) func(string, []byte) []byte {
	return only("manifest.json", func(text []byte) []byte {
		var m map[string]any
		if err := json.Unmarshal(text, &m); err != nil {
			panic(err)
		}
		fn(m)
		out, _ := json.Marshal(m)
		return out
	})
}

// Files that are not whole are refused, and the store is not even made.
func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	source, _ := databases["sqlite"](t)
	raw := dumped(t, filled(t, source))
	flipped := bytes.Clone(raw)
	flipped[len(flipped)/2] ^= 1
	drop := func([]byte) []byte { return nil }
	for name, c := range map[string]struct {
		raw  []byte
		want error
	}{
		"empty":         {nil, store.ErrBackup},
		"text":          {[]byte("hello"), store.ErrBackup},
		"cut":           {raw[:len(raw)-10], store.ErrBackup},
		"half":          {raw[:len(raw)/2], store.ErrBackup},
		"flipped":       {flipped, store.ErrBackup},
		"no manifest":   {rezip(t, raw, only("manifest.json", drop)), store.ErrBackup},
		"bad manifest":  {rezip(t, raw, only("manifest.json", func([]byte) []byte { return []byte("[") })), store.ErrBackup},
		"no table":      {rezip(t, raw, only("tables/cart.jsonl", drop)), store.ErrBackup},
		"no secret":     {rezip(t, raw, only("secret", drop)), store.ErrBackup},
		"other secret":  {rezip(t, raw, only("secret", func([]byte) []byte { return []byte("x") })), store.ErrBackup},
		"a row less":    {rezip(t, raw, only("tables/cart.jsonl", func(b []byte) []byte { return b[:bytes.IndexByte(b, '\n')+1] })), store.ErrBackup},
		"other row":     {rezip(t, raw, only("tables/cart.jsonl", func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("p1"), []byte("p2")) })), store.ErrBackup},
		"other columns": {rezip(t, raw, only("tables/cart.jsonl", func(b []byte) []byte { return bytes.Replace(b, []byte("version"), []byte(`x) SELECT 1 --`), 1) })), store.ErrBackup},
		"newer format":  {rezip(t, raw, manifest(func(m map[string]any) { m["format"] = 2 })), store.ErrNewer},
		"newer schema":  {rezip(t, raw, manifest(func(m map[string]any) { m["schema"] = 999 })), store.ErrNewer},
		"no schema":     {rezip(t, raw, manifest(func(m map[string]any) { m["schema"] = -1 })), store.ErrBackup},
		"other schema":  {rezip(t, raw, manifest(func(m map[string]any) { m["schema"] = 1 })), store.ErrBackup},
		"twice":         {with(t, raw, "manifest.json", []byte("{}")), store.ErrBackup},
		"path":          {with(t, raw, "../../etc/passwd", []byte("x")), store.ErrBackup},
		"folder":        {with(t, raw, "tables/", nil), store.ErrBackup},
		"long row":      {rezip(t, raw, only("tables/cart.jsonl", func(b []byte) []byte { return append(b, make([]byte, 65<<20)...) })), store.ErrBackup},
		"long manifest": {rezip(t, raw, only("manifest.json", func(b []byte) []byte { return append(b, bytes.Repeat([]byte(" "), 1<<20)...) })), store.ErrBackup},
		"long secret":   {rezip(t, raw, only("secret", func(b []byte) []byte { return make([]byte, 100<<20) })), store.ErrBackup},
		"no tables":     {rezip(t, raw, manifest(func(m map[string]any) { m["tables"] = nil })), store.ErrBackup},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "shop.db")
			s, err := sqlite.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			b, err := store.OpenBackup(bytes.NewReader(c.raw), int64(len(c.raw)))
			if err == nil {
				err = s.Restore(t.Context(), b, store.RestoreConfig{Replace: true})
			}
			if !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if strings.Contains(fmt.Sprint(err), "Қазақ") {
				t.Errorf("the error repeats what is in the backup: %v", err)
			}
			if _, err := s.Meta(t.Context(), "x"); err == nil || errors.Is(err, store.ErrNotFound) {
				t.Errorf("the store was changed: %v", err)
			}
		})
	}
}

var errFull = errors.New("no space left")

// full is a disk with room for some bytes.
type full struct{ room int }

func (f *full) Write(p []byte) (int, error) {
	if len(p) > f.room {
		return 0, errFull
	}
	f.room -= len(p)
	return len(p), nil
}

// Wherever the disk becomes full, the backup fails and says so, once.
func TestDumpToAFullDisk(t *testing.T) {
	t.Parallel()
	db, _ := databases["sqlite"](t)
	s := filled(t, db)
	long := strings.Repeat("long ", 1<<16)
	err := s.Update(t.Context(), func(tx store.Tx) error { return tx.Exec(store.SetMeta("long", long)) })
	if err != nil {
		t.Fatal(err)
	}
	whole := len(dumped(t, s))
	for room := range 50 {
		_, err := s.Dump(t.Context(), &full{room * whole / 50}, store.DumpConfig{Program: "test", Secret: []byte("secret")})
		if !errors.Is(err, errFull) || strings.Count(err.Error(), errFull.Error()) != 1 {
			t.Errorf("room for %d of %d bytes: %v", room*whole/50, whole, err)
		}
	}
}
