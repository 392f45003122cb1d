package reminder_test

import (
	"errors"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/policy"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/reminder"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// newWait is a shopper who at noon asked to hear of the tent, sold out.
func newWait(t *testing.T, c reminder.Config) *rig {
	t.Helper()
	c.Idle = -1 // her cart is not what this is about
	c.BuildStock = func(reminder.Restock) (message.Outbound, error) {
		return message.Outbound{Text: "back", Choices: []message.Choice{
			{Label: "Add", Action: message.Action{Name: "cart.add", Args: map[string]string{"p": "tent"}}},
		}}, nil
	}
	r := newRig(t, c)
	r.sells(usd(100_00), 0)
	who, ok := r.contact().Waiting(tent, r.now)
	timer, err := reminder.AwaitStock(r.conv, tent, r.now)
	r.must(err)
	if !ok {
		t.Fatal("not waiting")
	}
	r.commit(store.Batch{Writes: []store.Statement{store.PutContact(who), store.SetTimer(timer)}})
	return r
}

func (r *rig) contact() contact.Contact {
	r.t.Helper()
	c, err := r.Store.Contact(r.t.Context(), r.who)
	r.must(err)
	return c
}

// looks handles what is due after some time.
func (r *rig) looks(after time.Duration) (err error) {
	r.t.Helper()
	r.now = r.now.Add(after)
	timers, err := r.Store.ClaimTimers(r.t.Context(), r.now, time.Minute, 10)
	r.must(err)
	for _, t := range timers {
		err = errors.Join(err, r.HandleStock(r.t.Context(), t))
	}
	return err
}

// ends fails unless the shopper was told so often and nothing waits any more.
func (r *rig) ends(told int) {
	r.t.Helper()
	if n := r.reminded(); n != told {
		r.t.Errorf("told %d times, want %d", n, told)
	}
	if at := r.planned(); !at.IsZero() || len(r.contact().Waits) > 0 {
		r.t.Errorf("the next look is at %v, waits: %v", at, r.contact().Waits)
	}
}

func (r *rig) bought(s order.State) {
	r.t.Helper()
	o := r.newOrder(s)
	o.Quote.Lines = []quote.Line{{Ref: tent, Quantity: 1}}
	r.commit(store.Batch{Writes: store.InsertOrder(o)})
}

// tomorrow is when the rig lets a message follow an order of another thing.
func (r *rig) tomorrow() { r.now = r.now.Add(24 * time.Hour) }

func (r *rig) neverMind() {
	r.t.Helper()
	r.commit(store.Batch{Writes: []store.Statement{store.PutContact(r.contact().NotWaiting(tent))}})
}

// It is looked for every half hour, and told once.
func TestLooksUntilItIsBack(t *testing.T) {
	t.Parallel()
	r := newWait(t, reminder.Config{Quiet: always})
	for range 3 {
		r.must(r.looks(30 * time.Minute))
		if want := r.now.Add(30 * time.Minute); r.reminded() != 0 || !r.planned().Equal(want) {
			t.Fatalf("told %d times, the next look is at %v, want %v", r.reminded(), r.planned(), want)
		}
	}
	r.sells(usd(100_00), 1)
	r.must(r.looks(30 * time.Minute))
	r.ends(1)
	if c := r.conversation(); c.State.Product != tent {
		t.Errorf("it speaks of %v", c.State.Product)
	}
}

// What ends the wait, told or not, and what only puts it off.
func TestEndOfWait(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		do   func(*rig)
		told int
	}{
		"stopped":                {do: (*rig).stop},
		"never mind":             {do: (*rig).neverMind},
		"bought":                 {do: func(r *rig) { r.bought(order.Paid) }},
		"to be paid":             {do: func(r *rig) { r.bought(order.Open) }},
		"an order was cancelled": {do: func(r *rig) { r.bought(order.Cancelled); r.tomorrow() }, told: 1},
		"bought something else":  {do: func(r *rig) { r.buy(); r.tomorrow() }, told: 1},
		"60 days": {do: func(r *rig) {
			r.sells(usd(1), 0)
			r.now = r.now.Add(contact.WaitLife)
		}},
		"the contact is another": {do: func(r *rig) {
			c := r.conversation()
			c.Contact = "somebody"
			r.commit(store.Batch{Writes: []store.Statement{store.PutConversation(c)}})
			r.neverMind()
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newWait(t, reminder.Config{Quiet: always})
			r.sells(usd(100_00), 1)
			tt.do(r)
			r.must(r.looks(31 * time.Minute))
			r.ends(tt.told)
		})
	}
}

// It waits for the morning, for the staff, for silence and for a window.
func TestWaitIsPutOff(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		config reminder.Config
		do     func(*rig)
		after  time.Duration
		want   time.Duration // after noon
	}{
		"night": {after: 10 * time.Hour, want: 20 * time.Hour},
		"staff": {config: reminder.Config{Quiet: always}, after: time.Hour, want: 2 * time.Hour, do: func(r *rig) {
			c := r.conversation()
			c.WithStaff = true
			r.commit(store.Batch{Writes: []store.Statement{store.PutConversation(c)}})
		}},
		"she writes": {config: reminder.Config{Quiet: always}, after: time.Hour, want: time.Hour + time.Minute, do: func(r *rig) {
			e := message.Event{ID: "1", From: message.Address{Channel: "chat", ID: "ann"}, Kind: message.KindText, Text: "no"}
			r.commit(store.Batch{Writes: store.Receive(e, r.now)})
		}},
		"window": {
			config: reminder.Config{Quiet: always, Window: func(string) time.Duration { return time.Hour }},
			after:  time.Hour, want: 90 * time.Minute,
		},
		"gone from the catalogue": {config: reminder.Config{Quiet: always}, after: time.Hour, want: 90 * time.Minute, do: func(r *rig) {
			r.must(r.Catalog.Index().Apply(r.t.Context(), []catalog.Change{{Delete: "tent"}}))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newWait(t, tt.config)
			r.sells(usd(100_00), 1)
			if tt.do != nil {
				tt.do(r)
			}
			r.must(r.looks(tt.after))
			if want := noon.Add(tt.want); r.reminded() != 0 || !r.planned().Equal(want) {
				t.Errorf("told %d times, the next look is at %v, want %v", r.reminded(), r.planned(), want)
			}
		})
	}
}

