package reminder_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/policy"
	"github.com/sauda-commerce/sauda/sdk/reminder"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// One reminder comes, an hour after the last word, at today's price and without
// what is sold out; another cart within a day has to wait.
func TestReminder(t *testing.T) {
	t.Parallel()
	r := newRig(t, reminder.Config{Quiet: always})
	if n, _ := r.due(59 * time.Minute); n != 0 {
		t.Error("something is due before an hour has passed")
	}
	r.sells(usd(80_00), 1)
	n, err := r.due(time.Minute)
	if n != 1 || err != nil || r.reminded() != 1 {
		t.Fatalf("%d due, %v, %d reminders", n, err, r.reminded())
	}
	if got := r.built[0].Lines[0].Price; got != usd(80_00) {
		t.Errorf("reminded at %v, the tent costs 80.00 USD now", got)
	}
	if !r.planned().IsZero() {
		t.Errorf("a second one is planned for %v", r.planned())
	}

	r.fill(mug)
	if _, err := r.due(2 * time.Hour); err != nil || r.reminded() != 1 {
		t.Errorf("reminded again after two hours (%v)", err)
	}
	if want := noon.Add(25 * time.Hour); !r.planned().Equal(want) {
		t.Errorf("planned for %v, want a day after the last one, %v", r.planned(), want)
	}
	if _, err := r.due(22 * time.Hour); err != nil || r.reminded() != 2 {
		t.Errorf("%d reminders after a day (%v)", r.reminded(), err)
	}
}

// What is gone is left out.
func TestSoldOutIsLeftOut(t *testing.T) {
	t.Parallel()
	r := newRig(t, reminder.Config{Quiet: always})
	r.sells(usd(100_00), 0)
	if _, err := r.due(time.Hour); err != nil {
		t.Fatal(err)
	}
	var refs []catalog.Ref
	for _, l := range r.built[0].Lines {
		refs = append(refs, l.Ref)
	}
	if diff := cmp.Diff([]catalog.Ref{mug}, refs); diff != "" {
		t.Errorf("reminded of (-want +got):\n%s", diff)
	}
}

// Why no reminder comes, or only later.
func TestNoReminder(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		do   func(*rig)
		want time.Duration // after noon; 0: never
	}{
		"bought":             {do: (*rig).buy},
		"stopped":            {do: (*rig).stop},
		"emptied her cart":   {do: func(r *rig) { r.fill() }},
		"all of it sold out": {do: func(r *rig) { r.fill(tent); r.sells(usd(1), 0) }, want: 0},
		"an order waits to be paid": {do: func(r *rig) {
			r.commit(store.Batch{Writes: store.InsertOrder(r.newOrder(order.Open))})
		}},
		"a payment is under way": {do: func(r *rig) {
			o := r.newOrder(order.Processing)
			o.Created = noon.Add(-72 * time.Hour)
			r.commit(store.Batch{Writes: store.InsertOrder(o)})
		}},
		"with the staff": {do: func(r *rig) {
			c := r.conversation()
			c.WithStaff = true
			r.commit(store.Batch{Writes: []store.Statement{store.PutConversation(c)}})
		}, want: 2 * time.Hour},
		"she spoke half an hour ago": {do: func(r *rig) {
			c := r.conversation()
			c.Heard = noon.Add(30 * time.Minute)
			r.commit(store.Batch{Writes: []store.Statement{store.PutConversation(c)}})
		}, want: 90 * time.Minute},
		"she said something that is not handled yet": {do: func(r *rig) {
			e := message.Event{ID: "1", From: message.Address{Channel: "chat", ID: "ann"}, Kind: message.KindText, Text: "pay"}
			r.commit(store.Batch{Writes: store.Receive(e, r.now)})
		}, want: 2 * time.Hour},
		"the cart changed in between": {do: func(r *rig) {
			r.now = noon.Add(20 * time.Minute)
			r.fill(tent)
			r.now = noon
		}, want: 80 * time.Minute},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, reminder.Config{Quiet: always})
			tt.do(r)
			if _, err := r.due(time.Hour); err != nil || r.reminded() != 0 {
				t.Errorf("%d reminders (%v)", r.reminded(), err)
			}
			want := time.Time{}
			if tt.want > 0 {
				want = noon.Add(tt.want)
			}
			if !r.planned().Equal(want) {
				t.Errorf("the next decision is at %v, want %v", r.planned(), want)
			}
		})
	}
}

// An order that was left unpaid for more than a day holds nothing back.
func TestOldOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t, reminder.Config{Quiet: always})
	o := r.newOrder(order.Open)
	o.Created = noon.Add(-25 * time.Hour)
	r.commit(store.Batch{Writes: store.InsertOrder(o)})
	if _, err := r.due(time.Hour); err != nil || r.reminded() != 1 {
		t.Errorf("%d reminders (%v)", r.reminded(), err)
	}
}

// In the night it waits for the morning of the shop's zone.
func TestQuietHours(t *testing.T) {
	t.Parallel()
	almaty := time.FixedZone("Almaty", 5*3600)
	r := newRig(t, reminder.Config{Zone: almaty})
	r.now = noon.Add(4 * time.Hour) // 21:00 there
	r.fill(tent)
	if _, err := r.due(time.Hour); err != nil || r.reminded() != 0 {
		t.Fatalf("%d reminders at night (%v)", r.reminded(), err)
	}
	if want := time.Date(2026, 11, 25, 8, 0, 0, 0, almaty); !r.planned().Equal(want) {
		t.Errorf("planned for %v, want %v", r.planned(), want)
	}
	if _, err := r.due(10 * time.Hour); err != nil || r.reminded() != 1 {
		t.Errorf("%d reminders in the morning (%v)", r.reminded(), err)
	}
}

