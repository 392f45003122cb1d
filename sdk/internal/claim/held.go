package claim

import (
	"sync"
	"time"
)

// Fence is one claim of one piece of work.
type Fence struct {
	Key   string // the piece of work
	Claim string // told from all other claims of it
}

// Held is what is under way in this process. Leases are judged by the wall's
// clock, and when that jumps forward all of them have ended, also of work that
// is in good hands here: it must not be done twice for that. Its zero value is
// ready for use, and safe for concurrent use.
type Held struct {
	claiming sync.Mutex // one claim at a time: the next knows what this one took
	mu       sync.Mutex
	ends     map[Fence]time.Time
}

// Take claims work for as long as lease and holds it until it is released. What
// take must leave alone is under way here though its lease has ended at now.
func Take[T any](h *Held, now func() time.Time, lease time.Duration, fence func(T) Fence,
	take func(now time.Time, except []string) ([]T, error),
) ([]T, error) {
	h.claiming.Lock()
	defer h.claiming.Unlock()
	begin := now()
	work, err := take(begin, h.ended(begin))
	hold(h, work, fence, begin.Add(lease))
	return work, err
}

// hold notes what was claimed.
func hold[T any](h *Held, work []T, fence func(T) Fence, ends time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ends == nil {
		h.ends = map[Fence]time.Time{}
	}
	for _, w := range work {
		h.ends[fence(w)] = wall(ends)
	}
}

// Extend notes that what is held has a lease until a later time.
func (h *Held) Extend(f Fence, ends time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, ok := h.ends[f]; ok {
		h.ends[f] = wall(ends)
	}
}

// ended lists the work whose lease has ended, by the wall's clock.
func (h *Held) ended(now time.Time) (keys []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for f, ends := range h.ends {
		if !ends.After(wall(now)) {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

// Release lets others take a piece of work, here, too.
func (h *Held) Release(f Fence) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.ends, f)
}

// wall is what the store is told of a time: without the monotonic clock, which
// does not jump.
func wall(t time.Time) time.Time { return t.Round(0).Truncate(time.Microsecond) }
