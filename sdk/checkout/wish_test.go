package checkout_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// answers are what the conversation of an order heard of its wishes, as "way
// code".
func (r *rig) answers(o order.Order) (all []string) {
	r.t.Helper()
	for _, ev := range r.inbox(o) {
		if ev.Name != dialogue.EventPayBy {
			continue
		}
		var e dialogue.OrderEvent
		r.must(json.Unmarshal([]byte(ev.Payload), &e))
		all = append(all, e.Way+" "+e.Code)
	}
	return all
}

func (r *rig) wish(s store.Statement, err error) {
	r.t.Helper()
	r.must(err)
	r.must(r.Store.Commit(r.t.Context(), store.Batch{Writes: []store.Statement{s}}))
}

// In the chat she chooses to pay by hand, twice by accident, and says that she
// has paid: one checkout, its stock kept, one claim, and an answer to each wish.
func TestWishes(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{Providers: []payments.Provider{newTill()}})
	o := r.place("ann", tent)
	r.wish(r.ClaimPaid(dialogue.ClaimPaid{Order: o.ID}))
	r.due()
	if got := r.answers(o); !slices.Equal(got, []string{" " + string(checkout.ReasonNotOpen)}) {
		t.Errorf("claimed before she chose: %q", got)
	}
	for range 2 {
		r.wish(r.PayBy(dialogue.PayBy{Order: o.ID, Provider: "manual-till"}))
		r.later(time.Second)
	}
	if got := r.answers(o); !slices.Equal(got[1:], []string{"manual-till ", "manual-till "}) || len(r.attempts(o.ID)) != 1 || len(r.holds(o)) != 1 {
		t.Errorf("answers %q, attempts %v, holds %v", got, r.attempts(o.ID), r.holds(o))
	}
	r.wish(r.ClaimPaid(dialogue.ClaimPaid{Order: o.ID}))
	r.later(time.Second)
	r.wants(o, order.Processing, r.told(o), []string{"payment_waiting"})
	if !slices.Contains(r.told(o), checkout.ToldWaiting) || len(r.answers(o)) != 3 {
		t.Errorf("told %q, answers %q", r.told(o), r.answers(o))
	}
}

// A way that is none, and an order that wants no money, are answered with why
// not; an order that is gone ends the wish.
func TestWishesInVain(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{Providers: []payments.Provider{newTill()}})
	o := r.place("ann", tent)
	r.wish(r.PayBy(dialogue.PayBy{Order: o.ID, Provider: "bitcoin"}))
	r.due()
	r.cancel(o)
	r.wish(r.PayBy(dialogue.PayBy{Order: o.ID, Provider: "manual-till"}))
	r.later(time.Second)
	r.wish(r.PayBy(dialogue.PayBy{Order: "no such order"}))
	r.due()
	if got := r.answers(o); !slices.Equal(got, []string{"bitcoin " + string(checkout.ReasonNoWay), "manual-till " + string(checkout.ReasonClosed)}) {
		t.Errorf("answers %q", got)
	}
}
