package sqlite

import (
	"context"
	"fmt"
)

// File returns the path of the database's file; "" for one in memory.
func (db *DB) File(ctx context.Context) (path string, err error) {
	err = db.reads.QueryRowContext(ctx, `SELECT file FROM pragma_database_list WHERE name = 'main'`).Scan(&path)
	if err != nil {
		return "", fmt.Errorf("sqlite: file: %w", translate(err))
	}
	return path, nil
}
