package auth

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limiter allows each key so many calls per second, with a burst. Its memory
// is bounded: keys that were not seen lately are forgotten, which only ever
// allows more. Use NewLimiter; it is safe for concurrent use.
type Limiter struct {
	limit rate.Limit
	burst int
	now   func() time.Time

	mu     sync.Mutex
	recent map[string]*rate.Limiter
	older  map[string]*rate.Limiter
}

// keys is how many keys one generation holds; two are kept.
const keys = 1 << 14

// NewLimiter returns a Limiter of perSecond calls with a burst, by a clock.
func NewLimiter(perSecond float64, burst int, now func() time.Time) *Limiter {
	return &Limiter{limit: rate.Limit(perSecond), burst: burst, now: now, recent: map[string]*rate.Limiter{}}
}

// Allow says whether a key may call now, and if not, how long it has to wait.
func (l *Limiter) Allow(key string) (wait time.Duration, ok bool) {
	now := l.now()
	r := l.of(key).ReserveN(now, 1)
	if wait = r.DelayFrom(now); wait == 0 {
		return 0, true
	}
	r.CancelAt(now)
	return wait, false
}

// of finds or makes the bucket of a key. When a generation is full, the one
// before it is dropped.
func (l *Limiter) of(key string) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b, ok := l.recent[key]; ok {
		return b
	}
	if len(l.recent) >= keys {
		l.older, l.recent = l.recent, map[string]*rate.Limiter{}
	}
	b, ok := l.older[key]
	if !ok {
		b = rate.NewLimiter(l.limit, l.burst)
	}
	l.recent[key] = b
	return b
}

// AddressKey is the key of a client's address: all of IPv4, the network half
// of IPv6, which one client has to itself. It is "" for loopback, which is not
// limited, and for what is no address.
func AddressKey(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return ""
	}
	a = a.Unmap().WithZone("")
	if a.IsLoopback() {
		return ""
	}
	if a.Is6() {
		p, _ := a.Prefix(64) // 64 is within the 128 bits
		return p.String()
	}
	return a.String()
}
