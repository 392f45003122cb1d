package store_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

var backupRows = flag.Int64("backup-rows", 20_000, "how many messages the large backup has")

// A backup under load is one moment: of every batch it has all or nothing. The
// writers each write two rows at a time, and never wait for it.
func TestBackupUnderLoad(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db store.DB, _ string) {
		s := filled(t, db)
		ctx, stop := context.WithCancel(t.Context())
		var written atomic.Int64
		var writers sync.WaitGroup
		for w := range 4 {
			writers.Go(func() {
				for i := 0; ctx.Err() == nil; i++ {
					err := s.Commit(t.Context(), store.Batch{Writes: pair(w, i)})
					if err != nil {
						t.Error(err)
						return
					}
					written.Add(1)
				}
			})
		}
		var backups [][]byte
		for before := int64(-1); len(backups) < 3; {
			if n := written.Load(); n > before {
				before = n
				backups = append(backups, dumped(t, s))
			}
			runtime.Gosched()
		}
		stop()
		writers.Wait()
		target, _ := databases["sqlite"](t)
		for _, raw := range backups {
			if err := store.New(target).Restore(t.Context(), opened(t, raw), store.RestoreConfig{Replace: true}); err != nil {
				t.Fatal(err)
			}
			got := contents(t, dumped(t, store.New(target)))
			if d := cmp.Diff(contents(t, raw), got); d != "" {
				t.Error(d)
			}
			products, carts := strings.Count(got["tables/product.jsonl"], `"load-`), strings.Count(got["tables/cart.jsonl"], `"load-`)
			if products != carts {
				t.Errorf("%d products, %d carts: half of a batch", products, carts)
			}
		}
		t.Logf("3 backups while %d batches were written", written.Load())
	})
}

// pair is two rows of a batch that belong together.
func pair(w, i int) []store.Statement {
	id := fmt.Sprintf("load-%d-%d", w, i)
	return []store.Statement{
		{SQL: `INSERT INTO {product} (id, source, hash, change, dropped, updated, data) VALUES ($1, 's', 'h', 1, 0, 1, '{}')`, Args: []any{id}},
		{SQL: `INSERT INTO {cart} (contact, version, updated, data) VALUES ($1, 1, 2, '{}')`, Args: []any{id}},
	}
}

// Large backups take the memory of a few rows, and little time: by hand with
// -backup-rows 1000000.
func TestLargeBackup(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("large")
	}
	each(t, func(t *testing.T, db store.DB, _ string) {
		s := store.New(db)
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		const many = 2000
		for n := int64(0); n < *backupRows; n += many {
			var b store.Batch
			for i := n; i < min(n+many, *backupRows); i++ {
				b.Write(store.Statement{SQL: `INSERT INTO {message} (id, conversation, seq, sender, at, event, body) VALUES ($1, $2, $3, 'shop', 1, 'e', $4)`,
					Args: []any{fmt.Sprint("large-", i), fmt.Sprint("c-", i/10), i%10 + 1, fmt.Sprintf(`{"text":"message %d %s"}`, i, strings.Repeat("x", 200))}})
			}
			if err := s.Commit(t.Context(), b); err != nil {
				t.Fatal(err)
			}
		}
		path := filepath.Join(t.TempDir(), "large.zip")
		f := must(os.Create(path))
		defer f.Close()
		began := time.Now()
		peak, err := memory(func() error {
			_, err := s.Dump(t.Context(), f, store.DumpConfig{})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		size := must(f.Stat()).Size()
		t.Logf("backup: %d rows, %d kB in %v, %d MB of memory", *backupRows, size>>10, time.Since(began).Round(time.Millisecond), peak>>20)
		b, err := store.OpenBackup(f, size)
		if err != nil {
			t.Fatal(err)
		}
		target, _ := databases[strings.TrimPrefix(t.Name(), "TestLargeBackup/")](t)
		began = time.Now()
		peak, err = memory(func() error { return store.New(target).Restore(t.Context(), b, store.RestoreConfig{}) })
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("restore: in %v, %d MB of memory", time.Since(began).Round(time.Millisecond), peak>>20)
		if got := queryAll(t, target, `SELECT CAST(COUNT(*) AS TEXT) FROM {message}`); got[0] != fmt.Sprint(*backupRows) {
			t.Errorf("%s rows", got)
		}
	})
}

// memory is how far the heap went up while fn ran.
func memory(fn func() error) (peak uint64, err error) {
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	done := make(chan error, 1)
	go func() { done <- fn() }()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			return peak, err
		case <-tick.C:
			if runtime.ReadMemStats(&now); now.HeapAlloc > before.HeapAlloc {
				peak = max(peak, now.HeapAlloc-before.HeapAlloc)
			}
		}
	}
}

