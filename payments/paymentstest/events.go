package paymentstest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"

	"github.com/sauda-commerce/sauda/payments"
)

func eventCases() []Case {
	return []Case{
		{"events are complete", eventsAreComplete},
		{"events agree with Fetch", eventsAgreeWithFetch},
		{"a repeated callback has the same ids", repeatedCallback},
		{"two events have two ids", distinctIDs},
		{"an unknown event is left out", unknownEvent},
		{"a genuine callback that cannot be read is malformed", malformedCallback},
		{"parsing leaves the callback alone", callbackUntouched},
		{"garbage gives an error and nothing else", garbage},
	}
}

func eventsAreComplete(ctx context.Context, r Rig) error {
	in, c, err := r.settled(ctx, Succeed)
	if err != nil {
		return err
	}
	events, err := r.events(ctx, c.Ref)
	if err != nil {
		return err
	}
	for _, e := range events {
		if e.ID == "" || !e.Kind.Valid() || e.Ref != c.Ref || e.Order != in.Order || e.Key != in.Key || e.Amount.Currency == "" || e.At.IsZero() {
			return fmt.Errorf("event %+v lacks a field or is of another payment; want ref %q, order %q, key %q", e, c.Ref, in.Order, in.Key)
		}
	}
	return nil
}

// eventsAgreeWithFetch folds the events from the last to the first.
func eventsAgreeWithFetch(ctx context.Context, r Rig) error {
	for _, how := range [][]Outcome{{Succeed}, {Decline}, {Pending}, {Pending, Succeed}} {
		_, c, err := r.start(ctx)
		if err != nil {
			return err
		}
		for _, step := range how {
			if err := r.pay(ctx, c.Ref, step); err != nil {
				return err
			}
		}
		if err := r.agree(ctx, c.Ref); err != nil {
			return fmt.Errorf("after %q: %w", how, err)
		}
	}
	return nil
}

// agree compares what the events tell with what Fetch says, but for the time,
// which a provider may keep finer than its events. It may say nothing of what has
// not ended.
func (r Rig) agree(ctx context.Context, ref string) error {
	events, err := r.events(ctx, ref)
	if err != nil {
		return err
	}
	truth, err := r.Provider.Fetch(ctx, ref)
	if err != nil {
		return err
	}
	var told payments.Payment
	for _, e := range slices.Backward(events) {
		told = payments.Merge(told, e.Payment())
	}
	if len(events) == 0 && !truth.State.Final() {
		return nil
	}
	told.At, truth.At = told.At.UTC(), told.At.UTC()
	if told != truth {
		return fmt.Errorf("events tell %+v, Fetch says %+v", told, truth)
	}
	return nil
}

func repeatedCallback(ctx context.Context, r Rig) error {
	d, err := r.callback(ctx)
	if err != nil {
		return err
	}
	first, err := r.Provider.ParseEvents(ctx, d)
	if err != nil {
		return err
	}
	second, err := r.Provider.ParseEvents(ctx, d)
	if err != nil {
		return fmt.Errorf("the second delivery: %w", err)
	}
	if !slices.EqualFunc(first, second, func(a, b payments.Event) bool { return a.ID == b.ID }) {
		return fmt.Errorf("first %+v, then %+v", first, second)
	}
	return nil
}

func distinctIDs(ctx context.Context, r Rig) error {
	_, c, err := r.settled(ctx, Pending)
	if err != nil {
		return err
	}
	if err := r.pay(ctx, c.Ref, Succeed); err != nil {
		return err
	}
	events, err := r.events(ctx, c.Ref)
	if err != nil {
		return err
	}
	kinds := map[string]payments.EventKind{}
	for _, e := range events {
		if before, ok := kinds[e.ID]; ok && before != e.Kind {
			return fmt.Errorf("%s and %s have one id", before, e.Kind)
		}
		kinds[e.ID] = e.Kind
	}
	if !slices.Contains(slices.Collect(maps.Values(kinds)), payments.EventSucceeded) {
		return errors.New("no event tells that the payment succeeded")
	}
	return nil
}

func unknownEvent(ctx context.Context, r Rig) error {
	if r.Unknown == nil || r.Sign == nil {
		return skip("the rig has no unknown event")
	}
	events, err := r.Provider.ParseEvents(ctx, r.Sign(Current, r.now(), r.Unknown))
	if err != nil {
		return fmt.Errorf("an unknown event is refused: %w", err)
	}
	if len(events) > 0 {
		return fmt.Errorf("an unknown event is read as %+v", events)
	}
	return nil
}

func malformedCallback(ctx context.Context, r Rig) error {
	if r.Sign == nil {
		return skip("the rig cannot sign")
	}
	d, err := r.callback(ctx)
	if err != nil {
		return err
	}
	for _, body := range [][]byte{nil, []byte("{"), []byte("[]"), d.Body[:len(d.Body)/2]} {
		events, err := r.Provider.ParseEvents(ctx, r.Sign(Current, r.now(), body))
		if err := wantError(err, payments.ErrMalformed, fmt.Sprintf("a body of %d bytes", len(body))); err != nil {
			return err
		}
		if len(events) > 0 {
			return fmt.Errorf("%d events came with an error", len(events))
		}
	}
	return nil
}

func callbackUntouched(ctx context.Context, r Rig) error {
	d, err := r.callback(ctx)
	if err != nil {
		return err
	}
	body, header := bytes.Clone(d.Body), d.Header.Clone()
	if _, err := r.Provider.ParseEvents(ctx, d); err != nil {
		return err
	}
	if !bytes.Equal(body, d.Body) || !maps.EqualFunc(header, d.Header, slices.Equal) {
		return errors.New("parsing changed the callback it was given")
	}
	return nil
}

// garbage hands over what strangers send: never a panic, never an event. A
// provider without callbacks is asked too.
func garbage(ctx context.Context, r Rig) error {
	d, err := r.callback(ctx)
	if err != nil && !errors.Is(err, ErrSkipped) {
		return err
	}
	dice := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		junk := payments.Delivery{Method: http.MethodPost, Path: d.Path, Header: http.Header{}, Body: noise(dice), Received: r.now()}
		for name := range d.Header {
			junk.Header[name] = []string{string(noise(dice))}
		}
		if err := r.refuses(ctx, junk); err != nil {
			return err
		}
	}
	return nil
}

func (r Rig) refuses(ctx context.Context, d payments.Delivery) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("parsing panicked: %v", p)
		}
	}()
	events, err := r.Provider.ParseEvents(ctx, d)
	switch {
	case err == nil:
		return fmt.Errorf("garbage was accepted as %d events", len(events))
	case len(events) > 0:
		return fmt.Errorf("garbage gave %d events", len(events))
	}
	return nil
}

func noise(dice *rand.Rand) []byte {
	b := make([]byte, dice.IntN(64))
	for i := range b {
		b[i] = byte(dice.IntN(256))
	}
	return b
}
