package policy_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/policy"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// idle is a shopper who left a cart two hours before noon.
func idle() policy.Facts {
	return policy.Facts{
		Purpose: message.PurposeReminder, Buyable: true, Heard: noon.Add(-2 * time.Hour), Idle: time.Hour,
		Gap: 24 * time.Hour, Quiet: policy.Quiet{From: 21 * 60, To: 8 * 60}, Zone: time.UTC,
	}
}

func TestDecide(t *testing.T) {
	t.Parallel()
	send := policy.Decision{Verdict: policy.Send, Reason: policy.Allowed}
	drop := func(why policy.Reason) policy.Decision { return policy.Decision{Verdict: policy.Drop, Reason: why} }
	wait := func(why policy.Reason, at time.Time) policy.Decision {
		return policy.Decision{Verdict: policy.Defer, Reason: why, At: at}
	}
	tests := map[string]struct {
		change func(*policy.Facts)
		at     time.Time // noon, if zero
		want   policy.Decision
	}{
		"idle":                       {change: func(*policy.Facts) {}, want: send},
		"opted out":                  {change: func(f *policy.Facts) { f.OptedOut = true }, want: drop(policy.OptedOut)},
		"opted out, and a reply":     {change: func(f *policy.Facts) { f.OptedOut, f.Purpose = true, message.PurposeReply }, want: send},
		"opted out, and her order":   {change: func(f *policy.Facts) { f.OptedOut, f.Purpose = true, message.PurposeTransactional }, want: send},
		"opted out, no purpose":      {change: func(f *policy.Facts) { f.OptedOut, f.Purpose = true, "" }, want: send},
		"opted out, marketing":       {change: func(f *policy.Facts) { f.OptedOut, f.Purpose = true, message.PurposeMarketing }, want: drop(policy.OptedOut)},
		"bought what it is about":    {change: func(f *policy.Facts) { f.Bought = true }, want: drop(policy.Purchased)},
		"bought":                     {change: func(f *policy.Facts) { f.CartEmpty = true }, want: drop(policy.Purchased)},
		"paying":                     {change: func(f *policy.Facts) { f.PaymentOpen = true }, want: drop(policy.PaymentOpen)},
		"all of it gone":             {change: func(f *policy.Facts) { f.Buyable = false }, want: drop(policy.NothingToSell)},
		"in the window":              {change: func(f *policy.Facts) { f.Window = 2*time.Hour + 1 }, want: send},
		"the window has closed":      {change: func(f *policy.Facts) { f.Window = 2 * time.Hour }, want: drop(policy.WindowClosed)},
		"with the staff":             {change: func(f *policy.Facts) { f.WithStaff = true }, want: wait(policy.WithStaff, noon.Add(time.Hour))},
		"still talking":              {change: func(f *policy.Facts) { f.Heard = noon.Add(-time.Minute) }, want: wait(policy.Active, noon.Add(59*time.Minute))},
		"silent just long enough":    {change: func(f *policy.Facts) { f.Heard = noon.Add(-time.Hour) }, want: send},
		"reminded today":             {change: func(f *policy.Facts) { f.Reminded = noon.Add(-time.Hour) }, want: wait(policy.TooOften, noon.Add(23*time.Hour))},
		"reminded a day ago":         {change: func(f *policy.Facts) { f.Reminded = noon.Add(-24 * time.Hour) }, want: send},
		"at night":                   {change: func(*policy.Facts) {}, at: noon.Add(10 * time.Hour), want: wait(policy.QuietHours, noon.Add(20*time.Hour))},
		"at night, opted out":        {change: func(f *policy.Facts) { f.OptedOut = true }, at: noon.Add(10 * time.Hour), want: drop(policy.OptedOut)},
		"night where she is":         {change: func(f *policy.Facts) { f.Zone = time.FixedZone("Almaty", 5*3600) }, at: noon.Add(5 * time.Hour), want: wait(policy.QuietHours, noon.Add(15*time.Hour))},
		"opted out while with staff": {change: func(f *policy.Facts) { f.OptedOut, f.WithStaff = true, true }, want: drop(policy.OptedOut)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, at := idle(), tt.at
			tt.change(&f)
			if at.IsZero() {
				at = noon
			}
			if diff := cmp.Diff(tt.want, policy.Decide(f, at)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// P11: quiet hours hold on the clock on the shopper's wall, on the days when it
// is set forward and back, too.
func TestQuietUntil(t *testing.T) {
	t.Parallel()
	night := policy.Quiet{From: 21 * 60, To: 8 * 60}
	tests := map[string]struct {
		zone  string
		quiet policy.Quiet
		now   string
		want  string
	}{
		"by day":                            {"UTC", night, "2026-11-24T12:00:00Z", "2026-11-24T12:00:00Z"},
		"the first minute":                  {"UTC", night, "2026-11-24T21:00:00Z", "2026-11-25T08:00:00Z"},
		"the last":                          {"UTC", night, "2026-11-25T07:59:59Z", "2026-11-25T08:00:00Z"},
		"the end":                           {"UTC", night, "2026-11-25T08:00:00Z", "2026-11-25T08:00:00Z"},
		"over the year's end":               {"UTC", night, "2027-12-31T23:00:00Z", "2028-01-01T08:00:00Z"},
		"into a leap day":                   {"UTC", night, "2028-02-28T22:30:00Z", "2028-02-29T08:00:00Z"},
		"within a day":                      {"UTC", policy.Quiet{From: 13 * 60, To: 14 * 60}, "2026-11-24T13:20:00Z", "2026-11-24T14:00:00Z"},
		"never":                             {"UTC", policy.Quiet{From: 60, To: 60}, "2026-11-24T01:00:00Z", "2026-11-24T01:00:00Z"},
		"half an hour's zone":               {"Asia/Kolkata", night, "2026-11-24T16:00:00Z", "2026-11-25T02:30:00Z"},
		"set forward in the night":          {"Europe/Berlin", night, "2026-03-28T22:00:00+01:00", "2026-03-29T08:00:00+02:00"},
		"set back in the night":             {"Europe/Berlin", night, "2026-10-24T22:00:00+02:00", "2026-10-25T08:00:00+01:00"},
		"to a time that is skipped":         {"Europe/Berlin", policy.Quiet{From: 22 * 60, To: 2*60 + 30}, "2026-03-29T01:30:00+01:00", "2026-03-29T03:00:00+02:00"},
		"to a time that comes twice":        {"Europe/Berlin", policy.Quiet{From: 22 * 60, To: 2*60 + 30}, "2026-10-25T01:00:00+02:00", "2026-10-25T02:30:00+02:00"},
		"quiet again when it is set back":   {"Europe/Berlin", policy.Quiet{From: 22 * 60, To: 2*60 + 30}, "2026-10-25T02:10:00+01:00", "2026-10-25T02:30:00+01:00"},
		"midnight does not exist that day":  {"America/Santiago", policy.Quiet{From: 22 * 60, To: 30}, "2026-09-05T23:30:00-04:00", "2026-09-06T01:00:00-03:00"},
		"a quarter of an hour, near midday": {"Asia/Kathmandu", policy.Quiet{From: 12 * 60, To: 12*60 + 15}, "2026-11-24T06:20:30Z", "2026-11-24T06:30:00Z"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone, err := time.LoadLocation(tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			got := tt.quiet.Until(at(t, tt.now), zone)
			if want := at(t, tt.want); !got.Equal(want) {
				t.Errorf("until %v, want %v", got, want.In(zone))
			}
		})
	}
	if got := night.Until(noon.Add(10*time.Hour), nil); !got.Equal(noon.Add(20 * time.Hour)) {
		t.Errorf("without a zone: until %v", got)
	}
}

func at(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Whenever and wherever: the end of the quiet hours is not quiet, is not in the
// past, and a minute before it was still quiet.
func TestQuietUntilIsTheEnd(t *testing.T) {
	t.Parallel()
	zones := []string{"UTC", "Europe/Berlin", "America/New_York", "Asia/Almaty", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Pacific/Apia"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		q := policy.Quiet{From: rapid.IntRange(0, policy.Day-1).Draw(t, "from"), To: rapid.IntRange(0, policy.Day-1).Draw(t, "to")}
		now := time.Unix(rapid.Int64Range(1_400_000_000, 1_900_000_000).Draw(t, "now"), 0)
		end := q.Until(now, zone)
		switch {
		case end.Before(now):
			t.Fatalf("ends at %v, before %v", end, now)
		case !q.Until(end, zone).Equal(end):
			t.Fatalf("ends at %v, which is quiet until %v", end, q.Until(end, zone))
		case end.After(now) && end.Add(-time.Minute).After(now) && q.Until(end.Add(-time.Minute), zone).Equal(end.Add(-time.Minute)):
			t.Fatalf("a minute before %v it is not quiet any more", end)
		case end.Sub(now) > 26*time.Hour:
			t.Fatalf("quiet for %v", end.Sub(now))
		}
	})
}

// A decision to wait is never to wait for what has passed, so that nothing
// turns round and round.
func TestDeferIsLater(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		back := func(name string) time.Time {
			return noon.Add(-time.Duration(rapid.IntRange(-60, 3000).Draw(t, name)) * time.Minute)
		}
		f := idle()
		f.Heard, f.Reminded = back("heard"), back("reminded")
		f.WithStaff = rapid.Bool().Draw(t, "staff")
		f.Quiet = policy.Quiet{From: rapid.IntRange(0, policy.Day-1).Draw(t, "from"), To: rapid.IntRange(0, policy.Day-1).Draw(t, "to")}
		if d := policy.Decide(f, noon); d.Verdict == policy.Defer && !d.At.After(noon) {
			t.Fatalf("%+v at noon", d)
		}
	})
}

func TestQuietValid(t *testing.T) {
	t.Parallel()
	for q, want := range map[policy.Quiet]bool{
		{}: true, {From: 1439, To: 1439}: true, {From: 1440}: false, {To: 1440}: false, {From: -1}: false, {To: -1}: false,
	} {
		if q.Valid() != want {
			t.Errorf("%v is valid: %v, want %v", q, q.Valid(), want)
		}
	}
}
