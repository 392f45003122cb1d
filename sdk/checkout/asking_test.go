package checkout_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

var (
	errDown = errors.New("the host is down")
	taken   = order.Placement{Accepted: true}
)

// downUntil is a host that fails its first calls.
func downUntil(call int) *host {
	return &host{place: func(_ order.Order, n int) (order.Placement, error) {
		if n < call {
			return order.Placement{}, errDown
		}
		return taken, nil
	}}
}

// takes is a host that needs a while to take an order.
func takes(d time.Duration) *host {
	return &host{place: func(order.Order, int) (order.Placement, error) { time.Sleep(d); return taken, nil }}
}

// What a shopper hears of a host that lets her wait: each once, in order, and
// nothing where it does not.
func TestDelaysAreTold(t *testing.T) {
	t.Parallel()
	const delayed, placed = dialogue.EventOrderDelayed, dialogue.EventOrderPlaced
	for name, tt := range map[string]struct {
		host *host
		told []string
		most int // calls
	}{
		"at once":            {takes(0), []string{placed}, 1},
		"quick":              {takes(2900 * time.Millisecond), []string{placed}, 1},
		"slow":               {takes(3100 * time.Millisecond), []string{delayed, placed}, 1},
		"fails once":         {downUntil(2), []string{delayed, placed}, 2},
		"down for half":      {downUntil(6), []string{delayed, placed}, 6},          // 1 + 2 + 4 + 8 + 16 s
		"down for a minute":  {downUntil(8), []string{delayed, delayed, placed}, 8}, // + 32 s
		"down for long":      {downUntil(14), []string{delayed, delayed, placed}, 14},
		"never quick enough": {takes(11 * time.Second), []string{delayed, delayed}, 40},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, checkout.Config{Backend: tt.host})
				o := r.place("ann", tent)
				r.due()
				for range 150 {
					r.later(time.Second)
				}
				for range 40 {
					r.later(time.Minute)
				}
				if diff := cmp.Diff(tt.told, r.told(o)); diff != "" {
					t.Errorf("told (-want +got):\n%s", diff)
				}
				time.Sleep(time.Minute) // the calls left behind end
				if n := tt.host.calls(); n > tt.most {
					t.Errorf("the host was asked %d times, at most %d are needed", n, tt.most)
				}
			})
		})
	}
}

// However long it is down, the host is asked every five minutes.
func TestTheHostIsAskedOnAndOn(t *testing.T) {
	t.Parallel()
	h := downUntil(1000)
	r := newRig(t, checkout.Config{Backend: h})
	r.place("ann", tent)
	for range 24 * 60 {
		r.later(time.Minute)
	}
	if n := h.calls(); n < 280 || n > 300 {
		t.Errorf("the host was asked %d times in a day, want every five minutes", n)
	}
}

// The shopper hears that her order is being placed while the host is still
// being asked, and cancels it: it is cancelled, here and at the host.
func TestCancelledWhileTheHostThinks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var r *rig
		var o order.Order
		h := &host{}
		h.place = func(_ order.Order, n int) (order.Placement, error) {
			time.Sleep(4 * time.Second)
			if got := r.order(o.ID).Delay; got != order.DelaySlow && n == 1 {
				t.Errorf("she was told %q", got)
			}
			r.cancel(o)
			return taken, nil
		}
		r = newRig(t, checkout.Config{Backend: h})
		o = r.place("ann", tent)
		r.due()
		r.later(time.Minute)
		if is := r.order(o.ID); is.State != order.Cancelled {
			t.Errorf("the order is %s", is.State)
		}
		if diff := cmp.Diff([]string{dialogue.EventOrderDelayed}, r.told(o)); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
		if news := h.paid(); len(news) == 0 || news[len(news)-1] != "cancelled shopper" {
			t.Errorf("the host heard %v", news)
		}
	})
}

// A host that never answers while the pay link would have lived: the order is
// cancelled, the host hears of it, and so do the shopper and the staff.
func TestNeverAnswered(t *testing.T) {
	t.Parallel()
	h := downUntil(1000)
	r := newRig(t, checkout.Config{Backend: h, Life: time.Hour})
	o := r.place("ann", tent)
	r.due()
	for range 70 {
		r.later(time.Minute)
	}
	if is := r.order(o.ID); is.State != order.Cancelled || is.Reason != checkout.CancelledUnanswered {
		t.Errorf("the order is %s: %q", is.State, is.Reason)
	}
	want := []string{dialogue.EventOrderDelayed, dialogue.EventOrderDelayed, dialogue.EventOrderUnanswered}
	if diff := cmp.Diff(want, r.told(o)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{checkout.NeedsAnswer}, r.called()); diff != "" {
		t.Errorf("the staff heard (-want +got):\n%s", diff)
	}
	if news := h.paid(); len(news) == 0 || news[0] != "cancelled "+checkout.CancelledUnanswered {
		t.Errorf("the host heard %v", news)
	}
	asked := h.calls()
	r.later(time.Hour)
	if h.calls() != asked {
		t.Error("the host is asked for an order that was cancelled")
	}
}

// A host that hangs while many order keeps what else is due waiting for nothing,
// and gets every order in the end.
func TestHangingHostDelaysNothingElse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hung := time.Now().Add(time.Minute)
		h := &host{place: func(order.Order, int) (order.Placement, error) {
			if time.Now().Before(hung) {
				time.Sleep(10 * time.Second)
				return order.Placement{}, errDown
			}
			return taken, nil
		}}
		r := newRig(t, checkout.Config{Backend: h})
		var all []order.Order
		for i := range 20 {
			all = append(all, r.place(fmt.Sprint("shopper ", i), mug))
		}
		other := store.Timer{Key: "other", Kind: checkout.TimerRelease, Due: r.clock(), Payload: []byte("nothing")}
		r.must(r.Store.Commit(t.Context(), store.Batch{Writes: []store.Statement{store.SetTimer(other)}}))
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { r.timers.Run(ctx); close(ended) }()
		time.Sleep(5 * time.Second)
		if _, err := r.Store.Timer(t.Context(), "other"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("what else was due: %v, want it to be done", err)
		}
		stop()
		<-ended
		time.Sleep(time.Minute)
		for range 20 {
			r.later(time.Minute)
		}
		for _, o := range all {
			if is := r.order(o.ID); is.State != order.Open {
				t.Errorf("an order is %s", is.State)
			}
		}
	})
}

// Two nodes ask for one order at once: the shopper hears what she would of one.
func TestTwoNodesAsk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, checkout.Config{Backend: takes(4 * time.Second)})
		o := r.place("ann", tent)
		claimed, err := r.Store.ClaimTimers(t.Context(), r.clock(), time.Second, 1)
		r.must(err)
		late := make(chan error)
		go func() { late <- r.Place(context.WithoutCancel(t.Context()), claimed[0]) }() // its lease ends while it asks
		r.later(2 * time.Second)
		<-late
		r.later(time.Minute)
		if diff := cmp.Diff([]string{dialogue.EventOrderDelayed, dialogue.EventOrderPlaced}, r.told(o)); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}
