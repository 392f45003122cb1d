package store

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// files holds the schema, step by step: 0001_name.sql. A released step is
// never changed.
//
//go:embed migrations/*.sql
var files embed.FS

// migrations lists the steps in order.
func migrations() ([]Migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("store: migrations: %w", err)
	}
	all := make([]Migration, 0, len(names))
	for _, name := range names { // sorted by Glob
		sql, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("store: migrations: %w", err)
		}
		base := strings.TrimSuffix(strings.TrimPrefix(name, "migrations/"), ".sql")
		number, title, _ := strings.Cut(base, "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("store: migration %s: %w", name, err)
		}
		all = append(all, Migration{version, title, string(sql)})
	}
	return all, nil
}
