package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/internal/host"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// prepare is how long a flow's Prepare may take.
const prepare = 2 * time.Second

// facts lets a flow ask something slow first. What it found is kept with the
// event, so that deciding again sees the same. Without an answer in time the
// flow decides without, and says so.
func (p *plan) facts(ctx context.Context, in dialogue.Input) (dialogue.Facts, error) {
	f, _ := p.e.Router.Flow(p.e.Router.Picks(p.is.State, in))
	slow, ok := f.(dialogue.Preparer)
	if !ok {
		return nil, nil
	}
	if p.recalled { // the event may not be the next: nothing is kept with it
		return nil, errRecalled
	}
	known, err := p.kept()
	if err != nil {
		return nil, err
	}
	_, modelled := known[factReworded]
	delete(known, factReworded)
	if known != nil && (len(known) > 0 || !modelled) {
		return known, nil
	}
	in.Action = p.e.Router.Action(p.is.State, in) // typed or tapped, as the flow will see it
	state := p.is.State                           // what is left behind must not see the plan go on
	found, err := host.Ask(ctx, prepare, func(ctx context.Context) (dialogue.Facts, error) {
		return slow.Prepare(ctx, state, in)
	})
	if err != nil {
		p.e.Logger.Warn("engine: facts are missing", "flow", f.Name(), "error", err)
		return nil, ctx.Err()
	}
	return found, p.keep(ctx, found)
}

// kept are the facts that are stored with the event; nil for none.
func (p *plan) kept() (known dialogue.Facts, err error) {
	if p.turn.Facts == nil {
		return nil, nil
	}
	if err := json.Unmarshal(p.turn.Facts, &known); err != nil {
		return nil, fmt.Errorf("engine: facts of an event: %w", err)
	}
	return known, nil
}

// keep stores facts with the event, beside those that are.
func (p *plan) keep(ctx context.Context, found dialogue.Facts) error {
	all, err := p.kept()
	if err != nil {
		return err
	}
	if all == nil {
		all = dialogue.Facts{}
	}
	maps.Copy(all, found)
	raw, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("engine: facts: %w", err)
	}
	p.turn.Facts = raw
	return p.e.Store.Commit(ctx, store.Batch{Writes: []store.Statement{store.PutFacts(p.is.ID, p.is.Done+1, raw)}})
}
