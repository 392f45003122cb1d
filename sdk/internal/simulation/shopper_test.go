package simulation

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// shopper is one person and what she has done.
type shopper struct {
	w   *world
	id  string
	rng *rand.Rand

	asked []question
	away  []span // when the bot was to be silent, for a person answered
	staff bool
	stops int

	hurries bool // she comes to rushes only
}

// question is one of her numbered questions, each of which has its own answer.
type question struct {
	number int
	event  string
}

// span is from when to when something was so; open while to is zero.
type span struct{ from, to time.Time }

func newShopper(w *world, i int) *shopper {
	return &shopper{w: w, id: fmt.Sprintf("s%d", i), rng: rand.New(rand.NewPCG(w.seed, uint64(100+i)))}
}

// awake says whether she comes now. Few do at night.
func (s *shopper) awake(now time.Time) bool {
	return !s.hurries && awake(s.rng, now)
}

func awake(rng *rand.Rand, now time.Time) bool {
	if hour := now.In(zone).Hour(); hour < 8 || hour > 22 {
		return rng.IntN(40) == 0
	}
	return rng.IntN(6) == 0
}

// visit is some things that she does.
func (s *shopper) visit() {
	if s.staff {
		s.returns()
		return
	}
	for range 1 + s.rng.IntN(4) {
		s.something()
		s.wait(s.rng.IntN(1500))
	}
}

func (s *shopper) wait(ms int) { time.Sleep(time.Duration(ms) * time.Millisecond) }

func (s *shopper) something() {
	p := s.w.platform
	switch n := s.rng.IntN(100); {
	case n < 20:
		s.asks()
		s.sees("found")
	case n < 28: // without waiting for answers
		for range 2 + s.rng.IntN(3) {
			s.asks()
			s.wait(s.rng.IntN(30))
		}
	case n < 43:
		s.fills()
	case n < 63:
		s.orders()
	case n < 80:
		s.pays()
	case n < 86:
		s.tapsOld()
	case n < 88:
		s.stops++
		p.Says(s.id, "stop")
	case n < 91 && s.stops > 0:
		p.Says(s.id, "start")
	case n < 93:
		s.calls()
	case n < 94:
		p.OptsOut(s.id)
	case n < 95:
		p.OptsIn(s.id)
	case n < 97:
		p.Reads(s.id)
	default:
		if len(s.asked) > 0 { // long afterwards, as platforms do
			p.Again(s.asked[s.rng.IntN(len(s.asked))].event)
		}
	}
}

// asks asks a question that she never asked before.
func (s *shopper) asks() {
	q := question{number: 1001 + len(s.asked)}
	text := fmt.Sprintf("show me tents under %d", q.number)
	if old := len(s.asked); old > 0 && s.rng.IntN(15) == 0 {
		q.event = s.w.platform.Edits(s.id, s.asked[old-1].event, text)
	} else {
		q.event = s.w.platform.Says(s.id, text)
	}
	s.asked = append(s.asked, q)
}

// sees waits a while for a new message with some words.
func (s *shopper) sees(words string) bool {
	had := len(s.w.platform.Received(s.id))
	return s.awaits(func(got []simulator.Received) bool {
		return slices.ContainsFunc(got[min(had, len(got)):], func(r simulator.Received) bool { return strings.Contains(r.Text, words) })
	})
}

func (s *shopper) awaits(fulfilled func([]simulator.Received) bool) bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(1+s.rng.IntN(4))*time.Second)
	defer cancel()
	return s.w.platform.Await(ctx, s.id, fulfilled) == nil
}

// fills puts things into her cart.
func (s *shopper) fills() {
	var all []simulator.Button
	for _, r := range s.w.platform.Received(s.id) {
		for _, b := range r.AllButtons() {
			if b.Label == "Add to cart" {
				all = append(all, b)
			}
		}
	}
	if len(all) == 0 {
		return
	}
	for range 1 + s.rng.IntN(2) {
		s.w.platform.TapsOn(s.id, all[s.rng.IntN(len(all))])
	}
	s.sees("in your cart")
}

// orders goes to the checkout and answers what is asked there.
func (s *shopper) orders() {
	p := s.w.platform
	p.Says(s.id, "checkout")
	for range 3 {
		if !s.awaits(func(got []simulator.Received) bool { return len(got) > 0 && asks(got[len(got)-1].Text) }) {
			return
		}
		got := p.Received(s.id)
		switch last := got[len(got)-1].Text; {
		case strings.Contains(last, "Your name"):
			p.Says(s.id, "Ann Lee, +1 202 555 0143")
		case strings.Contains(last, "Your order:"):
			p.Taps(s.id, "Pay")
			if s.rng.IntN(4) == 0 {
				p.Taps(s.id, "Pay") // a second time, for good measure
			}
			s.sees("is ready")
			return
		}
		s.wait(300)
	}
}

func asks(text string) bool {
	return strings.Contains(text, "Your name") || strings.Contains(text, "Your order:")
}

// pays opens one of her pay links, mostly the newest, and ends the payment
// somehow; sometimes in two windows.
func (s *shopper) pays() {
	var links []string
	for _, r := range s.w.platform.Received(s.id) {
		if r.Link != nil {
			links = append(links, r.Link.URL)
		}
	}
	if len(links) == 0 {
		return
	}
	link := links[len(links)-1]
	if s.rng.IntN(5) == 0 {
		link = links[s.rng.IntN(len(links))]
	}
	first := s.opens(link)
	if s.rng.IntN(4) == 0 {
		s.wait(s.rng.IntN(3000))
		s.settles(s.opens(link))
	}
	s.settles(first)
}

func (s *shopper) opens(link string) (checkout string) {
	checkout, _ = s.opened(link)
	return checkout
}

func (s *shopper) settles(checkout string) {
	if checkout == "" {
		return
	}
	outcome := sandbox.Succeed
	switch s.rng.IntN(8) {
	case 0:
		outcome = sandbox.Decline
	case 1:
		outcome = sandbox.Pending
	}
	_ = s.w.box.Settle(checkout, outcome) // it may be over already
}

// tapsOld taps a button of any message she ever got.
func (s *shopper) tapsOld() {
	var all []simulator.Button
	for _, r := range s.w.platform.Received(s.id) {
		for _, b := range r.AllButtons() {
			switch b.Label {
			case "Add to cart", "Checkout", "Pay", "My cart", "Cancel":
				all = append(all, b)
			}
		}
	}
	if len(all) > 0 {
		s.w.platform.TapsOn(s.id, all[s.rng.IntN(len(all))])
	}
}

// calls calls a person of the shop, who never comes; she goes back to the bot,
// now or when she returns.
func (s *shopper) calls() {
	s.staff = true
	s.away = append(s.away, span{from: s.w.clock.now()})
	s.w.platform.Says(s.id, "I want to talk to a person")
	if s.sees("called a person") {
		s.returns()
	}
}

func (s *shopper) returns() {
	if _, ok := s.w.platform.Taps(s.id, "Go on with the bot"); ok && s.sees("I'm back") {
		s.staff = false
		s.away[len(s.away)-1].to = s.w.clock.now()
	}
}
