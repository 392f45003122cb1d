package outbox_test

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/outbox"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

var (
	drained = flag.Int("messages", 2000, "messages of BenchmarkDrain and TestNothingStranded")
	workers = flag.Int("workers", 0, "Config.Workers of BenchmarkDrain")
)

// sink is a channel that takes everything at once.
type sink struct{}

func (sink) Name() string                       { return "a" }
func (sink) Capabilities() channel.Capabilities { return channel.Capabilities{Text: 1000} }
func (sink) Parse(channel.Delivery) ([]message.Event, *channel.Reply, error) {
	return nil, nil, channel.ErrMalformed
}
func (sink) Send(_ context.Context, _ message.Address, m channel.Message) (channel.Receipt, error) {
	return channel.Receipt{MessageID: "p-" + m.ID}, nil
}

// stores are the stores that tests and benchmarks run on.
var stores = map[string]func(testing.TB) *store.Store{
	"sqlite": func(t testing.TB) *store.Store {
		s, err := sqlite.Open(filepath.Join(t.TempDir(), "shop.db"))
		if err == nil {
			err = s.Migrate(context.Background())
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	},
	"postgres": func(t testing.TB) *store.Store {
		s := pgtest.Open(t)
		if err := s.Migrate(context.Background()); err != nil {
			t.Fatal(err)
		}
		return s
	},
}

// queue puts n messages into lanes of three each.
func queue(b *testing.B, s *store.Store, n int) {
	b.Helper()
	for from := 0; from < n; from += 500 {
		var batch store.Batch
		for i := from; i < min(n, from+500); i++ {
			to := shopper("a", i/3)
			batch.Write(store.Enqueue(store.Row{ID: fmt.Sprintf("%d-%d", b.N, i), Conversation: fmt.Sprint("c", i/3), To: to,
				Created: time.Now(), Body: message.Outbound{Text: "Your order is on its way."}})...)
		}
		if err := s.Commit(context.Background(), batch); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDrain sends messages that wait, to a channel that takes no time, and
// compares that with bareDrain, one after the other in one run.
func BenchmarkDrain(b *testing.B) {
	for name, open := range stores {
		b.Run(name, func(b *testing.B) {
			var ours, bare time.Duration
			n := 0
			for b.Loop() {
				s := open(b)
				queue(b, s, *drained)
				r := outbox.New(outbox.Config{Store: s, Channels: map[string]channel.Channel{"a": sink{}}, Workers: *workers})
				begin := time.Now()
				r.Once(context.Background())
				ours += time.Since(begin)
				if _, waits, err := s.NextLane(context.Background(), "a"); waits || err != nil {
					b.Fatalf("not all was sent (error %v)", err)
				}
				s = open(b)
				queue(b, s, *drained)
				begin = time.Now()
				if got := bareDrain(b, s); got != int64(*drained) {
					b.Fatalf("the floor drained %d", got)
				}
				bare += time.Since(begin)
				n++
			}
			b.ReportMetric(float64(n**drained)/ours.Seconds(), "sent/s")
			b.ReportMetric(float64(n**drained)/bare.Seconds(), "floor/s")
			b.ReportMetric(bare.Seconds()/ours.Seconds(), "of-floor")
			b.ReportMetric(0, "ns/op")
		})
	}
}
