package rush

import (
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/sauda-commerce/sauda/payments"
)

// trouble is what goes wrong with a till.
type trouble struct {
	mu    sync.Mutex
	rng   *rand.Rand
	quiet bool // nothing goes wrong any more
}

func newTrouble(stream uint64) trouble {
	return trouble{rng: rand.New(rand.NewPCG(*seed, stream))}
}

// chance is whether something happens that does so n times in a hundred.
func (t *trouble) chance(n int) bool { return t.below(100) < n && !t.over() }

// below is a number from 0 up to n.
func (t *trouble) below(n int) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.rng.IntN(n)
}

func (t *trouble) over() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.quiet
}

func (t *trouble) calm() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.quiet = true
}

// faulty does what is asked, or not, and may not say.
func faulty[T any](t *trouble, op string, do func() (T, error)) (T, error) {
	var none T
	if t.chance(5) {
		return none, &payments.Error{Provider: "till", Op: op, Code: payments.CodeUnavailable, Retry: true}
	}
	v, err := do()
	if t.chance(7) {
		return none, &payments.Error{Provider: "till", Op: op, Code: payments.CodeTimeout, Retry: true}
	}
	return v, err
}

// ledger has the refs of a till's checkouts, by order.
type ledger struct {
	mu     *sync.Mutex
	orders map[string][]string
}

func newLedger() ledger { return ledger{&sync.Mutex{}, map[string][]string{}} }

func (l ledger) isNew(order, ref string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if slices.Contains(l.orders[order], ref) {
		return false
	}
	l.orders[order] = append(l.orders[order], ref)
	return true
}

func (l ledger) refs(order string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.orders[order])
}
