package reminder_test

import (
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/policy"
	"github.com/sauda-commerce/sauda/sdk/reminder"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// The shop's own rule is asked when a reminder is due and once more when it is
// sent, with what it needs to know.
func TestOwnRule(t *testing.T) {
	t.Parallel()
	drops := false
	var heard policy.Facts
	r := newRig(t, reminder.Config{Rule: func(f policy.Facts, now time.Time, d policy.Decision) policy.Decision {
		heard = f
		switch {
		case drops:
			return policy.Decision{Verdict: policy.Drop, Reason: "holiday"}
		case now.Before(noon.Add(3 * time.Hour)):
			return policy.Decision{Verdict: policy.Defer, At: noon.Add(3 * time.Hour)}
		}
		return d
	}})
	if _, err := r.due(time.Hour); err != nil || r.reminded() != 0 {
		t.Fatalf("%d reminders (%v), before the rule allows any", r.reminded(), err)
	}
	if at := r.planned(); !at.Equal(noon.Add(3 * time.Hour)) {
		t.Errorf("it is planned for %s", at)
	}
	if heard.Channel != "chat" || heard.Worth.Minor == 0 {
		t.Errorf("the rule hears of %+v", heard)
	}
	if _, err := r.due(2 * time.Hour); err != nil || r.reminded() != 1 {
		t.Fatalf("%d reminders (%v)", r.reminded(), err)
	}
	row := store.Row{ID: "1", Conversation: r.conv, Body: message.Outbound{Text: "your cart", Purpose: message.PurposeReminder}}
	if _, refusal, err := r.Recheck(t.Context(), row); err != nil || refusal != "" {
		t.Errorf("refused with %q (%v)", refusal, err)
	}
	drops = true
	if _, refusal, err := r.Recheck(t.Context(), row); err != nil || refusal != "holiday" {
		t.Errorf("refused with %q (%v) after the rule drops it", refusal, err)
	}
}

// It is asked about what she waited for, too; that ends the wait.
func TestOwnRuleOfWait(t *testing.T) {
	t.Parallel()
	r := newWait(t, reminder.Config{Quiet: always, Rule: func(policy.Facts, time.Time, policy.Decision) policy.Decision {
		return policy.Decision{Verdict: policy.Drop}
	}})
	r.sells(usd(100_00), 1)
	r.must(r.looks(time.Hour))
	all, err := r.Store.Transcript(t.Context(), r.conv, 0, 10)
	r.must(err)
	if len(all) > 0 {
		t.Errorf("she is told %q", all[0].Body.Text)
	}
	row := store.Row{Conversation: r.conv, Body: message.Outbound{Purpose: message.PurposeAwaited}, Created: r.now}
	if _, refusal, err := r.Recheck(t.Context(), row); err != nil || refusal != string(policy.ByRule) {
		t.Errorf("refused with %q (%v)", refusal, err)
	}
}
