package main

import (
	"bytes"
	"context"
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk"
)

// What the program prints.
func TestRun(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), []string{"rain", "hat"}, &out); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("A2 Rain hat $26.00\n", out.String()); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
}

// A row that changes, comes or goes is found as it is after the next Sync.
func TestChanges(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "shop.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	exec(t, db, schema)
	shop, err := newShop(db, bytes.Repeat([]byte("s"), 32))
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		change, search string
		want           []string
	}{
		{"", "socks", []string{"Wool socks $14.00"}},
		{"UPDATE article SET name = 'Silk socks', cents = 2950 WHERE code = 'A1'", "socks", []string{"Silk socks $29.50"}},
		{"INSERT INTO article (code, name, cents, pieces) VALUES ('A3', 'Short socks', 900, 4)", "short socks", []string{"Short socks $9.00"}},
		{"UPDATE article SET deleted = 1 WHERE code = 'A2'", "hat", nil},
	} {
		exec(t, db, step.change)
		if _, err := shop.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(step.want, search(t, shop, step.search)); diff != "" {
			t.Errorf("after %q, %q finds (-want +got):\n%s", step.change, step.search, diff)
		}
	}
}

func exec(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func search(t *testing.T, shop *sdk.Shop, words string) (found []string) {
	t.Helper()
	result, err := shop.Catalog().Search(context.WithoutCancel(t.Context()), catalog.Query{Text: words})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range result.Hits {
		price, _ := h.Product.Price()
		found = append(found, h.Product.Title.In("en")+" "+price.Format("en"))
	}
	return found
}
