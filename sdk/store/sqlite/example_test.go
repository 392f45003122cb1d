package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// A host keeps its shop in the database that it has, in tables of their own.
func ExampleNew() {
	dir, err := os.MkdirTemp("", "sqlite")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(dir, "app.db"))+"?_pragma=journal_mode(WAL)")
	if err != nil {
		panic(err)
	}
	defer db.Close()

	s := sqlite.New(db, "sauda")
	defer s.Close()
	if err := s.Migrate(context.Background()); err != nil {
		panic(err)
	}
	var n int
	if err := db.QueryRow(`SELECT COUNT(*) FROM sauda_conversation`).Scan(&n); err != nil {
		panic(err)
	}
	fmt.Println(n, "conversations")
	// Output: 0 conversations
}
