package ordertest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

func placeCases() []Case {
	return []Case{
		{"an order is placed", placeAccepted},
		{"an order asked for again has the same answer", placeAgain},
		{"an order asked for at once is placed once", placeAtOnce},
		{"an order whose answer was lost is placed once", placeLost},
		{"what is placed stays placed", placeStays},
	}
}

func placeAccepted(ctx context.Context, r Rig) error {
	o, err := r.quoted(ctx)
	if err != nil {
		return err
	}
	p, err := r.accepts(ctx, o)
	switch {
	case err != nil:
		return err
	case p.Ref == "":
		return errors.New("accepted without the host's reference")
	case p.Changed != nil, p.Refused():
		return errors.New("accepted, and something else as well")
	}
	return r.counts(ctx, o, 1)
}

func placeAgain(ctx context.Context, r Rig) error {
	o, err := r.quoted(ctx)
	if err != nil {
		return err
	}
	first, err := r.accepts(ctx, o)
	if err != nil {
		return err
	}
	again, err := r.accepts(ctx, o)
	if err == nil && (first.Ref != again.Ref || first.Number != again.Number) {
		err = fmt.Errorf("first it was %q (%q), then %q (%q)", first.Ref, first.Number, again.Ref, again.Number)
	}
	return errors.Join(err, r.counts(ctx, o, 1))
}

// atOnce is how many calls are made at once.
const atOnce = 8

// placeAtOnce: some may fail, for they are repeated.
func placeAtOnce(ctx context.Context, r Rig) error {
	o, err := r.quoted(ctx)
	if err != nil {
		return err
	}
	var calls sync.WaitGroup
	for range atOnce {
		calls.Go(func() { _, _ = r.Backend.Place(ctx, o) })
	}
	calls.Wait()
	if _, err := r.accepts(ctx, o); err != nil {
		return err
	}
	return r.counts(ctx, o, 1)
}

// looks is at how many places in a call its context ends.
const looks = 24

// placeLost gives up at every moment of a call, as far as its context shows
// them, and asks again.
func placeLost(ctx context.Context, r Rig) error {
	if r.Lose != nil {
		r.Lose()
		if err := r.givenUp(ctx, ctx, "on its way"); err != nil {
			return err
		}
	}
	for n := range looks {
		short := ending(ctx, n+1)
		err := r.givenUp(ctx, short, fmt.Sprint("at look ", n+1))
		if over := short.Context.Err() == nil; err != nil || over {
			short.end()
			return err
		}
	}
	return nil
}

// givenUp asks for an order in a context that ends, and then again.
func (r Rig) givenUp(ctx, short context.Context, when string) error {
	o, err := r.quoted(ctx)
	if err != nil {
		return err
	}
	_, _ = r.Backend.Place(short, o) // what it says gets lost
	if _, err = r.accepts(ctx, o); err == nil {
		err = r.counts(ctx, o, 1)
	}
	if err != nil {
		return fmt.Errorf("after an answer that was lost (%s): %w", when, err)
	}
	return nil
}

// endingContext ends when it is looked at for the nth time.
type endingContext struct {
	context.Context
	end  context.CancelFunc
	left atomic.Int64
}

func ending(ctx context.Context, looks int) *endingContext {
	e := &endingContext{}
	e.Context, e.end = context.WithCancel(ctx)
	e.left.Store(int64(looks))
	return e
}

func (e *endingContext) look() {
	if e.left.Add(-1) <= 0 {
		e.end()
	}
}

// Done is a look.
func (e *endingContext) Done() <-chan struct{} { e.look(); return e.Context.Done() }

// Err is a look.
func (e *endingContext) Err() error { e.look(); return e.Context.Err() }

// placeStays: the answer to the first call may have been lost, and what it said
// holds.
func placeStays(ctx context.Context, r Rig) error {
	if r.Reprice == nil && r.Leave == nil {
		return skip("the rig can change neither price nor stock")
	}
	o, err := r.placed(ctx)
	if err != nil {
		return err
	}
	line := o.Quote.Lines[0]
	if r.Reprice != nil {
		line.Unit.Minor += 100
		if err := r.Reprice(ctx, line.Ref, line.Unit); err != nil {
			return err
		}
	}
	if r.Leave != nil {
		if err := r.Leave(ctx, line.Ref, 0); err != nil {
			return err
		}
	}
	if _, err := r.accepts(ctx, o); err != nil {
		return fmt.Errorf("it was accepted before: %w", err)
	}
	return r.counts(ctx, o, 1)
}
