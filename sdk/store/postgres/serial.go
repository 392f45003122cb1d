package postgres

import (
	"fmt"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// GoOn implements [store.Numberer]: an identity column does not see the numbers
// that rows came with. The names are ours.
func (db *DB) GoOn(table, column string) store.Statement {
	return store.Statement{SQL: fmt.Sprintf(
		`SELECT setval(pg_get_serial_sequence('{%[1]s}', '%[2]s'), COALESCE(MAX(%[2]s), 0) + 1, false) FROM {%[1]s}`, table, column)}
}
