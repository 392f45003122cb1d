package timer_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
	"github.com/sauda-commerce/sauda/sdk/timer"
)

// A timer is set in the commit of what it follows from, and its handler
// finishes it in the commit of what follows from it.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "timer")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	s, err := sqlite.Open(filepath.Join(dir, "shop.db"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	if err := s.Migrate(ctx); err != nil {
		fmt.Println(err)
		return
	}
	r := timer.New(timer.Config{Store: s, Handlers: map[string]timer.Handler{
		"greet": func(ctx context.Context, t store.Timer) error {
			fmt.Printf("hello %s\n", t.Payload)
			return s.Commit(ctx, store.Batch{
				Guards: []store.Guard{store.GuardTimer(t)},
				Writes: []store.Statement{store.FinishTimer(t)},
			})
		},
	}})
	ann := store.Timer{Key: "greet:ann", Kind: "greet", Due: time.Now(), Payload: []byte("ann")}
	if err := s.Commit(ctx, store.Batch{Writes: []store.Statement{store.SetTimer(ann)}}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Once(ctx), "rang")
	// Output:
	// hello ann
	// 1 rang
}
