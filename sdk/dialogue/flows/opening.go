package flows

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/hours"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// soon is how many days ahead a day that is otherwise is told of.
const soon = 14

// openingHours says what holds now and the week below it, for the shop or, with
// hours of their own, for each place; "" if nothing is known.
func openingHours(in dialogue.Input) string {
	if h := in.Shop.Hours; h.Known() {
		return opening(in, h)
	}
	var all []string
	for _, p := range in.Shop.Places {
		switch {
		case !p.Hours.Known():
		case len(in.Shop.Places) == 1:
			return opening(in, p.Hours)
		default:
			all = append(all, lines(p.Name.In(in.Say.Lang()), opening(in, p.Hours)))
		}
	}
	return paragraphs(all...)
}

func opening(in dialogue.Input, h hours.Hours) string {
	now := shopTime(in)
	text := []string{openNow(in, h)}
	if !h.At(now).Open {
		text = append(text, h.Away)
	}
	for _, d := range h.Compact() {
		text = append(text, in.Say.T("hours.line", "Days", dayNames(in, d), "Times", times(in, d.Ranges)))
	}
	return lines(append(text, otherwise(in, h, now)...)...)
}

func shopTime(in dialogue.Input) time.Time {
	if in.Shop.Zone == nil {
		return in.Now.UTC()
	}
	return in.Now.In(in.Shop.Zone)
}

// openNow says until when the shop is open, or when it opens.
func openNow(in dialogue.Input, h hours.Hours) string {
	now := shopTime(in)
	s := h.At(now)
	switch {
	case s.Open && s.Until.IsZero():
		return in.Say.T("hours.always")
	case s.Open && daysBetween(now, s.Until.Add(-time.Minute)) > 1:
		return in.Say.T("hours.open", "Time", in.Say.DateTime(s.Until))
	case s.Open:
		return in.Say.T("hours.open", "Time", clock(s.Until))
	case s.Next.IsZero():
		return in.Say.T("hours.closed")
	}
	switch days := daysBetween(now, s.Next); {
	case days == 0:
		return in.Say.T("hours.opens_today", "Time", clock(s.Next))
	case days == 1:
		return in.Say.T("hours.opens_tomorrow", "Time", clock(s.Next))
	case days < 7:
		return in.Say.T("hours.opens", "Day", in.Say.T("hours.on"+dayNumber(s.Next.Weekday())), "Time", clock(s.Next))
	}
	return in.Say.T("hours.opens", "Day", in.Say.Date(s.Next), "Time", clock(s.Next))
}

// closedNow is what to know of a shop that is closed; "" while it is open, or
// where nobody knows.
func closedNow(in dialogue.Input) string {
	h := in.Shop.Hours
	if !h.Known() || h.At(shopTime(in)).Open {
		return ""
	}
	return cmp.Or(h.Away, openNow(in, h))
}

// clock is a time of day; the end of a day is 24:00.
func clock(t time.Time) string {
	if t.Hour() == 0 && t.Minute() == 0 {
		return hours.Clock(24 * 60)
	}
	return t.Format("15:04")
}

// daysBetween counts midnights.
func daysBetween(a, b time.Time) int {
	day := func(t time.Time) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	return int(day(b).Sub(day(a)).Hours() / 24)
}

// dayNumber is 1 for Monday and 7 for Sunday.
func dayNumber(d time.Weekday) string { return strconv.Itoa((int(d)+6)%7 + 1) }

func dayNames(in dialogue.Input, d hours.Days) string {
	first := in.Say.T("hours.day" + dayNumber(d.First))
	if d.Last == d.First {
		return first
	}
	return in.Say.T("hours.days", "First", first, "Last", in.Say.T("hours.day"+dayNumber(d.Last)))
}

func times(in dialogue.Input, all []hours.Range) string {
	if len(all) == 0 {
		return in.Say.T("hours.no_times")
	}
	words := make([]string, len(all))
	for i, r := range all {
		if words[i] = hours.Clock(r.From) + "–" + hours.Clock(r.To); r == (hours.Range{From: 0, To: 24 * 60}) {
			words[i] = in.Say.T("hours.all_day")
		}
	}
	return strings.Join(words, in.Say.T("list.comma"))
}

// otherwise lists the days soon that are not like their day of the week.
func otherwise(in dialogue.Input, h hours.Hours, now time.Time) []string {
	var text []string
	for _, day := range slices.Sorted(maps.Keys(h.Days)) {
		date, err := time.Parse(time.DateOnly, day)
		if err != nil || daysBetween(now, date) < 0 || daysBetween(now, date) > soon {
			continue
		}
		text = append(text, in.Say.T("hours.line", "Days", in.Say.Date(date), "Times", times(in, h.Days[day])))
	}
	return text
}

// places says where the shop is: one with a link that leads there, several as
// cards that do.
func places(s dialogue.State, in dialogue.Input) dialogue.Outcome {
	all := in.Shop.Places
	m := message.Outbound{Choices: append(menu(in)[:1], choice(in.Say.T("menu.person"), "person.call"))}
	if len(all) == 1 {
		p := all[0]
		m.Text = lines(append([]string{p.Name.In(in.Say.Lang())}, placeLines(in, p)...)...)
		if to := p.Directions(); to != "" {
			m.Link = &message.Link{Label: in.Say.T("hours.directions"), URL: to}
		}
		return dialogue.Outcome{Say: outbounds(m), Next: s}
	}
	m.Text = in.Say.T("hours.places")
	for _, p := range all {
		name := cmp.Or(p.Name.In(in.Say.Lang()), p.Address.In(in.Say.Lang()))
		m.Cards = append(m.Cards, message.Card{Title: name, Subtitle: strings.Join(placeLines(in, p), " · "), URL: p.Directions()})
	}
	return dialogue.Outcome{Say: outbounds(m), Next: s}
}

func placeLines(in dialogue.Input, p dialogue.Place) []string {
	h := p.Hours
	if !h.Known() {
		h = in.Shop.Hours
	}
	var all []string
	for _, s := range []string{p.Address.In(in.Say.Lang()), p.Phone} {
		if s != "" {
			all = append(all, s)
		}
	}
	if h.Known() {
		all = append(all, openNow(in, h))
	}
	return all
}
