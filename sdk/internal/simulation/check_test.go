package simulation

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// violation is a broken promise.
type violation struct {
	promise string
	shopper string // "" if it is nobody's
	text    string
}

// facts is what there is to look at.
type facts struct {
	w      *world
	events map[string]simulator.Event
	all    []simulator.Received
	bad    []violation
}

func (f *facts) add(promise, shopper, format string, args ...any) {
	f.bad = append(f.bad, violation{promise, shopper, fmt.Sprintf(format, args...)})
}

// check looks for broken promises in what the shoppers received.
func (w *world) check() []violation {
	f := &facts{w: w, events: map[string]simulator.Event{}, all: w.platform.All(), bad: slices.Clone(w.wrong)}
	for _, e := range w.platform.Events() {
		f.events[e.ID] = e
		if e.Acked.IsZero() {
			f.add("P1", e.Shopper, "event %s was never acknowledged, after %d tries", e.ID, e.Tries)
		}
	}
	for _, s := range w.shoppers {
		f.answers(s)
		f.reminders(s)
	}
	for _, v := range w.visitors {
		f.visitor(v)
	}
	f.doubles()
	f.orders()
	f.stock()
	f.money()
	f.refusals()
	return f.bad
}

// refusals checks P12, and that nothing else was refused than messages to those
// who had stopped the shop on the platform.
func (f *facts) refusals() {
	for _, r := range f.w.platform.Refused() {
		switch {
		case r.Code == "opted_out":
		case r.Code == "too_early" && f.forgot(r.At):
		case r.Code == "too_early":
			f.add("P12", r.Shopper, "a request before Retry-After was over, at %s", clockOf(r.At))
		default:
			f.add("platform", r.Shopper, "a request was refused: %s", r.Code)
		}
	}
}

// forgot says whether a node died lately, who may have taken a Retry-After with
// it.
func (f *facts) forgot(at time.Time) bool {
	f.w.mu.Lock()
	defer f.w.mu.Unlock()
	return slices.ContainsFunc(f.w.deaths, func(d death) bool { return at.After(d.at) && at.Sub(d.at) < time.Minute })
}

var under = regexp.MustCompile(`under \$([\d,]+)\.00`)

// answers checks P1 to P4 by the numbered questions: each that was
// acknowledged is answered, by one message, in order.
func (f *facts) answers(s *shopper) {
	first := map[int]int{}              // number: place of the first answer
	by := map[int]map[string]struct{}{} // number: ids of the messages that answer
	for i, r := range f.w.platform.Received(s.id) {
		m := under.FindStringSubmatch(r.Text)
		if m == nil {
			continue
		}
		n, _ := strconv.Atoi(strings.ReplaceAll(m[1], ",", "")) // digits
		if by[n] == nil {
			first[n], by[n] = i, map[string]struct{}{}
		}
		by[n][r.Reference] = struct{}{}
	}
	for i, q := range s.asked {
		e := f.events[q.event]
		if len(by[q.number]) > 1 {
			f.add("P2", s.id, "%d has %d answers", q.number, len(by[q.number]))
		}
		if len(by[q.number]) == 0 {
			if !f.excused(s, e) {
				f.add("P1", s.id, "%d (%s) has no answer", q.number, q.event)
			}
			continue
		}
		for _, later := range s.asked[i+1:] {
			at, ok := first[later.number]
			if ok && e.Acked.Before(f.events[later.event].At) && at < first[q.number] {
				f.add("P3", s.id, "%d is answered before %d", later.number, q.number)
			}
		}
	}
}

// excused says whether a question needed no answer: a person was to give it, or
// the platform let nothing through.
func (f *facts) excused(s *shopper, e simulator.Event) bool {
	for _, a := range s.away {
		if (a.to.IsZero() || !a.to.Before(e.At)) && !a.from.After(e.Acked) {
			return true
		}
	}
	for _, other := range f.events {
		if other.Shopper == s.id && other.Type == "opt_out" && !other.At.Before(e.At) {
			return true
		}
	}
	return false
}

// doubles checks P4: a message comes twice only where its answer was lost, or
// the shop died before it knew.
func (f *facts) doubles() {
	last := map[string]int{} // reference: place of the latest copy
	for i, r := range f.all {
		if r.Edit {
			continue
		}
		before, again := last[r.Reference]
		last[r.Reference] = i
		if !again {
			continue
		}
		if reminder(r) {
			f.add("P4", r.Shopper, "a reminder came twice: %s", r.Reference)
		}
		if !f.all[before].Lost && !f.died(before, i) {
			f.add("P4", r.Shopper, "came twice without need: %s %.60q", r.Reference, r.Text)
		}
	}
}

// died says whether a node died with a message in flight: it was the last that
// the shopper had then.
func (f *facts) died(first, second int) bool {
	f.w.mu.Lock()
	defer f.w.mu.Unlock()
	for _, d := range f.w.deaths {
		n := d.received
		if first >= n || second < n {
			continue
		}
		if !slices.ContainsFunc(f.all[first+1:n], func(r simulator.Received) bool { return r.Shopper == f.all[first].Shopper }) {
			return true
		}
	}
	return false
}

