package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

var laneCases = slices.Concat(lanesInOrder, deliveryCases)

var lanesInOrder = []Case{
	{"a lane gives its messages in order", func(ctx context.Context, s *store.Store) error {
		rows := []store.Row{row("a", "9"), row("a", "1"), row("a", "5")}
		if err := enqueue(ctx, s, rows...); err != nil {
			return err
		}
		l, err := lane(ctx, s, begin)
		if err != nil {
			return err
		}
		want := store.Lane{Conversation: "a", Address: rows[0].To, Generation: 3, Attempt: 1, Claim: l.Claim}
		if err := same("lane", l, want); err != nil {
			return err
		}
		got, err := s.LaneRows(ctx, l, 10)
		if err != nil {
			return err
		}
		return same("rows", got, rows)
	}},
	{"messages put in together keep their order", func(ctx context.Context, s *store.Store) error {
		var rows []store.Row
		for _, id := range []string{"9", "1", "5", "7", "2", "8"} {
			rows = append(rows, row("a", id))
		}
		if err := write(ctx, s, store.EnqueueAll(rows)...); err != nil {
			return err
		}
		l, err := lane(ctx, s, begin)
		if err != nil {
			return err
		}
		got, err := s.LaneRows(ctx, l, 10)
		if err != nil {
			return err
		}
		return same("rows", got, rows)
	}},
	{"a lane is leased, and fenced when its lease has lapsed", func(ctx context.Context, s *store.Store) error {
		if err := enqueue(ctx, s, row("a", "1")); err != nil {
			return err
		}
		first, err := lane(ctx, s, begin)
		if err != nil {
			return err
		}
		if err := is("the first's", holdsLane(ctx, s, first), nil); err != nil {
			return err
		}
		if err := lanes(ctx, s, begin.Add(lease-time.Microsecond), 0); err != nil {
			return err
		}
		second, err := lane(ctx, s, begin.Add(lease))
		if err != nil {
			return err
		}
		if err := same("attempt", second.Attempt, 1); err != nil {
			return err
		}
		if err := is("the first's, lapsed", holdsLane(ctx, s, first), store.ErrConflict); err != nil {
			return err
		}
		if err := write(ctx, s, store.FinishLane(first, begin), store.RetryLane(first, row("a", "1"), begin, "retry")); err != nil {
			return err
		}
		return is("the second's", holdsLane(ctx, s, second), nil)
	}},
	{"a lane's lease is renewed by who holds it", laneRenewed},
	{"attempts are those at the first message", func(ctx context.Context, s *store.Store) error {
		if err := enqueue(ctx, s, row("a", "1"), row("a", "2")); err != nil {
			return err
		}
		// It fails, its node dies, it fails again, it gets through, its node dies.
		then := []func(store.Lane) store.Statement{retried, nil, retried, store.FirstAttempt, nil}
		now := begin
		for i, want := range []int{1, 2, 2, 3, 1} {
			l, err := lane(ctx, s, now)
			if err != nil {
				return err
			}
			if err := same("attempt", l.Attempt, want); err != nil {
				return err
			}
			stale := l
			stale.Claim = "another"
			if do := then[i]; do != nil {
				if err := write(ctx, s, do(stale), do(l)); err != nil {
					return err
				}
			}
			now = now.Add(2 * lease)
		}
		return nil
	}},
	{"a lane that is filled again stands behind those that wait", func(ctx context.Context, s *store.Store) error {
		if err := enqueue(ctx, s, row("a", "1")); err != nil {
			return err
		}
		l, err := lane(ctx, s, begin)
		if err != nil {
			return err
		}
		if err := enqueue(ctx, s, row("a", "2"), row("b", "3")); err != nil {
			return err
		}
		if err := write(ctx, s, store.FinishLane(l, begin.Add(time.Minute))); err != nil {
			return err
		}
		got, err := s.ClaimLanes(ctx, store.Track{Channel: "web"}, begin.Add(time.Minute), lease, 1)
		if err != nil || len(got) != 1 || got[0].Conversation != "b" {
			return fmt.Errorf("claimed %v, want b (error %w)", got, err)
		}
		return lanes(ctx, s, begin.Add(time.Minute), 1)
	}},
	{"a lane that is done sleeps until something is put into it", laneSleeps},
	{"lanes under way are left alone, and keep no other waiting", func(ctx context.Context, s *store.Store) error {
		if err := enqueue(ctx, s, row("a", "1"), row("b", "2"), row("c", "3")); err != nil {
			return err
		}
		got, err := s.ClaimLanes(ctx, store.Track{Channel: "web"}, begin, lease, 1, "a", "b")
		if err != nil || len(got) != 1 || got[0].Conversation != "c" {
			return fmt.Errorf("claimed %v, want c (error %w)", got, err)
		}
		return lanes(ctx, s, begin, 2)
	}},
	{"what is put in while a lane is claimed is not lost", func(ctx context.Context, s *store.Store) error {
		if err := enqueue(ctx, s, row("a", "1")); err != nil {
			return err
		}
		l, err := lane(ctx, s, begin)
		if err != nil {
			return err
		}
		if err := enqueue(ctx, s, row("a", "2")); err != nil {
			return err
		}
		if err := is("still the first's", holdsLane(ctx, s, l), nil); err != nil {
			return err
		}
		b := store.Batch{Writes: append(store.Delivered(l, row("a", "1"), channel.Receipt{}, begin), store.FinishLane(l, begin))}
		if err := s.Commit(ctx, b); err != nil {
			return err
		}
		return lanes(ctx, s, begin, 1)
	}},
	{"many put in while many send, and nothing is stranded", laneStress},
	{"a retry holds back what comes later", func(ctx context.Context, s *store.Store) error {
		if err := enqueue(ctx, s, row("a", "1")); err != nil {
			return err
		}
		l, err := lane(ctx, s, begin)
		if err != nil {
			return err
		}
		due := begin.Add(time.Hour)
		if err := write(ctx, s, store.RetryLane(l, row("a", "1"), due, "retry")); err != nil {
			return err
		}
		if err := enqueue(ctx, s, row("a", "2")); err != nil {
			return err
		}
		if err := lanes(ctx, s, due.Add(-time.Microsecond), 0); err != nil {
			return err
		}
		l, err = lane(ctx, s, due)
		if err != nil {
			return err
		}
		return same("attempt", l.Attempt, 2)
	}},
	{"a message that is given up is kept aside", func(ctx context.Context, s *store.Store) error {
		r := row("a", "1")
		if err := enqueue(ctx, s, r, row("a", "2")); err != nil {
			return err
		}
		l, err := lane(ctx, s, begin)
		if err != nil {
			return err
		}
		if err := write(ctx, s, store.DeadLetter(l, r, "bad_request", "132", begin)...); err != nil {
			return err
		}
		dead, err := s.DeadLetters(ctx, 0, 10)
		if err != nil {
			return err
		}
		if err := same("dead letters", len(dead), 1); err != nil {
			return err
		}
		if err := same("dead", dead, []store.DeadRow{{Row: r, N: dead[0].N, Class: "bad_request", Code: "132", At: begin}}); err != nil {
			return err
		}
		left, err := s.LaneRows(ctx, l, 10)
		if err != nil {
			return err
		}
		return same("left", left, []store.Row{row("a", "2")})
	}},
	{"what became of a message only advances", statuses},
	{"each channel has lanes of its own", laneChannels},
	{"a message that is being sent is marked until it was not", laneSending},
}

