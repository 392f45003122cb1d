package hours

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Keys of a file of settings that are no days.
const (
	keyHolidays = "holidays"
	keyAway     = "away"
	keyDaily    = "daily"
)

// Parse reads hours as people write them in settings:
//
//	mon-fri: 09:00-19:00
//	sat: 10:00-13:00, 14:00-16:00
//	2026-12-31: 09:00-14:00
//	holidays: [2027-01-01, 2027-03-22]
//	away: We are back on Monday.
//
// Days are mon to sun, a range or a list of them ("mon,wed"), or daily; what is
// not named is closed. A time after midnight ends on the next day (20:00-02:00),
// 00:00-24:00 is around the clock, "closed" is closed. An error names the key.
func Parse(settings map[string]any) (Hours, error) {
	var h Hours
	for _, key := range slices.Sorted(maps.Keys(settings)) {
		if err := h.set(strings.ToLower(strings.TrimSpace(key)), settings[key]); err != nil {
			return Hours{}, fmt.Errorf("%s: %w", key, err)
		}
	}
	return h, nil
}

func (h *Hours) set(key string, value any) error {
	switch key {
	case keyAway:
		text, ok := value.(string)
		if !ok {
			return errors.New("must be a text")
		}
		h.Away = text
		return nil
	case keyHolidays:
		return h.holidays(value)
	}
	text, ok := value.(string)
	if !ok {
		return errors.New("write times like 09:00-19:00, or closed")
	}
	ranges, err := parseRanges(text)
	if err != nil {
		return err
	}
	if date, err := time.Parse(time.DateOnly, key); err == nil {
		return h.special(date, ranges)
	}
	days, err := parseDays(key)
	if err != nil {
		return err
	}
	for _, d := range days {
		if h.Week[d] != nil {
			return fmt.Errorf("%s is named twice", names[d])
		}
		h.Week[d] = ranges
	}
	return nil
}

func (h *Hours) special(date time.Time, ranges []Range) error {
	day := date.Format(time.DateOnly)
	if _, twice := h.Days[day]; twice {
		return fmt.Errorf("%s is named twice", day)
	}
	if h.Days == nil {
		h.Days = map[string][]Range{}
	}
	h.Days[day] = ranges
	return nil
}

// holidays reads a list of dates, which YAML may have read as texts or times.
func (h *Hours) holidays(value any) error {
	list, ok := value.([]any)
	if !ok {
		return errors.New("must be a list of dates, like [2027-03-22]")
	}
	for _, one := range list {
		date, ok := one.(time.Time)
		if !ok {
			var err error
			if date, err = time.Parse(time.DateOnly, fmt.Sprint(one)); err != nil {
				return fmt.Errorf("%q is no date; write it like 2027-03-22", fmt.Sprint(one))
			}
		}
		if err := h.special(date, nil); err != nil {
			return err
		}
	}
	return nil
}

// names are the days by time.Weekday.
var names = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// parseDays reads "mon", "mon-fri", "sat,sun" and "daily".
func parseDays(key string) ([]time.Weekday, error) {
	if key == keyDaily {
		key = "mon-sun"
	}
	var all []time.Weekday
	for part := range strings.SplitSeq(key, ",") {
		from, to, isRange := cutRange(part)
		if !isRange {
			to = from
		}
		first, last := weekday(from), weekday(to)
		if first < 0 || last < 0 {
			return nil, errors.New("is no day; write mon, mon-fri, sat,sun, daily, a date like 2027-03-22, holidays or away")
		}
		for d := first; ; d = (d + 1) % 7 {
			all = append(all, time.Weekday(d))
			if d == last {
				break
			}
		}
	}
	return all, nil
}

// cutRange divides a range at its hyphen, or at the dash that people type for it.
func cutRange(s string) (from, to string, ok bool) {
	return strings.Cut(strings.NewReplacer("–", "-", "—", "-").Replace(s), "-")
}

func weekday(s string) int { return slices.Index(names[:], strings.TrimSpace(s)) }

// parseRanges reads "09:00-13:00, 14:00-19:00" and "closed". Closed is not nil.
func parseRanges(s string) ([]Range, error) {
	if s = strings.TrimSpace(s); strings.EqualFold(s, "closed") {
		return []Range{}, nil
	}
	var all []Range
	for part := range strings.SplitSeq(s, ",") {
		from, to, ok := cutRange(part)
		a, err1 := minuteOf(from)
		b, err2 := minuteOf(to)
		if !ok || err1 != nil || err2 != nil || a == midnight || a == b {
			return nil, fmt.Errorf("%q: write times like 09:00-19:00, or closed", strings.TrimSpace(part))
		}
		if b < a {
			b += midnight
		}
		all = append(all, Range{a, b})
	}
	return sorted(all), nil
}

// minuteOf reads "09:00", "9:00" and "24:00".
func minuteOf(s string) (int, error) {
	hour, minute, ok := strings.Cut(strings.TrimSpace(s), ":")
	h, err1 := strconv.ParseUint(hour, 10, 8)
	m, err2 := strconv.ParseUint(minute, 10, 8)
	if !ok || err1 != nil || err2 != nil || len(minute) != 2 || m > 59 || h*60+m > midnight {
		return 0, errors.New("no time of day")
	}
	return int(h*60 + m), nil
}
