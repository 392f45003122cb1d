package sdk_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// Run ends and begins again and again, and in the end the store is closed, all
// while shoppers write: each call of theirs ends, with nil or ErrUnavailable,
// and what was acknowledged is answered once, in order, by whoever comes next.
func TestEndsUnderLoad(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "shop.db")
	open := func() store.DB {
		db, err := sqlite.OpenDB(path)
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	db := open()
	l := newNodes(t, []store.DB{db}, sdk.Config{})[0]
	var visitors []*visitor
	for range 8 {
		visitors = append(visitors, l.visits())
	}
	said := make([]int, len(visitors)) // how many words were acknowledged
	var writing sync.WaitGroup
	for i, v := range visitors {
		writing.Go(func() {
			for {
				err := v.posts("text", fmt.Sprintf("w%d", said[i]))
				if errors.Is(err, store.ErrUnavailable) {
					return
				}
				if err != nil {
					t.Errorf("Receive while Run or the store ends: %v", err)
					return
				}
				said[i]++
				time.Sleep(5 * time.Millisecond)
			}
		})
	}
	for range 5 {
		ctx, stop := context.WithTimeout(t.Context(), 60*time.Millisecond)
		if err := l.Run(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Run ended with %v", err)
		}
		stop()
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	writing.Wait()
	ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	if err := l.Run(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Run on a closed store ended with %v", err)
	}
	stop()
	if err := visitors[0].posts("text", "late"); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Receive after Close: %v", err)
	}
	next := newNodes(t, []store.DB{open()}, sdk.Config{})[0]
	if err := next.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, v := range visitors {
		var got []string
		for _, m := range v.at(next).messages() {
			if m.From == "shopper" {
				got = append(got, m.Body.Text)
			}
		}
		want := make([]string, said[i])
		for n := range want {
			want[n] = fmt.Sprintf("w%d", n)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("shopper %d said (-want +got)\n%s", i, diff)
		}
		if answers := len(v.at(next).words()) - len(got); answers != len(got) {
			t.Errorf("shopper %d got %d answers to %d words", i, answers, len(got))
		}
	}
	t.Logf("%v words were acknowledged", said)
}
