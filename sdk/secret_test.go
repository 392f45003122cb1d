package sdk_test

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// A node that does not accept what the last one signed says so, and only then.
func TestOtherSecretsAreNoticed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "shop.db")
	a, b, c := bytes.Repeat([]byte("a"), 32), bytes.Repeat([]byte("b"), 32), bytes.Repeat([]byte("c"), 32)
	for _, start := range []struct {
		name    string
		secrets [][]byte
		warned  bool
	}{
		{"first", [][]byte{a}, false},
		{"same", [][]byte{a}, false},
		{"rotated", [][]byte{b, a}, false},
		{"rotated to the end", [][]byte{b}, false},
		{"another", [][]byte{c}, true},
		{"known by now", [][]byte{c}, false},
	} {
		var log bytes.Buffer
		db, err := sqlite.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		_, err = sdk.New(sdk.Config{
			Store: db, Catalog: catalog.New(catalog.List{}), Secrets: start.secrets,
			Logger: slog.New(slog.NewTextHandler(&log, nil)),
		})
		if err != nil {
			t.Fatal(err)
		}
		if warned := strings.Contains(log.String(), "Config.Secrets"); warned != start.warned {
			t.Errorf("%s: %q, want a warning: %v", start.name, log.String(), start.warned)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
