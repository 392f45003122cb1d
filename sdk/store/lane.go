package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/sdk/message"
)

// Lane is a conversation that has messages to send. Whoever claims it sends
// them in order, one at a time.
type Lane struct {
	Conversation string
	Address      message.Address
	Generation   int64     // counts what was put into it
	Attempt      int       // at its first message, from 1; see RetryLane
	Claim        string    // of this claim alone: the fence; set by ClaimLanes
	Unreachable  time.Time // since when the platform says so; see the function of this name
}

// Track is those lanes of a channel that are served alike: those that somebody
// waits for, or those with nothing but bulk messages.
type Track struct {
	Channel string
	Bulk    bool
}

// never is when a lane without messages is due.
const never = math.MaxInt64

// ClaimLanes takes lanes of a track that are due, whose account is not paused
// and that nobody holds, the longest due first, for as long as lease; after
// that others may claim them. The lanes of conversations in except it leaves
// alone.
func (s *Store) ClaimLanes(ctx context.Context, t Track, now time.Time, lease time.Duration, limit int, except ...string) ([]Lane, error) {
	next, err := s.NextLanes(ctx, now, t)
	if err != nil || next[0].IsZero() || next[0].After(now) {
		return nil, err // an idle shop writes nothing
	}
	claimed, err := updated(ctx, s, func(tx Tx) ([]Lane, error) {
		return list(tx.ctx, tx.conn, claimLanes(t, now, lease, limit, except), "claim lanes", scanLane)
	})
	slices.SortFunc(claimed, func(a, b Lane) int { return cmp.Compare(a.Conversation, b.Conversation) })
	return claimed, err
}

const notPaused = `NOT EXISTS (SELECT 1 FROM {pace} p WHERE p.channel = l.channel AND p.account = l.account AND p.until > $1)`

func claimLanes(t Track, now time.Time, lease time.Duration, limit int, except []string) Statement {
	args := []any{micros(now), micros(now.Add(lease)), uuid.NewString(), limit, t.Channel, t.Bulk}
	others, args := but("l.conversation", except, args)
	return Statement{`UPDATE {lane} SET next = $2, claim = $3
		WHERE conversation IN (SELECT l.conversation FROM {lane} l
			WHERE l.channel = $5 AND l.bulk = $6 AND l.next <= $1 AND l.next < 9223372036854775807 AND ` + notPaused + others + `
			ORDER BY l.next LIMIT $4 {skip locked})
		RETURNING conversation, channel, account, address, generation, attempt + 1, claim, unreachable`, args}
}

// but is a condition that leaves out rows by their keys.
func but(column string, keys []string, args []any) (string, []any) {
	if len(keys) == 0 {
		return "", args
	}
	var text strings.Builder
	for _, key := range keys {
		args = append(args, key)
		fmt.Fprintf(&text, ", $%d", len(args))
	}
	return " AND " + column + " NOT IN (" + text.String()[2:] + ")", args
}

// NextLane says when a lane of a channel can be claimed next, pauses aside;
// false if there is nothing to send.
func (r Reader) NextLane(ctx context.Context, channel string) (time.Time, bool, error) {
	s := Statement{`SELECT next FROM {lane} WHERE channel = $1 AND bulk = 0 AND next < 9223372036854775807
		UNION ALL SELECT next FROM {lane} WHERE channel = $1 AND bulk = 1 AND next < 9223372036854775807 ORDER BY 1 LIMIT 1`, []any{channel}}
	all, err := list(ctx, r.q, s, "next lane", scanOne[int64])
	if err != nil || len(all) == 0 {
		return time.Time{}, false, err
	}
	return time.UnixMicro(all[0]).UTC(), true, nil
}

// nextOf asks for one track of NextLanes: its first lane that is not paused,
// and the end of the first pause.
const nextOf = `SELECT %d AS n,
	(SELECT l.next FROM {lane} l WHERE l.channel = $%d AND l.bulk = %d AND l.next < 9223372036854775807 AND ` + notPaused + ` ORDER BY l.next LIMIT 1) AS next,
	(SELECT MIN(p.until) FROM {pace} p WHERE p.channel = $%d AND p.until > $1) AS pause`

