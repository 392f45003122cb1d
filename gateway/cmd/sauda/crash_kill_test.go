package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// Deaths that are not at a point of the program.
const (
	anyMoment point = "at a random moment"
	stopped   point = "stopped and woken" // SIGSTOP, SIGCONT; with several nodes only
)

// deaths are the ways to die, one after the other until all have been.
var deaths = []point{anyMoment, beforeReceive, afterReceive, afterAnswer, beforeTurn, afterTurn, beforeSend, afterSend, afterRecord, afterReminder}

// killer kills nodes and starts them again.
type killer struct {
	shop *fleet
	rng  *rand.Rand
	// stops says that nodes are stopped, too, and for how long.
	stops time.Duration
	plan  []int // the order of this round of deaths
	// opening is the longest that a node took to be open again.
	opening time.Duration

	mu    sync.Mutex
	times []time.Time
	count map[point]int
}

// rounds kills so many times and says what went wrong with the processes
// themselves.
func (k *killer) rounds(ctx context.Context, kills int) error {
	for i := range kills {
		if err := pause(ctx, k.between(100*time.Millisecond, 500*time.Millisecond)); err != nil {
			return err
		}
		n := k.shop.nodes[k.rng.IntN(len(k.shop.nodes))]
		if k.stops > 0 && i == kills/2 {
			if err := k.stop(ctx, n); err != nil {
				return err
			}
			continue
		}
		if err := k.kill(ctx, n, k.death(i)); err != nil {
			return err
		}
	}
	return nil
}

// death is the i-th: all there are, in an order of its own each round.
func (k *killer) death(i int) point {
	all := slices.DeleteFunc(slices.Clone(deaths), func(p point) bool { return !strings.Contains(string(p), *onlyAt) })
	if i%len(all) == 0 {
		k.plan = k.rng.Perm(len(all))
	}
	return all[k.plan[i%len(all)]]
}

// kill makes a node die at a point, or where it is after a while, and starts it
// again. With others beside it, it stays away longer.
func (k *killer) kill(ctx context.Context, n *node, at point) error {
	if at == anyMoment {
		n.kill()
	} else {
		left, within := 1+k.rng.IntN(8), 2*time.Second
		if at == afterReminder { // there are few
			left, within = 1, 5*time.Second
		}
		n.order(at, left)
		if !n.dies(within) {
			at = anyMoment
			n.kill()
		}
	}
	k.note(at)
	away := k.between(0, 300*time.Millisecond)
	if len(k.shop.nodes) > 1 {
		away = k.between(500*time.Millisecond, 2*time.Second)
	}
	if err := pause(ctx, away); err != nil {
		return err
	}
	began := time.Now()
	defer func() { k.opening = max(k.opening, time.Since(began)) }()
	return n.start()
}

// stop stops a node in the middle of what it does and wakes it when the others
// have taken over.
func (k *killer) stop(ctx context.Context, n *node) error {
	addr, err := n.halt()
	if err != nil {
		return err
	}
	k.note(stopped)
	if err := pause(ctx, k.stops); err != nil {
		return err
	}
	defer k.note("") // what it was about to send, it sends now
	return n.wake(addr)
}

// note remembers a kill.
func (k *killer) note(at point) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.times = append(k.times, time.Now())
	if at == "" {
		return
	}
	if k.count == nil {
		k.count = map[point]int{}
	}
	k.count[at]++
}

func (k *killer) between(from, to time.Duration) time.Duration {
	return from + time.Duration(k.rng.Int64N(int64(to-from)+1))
}

// at returns the times of kills.
func (k *killer) at() []time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.times)
}

// last is when a node was killed last; zero before the first time.
func (k *killer) last() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.times) == 0 {
		return time.Time{}
	}
	return k.times[len(k.times)-1]
}

// String counts the kills by where they were.
func (k *killer) String() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	var parts []string
	for _, p := range slices.Sorted(maps.Keys(k.count)) {
		parts = append(parts, fmt.Sprintf("%d %s", k.count[p], p))
	}
	return strings.Join(parts, ", ")
}
