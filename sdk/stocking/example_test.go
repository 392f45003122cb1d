package stocking_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/sdk/stocking"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// Products go from a source into the store, and from there into the index.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "stocking")
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
	index := search.New(search.Config{})
	st := stocking.New(stocking.Config{Store: s, Index: index, Source: &source{steps: []step{"tent", "lamp", full}}})
	report, err := st.Sync(ctx)
	fmt.Println(report.Read, "read", err)
	fmt.Println(st.CatchUp(ctx))
	p, ok := index.Get("tent")
	fmt.Println(p.Title["en"], ok)
	// Output:
	// 2 read <nil>
	// <nil>
	// Product tent true
}
