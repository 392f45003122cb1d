package outbox_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/outbox"
)

// clock is a wall's clock that is set forward and back.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time        { return time.Now().Round(0).Add(time.Duration(c.ahead.Load())) }
func (c *clock) jump(to time.Duration) { c.ahead.Store(int64(to)) }
func (c *clock) config() outbox.Config { return outbox.Config{Now: c.now, Fresh: 48 * time.Hour} }
func jumps() map[string][]time.Duration {
	return map[string][]time.Duration{
		"past the lease": {26 * time.Second},
		"an hour":        {time.Hour},
		"a day":          {24 * time.Hour},
		"back":           {-time.Hour},
		"there and back": {time.Hour, 0},
		"twice":          {time.Hour, 2 * time.Hour},
	}
}

// P11: the clock jumps while requests are in flight, and what is being sent is
// not sent once more. A lane that somebody begins to wait for meanwhile is
// taken by other workers, which must know, too.
func TestClockJumpsInMidSend(t *testing.T) {
	t.Parallel()
	for name, jumps := range jumps() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				var c clock
				p := &platform{name: "a", send: func(context.Context, message.Address, channel.Message) error {
					time.Sleep(8 * time.Second)
					return nil
				}}
				s := open(t, dir, c.config())
				s.say(ann("a"), "one", "")
				s.say(ann("a"), "two", "")
				s.say(bob("a"), "reminder", message.PurposeReminder)
				stop := s.nodes(1, c.config(), p)
				for _, to := range jumps {
					time.Sleep(2 * time.Second)
					c.jump(to)
					s.say(bob("a"), "reply", "")
				}
				time.Sleep(3 * time.Hour)
				stop()
				wantTexts(t, p, "ann", "one", "two")
				wantTexts(t, p, "bob", append([]string{"reminder"}, replies(len(jumps))...)...)
				if got := s.dead(); len(got) > 0 {
					t.Errorf("dead letters %v", got)
				}
			})
		})
	}
}

func replies(n int) (all []string) {
	for range n {
		all = append(all, "reply")
	}
	return all
}

// P14: what one node leaves alone because it is in flight there, another takes
// over once the lease has ended: it may be dead.
func TestClockJumpsAndTheNodeIsDead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		var c clock
		dead := make(chan struct{})
		deaf := &platform{name: "a", send: func(context.Context, message.Address, channel.Message) error {
			<-dead
			return channel.ErrMalformed
		}}
		p := &platform{name: "a"}
		s := open(t, dir, c.config())
		s.say(ann("a"), "one", "")
		config := c.config()
		config.Timeout = 24 * time.Hour // it waits as long as the test takes
		stopDead := s.nodes(1, config, deaf)
		time.Sleep(2 * time.Second)
		c.jump(72 * time.Hour)
		stop := s.nodes(1, c.config(), p)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		wantTexts(t, p, "ann", "one")
		close(dead)
		stop()
		stopDead()
		if got := s.dead(); len(got) > 0 {
			t.Errorf("the late node wrote dead letters %v", got)
		}
	})
}
