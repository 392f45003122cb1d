package checkout_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// Who was to pay at the door has sent nothing: she is not told that it did not
// arrive, in the chat or by her link.
func TestRefusedAtTheDoor(t *testing.T) {
	t.Parallel()
	r, _, o := newTillRig(t, true)
	r.must(r.Claim(t.Context(), o.PayToken))
	if is, err := r.Confirm(t.Context(), o.ID, payments.Verdict{}); err != nil || is.State != order.Open {
		t.Fatalf("refused: %s, %v", is.State, err)
	}
	if v, err := r.View(t.Context(), o.PayToken); err != nil || v.State != "open" || v.Declined || v.NotReceived {
		t.Errorf("the link says %+v, %v", v, err)
	}
	var said dialogue.OrderEvent
	inbox := r.inbox(o)
	r.must(json.Unmarshal([]byte(inbox[len(inbox)-1].Payload), &said))
	if said.State != dialogue.PaymentUnseen || said.Code != checkout.CodeOnDelivery {
		t.Errorf("told: %+v", said)
	}
}

// door is a till at the door, which lets go of her word that she will pay there.
type door struct {
	*till
	keeps bool // it does not
}

func (p *door) Cancel(_ context.Context, ref string) (payments.Payment, error) {
	return p.note(ref, func(is *payments.Payment) error {
		if is.State == payments.StatePending || !p.keeps && is.State == payments.StateProcessing {
			is.State = payments.StateCancelled
		}
		return nil
	})
}

// newDoorRig is a rig with a bank and a door at which the tent of an order is to
// be paid.
func newDoorRig(t *testing.T, c checkout.Config) (*rig, *town, *door, order.Order) {
	t.Helper()
	w, all := newTown("bank")
	p := &door{till: newTill()}
	p.onDelivery = true
	c.Providers = append(all, p)
	r := newRig(t, c)
	w.now = r.clock
	o := r.place("ann", tent)
	r.opens(o, "manual-till")
	r.must(r.Claim(t.Context(), o.PayToken))
	return r, w, p, r.order(o.ID)
}

// Who will pay at the door may choose another way: her word is let go of before
// the other checkout is opened, and the tent stays hers.
func TestMindChangedAtTheDoor(t *testing.T) {
	t.Parallel()
	r, w, p, o := newDoorRig(t, checkout.Config{})
	v, err := r.View(t.Context(), o.PayToken)
	r.must(err)
	want := []checkout.Way{{Provider: "bank"}, {Provider: "manual-till", Manual: true, Chosen: true}}
	if diff := cmp.Diff(want, v.Ways); diff != "" || v.State != "processing" {
		t.Errorf("%s, ways (-want +got):\n%s", v.State, diff)
	}
	for _, same := range []string{"", "manual-till"} { // that is agreed already
		r.refusedAt(o, checkout.Choice{Provider: same}, checkout.ReasonProcessing)
	}
	r.refusedAt(o, checkout.Choice{Provider: "nobody"}, checkout.ReasonNoWay)
	ref := r.opens(o, "bank")
	if diff := cmp.Diff([]payments.State{payments.StateCancelled, payments.StatePending}, r.states(o)); diff != "" || w.most != 1 {
		t.Errorf("%d at the bank at once; checkouts (-want +got):\n%s", w.most, diff)
	}
	if got := r.holds(o); !slices.Equal(got, []string{"1 reserved"}) || r.order(o.ID).State != order.Open {
		t.Errorf("holds %v, the order is %s", got, r.order(o.ID).State)
	}
	if waiting, err := r.Waiting(t.Context(), "", 0, 10); err != nil || len(waiting) > 0 {
		t.Errorf("a person is to confirm %v, %v", waiting, err)
	}
	r.tells("bank", w.banks[0].settles(ref, payments.EventSucceeded))
	if is := r.order(o.ID); is.State != order.Paid || is.Provider != "bank" {
		t.Errorf("the order is %s by %s", is.State, is.Provider)
	}
	if p.books[o.Checkout].State != payments.StateCancelled {
		t.Errorf("at the door it is %s", p.books[o.Checkout].State)
	}
}