func laneChannels(ctx context.Context, s *store.Store) error {
	other := row("b", "2")
	other.To.Channel = "phone"
	if err := enqueue(ctx, s, other); err != nil {
		return err
	}
	if err := lanes(ctx, s, begin, 0); err != nil {
		return err
	}
	if _, ok, err := s.NextLane(ctx, "web"); ok || err != nil {
		return fmt.Errorf("a channel has the lane of another (error %v)", err)
	}
	got, err := s.ClaimLanes(ctx, store.Track{Channel: "phone"}, begin, lease, 10)
	if err != nil {
		return err
	}
	return same("lanes", len(got), 1)
}

func laneSending(ctx context.Context, s *store.Store) error {
	if err := enqueue(ctx, s, row("a", "1"), row("a", "2")); err != nil {
		return err
	}
	for _, is := range []bool{true, false} {
		if err := write(ctx, s, store.Sending(row("a", "1"), is)); err != nil {
			return err
		}
		rows, err := s.LaneRows(ctx, store.Lane{Conversation: "a"}, 10)
		if err != nil {
			return err
		}
		if len(rows) != 2 || rows[0].Sending != is || rows[1].Sending {
			return fmt.Errorf("marked %v, then read %+v", is, rows)
		}
	}
	return nil
}

func row(in, id string) store.Row {
	return store.Row{ID: id, Conversation: in, To: message.Address{Channel: "web", Account: "shop", ID: in},
		Body: message.Outbound{Text: "text " + id}, Created: begin}
}

func enqueue(ctx context.Context, s *store.Store, rows ...store.Row) error {
	var b store.Batch
	for _, r := range rows {
		b.Write(store.Enqueue(r)...)
	}
	return s.Commit(ctx, b)
}

// lanes wants so many lanes to be due.
func lanes(ctx context.Context, s *store.Store, now time.Time, want int) error {
	got, err := s.ClaimLanes(ctx, store.Track{Channel: "web"}, now, lease, 10)
	if err != nil {
		return err
	}
	return same("lanes", len(got), want)
}

func lane(ctx context.Context, s *store.Store, now time.Time) (store.Lane, error) {
	got, err := s.ClaimLanes(ctx, store.Track{Channel: "web"}, now, lease, 10)
	if err != nil || len(got) != 1 {
		return store.Lane{}, fmt.Errorf("claimed %d lanes, want 1 (error %v)", len(got), err)
	}
	return got[0], nil
}

func holdsLane(ctx context.Context, s *store.Store, l store.Lane) error {
	return s.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardLane(l)}})
}

