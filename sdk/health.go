package sdk

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
)

const (
	// probeSize is what a probe writes, in bytes: more than almost any turn. A
	// disk that is nearly full takes small commits for quite a while, and
	// refuses those that matter.
	probeSize = 64 << 10
	// probeLife is how long the answer of a probe is good: who asks more often
	// makes the store write a few bytes at most.
	probeLife = time.Second
	// probePatience is how long a probe may take.
	probePatience = 5 * time.Second
)

// health knows whether the store takes commits.
type health struct {
	store    *store.Store
	failures atomic.Int64 // commits of others that failed

	mu     sync.Mutex // held while probing: many who ask at once make one probe
	asked  time.Time  // by the machine's clock, as the probe is its business
	seen   int64      // failures, when it was asked
	answer error
}

// saw takes note of how something with a commit in it ended, and returns err.
func (h *health) saw(err error) error {
	if errors.Is(err, store.ErrUnavailable) {
		h.failures.Add(1)
	}
	return err
}

// ask says whether the store takes commits: nil, or why not. An answer is used
// again for a moment, unless a commit has failed since.
func (h *health) ask(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	seen := h.failures.Load()
	ask, young := h.probe, time.Since(h.asked) < probeLife
	switch {
	case young && h.answer != nil:
		return h.answer
	case young && seen == h.seen:
		ask = h.store.Ping
	}
	answer := patiently(ctx, ask)
	if ctx.Err() != nil {
		return ctx.Err() // who asked has gone, that is all we know
	}
	if answer != nil || !young {
		h.asked = time.Now()
	}
	h.seen, h.answer = seen, answer
	return answer
}

// probe writes as much as a big turn, and takes it away again.
func (h *health) probe(ctx context.Context) error {
	var b [probeSize / 2]byte
	rand.Read(b[:]) // never fails; what a database cannot make smaller
	for _, value := range []string{hex.EncodeToString(b[:]), ""} {
		err := h.store.Commit(ctx, store.Batch{Writes: []store.Statement{store.SetMeta("probe", value)}})
		if err != nil {
			return err
		}
	}
	return nil
}

// patiently asks a store that may hang.
func patiently(ctx context.Context, ask func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, probePatience)
	defer cancel()
	err := ask(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: it does not write within %v", store.ErrUnavailable, probePatience)
	}
	return err
}
