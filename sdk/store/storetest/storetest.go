// Package storetest is the conformance suite of package store: whatever a
// [store.Store] lives on, these cases hold.
//
// The suite is data, so that it can be run on broken databases too, each of
// which must fail the case that is about its fault.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Case is one thing that holds. Check gets a store of its own, migrated and
// empty, and returns what is wrong with it.
type Case struct {
	Name  string
	Check func(ctx context.Context, s *store.Store) error
}

// Cases is the whole suite.
var Cases = slices.Concat(batchCases, inboxCases, timerCases, toldCases, laneCases, orderCases, holdCases, redemptionCases, answerCases, recordCases, receiptCases, catalogueCases, raceCases)

// Run runs every case as a parallel subtest. open returns a new, empty store
// that it closes when the test ends.
func Run(t *testing.T, open func(t *testing.T) *store.Store) {
	for _, c := range Cases {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := c.Check(t.Context(), s); err != nil {
				t.Error(err)
			}
		})
	}
}

// begin is when the suite's stories begin: whole microseconds.
var begin = time.Date(2026, 11, 24, 12, 0, 0, 123456000, time.UTC)

// shopper is one of the suite's shoppers.
func shopper(n int) message.Address {
	return message.Address{Channel: "web", Account: "shop", ID: fmt.Sprintf("shopper-%d", n)}
}

func said(from message.Address, id string) message.Event {
	return message.Event{ID: id, From: from, Kind: message.KindText, At: begin, Text: "text of " + id}
}

// write commits statements without a guard.
func write(ctx context.Context, s *store.Store, all ...store.Statement) error {
	return s.Commit(ctx, store.Batch{Writes: all})
}

// receive stores events one after the other, a microsecond apart.
func receive(ctx context.Context, s *store.Store, events ...message.Event) error {
	for i, e := range events {
		if err := write(ctx, s, store.Receive(e, begin.Add(time.Duration(i)*time.Microsecond))...); err != nil {
			return err
		}
	}
	return nil
}

// handle does the next turn of a conversation with nothing but itself in it.
func handle(ctx context.Context, s *store.Store, from message.Address) error {
	t, err := s.Turn(ctx, conversation.IDOf(from))
	if err != nil {
		return err
	}
	return s.Commit(ctx, turnOf(t))
}

// turnOf is the batch of an empty turn.
func turnOf(t store.Turn) store.Batch {
	c := t.Conversation
	c.Done++
	return store.Batch{Guards: []store.Guard{store.GuardTurn(t.Conversation)}, Writes: []store.Statement{store.PutConversation(c)}}
}

// same compares what was read with what was written.
func same[T any](what string, got, want T) error {
	if !reflect.DeepEqual(got, want) {
		return fmt.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
	return nil
}

// is wants err to be of a kind; nil for success.
func is(what string, err, kind error) error {
	if errors.Is(err, kind) {
		return nil
	}
	return fmt.Errorf("%s: got error %v, want %v", what, err, kind)
}

// crowd calls fn n times at once and returns the first error.
func crowd(n int, fn func(i int) error) error {
	out := make(chan error, n)
	for i := range n {
		go func() { out <- fn(i) }()
	}
	var first error
	for range n {
		if err := <-out; err != nil && first == nil {
			first = err
		}
	}
	return first
}

// steps runs checks until one fails.
func steps(all ...func() error) error {
	for _, step := range all {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