// NextLanes says for each track when one of its lanes can be claimed next, in
// one statement; the zero time if there is nothing to send. While an account is
// paused the answer may be the pause's end although there is nothing then.
func (r Reader) NextLanes(ctx context.Context, now time.Time, tracks ...Track) ([]time.Time, error) {
	texts, args := make([]string, len(tracks)), []any{micros(now)}
	for i, t := range tracks {
		bulk := 0
		if t.Bulk {
			bulk = 1
		}
		args = append(args, t.Channel)
		texts[i] = fmt.Sprintf(nextOf, i, i+2, bulk, i+2)
	}
	all := make([]time.Time, len(tracks))
	s := Statement{strings.Join(texts, " UNION ALL "), args}
	_, err := list(ctx, r.q, s, "next lanes", func(rows Rows) (struct{}, error) {
		var n int
		var next, pause *int64
		if err := rows.Scan(&n, &next, &pause); err != nil {
			return struct{}{}, err
		}
		switch {
		case next != nil && (pause == nil || *next <= max(*pause, micros(now))):
			all[n] = time.UnixMicro(*next).UTC()
		case pause != nil:
			all[n] = time.UnixMicro(*pause).UTC()
		}
		return struct{}{}, nil
	})
	return all, err
}

// GuardLane holds while the lane is still held by this claim.
func GuardLane(l Lane) Guard {
	return Guard{"lane", l.Conversation, `SELECT 1 FROM {lane} WHERE conversation = $1 AND claim = $2 AND claim <> ''`,
		[]any{l.Conversation, l.Claim}}
}

// RenewLane has a lane be held until a later time, if this claim still holds it.
// Guard it with GuardLane to learn whether it does.
func RenewLane(l Lane, ends time.Time) Statement {
	return Statement{`UPDATE {lane} SET next = $3 WHERE conversation = $1 AND claim = $2 AND claim <> ''`,
		[]any{l.Conversation, l.Claim, micros(ends)}}
}

// FirstAttempt forgets the attempts at a lane's first message, if this claim
// still holds the lane: that message got through or was given up.
func FirstAttempt(l Lane) Statement {
	return Statement{`UPDATE {lane} SET attempt = 0 WHERE conversation = $1 AND claim = $2 AND claim <> ''`,
		[]any{l.Conversation, l.Claim}}
}

// RetryLane lets go of a lane until due, because its first message failed with
// a class, if this claim still holds it. l.Attempt is kept as the count so far:
// a claim that merely ends, with its node, is no attempt. A caller sets it to 1
// when an earlier message of the lane got through meanwhile. Behind a bulk
// message nothing waits that was put in since the lane was claimed: the lane is
// due at once then.
func RetryLane(l Lane, first Row, due time.Time, class string) Statement {
	changed := due
	if first.Bulk() && class != "retry_after" {
		changed = time.UnixMicro(1)
	}
	return Statement{`UPDATE {lane} SET next = CASE WHEN generation = $6 THEN CAST($3 AS {int}) ELSE CAST($7 AS {int}) END, attempt = $4, class = $5, claim = ''
		WHERE conversation = $1 AND claim = $2 AND claim <> ''`,
		[]any{l.Conversation, l.Claim, micros(due), l.Attempt, class, l.Generation, micros(changed)}}
}

// FinishLane lets go of a lane, if this claim still holds it. It falls asleep
// only if nothing is left and nothing was put into it since it was claimed;
// else it is due now, behind those that wait already. (A lane that were removed
// here could take with it the wake-up of a message put in at the same time.)
func FinishLane(l Lane, now time.Time) Statement {
	return Statement{`UPDATE {lane} SET attempt = 0, class = '', claim = '',
		next = CASE WHEN generation = $3 AND NOT EXISTS (SELECT 1 FROM {outbox} o WHERE o.conversation = $1) THEN CAST($4 AS {int}) ELSE CAST($5 AS {int}) END
		WHERE conversation = $1 AND claim = $2 AND claim <> ''`,
		[]any{l.Conversation, l.Claim, l.Generation, int64(never), micros(now)}}
}

func scanLane(rows Rows) (l Lane, err error) {
	var unreachable int64
	err = rows.Scan(&l.Conversation, &l.Address.Channel, &l.Address.Account, &l.Address.ID, &l.Generation, &l.Attempt, &l.Claim, &unreachable)
	l.Unreachable = fromMicros(unreachable)
	return l, err
}