// The window of a channel closes; a negative Idle switches reminders off.
func TestConfig(t *testing.T) {
	t.Parallel()
	r := newRig(t, reminder.Config{Quiet: always, Window: func(string) time.Duration { return time.Hour }})
	if _, err := r.due(time.Hour); err != nil || r.reminded() != 0 || !r.planned().IsZero() {
		t.Errorf("%d reminders out of the window (%v)", r.reminded(), err)
	}
	off := newRig(t, reminder.Config{Idle: -1})
	if !off.planned().IsZero() {
		t.Errorf("switched off, and planned for %v", off.planned())
	}
	var zero reminder.Config
	d := reminder.New(zero)
	if d.Idle != time.Hour || d.Gap != 24*time.Hour || d.Quiet != (policy.Quiet{From: 21 * 60, To: 8 * 60}) {
		t.Errorf("defaults: %v, %v, %v", d.Idle, d.Gap, d.Quiet)
	}
}

// A timer of somebody who is gone is finished; one that cannot be read is an
// error.
func TestStrayTimers(t *testing.T) {
	t.Parallel()
	r := newRig(t, reminder.Config{})
	stray := r.Schedule(cart.Cart{Contact: "nobody", Lines: []cart.Line{{Ref: tent, Quantity: 1}}}, "no conversation", noon)
	r.commit(store.Batch{Writes: append(stray, store.CancelTimer(reminder.Key(r.who)))})
	if n, err := r.due(time.Hour); n != 1 || err != nil || !r.planned().IsZero() {
		t.Errorf("%d due, %v, next %v", n, err, r.planned())
	}
	if err := r.Handle(t.Context(), store.Timer{Payload: []byte("{")}); err == nil {
		t.Error("a broken payload is taken")
	}
}

// P8, at the worst moment: the reminder has been decided on and written, but
// not committed, when something else commits. It must not go.
func TestBetweenDecisionAndCommit(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*rig, order.Order){
		"she buys":  func(r *rig, _ order.Order) { r.buy() },
		"she stops": func(r *rig, _ order.Order) { r.stop() },
		"her cart changes": func(r *rig, _ order.Order) {
			c := r.cart()
			r.commit(store.Batch{Writes: []store.Statement{store.PutCart(c)}})
		},
		"a payment of an old order begins": func(r *rig, o order.Order) {
			o.State = order.Processing
			r.commit(store.Batch{Writes: []store.Statement{store.PutOrder(o)}})
		},
		"the staff take over": func(r *rig, _ order.Order) {
			c := r.conversation()
			c.WithStaff = true
			r.commit(store.Batch{Writes: []store.Statement{store.PutConversation(c)}})
		},
		"another node has it": func(r *rig, _ order.Order) {
			r.now = r.now.Add(2 * time.Minute)
			if timers, err := r.Store.ClaimTimers(r.t.Context(), r.now, time.Minute, 10); err != nil || len(timers) != 1 {
				r.t.Errorf("claimed %d (%v)", len(timers), err)
			}
		},
	}
	for name, happens := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, reminder.Config{Quiet: always})
			old := r.newOrder(order.Open)
			old.Created, old.Version = noon.Add(-48*time.Hour), 1
			r.commit(store.Batch{Writes: store.InsertOrder(old)})
			r.between = func() { happens(r, old) }
			if _, err := r.due(time.Hour); !errors.Is(err, store.ErrConflict) {
				t.Errorf("handling: %v, want a conflict", err)
			}
			if n := r.reminded(); n != 0 {
				t.Errorf("%d reminders", n)
			}
		})
	}
}

// P8 and P9, many times: a purchase, a stop and the reminder at once. Whatever
// wins, no reminder is committed after one of the others.
func TestRace(t *testing.T) {
	t.Parallel()
	r := newRig(t, reminder.Config{Quiet: always})
	sent := 0
	for i := range 150 {
		r.now = noon
		r.begins(fmt.Sprint("shopper ", i))
		r.now = noon.Add(time.Hour)
		timers, err := r.Store.ClaimTimers(t.Context(), r.now, time.Minute, 10)
		r.must(err)
		start := make(chan struct{})
		var all sync.WaitGroup
		race := func(do func()) { all.Go(func() { <-start; do() }) }
		for _, tm := range timers {
			race(func() {
				if err := r.Handle(t.Context(), tm); err != nil && !errors.Is(err, store.ErrConflict) {
					t.Error(err)
				}
			})
		}
		switch i % 3 {
		case 0:
			race(r.buy)
		case 1:
			race(r.stopAs(fmt.Sprint("shopper ", i)))
		default:
			race(r.buy)
			race(r.stopAs(fmt.Sprint("shopper ", i)))
		}
		close(start)
		all.Wait()
		sent += r.reminded()
	}
	if sent == 0 || sent == 150 {
		t.Logf("%d of 150 reminders went: one side always won", sent)
	}
}
