package simulator

import (
	"net/http"
	"time"
)

// tooEarly is the code of a request that came before a Retry-After was over.
const tooEarly = "too_early"

// pace is the account's limit of requests, and whether the shop heeds it.
type pace struct {
	rate, burst, tokens float64
	last                time.Time
	until, said         time.Time // a Retry-After of the account, and when it was given
}

// early says how much longer a Retry-After lasts, and records a request that
// comes before its end though the shop could know.
func (p *Parcel) early(s *shopper, m outgoing, now time.Time) time.Duration {
	until, said := p.pace.until, p.pace.said
	if s.until.After(until) {
		until, said = s.until, s.throttle
	}
	left := until.Sub(now)
	if left > 0 && now.Sub(said) > p.cfg.Grace {
		p.refused = append(p.refused, Refusal{now, m.To, m.Reference, http.StatusTooManyRequests, tooEarly})
	}
	return left
}

// limit begins a Retry-After, for one shopper or for the account.
func (p *Parcel) limit(s *shopper, hers bool, now time.Time, wait time.Duration) {
	if hers {
		s.until, s.throttle = now.Add(wait), now
		return
	}
	p.pace.until, p.pace.said = now.Add(wait), now
}

// take takes a token from the bucket, or says how long until there is one.
func (p *pace) take(now time.Time) time.Duration {
	if p.rate == 0 {
		return 0
	}
	p.tokens = min(p.burst, p.tokens+p.rate*max(0, now.Sub(p.last).Seconds()))
	p.last = now
	if p.tokens < 1 {
		return time.Duration((1 - p.tokens) / p.rate * float64(time.Second))
	}
	p.tokens--
	return 0
}
