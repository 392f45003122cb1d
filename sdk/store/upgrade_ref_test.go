package store_test

import (
	"testing"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// Orders that an older version placed with a host are found by its refs after
// an upgrade.
func TestUpgradeFindsRefs(t *testing.T) {
	t.Parallel()
	for name, make := range golden {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := openAt(t.Context(), make(t))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			insert := `INSERT INTO {orders} (id, number, version, state, contact, conversation, token, provider, checkout, total, currency, created, data)
				VALUES ($1, 'N', 1, 'open', 'c', 'v', '', '', '', 1, 'USD', 1, $2)`
			err = s.Update(t.Context(), func(tx store.Tx) error {
				return tx.Exec(store.Statement{SQL: insert, Args: []any{"o1", `{"id":"o1","host_ref":"W-\"1"}`}},
					store.Statement{SQL: insert, Args: []any{"o2", `{"id":"o2","reason":"\"host_ref\""}`}})
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if o, err := s.OrderByRef(t.Context(), `W-"1`); err != nil || o.ID != "o1" {
				t.Errorf("found %q, %v", o.ID, err)
			}
		})
	}
}
