package sqlite_test

import (
	"path/filepath"
	"sync"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// Each connection is as good as a process: many migrate a new file at once.
func TestMigrateAtOnce(t *testing.T) {
	t.Parallel()
	for range 10 {
		path := filepath.Join(t.TempDir(), "shop.db")
		var all sync.WaitGroup
		start := make(chan struct{})
		for range 8 {
			s, err := sqlite.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			all.Go(func() {
				<-start
				if err := s.Migrate(t.Context()); err != nil {
					t.Error(err)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		close(start)
		all.Wait()
	}
}
