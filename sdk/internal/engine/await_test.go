package engine_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/reminder"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// awaits waits for what it is told, or does not any more.
var awaits = everything{script{"echo", func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	switch {
	case in.Event.Kind != message.KindText:
		return says(s, "hello")
	case in.Meaning.OptOut:
		return says(s, "bye", dialogue.OptOut{Wording: in.Event.Text})
	case in.Event.Text == "never":
		return says(s, "fine", dialogue.AwaitStock{Ref: catalog.Ref{Product: "tent"}, Stop: true})
	}
	return says(s, "noted", dialogue.AwaitStock{Ref: catalog.Ref{Product: catalog.ProductID(in.Event.Text)}})
}}}

// wantWaits says what the contact waits for, and that its timers are set.
func (r *rig) wantWaits(want ...string) {
	r.Helper()
	var got []string
	for _, w := range r.contact().Waits {
		got = append(got, string(w.Product))
		if _, err := r.store.Timer(r.Context(), reminder.StockKey(conversation.IDOf(ann), w.Ref)); err != nil {
			r.Errorf("nobody looks for %s: %v", w.Product, err)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		r.Errorf("waits (-want +got)\n%s", diff)
	}
}

// The wish and its end are kept with the words, and the timer with them.
func TestAwaitStock(t *testing.T) {
	t.Parallel()
	r := open(t, transcript, awaits)
	r.gets(text("1", "tent"), text("2", "lamp"), text("3", "tent"))
	r.wantWaits("tent", "lamp")
	r.gets(text("4", "never"), text("5", "never"))
	r.wantWaits("lamp")
	r.gets(text("6", "stop"))
	r.wantWaits()
	key := reminder.StockKey(conversation.IDOf(ann), catalog.Ref{Product: "tent"})
	if _, err := r.store.Timer(t.Context(), key); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("it is looked for all the same: %v", err)
	}
	all, err := r.store.Consents(t.Context(), r.contact().ID)
	r.must(err)
	var got []string
	for _, c := range all {
		got = append(got, string(c.Action)+" "+c.Purpose+" "+c.Method+" "+c.Wording)
	}
	slices.Sort(got)
	want := []string{"grant awaited button lamp", "grant awaited button tent", "withdraw awaited button never",
		"withdraw awaited message stop", "withdraw marketing message stop", "withdraw reminder message stop"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ledger (-want +got)\n%s", diff)
	}
}

// What a guest waits for she waits for when she has logged in, too.
func TestGuestsWaitsGoWithHer(t *testing.T) {
	t.Parallel()
	r := open(t, transcript, awaits)
	r.gets(text("1", "tent"), login("2", "42", ann))
	if who := r.contact(); who.Customer != "42" {
		t.Errorf("she is %+v", who)
	}
	r.wantWaits("tent")
}
