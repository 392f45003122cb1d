package simulation

import (
	"fmt"
	"slices"
	"sync"
	"testing/synctest"
	"time"

	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// theLast is what there is one piece of.
const theLast = "Skerry tent"

// gate holds back whatever takes stock: what waits there has read that there is
// enough, and has not written yet.
type gate chan struct{}

// pass waits for the gate, if one stands and the batch takes stock.
func (w *world) pass(b store.Batch) {
	takes := func(g store.Guard) bool { return g.Table == "hold" }
	if g := w.gate.Load(); g != nil && slices.ContainsFunc(b.Guards, takes) {
		w.gated.Add(1)
		<-*g
	}
}

// atOnce lets all do something at the same moment: nobody takes stock before
// everybody has seen what there is of it.
func (r *rush) atOnce(do func(*hurried)) {
	g := make(gate)
	r.w.gate.Store(&g)
	var doing sync.WaitGroup
	for _, h := range r.hurried {
		doing.Go(func() { do(h) })
	}
	synctest.Wait() // all that can be done without the stock is done
	r.w.gate.Store(nil)
	close(g)
	doing.Wait()
	r.w.rest()
}

// last is a rush for the last piece. All order it, and all go to pay at the same
// moment: one may, for as long as it is reserved for her, then another. In the
// end there are several who can pay and nothing is reserved for any of them;
// they pay at the same moment, and one of them gets it.
func (w *world) last(crowd []*shopper) {
	w.notef("a rush for the last %s", theLast)
	r := &rush{w: w, rng: w.rng, title: theLast}
	for _, s := range crowd {
		r.hurried = append(r.hurried, &hurried{shopper: s})
	}
	r.all(func(h *hurried) { h.link = h.wants(theLast) })
	w.rest()
	for range 3 {
		r.atOnce((*hurried).tries)
		r.reserved()
		w.clock.jump(20 * time.Minute) // what was reserved is free again
		time.Sleep(2 * time.Second)
	}
	r.atOnce(func(h *hurried) { h.ends(h.open, sandbox.Succeed) })
}

// tries opens her pay link, if she has not been let in.
func (h *hurried) tries() {
	if h.link == "" || h.open != "" {
		return
	}
	h.open = h.insists(h.link)
	h.fresh = h.open != ""
}

// reserved checks that no more were let in now than there are pieces: each has
// been told that it is hers for a while.
func (r *rush) reserved() {
	var in []string
	for _, h := range r.hurried {
		if h.fresh {
			in = append(in, h.id)
		}
		h.fresh = false
	}
	r.w.notef("let in to pay: %v", in)
	if had := pieces[r.title]; len(in) > had {
		r.w.mu.Lock()
		defer r.w.mu.Unlock()
		r.w.wrong = append(r.w.wrong, violation{"P7", in[0], fmt.Sprintf("%d were let in at once to pay for %d × %s: %v", len(in), had, r.title, in)})
	}
}
