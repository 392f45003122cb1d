package webhook

import (
	"context"
	"errors"
	"fmt"

	"github.com/sauda-commerce/sauda/sdk/hook"
)

// subscriber is somebody who hears of events.
type subscriber struct {
	name  string
	hears func(kind string) bool
	call  func(ctx context.Context, n note) error
	pass  *pass
}

// tell calls the subscriber behind a wall against panics and calls that never
// end: such a one is left behind when its time is over.
func (s *subscriber) tell(ctx context.Context, n note) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- &failure{reason: fmt.Sprintf("panic: %v", p)}
			}
		}()
		done <- s.call(ctx, n)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return &failure{reason: "no answer in time"}
	}
}

func newHook(name string, h hook.Hook) *subscriber {
	return &subscriber{name: name, hears: h.Hears, pass: newPass(), call: func(ctx context.Context, n note) error {
		e, err := hook.Parse(n.ID, n.Body)
		if errors.Is(err, hook.ErrUnknown) {
			return &failure{reason: err.Error()}
		}
		if err != nil {
			return err
		}
		return h.Call(ctx, e)
	}}
}