// Who has changed her mind and pays the courier all the same has paid.
func TestPaidAtTheDoorAllTheSame(t *testing.T) {
	t.Parallel()
	r, w, _, o := newDoorRig(t, checkout.Config{})
	ref := r.opens(o, "bank")
	is, err := r.Confirm(t.Context(), o.ID, payments.Verdict{Paid: true, By: "courier"})
	if err != nil || is.State != order.Paid || is.Provider != "manual-till" {
		t.Errorf("the order is %s by %s, %v", is.State, is.Provider, err)
	}
	r.later(time.Minute)
	if p := w.banks[0].books[ref]; p.State != payments.StateCancelled {
		t.Errorf("at the bank it is %s", p.State)
	}
}

// What is packed on her word, has outlived its link, or is held, keeps its way to
// be paid; and so does a till that does not let go.
func TestMindNotChanged(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*rig, *door, order.Order){
		"packed": func(r *rig, _ *door, o order.Order) {
			_, err := r.Follow(r.t.Context(), o.ID, order.Status{Status: order.StepPacked, At: r.clock()})
			r.must(err)
		},
		"its link has ended": func(r *rig, _ *door, _ order.Order) { r.later(8 * 24 * time.Hour) },
		"another sum came": func(r *rig, _ *door, o order.Order) {
			_, err := r.Confirm(r.t.Context(), o.ID, payments.Verdict{Paid: true, Amount: usd(1)})
			r.must(err)
		},
		"not let go": func(_ *rig, p *door, _ order.Order) { p.keeps = true },
		"a transfer": func(_ *rig, p *door, _ order.Order) { p.onDelivery = false },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, w, p, o := newDoorRig(t, checkout.Config{})
			change(r, p, o)
			r.refusedAt(o, checkout.Choice{Provider: "bank"}, checkout.ReasonProcessing)
			v, err := r.View(t.Context(), o.PayToken)
			r.must(err)
			if !p.keeps && len(v.Ways) > 0 || w.most > 0 || len(r.attempts(o.ID)) != 1 {
				t.Errorf("ways %v, %d at the bank, attempts %+v", v.Ways, w.most, r.attempts(o.ID))
			}
		})
	}
}

// P5: while she changes her mind the courier says that he was paid: one payment
// stands, and never two could be paid.
func TestMindChangedWhileItIsPaid(t *testing.T) {
	t.Parallel()
	for range 10 {
		r, w, _, o := newDoorRig(t, checkout.Config{})
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				_, err := r.Open(t.Context(), o.PayToken, checkout.Choice{Provider: "bank"})
				if _, refused := errors.AsType[*checkout.Refusal](err); err != nil && !refused {
					t.Error(err)
				}
			})
		}
		all.Go(func() {
			_, err := r.Confirm(t.Context(), o.ID, payments.Verdict{Paid: true, By: "courier"})
			r.must(err)
		})
		all.Wait()
		r.later(time.Minute)
		if is := r.order(o.ID); is.State != order.Paid || is.Provider != "manual-till" || w.most > 1 {
			t.Errorf("the order is %s by %s, %d payable at the bank", is.State, is.Provider, w.most)
		}
		for _, s := range r.states(o) {
			if s.Payable() {
				t.Errorf("checkouts: %v", r.states(o))
			}
		}
	}
}

// Stock is kept while a person has to look, and for an order that is paid when
// it is handed over it is gone when it is packed, whatever the source counts then.
func TestStockOfClaimed(t *testing.T) {
	t.Parallel()
	r, _, o := newTillRig(t, true)
	r.must(r.Claim(t.Context(), o.PayToken))
	r.later(48 * time.Hour)
	if got := r.holds(o); !slices.Equal(got, []string{"1 reserved"}) {
		t.Errorf("two days later: %v", got)
	}
	if _, err := r.Follow(t.Context(), o.ID, order.Status{Status: order.StepPacked, At: r.clock()}); err != nil {
		t.Fatal(err)
	}
	if got := r.holds(o); !slices.Equal(got, []string{"1 sold"}) {
		t.Errorf("packed: %v", got)
	}
	r.stock(0) // of an hour before noon, so what was sold since is taken off too
	is, err := r.Confirm(t.Context(), o.ID, payments.Verdict{Paid: true, By: "courier"})
	if err != nil || is.State != order.Paid {
		t.Errorf("handed over: %s %s, %v", is.State, is.Reason, err)
	}
}

