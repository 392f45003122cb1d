package store_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// A store that is closed while many commit, update and read ends each call: what
// it acknowledged is there when it is opened again, the rest is unavailable.
func TestCloseUnderLoad(t *testing.T) {
	t.Parallel()
	for name, opener := range map[string]func(t *testing.T) func() (*store.Store, error){
		"sqlite": func(t *testing.T) func() (*store.Store, error) {
			path := filepath.Join(t.TempDir(), "shop.db")
			return func() (*store.Store, error) { return sqlite.Open(path) }
		},
		"postgres": func(t *testing.T) func() (*store.Store, error) {
			dsn := pgtest.DSN(t)
			return func() (*store.Store, error) { return postgres.Open(t.Context(), dsn) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			open := opener(t)
			s, err := open()
			if err == nil {
				err = s.Migrate(t.Context())
			}
			if err != nil {
				t.Fatal(err)
			}
			acknowledged := closedUnderLoad(t, s)
			if s, err = open(); err != nil {
				t.Fatal(err)
			}
			for _, key := range acknowledged {
				if _, err := s.Meta(t.Context(), key); err != nil {
					t.Errorf("%s was acknowledged: %v", key, err)
				}
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			t.Logf("%d acknowledged", len(acknowledged))
		})
	}
}

// closedUnderLoad closes a store in the middle of 16 who use it, and returns
// what it acknowledged to them.
func closedUnderLoad(t *testing.T, s *store.Store) (acknowledged []string) {
	t.Helper()
	var mu sync.Mutex
	var users sync.WaitGroup
	busy := make(chan struct{}) // when some were served
	use := func(i, n int) error {
		key := fmt.Sprintf("%d/%d", i, n)
		var err error
		switch i % 3 {
		case 0:
			err = s.Commit(t.Context(), store.Batch{Writes: []store.Statement{store.SetMeta(key, "1")}})
		case 1:
			err = s.Update(t.Context(), func(tx store.Tx) error { return tx.Exec(store.SetMeta(key, "1")) })
		default:
			if _, err = s.Meta(t.Context(), key); errors.Is(err, store.ErrNotFound) {
				return nil
			}
		}
		if err == nil {
			mu.Lock()
			defer mu.Unlock()
			if acknowledged = append(acknowledged, key); len(acknowledged) == 30 {
				close(busy)
			}
		}
		return err
	}
	for i := range 16 {
		users.Go(func() {
			var err error
			for n := 0; err == nil; n++ {
				err = use(i, n)
			}
			if !errors.Is(err, store.ErrUnavailable) {
				t.Errorf("closed under user %d: %v, want ErrUnavailable", i, err)
			}
		})
	}
	<-busy
	var closers sync.WaitGroup
	for range 3 {
		closers.Go(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	closers.Wait()
	ended := make(chan struct{})
	go func() { users.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		t.Fatal("somebody waits for a store that is closed")
	}
	return acknowledged
}
