package rush

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

var orders = flag.Int("orders", 0, "of TestOrders, on each database (default 200, 1000 where $CI is set, 50 with -short; 10000 by hand)")

// ordersAtOnce is how many shoppers pay at the same time.
const ordersAtOnce = 48

func howMany() int {
	switch {
	case *orders > 0:
		return *orders
	case testing.Short():
		return 50
	case os.Getenv("CI") != "":
		return 1000
	}
	return 200
}

// P5 and P6: shoppers pay at two providers, of which one is Stripe, or agree to
// pay on delivery, while much goes wrong: they click twice, have two tabs, change their mind about how to
// pay, pay on pages that they left open, cancel; prices change; providers do
// what they are asked and say nothing, are busy or fail; their events are lost,
// late and doubled; nodes die in the midst of it. By what the providers know:
// never can an order be paid at two places at a time; no second payment is kept;
// and what is kept is told, to the shopper and to the host, and nothing else is.
func TestOrders(t *testing.T) {
	t.Parallel()
	for _, g := range grounds {
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			begun := time.Now()
			m := g.market(t)
			defer m.close()
			m.hold(howMany())
			t.Logf("%d orders in %.0f s: %s", len(m.all), time.Since(begun).Seconds(), m)
		})
	}
}

// outcome is how a shopper ends a payment.
type outcome string

const (
	pays     outcome = "pays"
	declined outcome = "is declined"
	waits    outcome = "waits for her bank"
	fails    outcome = "is refused by her bank"
)

// buys is a shopper and her order.
type buys struct {
	*market
	rng   *rand.Rand
	name  string
	order string
	token string
	at    message.Address

	mu    sync.Mutex
	pages map[string]bool // that she was led to
}

// day is what she does on the first day.
func (b *buys) day() {
	if !b.insists(b.orders) {
		b.t.Errorf("%s: no order", b.name)
		return
	}
	for range 3 + b.rng.IntN(6) {
		b.does()
	}
}

// nextDay is what she does on the next day.
func (b *buys) nextDay() {
	for range 1 + b.rng.IntN(3) {
		b.does()
	}
}

// does is one thing that she, or the shop, does.
func (b *buys) does() {
	b.clock.jump(time.Duration(b.rng.IntN(1500)) * time.Millisecond)
	switch b.rng.IntN(12) {
	case 0, 1: // a double click
		b.twice(func(rng *rand.Rand) { b.opens(rng, "") })
	case 2: // two tabs, in each of which she chooses
		b.twice(func(rng *rand.Rand) { b.opens(rng, b.any2(rng)) })
	case 3, 4:
		b.opens(b.rng, b.any2(b.rng))
	case 5, 6:
		b.ends(b.rng, pays)
	case 7:
		b.twice(func(rng *rand.Rand) { b.ends(rng, pays) })
	case 8:
		b.ends(b.rng, declined)
	case 9:
		b.ends(b.rng, []outcome{waits, fails}[b.rng.IntN(2)])
	case 10:
		b.price()
	case 11:
		if b.rng.IntN(3) == 0 {
			b.insists(b.cancels)
		} else if page, till := b.page(b.rng); till != nil {
			till.again(till.at(page))
		}
	}
}

// any2 is one of the ways to pay.
func (b *buys) any2(rng *rand.Rand) string {
	b.switched.Add(1)
	return b.tills[rng.IntN(len(b.tills))].provider().Name()
}

// twice does something in two tabs.
func (b *buys) twice(do func(*rand.Rand)) {
	var tabs sync.WaitGroup
	for range 2 {
		rng := rand.New(rand.NewPCG(b.rng.Uint64(), 0))
		tabs.Go(func() { do(rng) })
	}
	tabs.Wait()
}

// insists asks again while there is no answer.
func (b *buys) insists(do func(*node) error) bool {
	for range 20 {
		err := do(b.any(b.rng))
		if err == nil {
			return true
		}
		b.asked.Add(1)
		b.clock.jump(time.Second)
	}
	return false
}

