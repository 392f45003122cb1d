package reminder_test

import (
	"errors"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/reminder"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// P8: a reminder that was decided on and waits to be sent does not go after a
// purchase, an opt-out or a payment that began, nor when she speaks again.
func TestRecheck(t *testing.T) {
	t.Parallel()
	speaks := func(r *rig) {
		e := message.Event{ID: "again", From: message.Address{Channel: "chat", ID: "ann"}, Kind: message.KindText, Text: "hi"}
		r.commit(store.Batch{Writes: store.Receive(e, r.now)})
	}
	staff := func(r *rig) {
		c := r.conversation()
		c.WithStaff = true
		r.commit(store.Batch{Writes: []store.Statement{store.PutConversation(c)}})
	}
	pays := func(r *rig) { // for an order of last week
		orders, err := r.Store.OrdersOf(t.Context(), r.who, 1)
		r.must(err)
		orders[0].State = order.Processing
		r.commit(store.Batch{Writes: []store.Statement{store.PutOrder(orders[0])}})
	}
	tests := map[string]struct {
		happens func(*rig)
		refusal string
	}{
		"nothing":            {happens: func(*rig) {}},
		"she bought":         {(*rig).buy, "purchased"},
		"she stopped":        {(*rig).stop, "opted_out"},
		"a payment is begun": {func(r *rig) { r.commit(store.Batch{Writes: store.InsertOrder(r.newOrder(order.Processing))}) }, "payment_open"},
		"an old one is paid": {pays, "payment_open"},
		"she speaks":         {speaks, "active"},
		"a person answers":   {staff, "with_staff"},
		"it is night":        {func(r *rig) { r.now = noon.Add(11 * time.Hour) }, "quiet_hours"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, reminder.Config{})
			if _, err := r.due(time.Hour); err != nil || r.reminded() != 1 {
				t.Fatalf("%d reminders (%v)", r.reminded(), err)
			}
			old := r.newOrder(order.Open)
			old.Created = r.now.AddDate(0, 0, -7)
			r.commit(store.Batch{Writes: store.InsertOrder(old)})
			row := store.Row{ID: "1", Conversation: r.conv, Body: message.Outbound{Text: "your cart", Purpose: message.PurposeReminder}}
			before, refusal, err := r.Recheck(t.Context(), row)
			if err != nil || refusal != "" {
				t.Fatalf("refused at once: %q, %v", refusal, err)
			}
			tt.happens(r)
			if _, refusal, err = r.Recheck(t.Context(), row); err != nil || refusal != tt.refusal {
				t.Errorf("refusal %q (%v), want %q", refusal, err, tt.refusal)
			}
			// The guards see what changes the records that she has; a new order
			// changes the cart in life, and a turn comes after her words.
			broken := errors.Is(r.Store.Commit(t.Context(), store.Batch{Guards: before}), store.ErrConflict)
			switch name {
			case "she bought", "she stopped", "an old one is paid", "a person answers":
				if !broken {
					t.Error("the guards of the first look hold still")
				}
			case "nothing", "it is night":
				if broken {
					t.Error("the guards of the first look do not hold")
				}
			}
		})
	}
}

// A broadcast, and a reminder of somebody who is gone.
func TestRecheckOfOthers(t *testing.T) {
	t.Parallel()
	r := newRig(t, reminder.Config{})
	row := store.Row{Conversation: "nobody's", Body: message.Outbound{Purpose: message.PurposeMarketing}}
	if guards, refusal, err := r.Recheck(t.Context(), row); guards != nil || refusal != "" || err != nil {
		t.Errorf("a broadcast: %v, %q, %v", guards, refusal, err)
	}
	row.Body.Purpose = message.PurposeReminder
	if _, refusal, err := r.Recheck(t.Context(), row); refusal != "gone" || err != nil {
		t.Errorf("gone: %q, %v", refusal, err)
	}
}
