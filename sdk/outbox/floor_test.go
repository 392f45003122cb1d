package outbox_test

import (
	"context"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// bareDrain is what sending would cost if nothing could go wrong: it claims a
// hundred lanes at a time, reads their messages and forgets them, all in one
// transaction, and sends nothing. It returns how many there were.
func bareDrain(b *testing.B, s *store.Store) (n int64) {
	b.Helper()
	const claim = `UPDATE {lane} SET next = $2 WHERE conversation IN (
		SELECT l.conversation FROM {lane} l WHERE l.channel = 'a' AND l.bulk = 0 AND l.next <= $1 ORDER BY l.next LIMIT 100 {skip locked})
		RETURNING conversation`
	for {
		before := n
		err := s.Update(context.Background(), func(tx store.Tx) error {
			rows, err := tx.Query(store.Statement{SQL: claim, Args: []any{time.Now().UnixMicro(), int64(9223372036854775807)}})
			if err != nil {
				return err
			}
			var lanes []string
			for rows.Next() {
				var id string
				if err := rows.Scan(&id); err != nil {
					return err
				}
				lanes = append(lanes, id)
			}
			if err := rows.Close(); err != nil {
				return err
			}
			for _, id := range lanes {
				sent, err := tx.Affect(store.Statement{SQL: `DELETE FROM {outbox} WHERE conversation = $1`, Args: []any{id}})
				if err != nil {
					return err
				}
				n += sent
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		if n == before {
			return n
		}
	}
}
