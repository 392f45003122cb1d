package policy_test

import (
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/policy"
)

// A reminder is due late in the evening: it waits for the morning.
func ExampleDecide() {
	evening := time.Date(2026, 11, 24, 22, 15, 0, 0, time.UTC)
	facts := policy.Facts{
		Purpose: message.PurposeReminder, Buyable: true,
		Heard: evening.Add(-3 * time.Hour), Idle: time.Hour,
		Quiet: policy.Quiet{From: 21 * 60, To: 8 * 60},
	}
	d := policy.Decide(facts, evening)
	fmt.Println(d.Verdict, d.Reason, d.At.Format("2 Jan 15:04"))

	facts.OptedOut = true
	d = policy.Decide(facts, evening)
	fmt.Println(d.Verdict, d.Reason)
	// Output:
	// defer quiet_hours 25 Nov 08:00
	// drop opted_out
}
