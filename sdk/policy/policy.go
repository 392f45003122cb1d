// Package policy decides whether a message may go to a person now: facts in,
// a decision with its reason out. It is pure, and every message that is not a
// reply passes through it in the commit that sends it.
package policy

import (
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Verdict is what to do with a message.
type Verdict string

// Verdicts.
const (
	Send  Verdict = "send"
	Defer Verdict = "defer" // not now: ask again at Decision.At
	Drop  Verdict = "drop"  // never
)

// Reason says why, for the shop owner's "why was this not sent".
type Reason string

// Reasons.
const (
	Allowed       Reason = "allowed"
	OptedOut      Reason = "opted_out"
	QuietHours    Reason = "quiet_hours"
	WithStaff     Reason = "with_staff"     // a person is answering
	Purchased     Reason = "purchased"      // nothing left to remind of
	PaymentOpen   Reason = "payment_open"   // a payment is under way or can be made
	NothingToSell Reason = "nothing_to_buy" // all of it is gone or sold out
	WindowClosed  Reason = "window_closed"  // the platform forbids it by now
	TooOften      Reason = "too_often"
	Active        Reason = "active" // the shopper is in the middle of something
)

// Facts are all that a decision depends on.
type Facts struct {
	Purpose     message.Purpose
	OptedOut    bool
	WithStaff   bool
	CartEmpty   bool
	Bought      bool           // she has bought meanwhile what she asked to hear of
	Buyable     bool           // something in the cart, or what she asked to hear of, can be bought now
	PaymentOpen bool           // an order of hers waits to be paid or is being paid
	Heard       time.Time      // when the shopper last said something
	Idle        time.Duration  // how long she must have been silent
	Window      time.Duration  // of the channel; 0: always open
	Reminded    time.Time      // when the last message of this purpose went
	Gap         time.Duration  // how long there must be between two
	Zone        *time.Location // of the shopper, or the shop's; nil: UTC
	Quiet       Quiet
	Channel     string       // of the conversation, by name
	Worth       money.Amount // of what can be bought of the cart; zero where that is not what it is about
}

// Quiet is the time of day in which nothing is sent, in minutes from midnight
// (0 to 1439) on the shopper's clock, From inclusive, To exclusive; From > To
// spans midnight, From == To is never.
type Quiet struct{ From, To int }

// Day is the number of minutes of a day: From and To are below it.
const Day = 24 * 60

// Valid says whether both ends are times of day.
func (q Quiet) Valid() bool { return 0 <= q.From && q.From < Day && 0 <= q.To && q.To < Day }

// Decision is a verdict and why.
type Decision struct {
	Verdict Verdict
	Reason  Reason
	At      time.Time // with Defer: when to ask again, after now
}

// Decide says what to do with a message now. Replies and what the shopper
// asked for are always sent.
func Decide(f Facts, now time.Time) Decision {
	if f.owed() {
		return Decision{Send, Allowed, time.Time{}}
	}
	if reason := f.never(now); reason != Allowed {
		return Decision{Drop, reason, time.Time{}}
	}
	return f.later(now)
}

// owed says whether the shopper is owed the message.
func (f Facts) owed() bool {
	return f.Purpose == message.PurposeReply || f.Purpose == "" || f.Purpose == message.PurposeTransactional
}

// never is why a message must not go at all; Allowed if nothing forbids it.
func (f Facts) never(now time.Time) Reason {
	switch {
	case f.OptedOut:
		return OptedOut
	case f.CartEmpty, f.Bought:
		return Purchased
	case f.PaymentOpen:
		return PaymentOpen
	case !f.Buyable:
		return NothingToSell
	case f.Window > 0 && !now.Before(f.Heard.Add(f.Window)):
		return WindowClosed
	}
	return Allowed
}

// staffWait is how long to wait before asking whether the staff are done.
const staffWait = time.Hour

// later says whether a message that may go may go now.
func (f Facts) later(now time.Time) Decision {
	switch quiet := f.Quiet.Until(now, f.Zone); {
	case f.WithStaff:
		return Decision{Defer, WithStaff, now.Add(staffWait)}
	case now.Before(f.Heard.Add(f.Idle)):
		return Decision{Defer, Active, f.Heard.Add(f.Idle)}
	case now.Before(f.Reminded.Add(f.Gap)):
		return Decision{Defer, TooOften, f.Reminded.Add(f.Gap)}
	case quiet.After(now):
		return Decision{Defer, QuietHours, quiet}
	}
	return Decision{Send, Allowed, time.Time{}}
}

// Until returns when the quiet hours around now end in a zone, or now itself
// outside them. A nil zone is UTC.
func (q Quiet) Until(now time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	local := now.In(zone)
	if !q.within(local) {
		return now
	}
	// Minute by minute, because the hands of a clock jump and go back: what is
	// left of the night cannot be computed from where they stand.
	const longest = 26 * 60
	end := local.Truncate(time.Minute)
	for range longest {
		if end = end.Add(time.Minute); !q.within(end) {
			break
		}
	}
	return end
}

// within says whether a local time is quiet.
func (q Quiet) within(local time.Time) bool {
	minute := local.Hour()*60 + local.Minute()
	if q.From > q.To {
		return minute >= q.From || minute < q.To
	}
	return minute >= q.From && minute < q.To
}
