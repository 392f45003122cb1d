package pgtest_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
)

// A server that crashes keeps what was committed, and its place.
func TestServerCrashes(t *testing.T) {
	t.Parallel()
	s := pgtest.Start(t, pgtest.Options{Settings: map[string]string{"max_connections": "20"}})
	run := func(sql string) error {
		c, err := pgx.Connect(t.Context(), s.DSN())
		if err != nil {
			return err
		}
		_, err = c.Exec(t.Context(), sql)
		return errors.Join(err, c.Close(t.Context()))
	}
	if err := errors.Join(run(`CREATE TABLE kept (n INT)`), s.Stop(), s.Stop()); err != nil {
		t.Fatal(err)
	}
	if run(`SELECT 1`) == nil {
		t.Error("a stopped server answers")
	}
	if err := errors.Join(s.Start(), run(`INSERT INTO kept VALUES (1)`), s.Restart(), run(`DROP TABLE kept`)); err != nil {
		t.Error(err)
	}
}

// Two stores have nothing in common.
func TestStoresAreApart(t *testing.T) {
	t.Parallel()
	one, two := pgtest.Open(t), pgtest.Open(t)
	if err := errors.Join(one.Migrate(t.Context()), two.Migrate(t.Context()), one.Ping(t.Context())); err != nil {
		t.Fatal(err)
	}
	if _, err := two.Meta(t.Context(), "ping"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}

func ExampleIn() {
	fmt.Println(pgtest.In("postgres://shop@127.0.0.1/shop?sslmode=disable", "mine"))
	// Output: postgres://shop@127.0.0.1/shop?search_path=mine&sslmode=disable
}
