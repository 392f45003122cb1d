package policy

import (
	"cmp"
	"time"
)

// ByRule is the reason of a shop's own [Rule] that gives none.
const ByRule Reason = "rule"

// Rule is a shop's own: it hears what would be done with a message that is no
// reply, and may put it off or drop it. It cannot let anything through: a
// decision less strict than d is d, and what is dropped anyway is not asked
// about. Replies and what the shopper asked for are never asked about.
//
// It is called concurrently, more than once for a message, and once more at the
// moment of sending, where Defer drops a message. It depends on its arguments,
// does no I/O, and gives short words as reasons, which are logged.
type Rule func(f Facts, now time.Time, d Decision) Decision

// Decide is [Decide], and then the rule. A nil rule changes nothing.
func (r Rule) Decide(f Facts, now time.Time) Decision {
	d := Decide(f, now)
	if r == nil || d.Verdict == Drop || f.owed() {
		return d
	}
	own := r(f, now, d)
	switch own.Verdict {
	case Drop:
		return Decision{Drop, cmp.Or(own.Reason, ByRule), time.Time{}}
	case Defer:
		return d.atLeast(Decision{Defer, cmp.Or(own.Reason, ByRule), own.At}, now)
	case Send:
	}
	return d
}

// ruleWait is how long a rule puts a message off that does not say until when.
const ruleWait = time.Hour

// atLeast is the later of a decision and of a rule's to defer.
func (d Decision) atLeast(own Decision, now time.Time) Decision {
	if !own.At.After(now) {
		own.At = now.Add(ruleWait)
	}
	if d.Verdict == Defer && !own.At.After(d.At) {
		return d
	}
	return own
}