func laneRenewed(ctx context.Context, s *store.Store) error {
	if err := enqueue(ctx, s, row("a", "1")); err != nil {
		return err
	}
	first, err := lane(ctx, s, begin)
	if err != nil {
		return err
	}
	if err := write(ctx, s, store.RenewLane(first, begin.Add(2*lease))); err != nil {
		return err
	}
	if err := lanes(ctx, s, begin.Add(2*lease-time.Microsecond), 0); err != nil {
		return err
	}
	second, err := lane(ctx, s, begin.Add(2*lease))
	if err != nil {
		return err
	}
	// The first's is late, and that of nobody is none: the lane is let go.
	if err := write(ctx, s, store.RenewLane(first, begin.Add(9*lease)), store.RetryLane(second, row("a", "1"), begin, "retry"),
		store.RenewLane(second, begin.Add(9*lease)), store.RenewLane(store.Lane{Conversation: "a"}, begin.Add(9*lease))); err != nil {
		return err
	}
	return lanes(ctx, s, begin, 1)
}

// retried lets a lane go because its first message failed.
func retried(l store.Lane) store.Statement {
	return store.RetryLane(l, row("a", "1"), begin, "retry")
}

func laneSleeps(ctx context.Context, s *store.Store) error {
	if err := enqueue(ctx, s, row("a", "1")); err != nil {
		return err
	}
	l, err := lane(ctx, s, begin)
	if err != nil {
		return err
	}
	b := store.Batch{Guards: []store.Guard{store.GuardLane(l)}, Writes: store.Delivered(l, row("a", "1"), channel.Receipt{}, begin)}
	b.Write(store.FinishLane(l, begin))
	if err := s.Commit(ctx, b); err != nil {
		return err
	}
	if _, ok, err := s.NextLane(ctx, "web"); ok || err != nil {
		return fmt.Errorf("a lane without messages is due (error %v)", err)
	}
	if err := lanes(ctx, s, begin.Add(1000*time.Hour), 0); err != nil {
		return err
	}
	if err := enqueue(ctx, s, row("a", "2")); err != nil {
		return err
	}
	l, err = lane(ctx, s, begin)
	if err != nil {
		return err
	}
	return same("attempt", l.Attempt, 1)
}

// laneStress has eight put messages into five lanes while four send, and then
// looks that every message was sent once and in order.
func laneStress(ctx context.Context, s *store.Store) error {
	const putters, each, senders = 8, 25, 4
	var left atomic.Int64
	left.Store(putters * each)
	sent := make(chan store.Row, putters*each+1)
	err := crowd(putters+senders, func(i int) error {
		if i < putters {
			return putMany(ctx, s, i, each)
		}
		for left.Load() > 0 && ctx.Err() == nil {
			n, err := sendAll(ctx, s, sent)
			left.Add(-n)
			if err != nil {
				return err
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	close(sent)
	last := map[string]string{}
	n := 0
	for r := range sent {
		n++
		key := r.Conversation + r.ID[:2] // of one putter in one lane
		if r.ID <= last[key] {
			return fmt.Errorf("%s was sent after %s", r.ID, last[key])
		}
		last[key] = r.ID
	}
	return same("sent", n, putters*each)
}

func putMany(ctx context.Context, s *store.Store, who, n int) error {
	for i := range n {
		if err := enqueue(ctx, s, row(fmt.Sprint(i%5), fmt.Sprintf("%d/%03d", who, i))); err != nil {
			return err
		}
	}
	return nil
}

// sendAll does what the outbox does: claim, send in order, let go.
func sendAll(ctx context.Context, s *store.Store, sent chan<- store.Row) (n int64, err error) {
	claimed, err := s.ClaimLanes(ctx, store.Track{Channel: "web"}, begin, 24*time.Hour, 2)
	for _, l := range claimed {
		rows, err := s.LaneRows(ctx, l, 3)
		if err != nil {
			return n, err
		}
		for _, r := range rows {
			b := store.Batch{Guards: []store.Guard{store.GuardLane(l)}, Writes: store.Delivered(l, r, channel.Receipt{}, begin)}
			if err := s.Commit(ctx, b); err != nil {
				return n, err
			}
			sent <- r
			n++
		}
		if err := write(ctx, s, store.FinishLane(l, begin)); err != nil {
			return n, err
		}
	}
	return n, err
}

func statuses(ctx context.Context, s *store.Store) error {
	r := row("a", "1")
	if err := write(ctx, s, store.Delivered(store.Lane{}, r, channel.Receipt{MessageID: "m"}, begin)...); err != nil {
		return err
	}
	for _, step := range []struct{ told, want message.StatusState }{
		{message.StatusDelivered, message.StatusDelivered},
		{message.StatusSent, message.StatusDelivered},
		{message.StatusRead, message.StatusRead},
		{message.StatusDelivered, message.StatusRead},
		{message.StatusFailed, message.StatusRead},
	} {
		if err := write(ctx, s, store.Advance(r.To, message.Status{MessageID: "m", State: step.told}, begin)...); err != nil {
			return err
		}
		got, err := s.Sent(ctx, r.To.Channel, r.To.Account, "m")
		if err != nil {
			return err
		}
		if err := same("sent", got, store.Sent{ID: "1", Conversation: "a", State: step.want, At: begin}); err != nil {
			return err
		}
	}
	return nil
}
