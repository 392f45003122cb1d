package storetest

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/store"
)

var batchCases = []Case{
	{"a batch is all or nothing", func(ctx context.Context, s *store.Store) error {
		err := write(ctx, s, store.SetMeta("first", "1"), invalid(), store.SetMeta("last", "1"))
		if err == nil {
			return errors.New("a batch with a failing statement was accepted")
		}
		return absent(ctx, s, "first", "last")
	}},
	{"a guard that does not hold writes nothing", func(ctx context.Context, s *store.Store) error {
		b := store.Batch{Writes: []store.Statement{store.SetMeta("key", "1")}}
		b.Require(store.GuardCart(cart.Cart{Contact: "c"}), store.GuardCart(cart.Cart{Contact: "c", Version: 7}))
		if err := is("commit", s.Commit(ctx, b), store.ErrConflict); err != nil {
			return err
		}
		return absent(ctx, s, "key")
	}},
	{"guards see what their own group wrote before", func(ctx context.Context, s *store.Store) error {
		won := make(chan int, 32)
		err := crowd(32, func(i int) error {
			c := cart.Cart{Contact: "c"}
			err := s.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardCart(c)}, Writes: []store.Statement{store.PutCart(c)}})
			if err == nil {
				won <- i
				return nil
			}
			return is("the others", err, store.ErrConflict)
		})
		if err == nil && len(won) != 1 {
			err = fmt.Errorf("%d writers made the same cart, want 1", len(won))
		}
		return err
	}},
	{"an empty batch is nothing", func(ctx context.Context, s *store.Store) error {
		return is("commit", s.Commit(ctx, store.Batch{}), nil)
	}},
	{"a taken key is a conflict", func(ctx context.Context, s *store.Store) error {
		line := store.AppendConsent(store.Consent{ID: "1", Contact: "c", Purpose: "all", Action: store.ConsentGrant})
		if err := write(ctx, s, line); err != nil {
			return err
		}
		return is("again", write(ctx, s, line), store.ErrConflict)
	}},
	{"bad neighbours harm nobody", badNeighbours},
	{"update rolls back on an error and on a panic", func(ctx context.Context, s *store.Store) error {
		sorry := errors.New("sorry")
		err := s.Update(ctx, func(tx store.Tx) error { return errors.Join(tx.Exec(store.SetMeta("error", "1")), sorry) })
		if err := is("update", err, sorry); err != nil {
			return err
		}
		err = s.Update(ctx, func(tx store.Tx) error {
			rows, err := tx.Query(store.Statement{SQL: `SELECT value FROM {meta}`}) // left open
			if err != nil || rows == nil {
				return err
			}
			_ = tx.Exec(store.SetMeta("panic", "1"))
			panic("no")
		})
		if err == nil {
			return errors.New("a panic is no error")
		}
		return absent(ctx, s, "error", "panic")
	}},
	{"update sees its own writes and nobody else does", updateIsolated},
	{"update checks guards", func(ctx context.Context, s *store.Store) error {
		err := s.Update(ctx, func(tx store.Tx) error {
			if err := tx.Exec(store.SetMeta("key", "1")); err != nil {
				return err
			}
			return tx.Require(store.GuardCart(cart.Cart{Contact: "c"}), store.GuardCart(cart.Cart{Contact: "c", Version: 1}))
		})
		if err := is("update", err, store.ErrConflict); err != nil {
			return err
		}
		return absent(ctx, s, "key")
	}},
	{"an ended context is refused before anything happens", func(ctx context.Context, s *store.Store) error {
		ended, cancel := context.WithCancel(ctx)
		cancel()
		err := s.Commit(ended, store.Batch{Writes: []store.Statement{store.SetMeta("key", "1")}})
		if err := is("commit", err, context.Canceled); err != nil {
			return err
		}
		return absent(ctx, s, "key")
	}},
	{"migrating again and at once changes nothing", func(ctx context.Context, s *store.Store) error {
		if err := write(ctx, s, store.SetMeta("key", "1")); err != nil {
			return err
		}
		if err := crowd(4, func(int) error { return s.Migrate(ctx) }); err != nil {
			return err
		}
		return present(ctx, s, "key")
	}},
	{"close finishes what it has and refuses the rest", func(ctx context.Context, s *store.Store) error {
		if err := write(ctx, s, store.SetMeta("key", "1")); err != nil {
			return err
		}
		if err := errors.Join(s.Close(), s.Close()); err != nil {
			return err
		}
		if err := is("commit", write(ctx, s, store.SetMeta("late", "1")), store.ErrUnavailable); err != nil {
			return err
		}
		if err := is("update", s.Update(ctx, func(store.Tx) error { return nil }), store.ErrUnavailable); err != nil {
			return err
		}
		_, err := s.Meta(ctx, "key")
		return is("read", err, store.ErrUnavailable)
	}},
	{"a store that works can be pinged", func(ctx context.Context, s *store.Store) error { return s.Ping(ctx) }},
}

