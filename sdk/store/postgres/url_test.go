package postgres_test

import (
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/store/postgres"
)

// Whatever is wrong with a URL, or with the server that it names, its password
// is not in the error, and neither is a part of it.
func TestPasswordIsNotInErrors(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"postgres://u:HUNTER2@127.0.0.1:1/shop",
		"postgres://u:hunter@HUNTER2@127.0.0.1:1/shop",
		"postgres://u:HUNTER2@x@127.0.0.1:1,127.0.0.1:2/shop",
		"postgres://u:HUNT#ER2@127.0.0.1:1/shop", "postgres://u:HUNT/ER2@127.0.0.1:1/shop", "postgres://u:HUNT?ER2@127.0.0.1:1/shop",
		"postgres://u:HUNT%zzER2@127.0.0.1:1/shop", "postgres://u:HUNT ER2@127.0.0.1:1/shop", "postgres://u:HUNT:ER2@127.0.0.1:1/shop",
		"postgres://u:HUNTER2@127.0.0.1:port/shop", "postgres://u:HUNTER2@:1", "postgres://HUNTER2@HUNTER2@", "mysql://u:HUNTER2@h/x",
		"postgres://u:HUNTER2@127.0.0.1:1/shop?sslmode=HUNTER2", "postgres://u:HUNTER2@127.0.0.1:1/shop?pool_max_conns=HUNTER2",
		"postgres://127.0.0.1:1/shop?user=u&password=HUNTER2&connect_timeout=x",
		"host=127.0.0.1 port=1 user=u password=HUNTER2", "host=127.0.0.1 port=x password='HUNTER2", "HUNTER2",
		"postgres://u:HUNTER2@127.0.0.1:1/shop?search_path=Bad", "postgres://u:HUNTER2@127.0.0.1:1/shop?search_path=pg_x",
	} {
		db, err := postgres.OpenDB(t.Context(), url)
		if err == nil {
			_ = db.Close() // it is the test that failed
			t.Errorf("%s: no error", url)
			continue
		}
		if strings.Contains(err.Error(), "HUNT") || strings.Contains(err.Error(), "ER2") {
			t.Errorf("%s: %v", url, err)
		}
	}
}
