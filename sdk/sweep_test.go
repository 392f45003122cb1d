package sdk_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/replay"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Once a day what is too old is forgotten, by the one who claims the timer;
// what a second delivery may still be of is kept.
func TestSweepsDaily(t *testing.T) {
	t.Parallel()
	l := newLive(t, sdk.Config{})
	stop := l.runs()
	v := l.visits()
	v.waits("the bot of Shop")
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	row := store.Row{ID: "old", Conversation: "c", To: message.Address{Channel: "c", Account: "a", ID: "x"}, Created: now}
	for n, at := range []time.Time{now, now.Add(60 * 24 * time.Hour)} {
		row.ID = fmt.Sprint(n)
		b := store.Batch{}
		b.Write(store.Enqueue(row)...)
		b.Write(store.DeadLetter(store.Lane{Conversation: "c"}, row, "bad_request", "x", at)...)
		if err := l.db.Commit(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	receipt := store.AddReceipt(store.Receipt{ID: "r", Order: "o", Type: "image/png", Data: []byte("x"), At: now})
	if err := l.db.Commit(t.Context(), store.Batch{Writes: []store.Statement{receipt}}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := l.Replay().Do(t.Context(), replay.Request{Key: "k"}, func(context.Context) (replay.Answer, error) { return replay.Answer{}, nil }); err != nil {
		t.Fatal(err)
	}
	for l.timer().IsZero() {
		time.Sleep(time.Millisecond)
	}
	if err := stop(); err == nil {
		t.Error("Run ended by itself")
	}
	if l.answers() != 1 {
		t.Error("the answer is not kept")
	}
	for _, c := range []struct {
		days int
		dead []string
	}{{1, []string{"1", "0"}}, {100, []string{"1"}}} {
		l.ahead.Store(int64(time.Duration(c.days) * 24 * time.Hour))
		if err := l.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		var got []string
		all, err := l.DeadLetters().List(t.Context(), 0, 10)
		for _, d := range all {
			got = append(got, d.ID)
		}
		if diff := cmp.Diff(c.dead, got); diff != "" || err != nil {
			t.Errorf("dead letters after %d days (-want +got)\n%s %v", c.days, diff, err)
		}
		if due, want := l.timer(), now.Add(time.Duration(c.days+1)*24*time.Hour); !due.Equal(want) {
			t.Errorf("swept after %d days, the next time is %v, want %v", c.days, due, want)
		}
	}
	if left, err := l.db.Receipts(t.Context(), "o"); err != nil || len(left) != 0 {
		t.Errorf("%d receipts are kept after 100 days, %v", len(left), err)
	}
	if n := l.answers(); n != 0 {
		t.Errorf("%d answers are kept after 100 days", n)
	}
}

// answers counts those that are kept.
func (l *live) answers() (n int) {
	err := l.db.Update(l.t.Context(), func(tx store.Tx) error {
		return tx.QueryRow(store.Statement{SQL: `SELECT COUNT(*) FROM {answer}`}).Scan(&n)
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return n
}

// timer is when the sweep is due next; zero for never.
func (l *live) timer() time.Time {
	t, err := l.db.Timer(l.t.Context(), "sweep")
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		l.t.Error(err)
	}
	return t.Due
}

func TestDeadLetters(t *testing.T) {
	t.Parallel()
	l := newLive(t, sdk.Config{})
	row := store.Row{ID: "m", Conversation: "c", To: message.Address{Channel: "gone", Account: "a", ID: "x"}, Created: time.Now()}
	b := store.Batch{}
	b.Write(store.Enqueue(row)...)
	b.Write(store.DeadLetter(store.Lane{Conversation: "c"}, row, "bad_request", "x", time.Now())...)
	if err := l.db.Commit(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	st, err := l.Stats(t.Context())
	if diff := cmp.Diff([]store.DeadCount{{Channel: "gone", Class: "bad_request", Letters: 1}}, st.DeadLetters); diff != "" || err != nil {
		t.Errorf("statistics (-want +got)\n%s %v", diff, err)
	}
	if err := l.DeadLetters().Resend(t.Context(), "m"); err != nil {
		t.Fatal(err)
	}
	if st, err = l.Stats(t.Context()); err != nil || st.Lanes["gone"] != 1 || len(st.DeadLetters) != 0 {
		t.Errorf("sent again: %+v %v", st, err)
	}
	for name, do := range map[string]func() error{
		"resend": func() error { return l.DeadLetters().Resend(t.Context(), "m") }, "discard": func() error { return l.DeadLetters().Discard(t.Context(), "m") },
	} {
		if err := do(); !errors.Is(err, sdk.ErrNotFound) {
			t.Errorf("%s of none: %v, want ErrNotFound", name, err)
		}
	}
}
