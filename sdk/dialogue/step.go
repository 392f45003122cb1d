package dialogue

import (
	"context"
	"fmt"
	"maps"
)

// Next is the flow that a [Step] stands before.
type Next func(ctx context.Context, s State, in Input) (Outcome, error)

// Step changes a step of a flow and leaves the others as they are. It is asked
// in the flow's place: it answers itself, or lets the flow answer and changes
// what that came to. A button it shows leads back to it when its action begins
// with the flow's name.
//
// The contract is that of [Flow.Handle]: no I/O, deterministic, concurrent, and
// possibly more than once for one event. A next that is asked and not followed
// has done nothing. What the flow takes as answers and how it repeats its
// question stay its own.
type Step func(ctx context.Context, s State, in Input, next Next) (Outcome, error)

// WithSteps returns a router that asks these steps, by the names of the flows
// they stand before. A name without a flow is an error.
func (r *Router) WithSteps(steps map[string]Step) (*Router, error) {
	for name := range steps {
		if _, ok := r.flows[name]; !ok {
			return nil, fmt.Errorf("dialogue: a step of the flow %q: there is no such flow", name)
		}
	}
	with := *r
	with.steps = maps.Clone(steps)
	return &with, nil
}
