package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStatements(t *testing.T) {
	t.Parallel()
	got := statements("-- a; comment\nCREATE TABLE {x} (\n\ta TEXT, -- one; more\n\tb TEXT DEFAULT ';--'\n);\n\nDELETE FROM {x};\n;UPDATE {x} SET a = 'it''s;'")
	want := []string{"CREATE TABLE {x} (\n\ta TEXT, \n\tb TEXT DEFAULT ';--'\n)", "DELETE FROM {x}", "UPDATE {x} SET a = 'it''s;'"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got := statements("SELECT 'open"); len(got) != 1 {
		t.Errorf("%q", got)
	}
}

func TestTables(t *testing.T) {
	t.Parallel()
	all := []Migration{
		{1, "a", `CREATE TABLE {one} (n {serial}, s TEXT NOT NULL CHECK (s IN ('a, b', 'c')), PRIMARY KEY (n, s)) {strict};
			CREATE INDEX {index one_s} ON {one} (s); CREATE TABLE {two} (b {blob} NOT NULL)`},
		{2, "b", `ALTER TABLE {one} ADD COLUMN i {int} NOT NULL DEFAULT 0; DROP TABLE {two};
			ALTER TABLE {one} RENAME TO {three}; ALTER TABLE {three} DROP COLUMN s`},
	}
	got, err := tables(all)
	if err != nil {
		t.Fatal(err)
	}
	want := []table{{"three", []column{{"n", kindSerial}, {"i", kindInt}}}}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(table{}, column{})); d != "" {
		t.Error(d)
	}
	for name, sql := range map[string]string{
		"type":  `CREATE TABLE {x} (a REAL)`,
		"alter": `ALTER TABLE {x} RENAME COLUMN a TO b`,
		"gone":  `DROP TABLE {x} CASCADE`,
		"none":  `ALTER TABLE {x} DROP COLUMN a`,
		"short": `CREATE TABLE {x} (a)`,
	} {
		if _, err := tables([]Migration{{1, "x", sql}}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