// A restore that is killed leaves an empty store, or a whole one.
func TestRestoreIsKilled(t *testing.T) {
	t.Parallel()
	for kind := range golden {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			empty := 0
			for range *migrateKills {
				at := newAt(t, kind)
				whole := killed(t, at, rand.N(700*time.Millisecond), restoring+"=testdata/schema1.zip")
				s := storeAt(t, at)
				err := s.Restore(t.Context(), opened(t, goldenBackup(t)), store.RestoreConfig{})
				switch {
				case err == nil && !whole:
					empty++
				case !errors.Is(err, store.ErrNotEmpty):
					t.Errorf("%v, want ErrNotEmpty", err)
				}
				want := contents(t, goldenBackup(t))
				for name, rows := range contents(t, dumped(t, s)) {
					if before, ok := want[name]; ok && strings.Count(rows, "\n") != strings.Count(before, "\n") {
						t.Errorf("%s: rows were lost", name)
					}
				}
			}
			t.Logf("%d kills in time of %d", empty, *migrateKills)
		})
	}
}

// What was received before a backup is not handled again after its restore.
func TestRestoreKnowsEvents(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db store.DB, _ string) {
		s := filled(t, db)
		from := message.Address{Channel: "web", Account: "shop", ID: "shopper"}
		e := message.Event{ID: "once", From: from, Kind: message.KindText, Text: "hello"}
		at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
		if err := s.Commit(t.Context(), store.Batch{Writes: store.Receive(e, at)}); err != nil {
			t.Fatal(err)
		}
		raw := dumped(t, s)
		for range 2 {
			if err := s.Restore(t.Context(), opened(t, raw), store.RestoreConfig{Replace: true}); err != nil {
				t.Fatal(err)
			}
			for range 3 {
				if err := s.Commit(t.Context(), store.Batch{Writes: store.Receive(e, at.Add(time.Hour))}); err != nil {
					t.Fatal(err)
				}
			}
			c, err := s.Conversation(t.Context(), conversation.IDOf(from))
			if err != nil {
				t.Fatal(err)
			}
			if c.Received != 1 {
				t.Errorf("received %d times", c.Received)
			}
		}
	})
}

// A file of foreign bytes is a backup, or ErrBackup or ErrNewer.
func FuzzOpenBackup(f *testing.F) {
	raw, err := os.ReadFile("testdata/schema1.zip")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add(raw[:len(raw)/2])
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := store.OpenBackup(bytes.NewReader(raw), int64(len(raw)))
		if err == nil {
			err = b.Verify(t.Context())
		}
		if err != nil && !errors.Is(err, store.ErrBackup) && !errors.Is(err, store.ErrNewer) {
			t.Errorf("%v", err)
		}
	})
}

// A line of foreign bytes is a row of the right types, or an error.
func FuzzDecodeRow(f *testing.F) {
	for _, s := range []string{
		`[1,-2,"text",{"base64":"AP8="}]`, `[9223372036854775807,null,{"text64":"/w=="},null]`, `[1e3,2,3,4]`, `["1",2,"",{}]`,
		`[1,2,{"text64":"","x":1},{"base64":"?"}]`, `[1,2,"\ud800",{"base64":null}]`, `{}`, `[`, `null`, ``,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		cells, err := store.DecodeRow(line)
		if err != nil {
			return
		}
		for i, c := range cells {
			switch c.(type) {
			case nil:
			case int64:
				if i > 1 {
					t.Errorf("cell %d is a number", i)
				}
			case string:
				if i != 2 {
					t.Errorf("cell %d is a text", i)
				}
			case []byte:
				if i != 3 {
					t.Errorf("cell %d is a blob", i)
				}
			}
		}
	})
}

// A database that cannot be read at one moment is not backed up.
func TestDumpWantsASnapshot(t *testing.T) {
	t.Parallel()
	db, err := sqlite.OpenDB(filepath.Join(t.TempDir(), "shop.db"))
	db = closing(t, db, err)
	if _, err := store.New(struct{ store.DB }{db}).Dump(t.Context(), &bytes.Buffer{}, store.DumpConfig{}); err == nil {
		t.Error("no error")
	}
}
