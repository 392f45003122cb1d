package sqlite

import (
	"strconv"
	"strings"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// dialect is SQLite's, with a prefix before every name. Arguments are written
// ?1: SQLite would number $1 by first appearance.
func dialect(prefix string) *store.Dialect {
	quote := func(name string) string { return `"` + strings.ReplaceAll(prefix+name, `"`, `""`) + `"` }
	return &store.Dialect{
		Table: quote,
		Index: quote,
		Words: map[string]string{
			"int":         "INTEGER",
			"blob":        "BLOB",
			"json":        "TEXT",
			"serial":      "INTEGER PRIMARY KEY",
			"strict":      "STRICT",
			"clustered":   "STRICT, WITHOUT ROWID",
			"skip locked": "", // there is one writer
			"do lock":     "DO NOTHING",
		},
		Param: func(n int) string { return "?" + strconv.Itoa(n) },
	}
}
