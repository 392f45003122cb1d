package store

import (
	"time"

	"github.com/sauda-commerce/sauda/sdk/message"
)

// Unreachable notes that a platform cannot reach a lane's shopper any more: she
// blocked the shop or is gone. Guard it with GuardLane. A message that gets
// through ends it.
func Unreachable(l Lane, since time.Time) Statement { return reachable(l, since) }

// reachable sets since when a lane is unreachable; the zero time is: it is not.
func reachable(l Lane, since time.Time) Statement {
	return Statement{`UPDATE {lane} SET unreachable = $2 WHERE conversation = $1`, []any{l.Conversation, micros(since)}}
}

// Withdraw makes the contact of a conversation opted out because its platform
// says so, with a line in the ledger for each purpose, unless it is already.
// Ids are those of the lines.
func Withdraw(conversation, channel string, ids map[message.Purpose]string, now time.Time) []Statement {
	var all []Statement
	for _, purpose := range []message.Purpose{message.PurposeReminder, message.PurposeMarketing} {
		all = append(all, Statement{`INSERT INTO {consent} (id, contact, channel, purpose, action, method, wording, event, at)
			SELECT CAST($2 AS TEXT), p.id, CAST($3 AS TEXT), CAST($4 AS TEXT), 'withdraw', 'platform', '', '', CAST($5 AS {int})
			FROM {conversation} c JOIN {contact} p ON p.id = c.contact WHERE c.id = $1 AND p.opted_out = 0`,
			[]any{conversation, ids[purpose], channel, string(purpose), micros(now)}})
	}
	return append(all, Statement{`UPDATE {contact} SET opted_out = $2, version = version + 1 WHERE opted_out = 0 AND id IN (
		SELECT c.contact FROM {conversation} c WHERE c.id = $1)`, []any{conversation, micros(now)}})
}
