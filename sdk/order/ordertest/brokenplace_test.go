package ordertest_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/order/ordertest"
)

// numbersCalls makes a reference of each call instead of each order.
func numbersCalls(b *broken, r *ordertest.Rig) {
	var calls atomic.Int64
	onAnswer(func(p *order.Placement) {
		if p.Accepted {
			p.Ref = fmt.Sprint("call-", calls.Add(1))
		}
	})(b, r)
}

// looksThenWrites has no unique index and no lock.
func looksThenWrites(b *broken, _ *ordertest.Rig) {
	b.places = func(ctx context.Context, o order.Order) (order.Placement, error) {
		b.mu.Lock()
		known := b.index(o.ID) >= 0
		b.mu.Unlock()
		time.Sleep(time.Millisecond) // in a bubble: until all others have looked
		p, err := b.ledger.Place(ctx, o)
		b.mu.Lock()
		defer b.mu.Unlock()
		if i := b.index(o.ID); !known && p.Accepted && b.rows[i].Conversation == "taken" {
			b.add(o)
		} else if i >= 0 {
			b.rows[i].Conversation = "taken"
		}
		return p, err
	}
}

// forgetsLost writes the order, sees that nobody waits any more, and forgets
// under which ID it was.
func forgetsLost(b *broken, _ *ordertest.Rig) {
	var lost atomic.Bool
	b.places = func(ctx context.Context, o order.Order) (order.Placement, error) {
		p, err := b.ledger.Place(ctx, o)
		b.mu.Lock()
		defer b.mu.Unlock()
		switch {
		case p.Accepted && ctx.Err() != nil:
			lost.Store(true)
		case p.Accepted && lost.Swap(false):
			b.add(o)
		}
		return p, err
	}
}

// writesAfterLoss writes an order again whose answer got lost on its way.
func writesAfterLoss(b *broken, r *ordertest.Rig) {
	var losing, lost atomic.Bool
	r.Lose = func() { losing.Store(true) }
	b.places = func(ctx context.Context, o order.Order) (order.Placement, error) {
		p, err := b.ledger.Place(ctx, o)
		if losing.Swap(false) {
			lost.Store(true)
			return order.Placement{}, errors.New("ledger: no answer")
		}
		if lost.Swap(false) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.add(o)
		}
		return p, err
	}
}

// judgesAgain looks at price and stock before it looks for the order.
func judgesAgain(b *broken, _ *ordertest.Rig) {
	b.places = func(ctx context.Context, o order.Order) (order.Placement, error) {
		b.mu.Lock()
		p, refused := b.refuses(o)
		b.mu.Unlock()
		if refused && ctx.Err() == nil {
			return p, nil
		}
		return b.ledger.Place(ctx, o)
	}
}

// takesWhatChanged asks for another price, and keeps the order all the same.
func takesWhatChanged(b *broken, _ *ordertest.Rig) {
	b.places = func(ctx context.Context, o order.Order) (order.Placement, error) {
		p, err := b.ledger.Place(ctx, o)
		if p.Changed != nil {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.add(o)
		}
		return p, err
	}
}

func takesAnyPrice(b *broken, _ *ordertest.Rig) {
	b.places = func(ctx context.Context, o order.Order) (order.Placement, error) {
		p, err := b.ledger.Place(ctx, o)
		if p.Changed != nil {
			o.Quote = *p.Changed
			return b.ledger.Place(ctx, o)
		}
		return p, err
	}
}

func refusesByError(b *broken, _ *ordertest.Rig) {
	b.places = func(ctx context.Context, o order.Order) (order.Placement, error) {
		p, err := b.ledger.Place(ctx, o)
		if p.Rejected == "We do not sell this." {
			return order.Placement{}, errUnsold
		}
		return p, err
	}
}

// state is how an order stands; "" if there is none.
func (l *ledger) state(id string) order.State {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := l.index(id); i >= 0 {
		return l.rows[i].State
	}
	return ""
}

func paidTwiceIsError(b *broken, _ *ordertest.Rig) {
	b.paid = func(ctx context.Context, o order.Order) error {
		if ctx.Err() == nil && b.state(o.ID) == order.Paid {
			return errors.New("ledger: paid already")
		}
		return b.ledger.Paid(ctx, o, payments.Payment{})
	}
}

func cancelledTwiceIsError(b *broken, _ *ordertest.Rig) {
	b.cancel = func(ctx context.Context, o order.Order) error {
		if ctx.Err() == nil && b.state(o.ID) == order.Cancelled {
			return errors.New("ledger: cancelled already")
		}
		return b.ledger.Cancel(ctx, o, "")
	}
}

func cancelsPaid(b *broken, _ *ordertest.Rig) {
	b.cancel = func(ctx context.Context, o order.Order) error {
		if b.state(o.ID) == "" {
			return b.ledger.Cancel(ctx, o, "")
		}
		return b.moves(ctx, o, func(row *order.Order) error { row.State = order.Cancelled; return nil })
	}
}

func ignoresLateMoney(b *broken, _ *ordertest.Rig) {
	b.paid = func(ctx context.Context, o order.Order) error {
		if b.state(o.ID) == order.Cancelled {
			return ctx.Err()
		}
		return b.ledger.Paid(ctx, o, payments.Payment{})
	}
}

func unknownIsError(b *broken, _ *ordertest.Rig) {
	b.cancel = func(ctx context.Context, o order.Order) error {
		if b.state(o.ID) == "" {
			return errNoOrder
		}
		return b.ledger.Cancel(ctx, o, "")
	}
}

func losesMoney(b *broken, _ *ordertest.Rig) {
	b.paid = func(ctx context.Context, o order.Order) error {
		if err := b.ledger.Paid(ctx, o, payments.Payment{}); !errors.Is(err, errNoOrder) {
			return err
		}
		return nil
	}
}