// What happens between the decision and its commit wins.
func TestWaitBetweenDecisionAndCommit(t *testing.T) {
	t.Parallel()
	for name, happens := range map[string]func(*rig){
		"she buys":   (*rig).buy,
		"she stops":  (*rig).stop,
		"never mind": (*rig).neverMind,
		"another node has it": func(r *rig) {
			r.now = r.now.Add(2 * time.Minute)
			_, err := r.Store.ClaimTimers(r.t.Context(), r.now, time.Minute, 10)
			r.must(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newWait(t, reminder.Config{Quiet: always})
			r.sells(usd(100_00), 1)
			r.between = func() { happens(r) }
			if err := r.looks(time.Hour); !errors.Is(err, store.ErrConflict) || r.reminded() != 0 {
				t.Errorf("%v, want a conflict; told %d times", err, r.reminded())
			}
		})
	}
}

// A node that died after its commit, or before, leaves no second message.
func TestWaitHandledTwice(t *testing.T) {
	t.Parallel()
	r := newWait(t, reminder.Config{Quiet: always})
	r.sells(usd(100_00), 1)
	r.now = r.now.Add(time.Hour)
	timers, err := r.Store.ClaimTimers(t.Context(), r.now, time.Minute, 10)
	r.must(err)
	for range 2 {
		r.must(r.HandleStock(t.Context(), timers[0]))
	}
	r.ends(1)
}

// At send time it is decided again.
func TestRecheckOfWait(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		do   func(*rig)
		want policy.Reason
	}{
		"goes":     {do: func(*rig) {}},
		"stopped":  {do: (*rig).stop, want: policy.OptedOut},
		"bought":   {do: func(r *rig) { r.bought(order.Open) }, want: policy.Purchased},
		"sold out": {do: func(r *rig) { r.sells(money.Amount{}, 0) }, want: policy.NothingToSell},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newWait(t, reminder.Config{Quiet: always})
			r.sells(usd(100_00), 1)
			r.must(r.looks(time.Hour))
			all, err := r.Store.Transcript(t.Context(), r.conv, 0, 10)
			r.must(err)
			row := store.Row{Conversation: r.conv, Body: all[0].Body, Created: r.now}
			tt.do(r)
			guards, refusal, err := r.Recheck(t.Context(), row)
			if err != nil || refusal != string(tt.want) || (refusal == "") != (len(guards) > 0) {
				t.Errorf("refused with %q and %d guards (%v), want %q", refusal, len(guards), err, tt.want)
			}
			row.Body = message.Outbound{Text: "a part of it", Purpose: message.PurposeAwaited}
			if _, refusal, err := r.Recheck(t.Context(), row); err != nil || name == "goes" && refusal != "" {
				t.Errorf("a part without a card is refused with %q (%v)", refusal, err)
			}
			row.Conversation = "nobody"
			if _, refusal, err := r.Recheck(t.Context(), row); err != nil || refusal != "gone" {
				t.Errorf("of nobody: %q (%v)", refusal, err)
			}
		})
	}
}

// A variant is waited for by itself.
func TestWaitForVariant(t *testing.T) {
	t.Parallel()
	r := newWait(t, reminder.Config{Quiet: always})
	large := catalog.Ref{Product: "cap", Variant: "L"}
	sell := func(l int) {
		caps := catalog.Product{ID: "cap", Title: catalog.Text{"en": "Cap"}, Variants: []catalog.Variant{
			{ID: "S", Offer: catalog.Offer{Price: usd(1), Stock: catalog.Stock{Kind: catalog.StockCounted, Count: 5}}},
			{ID: "L", Offer: catalog.Offer{Price: usd(1), Stock: catalog.Stock{Kind: catalog.StockCounted, Count: l}}},
		}}
		r.must(r.Catalog.Index().Apply(t.Context(), []catalog.Change{{Put: &caps}}))
	}
	who, _ := r.contact().NotWaiting(tent).Waiting(large, r.now)
	timer, err := reminder.AwaitStock(r.conv, large, r.now)
	r.must(err)
	r.commit(store.Batch{Writes: []store.Statement{store.PutContact(who), store.SetTimer(timer), store.CancelTimer(reminder.StockKey(r.conv, tent))}})
	sell(0)
	r.must(r.looks(time.Hour))
	if n := r.reminded(); n != 0 {
		t.Fatalf("told %d times of another size", n)
	}
	sell(1)
	r.must(r.looks(time.Hour))
	r.ends(1)
}

func TestStrayWait(t *testing.T) {
	t.Parallel()
	r := newRig(t, reminder.Config{})
	if err := r.HandleStock(t.Context(), store.Timer{Payload: []byte("{")}); err == nil {
		t.Error("a broken payload is taken")
	}
	stray, err := reminder.AwaitStock("no conversation", tent, noon)
	r.must(err)
	r.commit(store.Batch{Writes: []store.Statement{store.SetTimer(stray), store.CancelTimer(reminder.Key(r.who))}})
	if err := r.looks(time.Hour); err != nil || !r.planned().IsZero() {
		t.Errorf("%v, the next look is at %v", err, r.planned())
	}
}