// orders places her order, as the chat does.
func (b *buys) orders(n *node) error {
	ctx := context.Background()
	b.at = message.Address{Channel: "webchat", Account: "shop", ID: b.name}
	desk := checkout.New(checkout.Config{Store: n.store, Catalog: n.Catalog().Catalog, Now: b.clock.Now})
	p, offer, err := n.Catalog().Offer(catalog.Ref{Product: "tent"})
	if err != nil {
		return err
	}
	draft := quote.Draft{Currency: "USD", Lines: []quote.DraftLine{{Ref: catalog.Ref{Product: p.ID}, Title: "Tent", Quantity: 1 + b.rng.IntN(2), Unit: offer.Price}}}
	q, err := quote.Rules{}.Quote(draft, "en")
	if err != nil {
		return err
	}
	o, err := desk.Prepare(order.Order{Conversation: conversation.IDOf(b.at), Contact: conversation.GuestOf(b.at), Quote: q})
	if err != nil {
		return err
	}
	guards, writes, err := desk.Placing(o, b.at)
	if err != nil {
		return err
	}
	hello := store.Receive(message.Event{ID: b.name, From: b.at, Kind: message.KindStarted}, b.clock.Now())
	b.order, b.token = o.ID, o.PayToken
	return n.store.Commit(ctx, store.Batch{Guards: guards, Writes: append(hello, writes...)})
}

// cancels cancels her order, unless it is paid.
func (b *buys) cancels(n *node) error {
	desk := checkout.New(checkout.Config{Store: n.store, Catalog: n.Catalog().Catalog, Now: b.clock.Now})
	o, err := n.store.Order(context.Background(), b.order)
	if err != nil {
		return err
	}
	guards, writes, err := desk.Cancelling(o, "shopper")
	if errors.Is(err, order.ErrTransition) {
		return nil
	}
	if err != nil {
		return err
	}
	return n.store.Commit(context.Background(), store.Batch{Guards: guards, Writes: writes})
}

// price changes the price of what all buy.
func (b *buys) price() {
	b.changed.Add(1)
	b.insists(func(n *node) error {
		return n.Catalog().Put(context.Background(), catalog.Product{
			ID: "tent", Title: catalog.Text{"en": "Tent"},
			Offer: catalog.Offer{Price: money.New(int64(100+b.rng.IntN(3))*100, "USD"), Stock: catalog.Stock{Kind: catalog.StockUnlimited}},
		})
	})
}

// opens opens her pay link, with the total that its page shows, and again while
// there is no answer or it has changed.
func (b *buys) opens(rng *rand.Rand, way string) {
	for range 6 {
		n := b.any(rng)
		v, err := n.PayLink(context.Background(), b.token)
		if err != nil || v.State != "open" && len(v.Ways) == 0 {
			continue
		}
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		at, err := n.OpenPayLink(ctx, b.token, checkout.Choice{Provider: way, Total: v.Quote.Total})
		cancel()
		var no *checkout.Refusal
		switch {
		case err == nil && !n.dead.Load():
			b.mu.Lock()
			b.pages[cmp.Or(at.URL, doorPage+b.token)] = true
			b.mu.Unlock()
			return
		case errors.As(err, &no) && no.Reason != checkout.ReasonUnavailable && no.Reason != checkout.ReasonChanged:
			b.refused.Add(1)
			return
		}
		b.asked.Add(1)
		b.clock.jump(time.Second)
	}
}

// page is one of those that she was led to.
func (b *buys) page(rng *rand.Rand) (string, till) {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := slices.Sorted(maps.Keys(b.pages))
	if len(all) == 0 {
		return "", nil
	}
	page := all[rng.IntN(len(all))]
	for _, t := range b.tills {
		if t.at(page) != "" {
			return page, t
		}
	}
	b.t.Errorf("%s: whose page is %q?", b.name, page)
	return "", nil
}

// ends ends a payment on one of the pages that she was led to, as far as it lets
// her.
func (b *buys) ends(rng *rand.Rand, how outcome) {
	page, t := b.page(rng)
	if t == nil {
		return
	}
	if t.ends(t.at(page), how) == nil && how == declined {
		b.declined.Add(1)
	}
}
