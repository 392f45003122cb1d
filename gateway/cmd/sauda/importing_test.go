package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A shop owner imports and searches while the server runs, whose sandbox has
// its journal open.
func TestImportBesideTheServer(t *testing.T) {
	t.Parallel()
	environ := []string{"SAUDA_DATA=" + t.TempDir()}
	cfg, err := load("", environ, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := seams{}.open(t.Context(), quiet(cfg), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.close(); err != nil {
			t.Error(err)
		}
	})

	feed := filepath.Join(t.TempDir(), "products.csv")
	if err := os.WriteFile(feed, []byte("id,title,price\nh1,Wool hat,19\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := command(t, environ, "import", feed); code != done {
		t.Fatalf("import: %d %s", code, errs)
	}
	if code, out, errs := command(t, environ, "search", "hat"); code != done || !strings.Contains(out, "Wool hat") {
		t.Errorf("search: %d %s %s", code, out, errs)
	}
}
