package auth

import "sync"

// Slots lets each key hold a few things at once, such as event streams. Use
// NewSlots; it is safe for concurrent use.
type Slots struct {
	per  int
	mu   sync.Mutex
	held map[string]int
}

// NewSlots returns Slots with so many per key.
func NewSlots(per int) *Slots { return &Slots{per: per, held: map[string]int{}} }

// Take takes a slot and returns how to give it back, once; false when the key
// holds all of its slots.
func (s *Slots) Take(key string) (release func(), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held[key] >= s.per {
		return nil, false
	}
	s.held[key]++
	return sync.OnceFunc(func() { s.give(key) }), true
}

func (s *Slots) give(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held[key]--; s.held[key] <= 0 {
		delete(s.held, key)
	}
}
