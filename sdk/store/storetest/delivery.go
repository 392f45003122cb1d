package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

var deliveryCases = []Case{
	{"what somebody waits for has lanes of its own", laneTracks},
	{"a paused account has no lanes to claim", lanePause},
	{"requests are given out once, at their pace", paceOnce},
	{"bulk requests are given out when nobody else wants them", paceBulk},
	{"a message that has arrived leaves its lane and the dead letters", statusReference},
	{"a dead letter is sent again once", deadOnce},
	{"dead letters are counted and paged", deadPages},
	{"a lane remembers that it is unreachable", laneUnreachable},
	{"a platform's opt-out is one, with its lines", platformOptOut},
	{"a message is begun once", laneUnsent},
}

var live, bulk = store.Track{Channel: "web"}, store.Track{Channel: "web", Bulk: true}

func offer(in, id string) store.Row {
	r := row(in, id)
	r.Body.Purpose = message.PurposeMarketing
	return r
}

// due wants lanes to be due, by track, and claims them.
func due(ctx context.Context, s *store.Store, now time.Time, wantLive, wantBulk int) error {
	for t, want := range map[store.Track]int{live: wantLive, bulk: wantBulk} {
		next, err := s.NextLanes(ctx, now, t)
		if err != nil {
			return err
		}
		if is := !next[0].IsZero() && !next[0].After(now); is != (want > 0) {
			return fmt.Errorf("track %+v is due at %v, want %d lanes at %v", t, next[0], want, now)
		}
		got, err := s.ClaimLanes(ctx, t, now, lease, 10)
		if err != nil {
			return err
		}
		if len(got) != want {
			return fmt.Errorf("track %+v has %d lanes, want %d", t, len(got), want)
		}
	}
	return nil
}

func laneTracks(ctx context.Context, s *store.Store) error {
	at := func(n int) time.Time { return begin.Add(time.Duration(n) * time.Hour) }
	return steps(
		func() error { return enqueue(ctx, s, offer("a", "1"), offer("b", "1"), row("b", "2"), row("c", "1")) },
		func() error { return due(ctx, s, at(0), 2, 1) },
		func() error { return enqueue(ctx, s, row("a", "2")) }, // claimed: it waits for its lease
		func() error { return due(ctx, s, at(0), 0, 0) },
		func() error { return due(ctx, s, at(1), 3, 0) },
	)
}

func lanePause(ctx context.Context, s *store.Store) error {
	until := begin.Add(time.Minute)
	account := store.Account{Channel: "web", Account: "shop"}
	other := row("other", "1")
	other.To.Account = "second"
	err := steps(
		func() error { return enqueue(ctx, s, row("a", "1"), offer("b", "1")) },
		func() error { return write(ctx, s, store.Pause(account, until), store.Pause(account, begin)) },
		func() error { return due(ctx, s, until.Add(-time.Second), 0, 0) },
		func() error { return enqueue(ctx, s, other) },
		func() error { return due(ctx, s, until.Add(-time.Second), 1, 0) },
	)
	if err != nil {
		return err
	}
	next, err := s.NextLanes(ctx, begin, live, bulk, store.Track{Channel: "none"})
	if err != nil {
		return err
	}
	if err := same("next", fmt.Sprint(next), fmt.Sprint([]time.Time{until, until, {}})); err != nil {
		return err
	}
	paused, err := s.Paused(ctx, account)
	if err != nil {
		return err
	}
	if err := same("paused", paused, until); err != nil {
		return err
	}
	return due(ctx, s, until, 1, 1)
}

