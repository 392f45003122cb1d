package simulator

import (
	"cmp"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"
)

// FaultKind says what goes wrong.
type FaultKind string

// Faults of requests to write to a shopper.
const (
	FaultRefuse  FaultKind = "refuse"  // there is no connection; over the network it is FaultDrop
	FaultDrop    FaultKind = "drop"    // the connection ends without an answer; the message is not taken
	FaultLose    FaultKind = "lose"    // the message is taken; the connection ends without an answer
	FaultHang    FaultKind = "hang"    // the message is not taken; there is no answer, ever
	FaultFail    FaultKind = "fail"    // 500; the message is not taken
	FaultLimit   FaultKind = "limit"   // 429 with Wait as Retry-After, for the shopper if the fault is hers, else for the account
	FaultSlow    FaultKind = "slow"    // the message is taken; the answer comes after Wait
	FaultTrickle FaultKind = "trickle" // the message is taken; the answer comes at a byte a second
	FaultEager   FaultKind = "eager"   // the message is taken; its statuses are delivered before the answer
	FaultBounce  FaultKind = "bounce"  // the message is taken and not delivered; a status says so
)

// Faults that only payment providers have. Of those above they have refuse,
// drop, lose, hang, fail, limit and slow, of requests, and of those below
// repeat and late, of events.
const (
	FaultBusy FaultKind = "busy" // 409: a request with the same key is under way
	FaultMiss FaultKind = "miss" // what happened is never delivered
)

// Faults of events on their way to the shop.
const (
	FaultRepeat       FaultKind = "repeat"        // what the shopper did is delivered a second time after Wait
	FaultLate         FaultKind = "late"          // what the shopper did is delivered after Wait; what she does later overtakes it
	FaultRepeatStatus FaultKind = "repeat_status" // a status is delivered a second time after Wait
	FaultLateStatus   FaultKind = "late_status"   // a status is delivered after Wait; later ones overtake it
	FaultLoseStatus   FaultKind = "lose_status"   // a status is not delivered
)

// Fault is one thing that goes wrong, and when. Of several that apply to one
// request or event, the first is taken.
type Fault struct {
	Kind FaultKind
	// On is the call or the kind of event that it hits at a payment provider,
	// in the provider's words: "POST /v1/refunds", "charge.refunded". Defaults
	// to every one.
	On string
	// Shopper whom it hits. Defaults to everyone.
	Shopper string
	// First is the number of the first request or event it may hit, counted
	// from 1 since the faults were set; of the shopper's or of On, if named. A
	// status's event counts among statuses. Defaults to 1.
	First int
	// Count is how many, from First on, it may hit. Defaults to all.
	Count int
	// Chance of each to be hit. Defaults to 1.
	Chance float64
	// Wait of the kinds that have one.
	Wait time.Duration
}

// SetFaults replaces the faults. Numbers are counted anew.
func (p *Parcel) SetFaults(all ...Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = script{seed: p.cfg.Seed, faults: slices.Clone(all)}
}

// class is what a fault may hit.
type class int

const (
	requests class = iota
	doings
	statuses
)

func (k FaultKind) class() class {
	switch k {
	case FaultRepeat, FaultLate, FaultMiss:
		return doings
	case FaultRepeatStatus, FaultLateStatus, FaultLoseStatus:
		return statuses
	}
	return requests
}

// script is the faults, and how many there were to hit of each class: of all,
// under the name "", and of each shopper or, at a payment provider, each On.
type script struct {
	seed   uint64
	faults []Fault
	seen   [statuses + 1]map[string]int
}

// next counts one of a class and returns what goes wrong with it; the zero
// Fault if nothing does.
func (s *script) next(c class, shopper string) Fault {
	if s.seen[c] == nil {
		s.seen[c] = map[string]int{}
	}
	s.seen[c][""]++
	s.seen[c][shopper]++
	for i, f := range s.faults {
		whom := cmp.Or(f.Shopper, f.On)
		if f.Kind.class() != c || whom != "" && whom != shopper {
			continue
		}
		n, first := s.seen[c][whom], max(f.First, 1)
		if n < first || f.Count > 0 && n >= first+f.Count {
			continue
		}
		if f.Chance == 0 || s.chance(i, c, shopper) < f.Chance {
			return f
		}
	}
	return Fault{}
}

// chance is a number below 1 that depends on the seed, the fault, the shopper
// and which of hers it is: never on what others do at the same time.
func (s *script) chance(fault int, c class, shopper string) float64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, strconv.Itoa(fault)+" "+strconv.Itoa(s.seen[c][shopper])+" "+strconv.Itoa(int(c))+" "+shopper) // a hash takes all
	return rand.New(rand.NewPCG(s.seed, h.Sum64())).Float64()
}
