package store_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// The golden files are a shop as it was with schema 1: testdata/schema1.db.gz
// is SQLite's file, schema1.zip its backup, both made by programs of that time.
// They are never made anew.

// Set in a process that only migrates: where; and in one that restores: what.
const (
	migrating = "SAUDA_TEST_MIGRATE"
	restoring = "SAUDA_TEST_RESTORE"
)

var migrateKills = flag.Int("migrate-kills", 5, "how often each migration is killed")

// TestMain lets the test's own binary be a process that migrates, to be killed.
func TestMain(m *testing.M) {
	if at := os.Getenv(migrating); at != "" {
		work := migrate
		if os.Getenv(restoring) != "" {
			work = restore
		}
		if err := work(context.Background(), at); err != nil {
			os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func migrate(ctx context.Context, at string) error {
	s, err := openAt(ctx, at)
	if err != nil {
		return err
	}
	return errors.Join(s.Migrate(ctx), s.Close())
}

func restore(ctx context.Context, at string) error {
	f, err := os.Open(os.Getenv(restoring))
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	b, err := store.OpenBackup(f, info.Size())
	if err != nil {
		return err
	}
	s, err := openAt(ctx, at)
	if err != nil {
		return err
	}
	return errors.Join(s.Restore(ctx, b, store.RestoreConfig{}), s.Close())
}

func openAt(ctx context.Context, at string) (*store.Store, error) {
	if strings.HasPrefix(at, "postgres") {
		return postgres.Open(ctx, at)
	}
	return sqlite.Open(at)
}

// golden returns where a shop of schema 1 is, on a database.
var golden = map[string]func(t *testing.T) string{
	"sqlite": func(t *testing.T) string {
		f, err := os.Open("testdata/schema1.db.gz")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		r, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "shop.db")
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	},
	"postgres": func(t *testing.T) string {
		dsn := pgtest.DSN(t)
		db, err := postgres.OpenDB(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		err = store.New(db).RestoreAt(t.Context(), opened(t, goldenBackup(t)))
		if err = errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		return dsn
	},
}

func goldenBackup(t *testing.T) []byte {
	t.Helper()
	raw, err := os.ReadFile("testdata/schema1.zip")
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func storeAt(t *testing.T, at string) *store.Store {
	t.Helper()
	s, err := openAt(t.Context(), at)
	return closing(t, s, err)
}

// shopAt is a shop on a store, some minutes after its last message, with
// channels that take events as they are.
func shopAt(t *testing.T, s *store.Store) *sdk.Shop {
	t.Helper()
	secret, err := os.ReadFile("testdata/schema1.secret")
	if err != nil {
		t.Fatal(err)
	}
	shop, err := sdk.New(sdk.Config{
		Store: s, Catalog: catalog.New(demo.Source()), Secrets: [][]byte{secret},
		Channels: []channel.Channel{plain("console"), plain("webchat")},
		Now:      func() time.Time { return time.Date(2026, 11, 24, 17, 35, 0, 0, time.UTC) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return shop
}

// plain is a channel whose deliveries are events in JSON.
type plain string

func (p plain) Name() string { return string(p) }

func (plain) Capabilities() channel.Capabilities {
	return channel.Capabilities{Text: channel.Unlimited, Choices: 10, ChoiceLabel: 40, Transcript: true}
}

func (plain) Parse(d channel.Delivery) ([]message.Event, *channel.Reply, error) {
	var e message.Event
	return []message.Event{e}, nil, json.Unmarshal(d.Body, &e)
}

func (plain) Send(context.Context, message.Address, channel.Message) (channel.Receipt, error) {
	return channel.Receipt{}, nil
}

// says sends an event and returns what the shop has said since.
func says(t *testing.T, shop *sdk.Shop, from message.Address, id, text string) string {
	t.Helper()
	before, err := shop.Transcript(t.Context(), conversation.IDOf(from), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	e := message.Event{ID: id, From: from, Kind: message.KindText, Text: text}
	body, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := shop.Receive(t.Context(), from.Channel, channel.Delivery{Body: body}); err != nil {
		t.Fatal(err)
	}
	if err := shop.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := shop.Transcript(t.Context(), conversation.IDOf(from), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, m := range after[len(before):] {
		said = append(said, m.Body.Text)
	}
	return strings.Join(said, "\n")
}

// What was said goes on where it stood; what was handled is not handled again.
func dialoguesGoOn(t *testing.T, s *store.Store) {
	t.Helper()
	shop := shopAt(t, s)
	asked := message.Address{Channel: "console", Account: "console", ID: "you"}
	if got := says(t, shop, asked, "next", "Moss"); !strings.Contains(got, "in your cart") {
		t.Errorf("after the question for a colour: %q", got)
	}
	buyer := message.Address{Channel: "webchat", Account: "webchat", ID: "b0c73efd2cf8d393e44e5a4609351f1a"}
	if got := says(t, shop, buyer, buyer.ID+":2a9bb58d-8629-467c-abfc-ebcf61ad2219", "checkout"); got != "" {
		t.Errorf("an event of before was handled again: %q", got)
	}
	if got := says(t, shop, buyer, "next", "Ann Lee, +1 202 555 0143"); !strings.Contains(got, "Ann Lee") {
		t.Errorf("after the question for a name: %q", got)
	}
}

// The golden shop, upgraded in place or restored from its backup, has all that
// it had, is what a new shop is made of, and goes on.
func TestUpgradeKeepsEverything(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, fresh store.DB, _ string) {
		kind := strings.TrimPrefix(t.Name(), "TestUpgradeKeepsEverything/")
		s := storeAt(t, golden[kind](t))
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		upgraded := contents(t, dumped(t, s))
		restored := store.New(fresh)
		if err := restored.Restore(t.Context(), opened(t, goldenBackup(t)), store.RestoreConfig{}); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(upgraded, contents(t, dumped(t, restored))); d != "" {
			t.Errorf("upgraded (-), restored (+):\n%s", d)
		}
		for name, before := range contents(t, goldenBackup(t)) {
			if strings.Count(before, "\n") != strings.Count(upgraded[name], "\n") {
				t.Errorf("%s: rows were lost", name)
			}
		}
		dialoguesGoOn(t, s)
		dialoguesGoOn(t, restored)
	})
}

// killed runs a process that migrates and kills it at some moment; it says
// whether the process was faster.
func killed(t *testing.T, at string, after time.Duration, more ...string) bool {
	t.Helper()
	cmd := exec.Command(must(os.Executable()), "-test.run=^$")
	cmd.Env = append(append(os.Environ(), migrating+"="+at), more...)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	return cmd.Wait() == nil
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// However often a process is killed while it migrates, the next one finishes,
// and nothing is lost.
func TestMigrationIsKilled(t *testing.T) {
	t.Parallel()
	for kind, at := range golden {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			if !killed(t, at(t), time.Minute) {
				t.Fatal("the process does not migrate")
			}
			whole := time.Since(began)
			want := contents(t, migrated(t, at(t)))
			var ended int
			for range *migrateKills {
				where := at(t)
				for range 3 {
					if killed(t, where, rand.N(whole+whole/4)) {
						ended++
					}
				}
				if d := cmp.Diff(want, contents(t, migrated(t, where))); d != "" {
					t.Error(d)
				}
			}
			t.Logf("%d kills, %d processes were faster; a whole migration takes %v", 3**migrateKills-ended, ended, whole)
		})
	}
}

// migrated migrates, looks whether the file is in order, and dumps.
func migrated(t *testing.T, at string) []byte {
	t.Helper()
	if err := migrate(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	return dumped(t, storeAt(t, at))
}

// Many nodes that start at once migrate once, be the store new or old.
func TestNodesMigrateAtOnce(t *testing.T) {
	t.Parallel()
	for kind, at := range golden {
		for name, where := range map[string]string{"old": at(t), "new": newAt(t, kind)} {
			t.Run(kind+", "+name, func(t *testing.T) {
				t.Parallel()
				var all sync.WaitGroup
				for range 4 {
					all.Go(func() {
						if !killed(t, where, time.Minute) {
							t.Error("a node could not migrate")
						}
					})
				}
				all.Wait()
				if err := migrate(t.Context(), where); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// newAt is where a new store may be made.
func newAt(t *testing.T, kind string) string {
	if kind == "postgres" {
		return pgtest.DSN(t)
	}
	return filepath.Join(t.TempDir(), "new.db")
}

// A program refuses a schema of a newer one, and leaves it alone.
func TestNewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db store.DB, _ string) {
		s := filled(t, db)
		want := contents(t, dumped(t, s))
		raw := dumped(t, s)
		err := store.New(older{db, 1}).Migrate(t.Context())
		if !errors.Is(err, store.ErrNewer) || !strings.Contains(err.Error(), "run the newer program again") {
			t.Errorf("%v, want ErrNewer and the mend", err)
		}
		if err := s.Update(t.Context(), func(tx store.Tx) error {
			return tx.Exec(store.Statement{SQL: `UPDATE {schema_version} SET version_id = 999 WHERE version_id = (SELECT MAX(version_id) FROM {schema_version})`})
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Dump(t.Context(), io.Discard, store.DumpConfig{}); !errors.Is(err, store.ErrNewer) {
			t.Errorf("backup: %v, want ErrNewer", err)
		}
		if err := s.Restore(t.Context(), opened(t, raw), store.RestoreConfig{Replace: true}); !errors.Is(err, store.ErrNewer) {
			t.Errorf("restore: %v, want ErrNewer", err)
		}
		if err := s.Update(t.Context(), func(tx store.Tx) error {
			return tx.Exec(store.Statement{SQL: `UPDATE {schema_version} SET version_id = $1 WHERE version_id = 999`, Args: []any{opened(t, raw).Manifest().Schema}})
		}); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, contents(t, dumped(t, s))); d != "" {
			t.Error(d)
		}
	})
}

// schemas are queries that list all that a schema is made of but its tables'
// order, one line each.
var schemas = map[string][]string{
	"sqlite": {
		`SELECT t.name || ' ' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || COALESCE(c.dflt_value, '') || ' ' || c.pk
			FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'`,
		`SELECT name || ' ' || COALESCE(sql, '') FROM sqlite_schema WHERE type <> 'table'`,
	},
	"postgres": {
		`SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || COALESCE(collation_name, '') || ' ' || is_nullable || ' ' || COALESCE(column_default, '') || is_identity
			FROM information_schema.columns WHERE table_schema = 'SCHEMA'`,
		`SELECT replace(indexdef, 'SCHEMA', '') FROM pg_indexes WHERE schemaname = 'SCHEMA'`,
		`SELECT c.relname || ' ' || pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
			JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'SCHEMA'`,
	},
}

// An upgraded schema equals a new one.
func TestUpgradedEqualsFresh(t *testing.T) {
	t.Parallel()
	for kind, at := range golden {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			upgraded := at(t)
			fresh := newAt(t, kind)
			if d := cmp.Diff(schemaOf(t, kind, fresh), schemaOf(t, kind, upgraded)); d != "" {
				t.Errorf("fresh (-), upgraded (+):\n%s", d)
			}
		})
	}
}

func schemaOf(t *testing.T, kind, at string) [][]string {
	t.Helper()
	if err := migrate(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	var db store.DB
	schema := ""
	if kind == "postgres" {
		schema = pgtest.Schema(t, at)
		pg, err := postgres.OpenDB(t.Context(), at)
		db = closing(t, pg, err)
	} else {
		lite, err := sqlite.OpenDB(at)
		db = closing(t, lite, err)
	}
	var all [][]string
	for _, q := range schemas[kind] {
		all = append(all, queryAll(t, db, strings.ReplaceAll(q, "SCHEMA", schema)))
	}
	return all
}
