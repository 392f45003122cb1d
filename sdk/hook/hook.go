package hook

import (
	"context"
	"errors"
	"slices"
)

// ErrNoEvent says that [On] was given a function for something that is not an
// event of this package: a pointer to one, say.
var ErrNoEvent = errors.New("hook: On takes a function of an event of package hook, such as func(context.Context, hook.OrderPaid) error")

// Hook is a function of the host's that hears of events. Make it with [On].
type Hook struct {
	types []string
	call  func(context.Context, Event) error
}

// On makes a hook of a function that hears of the events of type E; with E
// [Event] itself, of all of them.
//
// The function is called at least once per event, outside any transaction,
// concurrently, with a context that ends after some seconds. After an error or
// a panic it is called again, later and later.
func On[E Event](fn func(context.Context, E) error) Hook {
	h := Hook{call: func(ctx context.Context, e Event) error {
		if mine, ok := e.(E); ok {
			return fn(ctx, mine)
		}
		return nil
	}}
	for _, e := range every() {
		if _, ok := e.(E); ok && fn != nil {
			h.types = append(h.types, e.Type())
		}
	}
	return h
}

// Check returns ErrNoEvent for a hook that would never hear of anything.
func (h Hook) Check() error {
	if len(h.types) == 0 {
		return ErrNoEvent
	}
	return nil
}

// Hears says whether the hook is for events of a type.
func (h Hook) Hears(kind string) bool { return slices.Contains(h.types, kind) }

// Call calls the hook's function, if the event is of its type.
func (h Hook) Call(ctx context.Context, e Event) error {
	if h.call == nil {
		return ErrNoEvent
	}
	return h.call(ctx, e)
}
