package sdk_test

import (
	"flag"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/internal/floor"
	"github.com/sauda-commerce/sauda/sdk/store"
)

var (
	benchTurns = flag.Int("nodes.turns", 20, "turns of each of the 32 shoppers of BenchmarkNodes")
	idle       = flag.Duration("nodes.idle", 0, "how long TestNodesIdleCPU looks; 30s is the full size")
)

// BenchmarkNodes compares the processor time of a turn, from Receive to the
// answer, on one node and on two. The database's own is not in it.
func BenchmarkNodes(b *testing.B) {
	for _, name := range []string{"sqlite", "postgres"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				one, two := turnCPU(b, databases[name](b, 1)), turnCPU(b, databases[name](b, 2))
				b.ReportMetric(float64(one.Microseconds()), "µs-cpu/turn-one")
				b.ReportMetric(float64(two.Microseconds()), "µs-cpu/turn-two")
				b.ReportMetric(float64(two)/float64(one), "two/one")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// turnCPU is the processor time of a turn of 32 shoppers at these nodes.
func turnCPU(b *testing.B, dbs []store.DB) time.Duration {
	const shoppers = 32
	nodes := newNodes(b, dbs, sdk.Config{})
	var stops []func() error
	for _, n := range nodes {
		stops = append(stops, n.runs())
	}
	visitors := make([]*visitor, shoppers)
	for i := range visitors {
		visitors[i] = nodes[i%len(nodes)].visits()
		visitors[i].waits("the bot of Shop")
	}
	before := floor.CPU()
	var all sync.WaitGroup
	for _, v := range visitors {
		all.Go(func() {
			for k := range *benchTurns {
				v.does(v.posts("text", fmt.Sprintf("w%d", k)))
				<-v.news
			}
			v.answered(*benchTurns)
		})
	}
	all.Wait()
	used := floor.CPU() - before
	for _, stop := range stops {
		_ = stop() // it ends with its context's error
	}
	return used / time.Duration(shoppers**benchTurns)
}

// TestNodesIdleCPU measures a gateway with nobody chatting, by flag.
func TestNodesIdleCPU(t *testing.T) {
	if *idle == 0 {
		t.Skip("SKIPPED: it takes a while, and the processor for itself: -nodes.idle 30s")
	}
	for name, open := range databases {
		nodes := newNodes(t, open(t, 1), sdk.Config{})
		stop := nodes[0].runs()
		time.Sleep(2 * time.Second) // begins
		before := floor.CPU()
		time.Sleep(*idle)
		share := 100 * float64(floor.CPU()-before) / float64(*idle)
		_ = stop() // it ends with its context's error
		t.Logf("%s: %.2f %% of a core", name, share)
		if share > 0.5 {
			t.Errorf("%s: an idle shop takes %.2f %% of a core", name, share)
		}
	}
}