// paceOnce has 16 nodes take what there is.
func paceOnce(ctx context.Context, s *store.Store) error {
	limit := store.Limit{Every: time.Second, Burst: 5}
	var mu sync.Mutex
	times := map[time.Time]int{}
	err := crowd(16, func(int) error {
		for range 3 {
			got, err := s.TakeSlots(ctx, store.Account{Channel: "web", Account: "shop"}, limit, 2, false, begin, begin.Add(time.Hour))
			if err != nil {
				return err
			}
			mu.Lock()
			for _, at := range got.At {
				times[at]++
			}
			mu.Unlock()
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range 16*3*2 - 5 {
		at, want := begin.Add(time.Duration(i)*time.Second), 1
		if i == 0 {
			want = 5
		}
		if times[at] != want {
			return fmt.Errorf("%d requests were given out for second %d, want %d", times[at], i, want)
		}
	}
	return nil
}

func paceBulk(ctx context.Context, s *store.Store) error {
	account, limit := store.Account{Channel: "web", Account: "shop"}, store.Limit{Every: time.Second, Burst: 5}
	take := func(bulk bool, now time.Duration, wantAt []time.Duration, wantWait time.Duration) error {
		got, err := s.TakeSlots(ctx, account, limit, 2, bulk, begin.Add(now), begin.Add(time.Hour))
		if err != nil {
			return err
		}
		want := store.Slots{}
		for _, d := range wantAt {
			want.At = append(want.At, begin.Add(d))
		}
		if wantWait > 0 {
			want.Wait = begin.Add(wantWait)
		}
		return same(fmt.Sprintf("bulk %v at %v", bulk, now), got, want)
	}
	const sec = time.Second
	return steps(
		func() error { return take(true, 0, []time.Duration{0, sec}, 0) },
		func() error { return take(true, 0, nil, 2*sec) },
		func() error { return take(false, 0, []time.Duration{0, 0}, 0) },
		func() error { return take(true, 3*sec, nil, 4*sec) },
		func() error { return take(true, 4*sec, []time.Duration{4 * sec, 5 * sec}, 0) },
		func() error { return write(ctx, s, store.Pause(account, begin.Add(time.Hour))) },
		func() error { return take(false, 10*sec, nil, time.Hour) },
	)
}

func statusReference(ctx context.Context, s *store.Store) error {
	to := shopper(1)
	in := conversation.IDOf(to)
	tell := func(id string, state message.StatusState) error {
		return write(ctx, s, store.Advance(to, message.Status{MessageID: "p" + id, Reference: id, State: state}, begin)...)
	}
	left := func(want ...string) error {
		var got []string
		rows, err := s.LaneRows(ctx, store.Lane{Conversation: in}, 10)
		for _, r := range rows {
			got = append(got, r.ID)
		}
		dead, e := s.DeadLetters(ctx, 0, 10)
		for _, d := range dead {
			got = append(got, "dead "+d.ID)
		}
		if err := errors.Join(err, e); err != nil {
			return err
		}
		return same("left", got, want)
	}
	return steps(
		func() error { return enqueue(ctx, s, offer(in, "1"), offer(in, "2"), offer(in, "3")) },
		func() error {
			return write(ctx, s, store.DeadLetter(store.Lane{}, offer(in, "1"), "ambiguous", "", begin)...)
		},
		func() error { return tell("1", message.StatusFailed) },
		func() error { return left("2", "3", "dead 1") },
		func() error { return tell("2", message.StatusSent) },
		func() error { return left("3", "dead 1") },
		func() error {
			return write(ctx, s, store.DeadLetter(store.Lane{}, offer(in, "2"), "ambiguous", "", begin)...)
		},
		func() error { return left("3", "dead 1") }, // it has arrived: nothing to give up
		func() error { return tell("1", message.StatusRead) },
		func() error { return left("3") },
	)
}

func deadOnce(ctx context.Context, s *store.Store) error {
	if err := enqueue(ctx, s, row("a", "1"), row("a", "2")); err != nil {
		return err
	}
	if err := write(ctx, s, store.DeadLetter(store.Lane{}, row("a", "1"), "bad_request", "", begin)...); err != nil {
		return err
	}
	var did atomic.Int64
	err := crowd(8, func(int) error {
		err := s.Resend(ctx, "1", begin.Add(time.Hour))
		if err == nil {
			did.Add(1)
		} else if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		return err
	})
	if err != nil {
		return err
	}
	rows, err := s.LaneRows(ctx, store.Lane{Conversation: "a"}, 10)
	if err != nil {
		return err
	}
	again := row("a", "1")
	again.Created = begin.Add(time.Hour)
	return steps(
		func() error { return same("rows", rows, []store.Row{row("a", "2"), again}) },
		func() error { return same("did", did.Load(), 1) },
		func() error { return is("discarding", s.Discard(ctx, "1"), store.ErrNotFound) },
	)
}

func deadPages(ctx context.Context, s *store.Store) error {
	for i := range 5 {
		r := row("a", fmt.Sprint(i))
		if err := enqueue(ctx, s, r); err != nil {
			return err
		}
		if err := write(ctx, s, store.DeadLetter(store.Lane{}, r, []string{"retry", "template"}[i%2], "", begin)...); err != nil {
			return err
		}
	}
	counts, err := s.DeadCounts(ctx)
	if err != nil {
		return err
	}
	if err := same("counts", counts, []store.DeadCount{{Channel: "web", Class: "retry", Letters: 3}, {Channel: "web", Class: "template", Letters: 2}}); err != nil {
		return err
	}
	if err := s.Discard(ctx, "3"); err != nil {
		return err
	}
	var ids []string
	for before := int64(0); ; {
		page, err := s.DeadLetters(ctx, before, 2)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			return same("pages", ids, []string{"4", "2", "1", "0"})
		}
		for _, d := range page {
			ids, before = append(ids, d.ID), d.N
		}
	}
}

func laneUnreachable(ctx context.Context, s *store.Store) error {
	if err := enqueue(ctx, s, row("a", "1"), row("a", "2")); err != nil {
		return err
	}
	for i, step := range []struct {
		do   func(store.Lane) []store.Statement
		want time.Time
	}{
		{func(store.Lane) []store.Statement { return nil }, time.Time{}},
		{func(l store.Lane) []store.Statement { return []store.Statement{store.Unreachable(l, begin)} }, begin},
		{func(l store.Lane) []store.Statement {
			return store.Delivered(l, row("a", "1"), channel.Receipt{}, begin)
		}, time.Time{}},
	} {
		l, err := lane(ctx, s, begin.Add(time.Duration(2*i)*lease))
		if err != nil {
			return err
		}
		if err := write(ctx, s, step.do(l)...); err != nil {
			return err
		}
		l, err = lane(ctx, s, begin.Add(time.Duration(2*i+1)*lease))
		if err != nil {
			return err
		}
		if err := same("unreachable", l.Unreachable, step.want); err != nil {
			return err
		}
	}
	return nil
}

func platformOptOut(ctx context.Context, s *store.Store) error {
	from := shopper(1)
	if err := receive(ctx, s, said(from, "1")); err != nil {
		return err
	}
	ids := func(n string) map[message.Purpose]string {
		return map[message.Purpose]string{message.PurposeReminder: "r" + n, message.PurposeMarketing: "m" + n}
	}
	for _, n := range []string{"1", "2"} {
		if err := write(ctx, s, store.Withdraw(conversation.IDOf(from), "web", ids(n), begin)...); err != nil {
			return err
		}
	}
	who := conversation.GuestOf(from)
	c, err := s.Contact(ctx, who)
	if err != nil {
		return err
	}
	want := contact.Contact{ID: who, Version: 2, OptedOut: true, OptedOutAt: begin, Created: begin}
	if err := same("contact", c, want); err != nil {
		return err
	}
	lines, err := s.Consents(ctx, who)
	if err != nil {
		return err
	}
	if err := same("lines", len(lines), 2); err != nil {
		return err
	}
	return same("line", lines[0], store.Consent{ID: "m1", Contact: who, Channel: "web", Purpose: "marketing",
		Action: store.ConsentWithdraw, Method: "platform", At: begin})
}

func laneUnsent(ctx context.Context, s *store.Store) error {
	r := offer("a", "1")
	if err := enqueue(ctx, s, r); err != nil {
		return err
	}
	got, err := s.ClaimLanes(ctx, bulk, begin, lease, 1)
	if err != nil || len(got) != 1 {
		return fmt.Errorf("claimed %d lanes (error %v)", len(got), err)
	}
	var did atomic.Int64
	err = crowd(8, func(int) error {
		err := s.Commit(ctx, store.Batch{
			Guards: []store.Guard{store.GuardUnsent(got[0], r)}, Writes: []store.Statement{store.Sending(r, true)}})
		if err == nil {
			did.Add(1)
		} else if errors.Is(err, store.ErrConflict) {
			err = nil
		}
		return err
	})
	if err != nil {
		return err
	}
	return same("begun", did.Load(), 1)
}