func reminder(r simulator.Received) bool { return strings.Contains(r.Text, "You left something") }

// reminders checks P8, P9 and P11.
func (f *facts) reminders(s *shopper) {
	var carts, closed, before time.Time // when she last filled her cart, ordered, was reminded
	open := map[string]time.Time{}      // her orders that can be paid: since when
	for _, r := range f.w.platform.Received(s.id) {
		if m := ready.FindStringSubmatch(r.Text); m != nil {
			open[m[1]] = r.At
		}
		if m := over.FindStringSubmatch(r.Text); m != nil {
			delete(open, m[1])
		}
		switch {
		case strings.Contains(r.Text, "in your cart, at"), strings.Contains(r.Text, "are in your cart"), strings.Contains(r.Text, "your cart has"):
			carts = r.At
		case strings.Contains(r.Text, "is ready. You pay"):
			closed = r.At
		case reminder(r):
			f.reminder(s, r, before)
			if carts.Before(closed) {
				f.add("P8", s.id, "a reminder at %s, after an order at %s", clockOf(r.At), clockOf(closed))
			}
			if number := young(open, r.At); number != "" && !f.deaf(s) {
				f.add("P8", s.id, "a reminder at %s, while order %s waits to be paid", clockOf(r.At), number)
			}
			before = r.At
		}
	}
}

// young is an order that was made in the last day, less what clocks are wrong:
// older ones keep nobody from a reminder.
func young(open map[string]time.Time, at time.Time) (number string) {
	for number, since := range open {
		if at.Sub(since) < 22*time.Hour {
			return number
		}
	}
	return ""
}

// deaf says whether the platform kept messages from her, so that she may not
// know what became of her orders.
func (f *facts) deaf(s *shopper) bool {
	return slices.ContainsFunc(f.w.platform.Refused(), func(r simulator.Refusal) bool { return r.Shopper == s.id && r.Code == "opted_out" })
}

// reminder checks one reminder by itself.
func (f *facts) reminder(s *shopper, r simulator.Received, before time.Time) {
	if believed := f.w.clock.believed(r.At).In(zone); believed.Hour() < 8 || believed.Hour() >= 21 {
		f.add("P11", s.id, "a reminder at %s", clockOf(r.At))
	}
	if !before.IsZero() && r.At.Sub(before) < 22*time.Hour { // a day, less what clocks are wrong
		f.add("P8", s.id, "reminders at %s and %s", clockOf(before), clockOf(r.At))
	}
	var stop simulator.Event
	for _, e := range f.events {
		if e.Shopper == s.id && (e.Type == "opt_out" || e.Text == "stop") && e.Acked.Before(r.At) && e.Acked.After(stop.Acked) {
			stop = e
		}
	}
	if stop.ID == "" {
		return
	}
	for _, e := range f.events { // she may have wanted them again
		if e.Shopper == s.id && (e.Type == "opt_in" || e.Text == "start") && e.At.Before(r.At) && (e.Acked.IsZero() || !e.Acked.Before(stop.At)) {
			return
		}
	}
	f.add("P9", s.id, "a reminder at %s, after a stop at %s", clockOf(r.At), clockOf(stop.Acked))
}

var (
	ready = regexp.MustCompile(`Order (\d+) is ready`)
	over  = regexp.MustCompile(`[Oo]rder (\d+) (?:is paid|was not paid|arrived)`)
)

// orders checks that an order has one link and one thank-you, and that a tap on
// Pay makes one order at most.
func (f *facts) orders() {
	links, told := map[string]string{}, map[string]string{}
	orders, taps := map[string]int{}, map[string]int{}
	for _, r := range f.all {
		if m := ready.FindStringSubmatch(r.Text); m != nil && r.Link != nil {
			if links[m[1]] == "" {
				orders[r.Shopper]++
			} else if links[m[1]] != r.Link.URL {
				f.add("P4", r.Shopper, "order %s has a second link", m[1])
			}
			links[m[1]] = r.Link.URL
		}
		if m := thanks.FindStringSubmatch(r.Text); m != nil {
			if told[m[1]] != "" && told[m[1]] != r.Reference {
				f.add("P6", r.Shopper, "order %s is paid twice, by what she was told", m[1])
			}
			told[m[1]] = r.Reference
		}
	}
	for _, e := range f.events {
		if e.Text == "Pay" || e.Text == "checkout" { // which, typed at the end of it, is as good
			taps[e.Shopper]++
		}
	}
	for s, n := range orders {
		if n > taps[s] {
			f.add("P2", s, "%d orders by %d taps", n, taps[s])
		}
	}
}

func clockOf(t time.Time) string { return t.In(zone).Format("02 15:04:05.000") }
