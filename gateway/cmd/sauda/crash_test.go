package main

import (
	"context"
	"flag"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
)

var (
	kills    = flag.Int("kills", 25, "how often the crash test kills a process, over all its cases or in the one that -store names")
	seed     = flag.Uint64("seed", 0, "of the crash test; 0 takes another each time")
	inStore  = flag.String("store", "", "the crash test's only store, sqlite or postgres; with neither, it takes both")
	onNodes  = flag.Int("nodes", 1, "the crash test's nodes, with -store postgres")
	onlyAt   = flag.String("at", "", "the crash test kills at points with this in their names only, like \"after a reminder\"")
	shoppers = flag.Int("shoppers", 12, "how many shoppers of the crash test chat at once on each channel")
	lines    = flag.Int("lines", 40, "how much each shopper of the crash test says, at most 90")
	patience = flag.Duration("patience", 2*time.Minute, "how long a shopper of the crash test waits, after a kill, for an answer")
)

// takeover is how long the work of a dead node may wait: promise P14.
const takeover = 30 * time.Second

// TestCrash kills the real program, at random moments and at named points, in
// the middle of conversations on two channels, starts it again, and looks at
// what the shoppers received: promises P1 to P4 and P14.
func TestCrash(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup
	for _, c := range crashes() { // all at once, on however few cores: they wait most of the time
		all.Go(func() { t.Run(c.name, c.run) })
	}
	all.Wait()
}

// crash is a case of the crash test.
type crash struct {
	name  string
	store string
	nodes int
	kills int
}

// crashes are the cases: the one that flags name, or the mix.
func crashes() []crash {
	if *inStore != "" {
		return []crash{{*inStore, *inStore, *onNodes, *kills}}
	}
	all := *kills
	if testing.Short() { // with -race, say, where everything takes many times longer
		all = min(all, 5)
	}
	share := all * 2 / 5
	return []crash{
		{"sqlite", "sqlite", 1, share},
		{"postgres", "postgres", 1, share},
		{"three nodes", "postgres", 3, all - 2*share}, // each takes longer
	}
}

func (c crash) run(t *testing.T) {
	chance := *seed
	if chance == 0 {
		chance = rand.Uint64()
	}
	t.Logf("-seed %d", chance)
	dsn := ""
	if c.store == "postgres" {
		dsn = pgtest.DSN(t)
	}
	w := newWorld(t, c, chance, t.TempDir(), dsn)
	w.live(t, func(ctx context.Context) error { return w.killer.rounds(ctx, c.kills) })
	sum := w.judge(t)
	if limit := w.limit(sum); sum.takeover > limit {
		t.Errorf("an answer took %v after a kill, want at most %v", sum.takeover, limit)
	}
}

// limit is how long an answer may take after a kill: what is promised, and what
// this machine now takes to start a node and, some steps of it one after the
// other, to answer. Work that nobody takes over takes for ever.
func (w *world) limit(sum figures) time.Duration {
	const steps = 10
	return takeover + w.killer.opening + steps*sum.usual()
}
