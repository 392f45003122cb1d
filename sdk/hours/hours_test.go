package hours_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/sdk/hours"
)

// parse reads "mon-fri: 09:00-19:00; sat: 10:00-16:00".
func parse(t *testing.T, text string) hours.Hours {
	t.Helper()
	settings := map[string]any{}
	for line := range strings.SplitSeq(text, ";") {
		key, value, _ := strings.Cut(line, ":")
		settings[strings.TrimSpace(key)] = strings.TrimSpace(value)
		if dates := strings.Fields(value); strings.TrimSpace(key) == "holidays" {
			var list []any
			for _, d := range dates {
				list = append(list, d)
			}
			settings["holidays"] = list
		}
	}
	h, err := hours.Parse(settings)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// 2 March 2026 is a Monday.
func TestAt(t *testing.T) {
	t.Parallel()
	const week = "mon-fri: 09:00-19:00; sat: 10:00-16:00"
	for name, tt := range map[string]struct {
		hours, zone, now string
		open             bool
		until, next      string
	}{
		"open":                        {week, "UTC", "2026-03-02 12:00", true, "2026-03-02 19:00", ""},
		"at the first minute":         {week, "UTC", "2026-03-02 09:00", true, "2026-03-02 19:00", ""},
		"at the last minute":          {week, "UTC", "2026-03-02 19:00", false, "", "2026-03-03 09:00"},
		"before it opens":             {week, "UTC", "2026-03-02 07:00", false, "", "2026-03-02 09:00"},
		"over the weekend":            {week, "UTC", "2026-03-07 17:00", false, "", "2026-03-09 09:00"},
		"at lunch":                    {"daily: 09:00-13:00, 14:00-18:00", "UTC", "2026-03-02 13:30", false, "", "2026-03-02 14:00"},
		"ranges that touch":           {"daily: 09:00-13:00, 13:00-18:00", "UTC", "2026-03-02 10:00", true, "2026-03-02 18:00", ""},
		"over midnight, before":       {"fri: 20:00-02:00", "UTC", "2026-03-06 23:00", true, "2026-03-07 02:00", ""},
		"over midnight, after":        {"fri: 20:00-02:00", "UTC", "2026-03-07 01:00", true, "2026-03-07 02:00", ""},
		"over midnight and on":        {"fri: 20:00-24:00; sat: 00:00-03:00", "UTC", "2026-03-06 23:00", true, "2026-03-07 03:00", ""},
		"a holiday":                   {week + "; holidays: 2026-03-03 2026-03-04", "UTC", "2026-03-02 20:00", false, "", "2026-03-05 09:00"},
		"a short day":                 {week + "; 2026-03-03: 09:00-12:00", "UTC", "2026-03-03 13:00", false, "", "2026-03-04 09:00"},
		"around the clock":            {"daily: 00:00-24:00", "UTC", "2026-03-02 12:00", true, "", ""},
		"around the clock, but once":  {"daily: 00:00-24:00; holidays: 2026-03-04", "UTC", "2026-03-02 12:00", true, "2026-03-04 00:00", ""},
		"never":                       {"daily: closed", "UTC", "2026-03-02 12:00", false, "", ""},
		"once a year":                 {"2027-02-01: 10:00-11:00", "UTC", "2026-03-02 12:00", false, "", "2027-02-01 10:00"},
		"the clock goes forward":      {"sun: 01:00-05:00", "Europe/Berlin", "2026-03-29 01:30", true, "2026-03-29 05:00", ""},
		"the clock goes back":         {"sun: 01:00-05:00", "Europe/Berlin", "2026-10-25 04:30", true, "2026-10-25 05:00", ""},
		"the day after it went":       {"daily: 09:00-19:00", "Europe/Berlin", "2026-03-28 20:00", false, "", "2026-03-29 09:00"},
		"a day that the zone skipped": {"daily: 09:00-19:00", "Pacific/Apia", "2011-12-29 20:00", false, "", "2011-12-31 09:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now, err := time.ParseInLocation("2006-01-02 15:04", tt.now, zone(t, tt.zone))
			if err != nil {
				t.Fatal(err)
			}
			got := parse(t, tt.hours).At(now)
			if got.Open != tt.open || shown(got.Until) != tt.until || shown(got.Next) != tt.next {
				t.Errorf("open %v until %q, next %q; want %v, %q, %q", got.Open, shown(got.Until), shown(got.Next), tt.open, tt.until, tt.next)
			}
		})
	}
}

func shown(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02 15:04")
}

