package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// raceCases are about many who write at once.
var raceCases = []Case{
	{"of 200 turns at once on one conversation one is committed", oneTurnOf200},
	{"a guard given twice is one guard", func(ctx context.Context, s *store.Store) error {
		g := store.GuardCart(cart.Cart{Contact: "c"})
		return s.Commit(ctx, store.Batch{Guards: []store.Guard{g, g}, Writes: []store.Statement{store.PutCart(cart.Cart{Contact: "c"})}})
	}},
	{"50 buyers of 10 pieces buy 10", func(ctx context.Context, s *store.Store) error {
		var sold atomic.Int64
		err := crowd(50, func(i int) error {
			id := fmt.Sprint(i)
			b := store.Batch{Guards: []store.Guard{store.GuardFree(thing, 1, counted(10), begin, id)}, Writes: store.InsertOrder(anOrder(id, ""))}
			b.Write(store.PutHold(reserved(id, 1)))
			err := s.Commit(ctx, b)
			if err == nil {
				sold.Add(1)
				return nil
			}
			return is("the others", err, store.ErrConflict)
		})
		return errors.Join(err, same("sold", sold.Load(), int64(10)))
	}},
	{"nothing is claimed after an opt-out was committed", claimsAfterOptOut},
	{"an opt-out outlives a contact made at the same time", newContactOptOut},
	{"updates and batches on one row lose nothing", countUp},
	{"a turn and an event on many conversations at once", crossing},
}

// oneTurnOf200 commits the same turn many times: the first wins.
func oneTurnOf200(ctx context.Context, s *store.Store) error {
	from := shopper(1)
	if err := receive(ctx, s, said(from, "a")); err != nil {
		return err
	}
	t, err := s.Turn(ctx, conversation.IDOf(from))
	if err != nil {
		return err
	}
	var won atomic.Int64
	err = crowd(200, func(int) error {
		err := s.Commit(ctx, turnOf(t))
		if err == nil {
			won.Add(1)
			return nil
		}
		return is("the others", err, store.ErrConflict)
	})
	return errors.Join(err, same("won", won.Load(), int64(1)))
}

// claimsAfterOptOut has many claim under GuardListening while one opts out: a
// claim that began after the opt-out's answer must fail.
func claimsAfterOptOut(ctx context.Context, s *store.Store) error {
	stop := said(shopper(1), "stop")
	if err := receive(ctx, s, said(shopper(1), "hello")); err != nil {
		return err
	}
	var out atomic.Bool
	return crowd(9, func(i int) error {
		if i == 4 {
			err := write(ctx, s, append(store.Receive(stop, begin), store.OptOut(stop, begin))...)
			out.Store(true)
			return err
		}
		for n := 0; n < 200; n++ {
			late := out.Load()
			err := s.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardListening(conversation.IDOf(stop.From))},
				Writes: []store.Statement{store.SetMeta(fmt.Sprintf("claim %d", i), "")}})
			switch {
			case late && err == nil:
				return errors.New("claimed after the opt-out")
			case late:
				return is("after the opt-out", err, store.ErrConflict)
			case err != nil && !errors.Is(err, store.ErrConflict):
				return err
			}
		}
		return nil
	})
}

// newContactOptOut has a contact made by its first event, which is an opt-out,
// and by somebody else at the same time.
func newContactOptOut(ctx context.Context, s *store.Store) error {
	return crowd(20, func(i int) error {
		stop := said(shopper(i/2), "stop "+fmt.Sprint(i/2))
		c := contact.Contact{ID: conversation.GuestOf(stop.From), Created: begin}
		if i%2 == 0 {
			err := s.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardContact(c)}, Writes: []store.Statement{store.PutContact(c)}})
			if err == nil || errors.Is(err, store.ErrConflict) {
				return nil
			}
			return err
		}
		if err := write(ctx, s, append(store.Receive(stop, begin), store.OptOut(stop, begin))...); err != nil {
			return err
		}
		got, err := s.Contact(ctx, c.ID)
		return errors.Join(err, same("opted out", got.OptedOut, true))
	})
}

// countUp has batches and updates count one cart's version up: as often as one
// was acknowledged.
func countUp(ctx context.Context, s *store.Store) error {
	var won atomic.Int64
	err := crowd(12, func(i int) error {
		for range 5 {
			c, err := s.Cart(ctx, "c")
			if err != nil {
				return err
			}
			if i%3 == 0 {
				err = s.Update(ctx, func(tx store.Tx) error {
					if err := tx.Require(store.GuardCart(c)); err != nil {
						return err
					}
					return tx.Exec(store.PutCart(c))
				})
			} else {
				err = s.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardCart(c)}, Writes: []store.Statement{store.PutCart(c)}})
			}
			switch {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, store.ErrConflict):
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	c, err := s.Cart(ctx, "c")
	return errors.Join(err, same("version", c.Version, won.Load()))
}

// crossing has turns with messages to send, events, and lanes that are sent
// from, on the same conversations in opposite orders: whoever locks in no order
// stands still here, and whoever gives up shows it.
func crossing(ctx context.Context, s *store.Store) error {
	const n = 12
	for i := range n {
		if err := receive(ctx, s, said(shopper(i), "first"+fmt.Sprint(i))); err != nil {
			return err
		}
	}
	return crowd(4*n, func(i int) error {
		from := shopper(i % n)
		if i%2 == 1 {
			from = shopper(n - 1 - i%n)
		}
		id := conversation.IDOf(from)
		switch i / n {
		case 0:
			return write(ctx, s, store.Receive(said(from, fmt.Sprint("more", i)), begin)...)
		case 1:
			return write(ctx, s, store.Enqueue(row(id, fmt.Sprint("row", i)))...)
		case 2:
			return s.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardListening(id)},
				Writes: append(store.Enqueue(row(id, fmt.Sprint("late", i))), store.CancelTimer(id))})
		}
		t, err := s.Turn(ctx, id)
		if errors.Is(err, store.ErrNotFound) { // another was faster
			return nil
		}
		if err != nil {
			return err
		}
		b := turnOf(t)
		b.Write(store.Enqueue(row(id, fmt.Sprint("turn", i)))...)
		b.Write(timer(id, begin))
		if err := s.Commit(ctx, b); err != nil && !errors.Is(err, store.ErrConflict) {
			return err
		}
		return nil
	})
}
