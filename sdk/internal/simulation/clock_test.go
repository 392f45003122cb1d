package simulation

import (
	"sync"
	"time"
)

// clock is the world's time and the shop's idea of it. Both run with the
// bubble's, which only passes while everybody waits, and jump when told.
type clock struct {
	begin, bubble time.Time

	mu          sync.Mutex
	ahead, skew time.Duration
	skews       []skew
}

// skew is from when on the shop's clock was so wrong.
type skew struct {
	from time.Time
	by   time.Duration
}

func newClock(begin time.Time) *clock { return &clock{begin: begin, bubble: time.Now()} }

// now is the world's time.
func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.begin.Add(time.Since(c.bubble) + c.ahead)
}

// shop is what the shop thinks it is.
func (c *clock) shop() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.begin.Add(time.Since(c.bubble) + c.ahead + c.skew)
}

// jump lets time pass at once.
func (c *clock) jump(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// set makes the shop's clock wrong, or right again.
func (c *clock) set(by time.Duration) {
	now := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.skew = by
	c.skews = append(c.skews, skew{now, by})
}

// believed is what the shop thought it was at a time of the world's.
func (c *clock) believed(at time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	by := time.Duration(0)
	for _, s := range c.skews {
		if !at.Before(s.from) {
			by = s.by
		}
	}
	return at.Add(by)
}
