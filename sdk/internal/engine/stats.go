package engine

import (
	"sync/atomic"
	"time"
)

// bounds are the limits of the classes by which durations of turns are counted.
var bounds = [...]time.Duration{
	time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 25 * time.Millisecond,
	50 * time.Millisecond, 100 * time.Millisecond, 250 * time.Millisecond, time.Second, 5 * time.Second,
}

// stats counts turns. The zero value is ready.
type stats struct {
	classes [len(bounds) + 1]atomic.Uint64
	sum     atomic.Int64
}

func (s *stats) took(d time.Duration) {
	i := 0
	for i < len(bounds) && d > bounds[i] {
		i++
	}
	s.classes[i].Add(1)
	s.sum.Add(int64(d))
}

// Turns is how many turns this process has committed and how long they took,
// from loading to the end of the commit.
type Turns struct {
	Count  uint64
	Sum    time.Duration
	Within map[time.Duration]uint64 // how many took this long or less
}

// Turns returns what was done since the engine was made.
func (e *Engine) Turns() Turns {
	t := Turns{Within: make(map[time.Duration]uint64, len(bounds)), Sum: time.Duration(e.stats.sum.Load())}
	for i := range e.stats.classes {
		t.Count += e.stats.classes[i].Load()
		if i < len(bounds) {
			t.Within[bounds[i]] = t.Count
		}
	}
	return t
}