// It is packed in the moment in which she changes her mind: it goes out on her
// word, which is kept.
func TestPackedWhileHerMindChanges(t *testing.T) {
	t.Parallel()
	var packs func()
	r, w, p, o := newDoorRig(t, checkout.Config{Choose: func(order.Order, []payments.Provider) string {
		if packs != nil {
			pack := packs
			packs = nil
			pack()
		}
		return ""
	}})
	packs = func() {
		_, err := r.Follow(t.Context(), o.ID, order.Status{Status: order.StepPacked, At: r.clock()})
		r.must(err)
	}
	r.refusedAt(o, checkout.Choice{Provider: "bank"}, checkout.ReasonProcessing)
	if is := p.books[o.Checkout].State; is != payments.StateProcessing || w.most > 0 {
		t.Errorf("at the door it is %s, %d at the bank", is, w.most)
	}
}

// Her word is let go of for another way that there is, at a price that she saw:
// else what was agreed stands.
func TestPriceChangesAtTheDoor(t *testing.T) {
	t.Parallel()
	var fails error
	price := usd(100_00)
	r, w, p, o := newDoorRig(t, checkout.Config{Quote: func(_ context.Context, o order.Order) (quote.Quote, error) {
		q := o.Quote
		q.Total = price
		return q, fails
	}})
	stands := func() {
		t.Helper()
		if is := p.books[o.Checkout].State; is != payments.StateProcessing || w.most > 0 || r.order(o.ID).Quote.Total != usd(100_00) {
			t.Errorf("at the door it is %s, %d at the bank, for %v", is, w.most, r.order(o.ID).Quote.Total)
		}
	}
	if v := r.view(o); len(v.Ways) != 2 || v.Otherwise != usd(100_00) {
		t.Errorf("otherwise it costs %v, by %v", v.Otherwise, v.Ways)
	}
	fails = errors.New("the catalogue does not answer")
	r.refusedAt(o, checkout.Choice{Provider: "bank"}, checkout.ReasonUnavailable)
	stands()
	if v := r.view(o); len(v.Ways) > 0 {
		t.Errorf("ways %v", v.Ways)
	}
	fails, price = nil, usd(120_00)
	if v := r.view(o); v.Quote.Total != usd(100_00) || v.Otherwise != price || len(v.Changes) > 0 {
		t.Errorf("it costs %v, otherwise %v, changes %v", v.Quote.Total, v.Otherwise, v.Changes)
	}
	r.refusedAt(o, checkout.Choice{Provider: "bank", Total: usd(100_00)}, checkout.ReasonChanged)
	stands()
	_, err := r.Open(t.Context(), o.PayToken, checkout.Choice{Provider: "bank", Total: price})
	r.must(err)
	if all := r.attempts(o.ID); len(all) != 2 || all[1].Amount != price || r.order(o.ID).Quote.Total != price {
		t.Errorf("attempts %+v", all)
	}
}

// A way that the shop has no more says nothing by itself: who confirms by it
// reads what to do.
func TestConfirmOfAWayThatIsGone(t *testing.T) {
	t.Parallel()
	r, _, _, o := newDoorRig(t, checkout.Config{})
	r.Providers = r.Providers[:1]
	for _, paid := range []bool{true, false} {
		_, err := r.Confirm(t.Context(), o.ID, payments.Verdict{Paid: paid})
		if err == nil || !strings.Contains(err.Error(), "by manual-till, which is not in the settings any more: put it back") || !errors.Is(err, order.ErrTransition) {
			t.Errorf("paid %v: %v", paid, err)
		}
	}
}
