package outbox

import (
	"math/rand/v2"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// patience is how long a platform may throttle a message before it is given up.
const patience = 24 * time.Hour

// decide says whether to try again, and after how long. Where a message's fate
// is unknown, a reply goes again (better twice than never) and a reminder does
// not (better never than twice): it waits among the dead letters for a person.
func (l *lane) decide(f *channel.SendError, row store.Row) (time.Duration, bool) {
	attempt := l.claim.Attempt
	left := attempt < l.Attempts
	switch f.Class {
	case channel.RetryAfter:
		return max(f.After, time.Second), l.Now().Sub(row.Created) < patience
	case channel.Ambiguous:
		return backoff(attempt), left && replayable(row)
	case channel.Retry:
		return backoff(attempt), left
	case channel.Auth, channel.Config:
		return max(backoff(attempt), time.Minute), left // the owner may mend it meanwhile
	case channel.WindowClosed, channel.Unreachable, channel.OptedOut, channel.Capped, channel.Template, channel.BadRequest:
	}
	return 0, false
}

// backoff doubles from 1 s to 30 min, with a quarter of jitter.
func backoff(attempt int) time.Duration {
	d := min(30*time.Minute, time.Second<<min(max(attempt-1, 0), 11))
	return d + time.Duration(rand.Int64N(int64(d)/4+1))
}

// replayable says whether a message may go twice: what answers the shopper or
// is about her order, but nothing that she did not ask for.
func replayable(r store.Row) bool {
	switch r.Body.Purpose {
	case "", message.PurposeReply, message.PurposeTransactional:
		return true
	case message.PurposeReminder, message.PurposeMarketing:
	}
	return false
}