// invalid is a statement that breaks a CHECK.
func invalid() store.Statement {
	return store.AppendConsent(store.Consent{ID: "x", Contact: "c", Purpose: "all", Action: "perhaps"})
}

// bomb is an argument that panics.
type bomb struct{}

func (bomb) Value() (driver.Value, error) { panic("bomb") }

// badNeighbours mixes good batches with ones that fail, panic, conflict and
// whose callers go away, all at once.
func badNeighbours(ctx context.Context, s *store.Store) error {
	const n = 240
	gone, cancel := context.WithCancel(ctx)
	err := crowd(n, func(i int) error {
		key := fmt.Sprintf("%d", i)
		good := store.SetMeta("good "+key, "1")
		bad := store.SetMeta("bad "+key, "1")
		switch i % 6 {
		case 0:
			return refused("invalid", write(ctx, s, bad, invalid()))
		case 1:
			return refused("panic", write(ctx, s, bad, store.Statement{SQL: good.SQL, Args: []any{bomb{}, ""}}))
		case 2:
			return refused("conflict", s.Commit(ctx, store.Batch{
				Guards: []store.Guard{store.GuardCart(cart.Cart{Contact: "c", Version: 9})}, Writes: []store.Statement{bad}}))
		case 3:
			if i > n/2 {
				cancel()
			}
			// Committed or not: both are allowed, but not half.
			_ = write(gone, s, store.SetMeta("gone "+key, "1"), store.SetMeta("gone too "+key, "1"))
			return nil
		case 4:
			return refused("syntax", write(ctx, s, bad, store.Statement{SQL: "SELEKT"}))
		}
		return write(ctx, s, good)
	})
	cancel()
	if err != nil {
		return err
	}
	for i := range n {
		key := fmt.Sprintf("%d", i)
		if i%6 == 5 {
			err = present(ctx, s, "good "+key)
		} else {
			err = absent(ctx, s, "bad "+key)
		}
		_, one := s.Meta(ctx, "gone "+key)
		_, two := s.Meta(ctx, "gone too "+key)
		if (one == nil) != (two == nil) {
			err = fmt.Errorf("half of batch %d was written", i)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func refused(what string, err error) error {
	if err == nil {
		return fmt.Errorf("%s: accepted", what)
	}
	return nil
}

func updateIsolated(ctx context.Context, s *store.Store) error {
	err := s.Update(ctx, func(tx store.Tx) error {
		if err := tx.Exec(store.SetMeta("key", "1")); err != nil {
			return err
		}
		if _, err := tx.Meta(ctx, "key"); err != nil {
			return fmt.Errorf("within: %w", err)
		}
		var v string
		row := tx.QueryRow(store.Statement{SQL: `SELECT value FROM {meta} WHERE key = $1`, Args: []any{"key"}})
		if err := row.Scan(&v); err != nil || v != "1" {
			return fmt.Errorf("QueryRow: %q, %w", v, err)
		}
		if err := is("QueryRow of nothing", tx.QueryRow(store.Statement{SQL: `SELECT 1 WHERE 1 = 0`}).Scan(new(int64)), store.ErrNotFound); err != nil {
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	return present(ctx, s, "key")
}

func absent(ctx context.Context, s *store.Store, keys ...string) error {
	for _, k := range keys {
		if _, err := s.Meta(ctx, k); !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("%q was written (error %v)", k, err)
		}
	}
	return nil
}

func present(ctx context.Context, s *store.Store, keys ...string) error {
	for _, k := range keys {
		if _, err := s.Meta(ctx, k); err != nil {
			return fmt.Errorf("%q: %w", k, err)
		}
	}
	return nil
}

// long is a text of a megabyte with all that makes texts hard.
var long = strings.Repeat("a\x00ә👨‍👩‍👧‍👦\u0301\"'\\\n", 1<<20/32)
