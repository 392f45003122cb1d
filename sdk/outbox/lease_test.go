package outbox_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/outbox"
	"github.com/sauda-commerce/sauda/sdk/store"
)

const (
	lease = 8 * time.Second // the default
	sweep = time.Second
)

// slow takes so long for its first request, whether it is to end before or not.
func slow(took time.Duration) *platform {
	p := &platform{name: "a"}
	p.send = func(context.Context, message.Address, channel.Message) error {
		if len(p.requests()) == 1 {
			time.Sleep(took)
		}
		return nil
	}
	return p
}

// P14: who waits for a platform keeps the lane, however long that takes: the
// other node does not send the same meanwhile.
func TestSlowRequestKeepsItsLane(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ took, timeout time.Duration }{
		{8 * time.Second, 0}, // when the lease would end
		{9900 * time.Millisecond, 0},
		{70 * time.Second, time.Minute},
	} {
		t.Run(c.took.String(), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				p := slow(c.took)
				s := open(t, dir, outbox.Config{})
				for _, text := range []string{"1", "2", "3"} {
					s.say(ann("a"), text, "")
				}
				stop := s.nodes(2, outbox.Config{Timeout: c.timeout}, p)
				time.Sleep(2 * time.Minute)
				stop()
				wantTexts(t, p, "ann", "1", "2", "3")
				if n := len(p.requests()); n != 3 {
					t.Errorf("%d requests for 3 messages", n)
				}
			})
		})
	}
}

// P14: a node dies in mid-send, whose lane another takes over when the lease
// and a sweep are over, and not before.
func TestDeadNodesLaneIsTakenOver(t *testing.T) {
	t.Parallel()
	for _, after := range []time.Duration{time.Second, 7 * time.Second} { // the second renews it once
		t.Run(after.String(), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				p := slow(after + 30*time.Second)
				s := open(t, dir, outbox.Config{})
				s.say(ann("a"), "one", "")
				db := &failing{DB: dbOf(t, dir)}
				stop := (&shop{T: t, s: store.New(db)}).nodes(1, outbox.Config{Timeout: time.Hour}, p)
				time.Sleep(after)
				db.down.Store(true)
				died := time.Now()
				stopOther := s.nodes(1, outbox.Config{}, p)
				time.Sleep(time.Minute)
				stop()
				stopOther()
				at := p.requests()
				if len(at) != 2 {
					t.Fatalf("requests at %v", at)
				}
				if took := at[1].Sub(died); took < lease-after || took > lease+sweep {
					t.Errorf("taken over after %v", took)
				}
			})
		})
	}
}

// A lease that cannot be renewed ends. What comes of the request is not
// recorded then, and the node begins no other; a short outage is survived.
func TestLeaseThatCannotBeRenewed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		down, up time.Duration
		want     []string
	}{
		"for a while": {5 * time.Second, 6 * time.Second, []string{"1", "2"}},
		"too long":    {5 * time.Second, 9500 * time.Millisecond, []string{"1", "2", "1"}}, // the last is the first node's
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				p := slow(9900 * time.Millisecond)
				s := open(t, dir, outbox.Config{})
				s.say(ann("a"), "1", "")
				s.say(ann("a"), "2", "")
				db := &failing{DB: dbOf(t, dir)}
				stop := (&shop{T: t, s: store.New(db)}).nodes(1, outbox.Config{}, p)
				time.Sleep(c.down)
				db.down.Store(true)
				stopOther := s.nodes(1, outbox.Config{}, p)
				time.Sleep(c.up - c.down)
				db.down.Store(false)
				time.Sleep(time.Minute)
				stop()
				stopOther()
				wantTexts(t, p, "ann", c.want...)
				if n := len(p.requests()); n != len(c.want) {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

// A store that takes longer to claim a lane than a request may wait to begin
// does not keep messages from going for ever.
func TestSlowStore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		p := &platform{name: "a"}
		s := open(t, dir, outbox.Config{})
		s.say(ann("a"), "hers", "")
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		runner(store.New(sluggish{dbOf(t, dir)}), outbox.Config{}, p).Once(ctx)
		wantTexts(t, p, "ann", "hers")
	})
}

// sluggish takes five seconds to claim.
type sluggish struct{ store.DB }

func (s sluggish) Update(ctx context.Context, fn func(context.Context, store.Conn) error) error {
	err := s.DB.Update(ctx, fn)
	time.Sleep(5 * time.Second)
	return err
}

// Messages that go as quickly as they should write nothing but the lane's claim
// and their ends; a slow one renews the lease, and the lane goes on with it.
func TestQuickSendsRenewNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		first  time.Duration
		writes int64
	}{{3 * time.Second, 1 + 4}, {7 * time.Second, 1 + 4 + 1}} {
		t.Run(c.first.String(), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				p := slow(c.first)
				s := open(t, dir, outbox.Config{})
				for i := range 4 {
					s.say(ann("a"), fmt.Sprint(i), "")
				}
				db := &failing{DB: dbOf(t, dir)}
				runner(store.New(db), outbox.Config{}, p).Once(t.Context())
				if n := db.writes.Load(); n != c.writes {
					t.Errorf("%d writes, want %d", n, c.writes)
				}
				wantTexts(t, p, "ann", "0", "1", "2", "3")
			})
		})
	}
}
