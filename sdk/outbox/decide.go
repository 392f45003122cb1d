package outbox

import (
	"math/rand/v2"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// patience is how long a platform may throttle a message before it is given up.
const patience = 24 * time.Hour

// longest is for how long a platform is believed at once that says when to come
// again: a wrong number holds an account up for so long and no longer, and a
// right one that is greater costs a request in six hours.
const longest = 6 * time.Hour

// optedOut says that we know of an opt-out ourselves.
var optedOut = &channel.SendError{Class: channel.OptedOut, Code: "opted_out"}

// overtaken says that a bulk message is given up rather than tried again,
// because a message that somebody waits for came after it.
var overtaken = &channel.SendError{Class: channel.Retry, Code: "overtaken"}

// unrecorded says that a message arrived and that the store does not take this:
// it would be sent for ever.
var unrecorded = &channel.SendError{Class: channel.Ambiguous, Code: "unrecorded"}

// decide says whether to try again, and after how long. Where a message's fate
// is unknown, a reply goes again (better twice than never) and a reminder does
// not (better never than twice): it waits among the dead letters for word from
// the platform, or for a person. A bulk message that somebody waits behind is
// not tried again, unless all of the lane must wait.
func (l *lane) decide(f *channel.SendError, row store.Row, waitedFor bool) (time.Duration, bool) {
	attempt := l.claim.Attempt
	left := attempt < l.Attempts && !(row.Bulk() && waitedFor)
	switch f.Class {
	case channel.RetryAfter:
		return min(max(f.After, time.Second), longest), l.Now().Sub(row.Created) < patience
	case channel.Ambiguous:
		return backoff(attempt), left && !row.Bulk()
	case channel.Retry:
		return backoff(attempt), left
	case channel.Auth, channel.Config:
		return max(backoff(attempt), time.Minute), left // the owner may mend it meanwhile
	case channel.Capped:
		return f.After, left && f.After > 0 && l.stillGood(row, f.After)
	case channel.WindowClosed, channel.Unreachable, channel.OptedOut, channel.Template, channel.BadRequest:
	}
	return 0, false
}

// stillGood says whether a message is worth sending after a wait.
func (l *lane) stillGood(row store.Row, wait time.Duration) bool {
	limit := patience
	if row.Bulk() {
		limit = l.Fresh
	}
	return l.Now().Add(wait).Sub(row.Created) < limit
}

// backoff doubles from 1 s to 30 min, with a quarter of jitter.
func backoff(attempt int) time.Duration {
	d := min(30*time.Minute, time.Second<<min(max(attempt-1, 0), 11))
	return d + time.Duration(rand.Int64N(int64(d)/4+1))
}
