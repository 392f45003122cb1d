// Package host stands between Sauda and the host's own code. A call that hangs
// or panics is an error there, what it is handed is its own to change, and what
// it answers is looked at before anybody believes it.
package host

import (
	"context"
	"fmt"
	"time"
)

// Ask asks somebody else's code something and leaves it behind when it takes
// longer than limit, whether it heeds its context or not; ask shares nothing
// with its caller. A panic is an error.
func Ask[T any](ctx context.Context, limit time.Duration, ask func(context.Context) (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	answers := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			if r := recover(); r != nil {
				a.err = fmt.Errorf("host: panic: %v", r)
			}
			answers <- a
		}()
		a.value, a.err = ask(ctx)
	}()
	select {
	case a := <-answers:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
