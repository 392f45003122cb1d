package store

import (
	"strconv"
	"strings"
	"testing"
)

func testDialects() (sqlite, postgres *Dialect) {
	prefixed := func(name string) string { return `"sauda_` + name + `"` }
	sqlite = &Dialect{Table: prefixed, Index: prefixed, Words: map[string]string{"int": "INTEGER", "skip locked": ""},
		Param: func(n int) string { return "?" + strconv.Itoa(n) }}
	postgres = &Dialect{Table: func(name string) string { return "sauda." + name }, Index: func(name string) string { return name },
		Words: map[string]string{"int": "BIGINT", "skip locked": "FOR UPDATE SKIP LOCKED"}}
	return sqlite, postgres
}

func TestDialectRender(t *testing.T) {
	t.Parallel()
	sqlite, postgres := testDialects()
	for _, tt := range []struct{ sql, sqlite, postgres string }{
		{"SELECT 1", "SELECT 1", "SELECT 1"},
		{"", "", ""},
		{"SELECT a FROM {cart} WHERE b = $2 AND c = $1", `SELECT a FROM "sauda_cart" WHERE b = ?2 AND c = ?1`, "SELECT a FROM sauda.cart WHERE b = $2 AND c = $1"},
		{"CREATE INDEX {index cart_x} ON {cart} (x)", `CREATE INDEX "sauda_cart_x" ON "sauda_cart" (x)`, "CREATE INDEX cart_x ON sauda.cart (x)"},
		{"x {int}", "x INTEGER", "x BIGINT"},
		{"LIMIT $12 {skip locked})", "LIMIT ?12 )", "LIMIT $12 FOR UPDATE SKIP LOCKED)"},
		{`'{}' '{"a":1}' {A} {`, `'{}' '{"a":1}' {A} {`, `'{}' '{"a":1}' {A} {`},
		{"$ $x $", "$ $x $", "$ $x $"},
		{"'Әлия'", "'Әлия'", "'Әлия'"},
	} {
		for range 2 { // the second from what is kept
			if got := sqlite.Render(tt.sql); got != tt.sqlite {
				t.Errorf("SQLite: %q is %q, want %q", tt.sql, got, tt.sqlite)
			}
			if got := postgres.Render(tt.sql); got != tt.postgres {
				t.Errorf("PostgreSQL: %q is %q, want %q", tt.sql, got, tt.postgres)
			}
		}
	}
}

// FuzzDialectRender looks that nothing panics and that a text without braces
// and arguments stays as it is.
func FuzzDialectRender(f *testing.F) {
	for _, s := range []string{"", "SELECT $1", "{cart}", "{index a}", "{", "}", "$", "$99999999999999999999", "{}", "{ }", "'{a:1}'"} {
		f.Add(s)
	}
	sqlite, _ := testDialects()
	f.Fuzz(func(t *testing.T, s string) {
		got := sqlite.render(s)
		if !strings.ContainsAny(s, "{$") && got != s {
			t.Errorf("%q became %q", s, got)
		}
	})
}
