package sqlite_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// The database holds names and addresses: nobody else may read it.
func TestFilesArePrivate(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	dir := t.TempDir()
	s, err := sqlite.Open(filepath.Join(dir, "sauda.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) == 0 {
		t.Fatalf("%v: %v, want a database", files, err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, want 0600", f.Name(), info.Mode())
		}
	}
}

func TestOpenNamesTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sauda.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("no database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Open(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("%v, want the file's name in it", err)
	}
	missing := filepath.Join(t.TempDir(), "no", "folder", "sauda.db")
	if _, err := sqlite.Open(missing); err == nil || !strings.Contains(err.Error(), missing) {
		t.Errorf("%v, want the file's name in it", err)
	}
}
