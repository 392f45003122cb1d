package simulation

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// plenty is what those of a rush want who do not want what is rare.
const plenty = "Meadow tent"

// rush is when many come for the same rare thing at about the same time, each
// with her own way to pay.
type rush struct {
	w       *world
	rng     *rand.Rand
	title   string
	hurried []*hurried
}

// hurried is a shopper of a rush, and how she pays.
type hurried struct {
	*shopper
	pays string // one of ways
	link string // of her order; "" while she has none
	open string // the checkout that she left open

	fresh bool // she was let in to pay just now
}

// ways are how those of a rush pay, one each.
var ways = []string{"at once", "at once", "in two tabs", "late", "late", "not", "twice", "twice"}

// crowd makes the shoppers of the day's rushes. They come to nothing else.
func (w *world) crowd(first int) (all []*shopper) {
	for i := range ways {
		s := newShopper(w, first+i)
		s.hurries = true
		all = append(all, s)
	}
	return all
}

// rush lets the crowd order title and pay, those who are late half an hour
// later, when what was reserved for them is free again.
func (w *world) rush(title string, crowd []*shopper) {
	w.notef("a rush for %s", title)
	r := &rush{w: w, rng: w.rng, title: title}
	for i, way := range w.rng.Perm(len(ways)) {
		r.hurried = append(r.hurried, &hurried{shopper: crowd[i], pays: ways[way]})
	}
	r.all(func(h *hurried) { h.link = h.wants(r.wanted(h)) })
	w.slow.Store(true)
	r.all((*hurried).hurry)
	w.slow.Store(false)
	w.rest()
	w.clock.jump(30 * time.Minute)
	w.slow.Store(true)
	r.all((*hurried).comeBack)
	w.slow.Store(false)
}

// wanted is what one of them wants: those who will pay twice shall get it.
func (r *rush) wanted(h *hurried) string {
	if h.pays == "twice" {
		return plenty
	}
	return r.title
}

// all lets all do something at the same time.
func (r *rush) all(do func(*hurried)) {
	var doing sync.WaitGroup
	for _, h := range r.hurried {
		doing.Go(func() { do(h) })
	}
	doing.Wait()
}

// wants orders title and returns the pay link, or "" if she loses patience.
func (s *shopper) wants(title string) (link string) {
	for range 3 {
		s.asks()
		if s.sees("found") {
			break
		}
	}
	b, ok := s.offered(title)
	if !ok {
		return ""
	}
	s.w.platform.TapsOn(s.id, b)
	s.sees("in your cart")
	had := s.links()
	for range 3 {
		s.orders()
		if all := s.links(); len(all) > len(had) {
			return all[len(all)-1]
		}
	}
	return ""
}

// offered is the newest button that adds title to her cart.
func (s *shopper) offered(title string) (simulator.Button, bool) {
	for _, r := range slices.Backward(s.w.platform.Received(s.id)) {
		for _, c := range r.Cards {
			i := slices.IndexFunc(c.Buttons, func(b simulator.Button) bool { return b.Label == "Add to cart" })
			if i >= 0 && strings.Contains(c.Title, title) {
				return c.Buttons[i], true
			}
		}
	}
	return simulator.Button{}, false
}

// links are the pay links that she was sent, oldest first, each once.
func (s *shopper) links() (all []string) {
	for _, r := range s.w.platform.Received(s.id) {
		if r.Link != nil && !slices.Contains(all, r.Link.URL) {
			all = append(all, r.Link.URL)
		}
	}
	return all
}

// hurry pays, or not.
func (h *hurried) hurry() {
	if h.link == "" {
		return
	}
	h.wait(h.rng.IntN(20))
	switch h.pays {
	case "at once":
		h.ends(h.insists(h.link), sandbox.Succeed)
	case "in two tabs":
		var tabs sync.WaitGroup
		for range 2 {
			tabs.Go(func() { h.ends(h.insists(h.link), sandbox.Succeed) })
		}
		tabs.Wait()
	case "late", "not":
		h.open = h.insists(h.link)
	case "twice":
		h.open = h.insists(h.link)
		h.ends(h.open, sandbox.Decline) // as it seems
	}
}

// comeBack is what she does half an hour later: the late pay, and those who
// were refused try again.
func (h *hurried) comeBack() {
	if h.link == "" {
		return
	}
	h.wait(h.rng.IntN(20))
	switch {
	case h.pays == "not":
	case h.pays == "late" && h.open != "":
		h.ends(h.open, sandbox.Succeed)
	case h.pays == "twice" && h.open != "":
		again := h.insists(h.link)
		first, second := h.open, again
		if h.rng.IntN(2) == 0 {
			first, second = second, first
		}
		h.ends(first, sandbox.SucceedLate)
		h.wait(h.rng.IntN(2) * h.rng.IntN(2000))
		h.ends(second, sandbox.SucceedLate)
	default:
		h.ends(h.insists(h.link), sandbox.Succeed)
	}
}

// insists opens a pay link, again while the shop does not answer.
func (s *shopper) insists(link string) (checkout string) {
	for range 4 {
		checkout, answered := s.opened(link)
		if answered {
			return checkout
		}
		s.wait(1000)
	}
	return ""
}

// opened opens a pay link once and says whether the shop answered.
func (s *shopper) opened(link string) (ref string, answered bool) {
	n := s.w.anyNode()
	if n.dead() {
		return "", false
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	at, err := n.shop.OpenPayLink(ctx, path.Base(link), checkout.Choice{})
	if n.dead() {
		return "", false
	}
	if err != nil {
		s.w.notef("%s may not pay %s: %v", s.id, path.Base(link), err)
		return "", true
	}
	ref = path.Base(at.URL)
	s.w.opens(ref, till{s.id, link})
	return ref, true
}

// ends ends a payment.
func (s *shopper) ends(checkout string, o sandbox.Outcome) {
	if checkout == "" {
		return
	}
	err := s.w.box.Settle(checkout, o) // it may be over already
	s.w.notef("%s: %s %s: %v", s.id, checkout, o, err)
}

// till is where a shopper could pay: the checkout behind a link of hers.
type till struct{ shopper, link string }

func (w *world) opens(checkout string, t till) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if old, ok := w.tills[checkout]; ok && old != t {
		w.wrong = append(w.wrong, violation{"P5", t.shopper, fmt.Sprintf("a checkout of %v is also hers, by %v", old, t.link)})
	}
	w.tills[checkout] = t
}
