package policy_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/policy"
)

// says is a rule that always says the same.
func says(d policy.Decision) policy.Rule {
	return func(policy.Facts, time.Time, policy.Decision) policy.Decision { return d }
}

func TestRule(t *testing.T) {
	t.Parallel()
	night := noon.Add(10 * time.Hour)
	morning := noon.Add(20 * time.Hour)
	tests := map[string]struct {
		rule policy.Rule
		at   time.Time
		want policy.Decision
	}{
		"none":                        {nil, noon, policy.Decision{Verdict: policy.Send, Reason: policy.Allowed}},
		"no objection":                {says(policy.Decision{Verdict: policy.Send, Reason: "fine"}), noon, policy.Decision{Verdict: policy.Send, Reason: policy.Allowed}},
		"nothing said":                {says(policy.Decision{}), noon, policy.Decision{Verdict: policy.Send, Reason: policy.Allowed}},
		"no verdict at all":           {says(policy.Decision{Verdict: "please", At: morning}), noon, policy.Decision{Verdict: policy.Send, Reason: policy.Allowed}},
		"dropped":                     {says(policy.Decision{Verdict: policy.Drop, At: morning}), noon, policy.Decision{Verdict: policy.Drop, Reason: policy.ByRule}},
		"dropped for a reason":        {says(policy.Decision{Verdict: policy.Drop, Reason: "small"}), noon, policy.Decision{Verdict: policy.Drop, Reason: "small"}},
		"put off":                     {says(policy.Decision{Verdict: policy.Defer, Reason: "lunch", At: morning}), noon, policy.Decision{Verdict: policy.Defer, Reason: "lunch", At: morning}},
		"put off until the past":      {says(policy.Decision{Verdict: policy.Defer, At: noon}), noon, policy.Decision{Verdict: policy.Defer, Reason: policy.ByRule, At: noon.Add(time.Hour)}},
		"put off until no time":       {says(policy.Decision{Verdict: policy.Defer}), noon, policy.Decision{Verdict: policy.Defer, Reason: policy.ByRule, At: noon.Add(time.Hour)}},
		"sent in the night":           {says(policy.Decision{Verdict: policy.Send}), night, policy.Decision{Verdict: policy.Defer, Reason: policy.QuietHours, At: morning}},
		"put off, and still at night": {says(policy.Decision{Verdict: policy.Defer, At: night.Add(time.Minute)}), night, policy.Decision{Verdict: policy.Defer, Reason: policy.QuietHours, At: morning}},
		"put off beyond the night":    {says(policy.Decision{Verdict: policy.Defer, At: noon.AddDate(0, 0, 3)}), night, policy.Decision{Verdict: policy.Defer, Reason: policy.ByRule, At: noon.AddDate(0, 0, 3)}},
		"dropped in the night":        {says(policy.Decision{Verdict: policy.Drop}), night, policy.Decision{Verdict: policy.Drop, Reason: policy.ByRule}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, tt.rule.Decide(idle(), tt.at)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// strictness orders verdicts.
var strictness = map[policy.Verdict]int{policy.Send: 0, policy.Defer: 1, policy.Drop: 2}

// Whatever a rule says, nothing goes that would not have gone, nor earlier, and
// what the shopper is owed goes.
func TestRuleIsOnlyStricter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := idle()
		f.OptedOut, f.WithStaff, f.CartEmpty = rapid.Bool().Draw(t, "out"), rapid.Bool().Draw(t, "staff"), rapid.Bool().Draw(t, "empty")
		f.Purpose = rapid.SampledFrom([]message.Purpose{"", message.PurposeReply, message.PurposeTransactional, message.PurposeReminder, message.PurposeAwaited, message.PurposeMarketing}).Draw(t, "purpose")
		f.Heard = noon.Add(-time.Duration(rapid.IntRange(0, 300).Draw(t, "heard")) * time.Minute)
		now := noon.Add(time.Duration(rapid.IntRange(0, 24).Draw(t, "hour")) * time.Hour)
		own := policy.Decision{
			Verdict: rapid.SampledFrom([]policy.Verdict{"", policy.Send, policy.Defer, policy.Drop, "x"}).Draw(t, "verdict"),
			At:      now.Add(time.Duration(rapid.IntRange(-48, 48).Draw(t, "at")) * time.Hour),
		}
		base, got := policy.Decide(f, now), says(own).Decide(f, now)
		owed := f.Purpose == "" || f.Purpose == message.PurposeReply || f.Purpose == message.PurposeTransactional
		switch {
		case owed && got != base:
			t.Fatalf("%q is owed, and the rule made of it %+v", f.Purpose, got)
		case strictness[got.Verdict] < strictness[base.Verdict]:
			t.Fatalf("the rule made %+v of %+v", got, base)
		case got.Verdict == policy.Defer && (!got.At.After(now) || got.At.Before(base.At)):
			t.Fatalf("at %s the rule made %+v of %+v", now, got, base)
		case got.Verdict != policy.Defer && !got.At.IsZero():
			t.Fatalf("%+v has a time", got)
		}
	})
}
