package rush

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/hook"
)

// market is a shop with its three ways to pay and those who buy.
type market struct {
	*shops
	rng   *rand.Rand
	tills []till // Stripe, a bank, and the door at which orders are handed over
	all   []*buys

	mu    sync.Mutex
	heard map[string]map[string]bool // ids of what the host heard, by order and type

	opened, refused, declined, asked, deaths, switched, changed, held, agreed, left atomic.Int64
}

// till is a provider as this test sees it: from behind.
type till interface {
	// provider is what the shop's nodes use.
	provider() payments.Provider
	// open are the checkouts of an order that can be paid now, refs those there
	// ever were.
	open(order string) int
	refs(order string) []string
	// at is the ref of a page.
	at(page string) string
	// ends ends a payment, or fails where it cannot be so.
	ends(ref string, how outcome) error
	// again tells the shop once more all there is to tell of a payment.
	again(ref string)
	// calm ends all that goes wrong, settled waits for events under way.
	calm()
	settled()
	// truth is what became of a payment.
	truth(ref string) payments.Payment
	close()
}

func (g ground) market(t *testing.T) *market {
	c := &clock{now: noon}
	m := &market{rng: rand.New(rand.NewPCG(*seed, 1)), heard: map[string]map[string]bool{}}
	m.tills = []till{newStripe(m, c), newBank(m, c), newDoor(m, c)}
	list := catalog.List{{ID: "tent", Title: catalog.Text{"en": "Tent"}, Offer: catalog.Offer{Price: money.New(100_00, "USD"), Stock: catalog.Stock{Kind: catalog.StockUnlimited}}}}
	m.shops = g.settleIn(t, c, func() sdk.Config {
		return sdk.Config{
			Catalog: catalog.New(list), Payments: []payments.Provider{m.tills[0].provider(), m.tills[1].provider(), m.tills[2].provider()},
			Channels: []channel.Channel{webchat.New(webchat.Config{Now: c.Now})},
			Hooks:    []hook.Hook{sdk.On(m.hears)}, Reminders: sdk.Reminders{Idle: -1},
		}
	})
	return m
}

// luck is some of the market's.
func (m *market) luck() *rand.Rand {
	m.mu.Lock()
	defer m.mu.Unlock()
	return rand.New(rand.NewPCG(m.rng.Uint64(), 0))
}

func (m *market) close() {
	m.shops.close()
	for _, t := range m.tills {
		t.close()
	}
}

// hears is the host's hook.
func (m *market) hears(_ context.Context, e hook.Event) error {
	about, what := "", e.Type()
	switch e := e.(type) {
	case hook.OrderPaid:
		about = e.Order.ID
	case hook.PaymentSucceeded:
		about = e.Order.ID
	case hook.Refunded:
		about = e.Order.ID
	case hook.HandoffRequested:
		if e.Order != nil {
			about, what = e.Order.ID, e.Reason
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.heard[about] == nil {
		m.heard[about] = map[string]bool{}
	}
	m.heard[about][what+" "+e.Head().ID] = true
	return nil
}

// created is called by a till when it has opened a checkout: nowhere else can
// the order be paid.
func (m *market) created(order string) {
	n := 0
	for _, t := range m.tills {
		n += t.open(order)
	}
	m.opened.Add(1)
	if n > 1 {
		m.t.Errorf("order %s can be paid at %d places (again with -seed %d)", order, n, *seed)
	}
}

func (m *market) String() string {
	kept, returned := 0, 0
	for _, b := range m.all {
		k, r := b.money()
		kept, returned = kept+len(k), returned+r
	}
	return fmt.Sprintf("%d checkouts opened, %d paid and kept, %d given back, %d held, %d declined, %d times another way, %d other prices, %d refusals, %d asked in vain, %d agreed to pay at the door and %d changed their mind, %d deaths of a node",
		m.opened.Load(), kept, returned, m.held.Load(), m.declined.Load(), m.switched.Load(), m.changed.Load(), m.refused.Load(), m.asked.Load(), m.agreed.Load(), m.left.Load(), m.deaths.Load())
}

// hold lets all pay, comes back a day later, and looks at what became of it when
// all links are over.
func (m *market) hold(n int) {
	for i := range n {
		rng := rand.New(rand.NewPCG(*seed, uint64(100+i)))
		m.all = append(m.all, &buys{market: m, rng: rng, name: fmt.Sprintf("s%d", i), pages: map[string]bool{}})
	}
	m.during(func() { m.wave((*buys).day, 8) })
	m.clock.jump(25 * time.Hour) // keys are forgotten, checkouts over
	m.during(func() { m.wave((*buys).nextDay, 2) })
	for _, t := range m.tills {
		t.calm()
	}
	for _, d := range []time.Duration{time.Minute, time.Hour, 12 * time.Hour, 48 * time.Hour, 7 * 24 * time.Hour, 7 * 24 * time.Hour} {
		m.clock.jump(d)
		m.during(func() {
			for _, t := range m.tills {
				t.settled()
			}
		})
	}
	for _, b := range m.all {
		b.check()
	}
}

// wave lets shoppers do something, a few at a time, while nodes die.
func (m *market) wave(do func(*buys), deaths int) {
	queue, dead := make(chan *buys), make(chan int)
	var doing, dying sync.WaitGroup
	for range ordersAtOnce {
		doing.Go(func() {
			for b := range queue {
				do(b)
			}
		})
	}
	dying.Go(func() {
		for place := range dead {
			m.kill(place)
			m.deaths.Add(1)
		}
	})
	for i, b := range m.all {
		queue <- b
		if i%(len(m.all)/deaths+1) == len(m.all)/deaths {
			dead <- m.luck().IntN(len(m.nodes))
		}
	}
	close(queue)
	doing.Wait()
	close(dead)
	dying.Wait()
}