// Whatever the week and the moment: it is open until a later moment at which it
// is closed, or closed until a later one at which it is open.
func TestAtHolds(t *testing.T) {
	t.Parallel()
	zones := []*time.Location{time.UTC, zone(t, "Asia/Almaty"), zone(t, "America/New_York"), zone(t, "Australia/Lord_Howe")}
	rapid.Check(t, func(r *rapid.T) {
		var h hours.Hours
		for day := range h.Week {
			if rapid.Bool().Draw(r, "opens") {
				from := rapid.IntRange(0, 1439).Draw(r, "from")
				h.Week[day] = []hours.Range{{From: from, To: from + rapid.IntRange(1, 1439).Draw(r, "long")}}
			}
		}
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, rapid.SampledFrom(zones).Draw(r, "zone"))
		now := start.Add(time.Duration(rapid.IntRange(0, 365*24*60).Draw(r, "minute")) * time.Minute)
		s := h.At(now)
		switch {
		case s.Open && !s.Until.IsZero() && (!s.Until.After(now) || h.At(s.Until).Open || !h.At(s.Until.Add(-time.Minute)).Open):
			r.Fatalf("%v: open until %v", now, s.Until)
		case !s.Open && !s.Next.IsZero() && (!s.Next.After(now) || !h.At(s.Next).Open || h.At(s.Next.Add(-time.Minute)).Open):
			r.Fatalf("%v: closed until %v", now, s.Next)
		case !s.Open && s.Next.IsZero() && h.Known():
			r.Fatalf("%v: never opens: %+v", now, h)
		}
	})
}

func TestCompact(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"mon-fri: 09:00-19:00; sat: 10:00-16:00":             "Monday-Friday 09:00-19:00 | Saturday 10:00-16:00 | Sunday",
		"daily: 00:00-24:00":                                 "Monday-Sunday 00:00-24:00",
		"mon,wed: 9:00-12:00, 13:00-18:00; fri: 20:00-02:00": "Monday 09:00-12:00 13:00-18:00 | Tuesday | Wednesday 09:00-12:00 13:00-18:00 | Thursday | Friday 20:00-02:00 | Saturday-Sunday",
		"sat-mon: 10:00-12:00":                               "Monday 10:00-12:00 | Tuesday-Friday | Saturday-Sunday 10:00-12:00",
	} {
		var all []string
		for _, d := range parse(t, text).Compact() {
			s := d.First.String()
			if d.Last != d.First {
				s += "-" + d.Last.String()
			}
			for _, r := range d.Ranges {
				s += " " + hours.Clock(r.From) + "-" + hours.Clock(r.To)
			}
			all = append(all, s)
		}
		if got := strings.Join(all, " | "); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		key   string
		value any
		want  string
	}{
		"no day":          {"monday", "09:00-19:00", "monday: is no day; write mon, mon-fri"},
		"no times":        {"mon", "nine to five", `mon: "nine to five": write times like 09:00-19:00`},
		"no time of day":  {"mon", "09:00-25:00", `mon: "09:00-25:00": write times`},
		"no minutes":      {"mon", "9-19", `mon: "9-19": write times`},
		"nothing at all":  {"mon", "09:00-09:00", `mon: "09:00-09:00": write times`},
		"a number":        {"mon", 9, "mon: write times like 09:00-19:00, or closed"},
		"a day twice":     {"mon-fri,tue", "09:00-19:00", "mon-fri,tue: tue is named twice"},
		"no list":         {"holidays", "2027-03-22", "holidays: must be a list of dates, like [2027-03-22]"},
		"no date":         {"holidays", []any{"22 March"}, `holidays: "22 March" is no date; write it like 2027-03-22`},
		"a holiday twice": {"holidays", []any{"2027-03-22", "2027-03-22"}, "holidays: 2027-03-22 is named twice"},
		"no words":        {"away", 5, "away: must be a text"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := hours.Parse(map[string]any{tt.key: tt.value})
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("%v, want %s…", err, tt.want)
			}
		})
	}
}

// What YAML makes a time of is a date all the same.
func TestParseTimes(t *testing.T) {
	t.Parallel()
	h, err := hours.Parse(map[string]any{"daily": "09:00-19:00", "holidays": []any{time.Date(2027, 3, 22, 0, 0, 0, 0, time.UTC)}, "away": "Till Monday!"})
	if err != nil || h.At(time.Date(2027, 3, 22, 12, 0, 0, 0, time.UTC)).Open || h.Away != "Till Monday!" {
		t.Errorf("%+v, %v", h, err)
	}
	if !h.Known() || (hours.Hours{}).Known() {
		t.Error("known hours are unknown, or none are known")
	}
}

// A dash is the hyphen of who types well.
func TestParseDashes(t *testing.T) {
	t.Parallel()
	dashes, err := hours.Parse(map[string]any{"mon–fri": "09:00 – 19:00", "sat": "10:00—14:00"})
	if err != nil {
		t.Fatal(err)
	}
	plain, err := hours.Parse(map[string]any{"mon-fri": "09:00-19:00", "sat": "10:00-14:00"})
	if err != nil || !reflect.DeepEqual(dashes, plain) {
		t.Errorf("%+v, want %+v: %v", dashes, plain, err)
	}
}
