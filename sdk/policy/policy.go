// Package policy decides whether a message may go to a person now: facts in,
// a decision with its reason out. It is pure, and every message that is not a
// reply passes through it in the commit that sends it.
package policy

import (
	"time"

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
	Buyable     bool // something in the cart can be bought now
	PaymentOpen bool // an order of hers waits to be paid or is being paid
	Heard       time.Time
	Idle        time.Duration // how long she must have been silent
	Window      time.Duration // of the channel; 0: always open
	Reminded    time.Time     // when the last message of this purpose went
	Gap         time.Duration // how long there must be between two
	Zone        *time.Location
	Quiet       Quiet
}

// Quiet is the time of day in which nothing is sent, in minutes from midnight,
// From inclusive, To exclusive; From > To spans midnight, From == To is never.
type Quiet struct{ From, To int }

// Decision is a verdict and why; At is set with Defer.
type Decision struct {
	Verdict Verdict
	Reason  Reason
	At      time.Time
}

// Decide says what to do with a message now. Replies and what the shopper
// asked for are always sent.
func Decide(f Facts, now time.Time) Decision {
	if f.Purpose == message.PurposeReply || f.Purpose == "" || f.Purpose == message.PurposeTransactional {
		return Decision{Send, Allowed, time.Time{}}
	}
	if reason := f.never(now); reason != Allowed {
		return Decision{Drop, reason, time.Time{}}
	}
	return f.later(now)
}

func (f Facts) never(now time.Time) Reason {
	switch {
	case f.OptedOut:
		return OptedOut
	case f.CartEmpty:
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

func (f Facts) later(now time.Time) Decision {
	switch quiet := f.Quiet.Until(now, f.Zone); {
	case f.WithStaff:
		return Decision{Defer, WithStaff, now.Add(time.Hour)}
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
	if q.From == q.To {
		return now
	}
	if zone == nil {
		zone = time.UTC
	}
	local := now.In(zone)
	minute := local.Hour()*60 + local.Minute()
	within := minute >= q.From && minute < q.To
	if q.From > q.To {
		within = minute >= q.From || minute < q.To
	}
	if !within {
		return now
	}
	end := time.Date(local.Year(), local.Month(), local.Day(), q.To/60, q.To%60, 0, 0, zone)
	if !end.After(now) {
		end = time.Date(local.Year(), local.Month(), local.Day()+1, q.To/60, q.To%60, 0, 0, zone)
	}
	return end
}
