// Package hours knows when a shop is open: a week of opening hours, the days
// that are otherwise, and what that means at a given moment in the shop's zone.
// It is pure: it says when, and leaves the words to others.
package hours

import (
	"cmp"
	"slices"
	"time"
)

// Hours are the opening hours of a shop or a place, on its own clock. The zero
// Hours are unknown, which is not the same as closed.
type Hours struct {
	// Week holds the ranges of each day by time.Weekday, Sunday first, in
	// order. A day without any is closed.
	Week [7][]Range `json:"week"`
	// Days are single days that are otherwise, by date ("2027-03-22"): a
	// holiday has no ranges.
	Days map[string][]Range `json:"days,omitempty"`
	// Away is what the owner adds while it is closed: "We answer on Monday."
	Away string `json:"away,omitempty"`
}

// Range is one stretch of a day, in minutes from midnight. To is later than
// From and beyond a day's 1440 where it ends on the next day.
type Range struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// State is what holds at one moment.
type State struct {
	Open bool
	// Until is when it closes; zero while closed, and where it never closes.
	Until time.Time
	// Next is when it opens; zero while open, and where it does not open within
	// a year.
	Next time.Time
}

// midnight is the length of a day in minutes.
const midnight = 24 * 60

// horizon is how many days are looked ahead.
const horizon = 366

// Known says whether there are any hours.
func (h Hours) Known() bool {
	return len(h.Days) > 0 || slices.ContainsFunc(h.Week[:], func(day []Range) bool { return len(day) > 0 })
}

// At says what holds at a moment, in the zone of t. A range that spans a change
// of the clock begins and ends when the clock on the wall says so. Ranges that
// touch are one. A range that began before a holiday goes on into it.
func (h Hours) At(t time.Time) State {
	var now span
	for day := -1; day <= horizon; day++ {
		for _, r := range h.on(t, day) {
			s := r.span(t, day)
			switch {
			case !s.from.After(now.to) && now.from.Before(now.to):
				now.to = later(now.to, s.to)
			case now.to.After(t):
				return now.state(t)
			default:
				now = s
			}
		}
	}
	if !now.to.After(t) {
		return State{}
	}
	if state := now.state(t); !state.Open || now.to.Before(t.AddDate(0, 0, horizon-1)) {
		return state
	}
	return State{Open: true}
}

// on are the ranges that begin some days after t; none on a day that the zone
// leaves out.
func (h Hours) on(t time.Time, days int) []Range {
	day := time.Date(t.Year(), t.Month(), t.Day()+days, 12, 0, 0, 0, time.UTC)
	date := day.Format(time.DateOnly)
	if time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, t.Location()).Format(time.DateOnly) != date {
		return nil
	}
	if special, ok := h.Days[date]; ok {
		return special
	}
	return h.Week[day.Weekday()]
}

// span is a range of one day as moments.
type span struct{ from, to time.Time }

func (r Range) span(t time.Time, days int) span {
	at := func(minute int) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day()+days, 0, minute, 0, 0, t.Location())
	}
	return span{at(r.From), at(r.To)}
}

func (s span) state(t time.Time) State {
	if s.from.After(t) {
		return State{Next: s.from}
	}
	return State{Open: true, Until: s.to}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Days are neighbouring days of the week with the same hours.
type Days struct {
	First, Last time.Weekday
	Ranges      []Range // none: closed
}

// Compact is the week from Monday to Sunday, alike neighbours together.
func (h Hours) Compact() []Days {
	var all []Days
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		last := len(all) - 1
		if last >= 0 && slices.Equal(all[last].Ranges, h.Week[day]) {
			all[last].Last = day
			continue
		}
		all = append(all, Days{First: day, Last: day, Ranges: h.Week[day]})
	}
	return all
}

// Clock writes a minute of a day as clocks show it: 1140 is "19:00", and so is
// 19:00 of the next day. The end of a day is "24:00".
func Clock(minute int) string {
	if minute > midnight {
		minute -= midnight
	}
	two := func(n int) string { return string([]byte{'0' + byte(n/10), '0' + byte(n%10)}) }
	return two(minute/60) + ":" + two(minute%60)
}

// sorted puts ranges in order and joins those that touch.
func sorted(all []Range) []Range {
	slices.SortFunc(all, func(a, b Range) int { return cmp.Compare(a.From, b.From) })
	var out []Range
	for _, r := range all {
		if last := len(out) - 1; last >= 0 && r.From <= out[last].To {
			out[last].To = max(out[last].To, r.To)
			continue
		}
		out = append(out, r)
	}
	return out
}
