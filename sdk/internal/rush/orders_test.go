package rush

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
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
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/hook"
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

// P5 and P6: shoppers pay at two providers, of which one is Stripe, while much
// goes wrong: they click twice, have two tabs, change their mind about how to
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

// market is a shop with its two providers and those who buy.
type market struct {
	*shops
	rng   *rand.Rand
	tills []till // Stripe and a bank
	all   []*buys

	mu    sync.Mutex
	heard map[string]map[string]bool // ids of what the host heard, by order and type

	opened, refused, declined, asked, deaths, switched, changed, held atomic.Int64
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

// outcome is how a shopper ends a payment.
type outcome string

const (
	pays     outcome = "pays"
	declined outcome = "is declined"
	waits    outcome = "waits for her bank"
	fails    outcome = "is refused by her bank"
)

func (g ground) market(t *testing.T) *market {
	c := &clock{now: noon}
	m := &market{rng: rand.New(rand.NewPCG(*seed, 1)), heard: map[string]map[string]bool{}}
	m.tills = []till{newStripe(m, c), newBank(m, c)}
	list := catalog.List{{ID: "tent", Title: catalog.Text{"en": "Tent"}, Offer: catalog.Offer{Price: money.New(100_00, "USD"), Stock: catalog.Stock{Kind: catalog.StockUnlimited}}}}
	m.shops = g.settleIn(t, c, func() sdk.Config {
		return sdk.Config{
			Catalog: catalog.New(list), Payments: []payments.Provider{m.tills[0].provider(), m.tills[1].provider()},
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
	return fmt.Sprintf("%d checkouts opened, %d paid and kept, %d given back, %d held, %d declined, %d times another way, %d other prices, %d refusals, %d asked in vain, %d deaths of a node",
		m.opened.Load(), kept, returned, m.held.Load(), m.declined.Load(), m.switched.Load(), m.changed.Load(), m.refused.Load(), m.asked.Load(), m.deaths.Load())
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
		if err != nil || v.State != "open" {
			continue
		}
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		at, err := n.OpenPayLink(ctx, b.token, checkout.Choice{Provider: way, Total: v.Quote.Total})
		cancel()
		var no *checkout.Refusal
		switch {
		case err == nil && !n.dead.Load():
			b.mu.Lock()
			b.pages[at.URL] = true
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

// money is what the providers have of hers.
func (b *buys) money() (kept []payments.Payment, returned int) {
	for _, t := range b.tills {
		for _, ref := range t.refs(b.order) {
			switch p := t.truth(ref); {
			case p.State == payments.StateSucceeded && p.Refunded.Minor < p.Amount.Minor:
				kept = append(kept, p)
			case p.State == payments.StateSucceeded:
				returned++
			}
		}
	}
	return kept, returned
}

// check checks what became of her order.
func (b *buys) check() {
	kept, returned := b.money()
	v, err := b.nodes[0].PayLink(context.Background(), b.token)
	if err != nil {
		b.t.Errorf("%s: %v", b.name, err)
		return
	}
	wrong := func(format string, args ...any) {
		b.t.Errorf("%s, order %s, %s: "+format+" (again with -seed %d)", slices.Concat([]any{b.name, b.order, v.Order.State}, args, []any{*seed})...)
	}
	paid := v.State == "paid"
	if v.Order.Reason == checkout.HeldAmount { // she paid an old price on a page that was closed: a person decides
		b.held.Add(1)
		if len(kept) != 1 || kept[0].Amount == v.Order.Quote.Total {
			wrong("it is held, of %v, and %v are kept", v.Order.Quote.Total, kept)
		}
		return
	}
	switch {
	case len(kept) > 1:
		wrong("%d payments are kept", len(kept))
	case len(kept) == 1 && !paid:
		wrong("%v is kept, and its link says that it is %s", kept[0].Amount, v.State)
	case len(kept) == 0 && paid:
		wrong("it is paid, and no provider has the money")
	case paid && (kept[0].Amount != v.Order.Quote.Total || kept[0].Ref != v.Order.Checkout):
		wrong("%v was paid by %s of %v by %s", kept[0].Amount, kept[0].Ref, v.Order.Quote.Total, v.Order.Checkout)
	}
	for _, t := range b.tills {
		if n := t.open(b.order); n > 0 {
			wrong("it can still be paid")
		}
	}
	thanks, sorry := b.read()
	if got, want := b.hooks(hook.OrderPaid{}.Type()), len(kept); got != want {
		wrong("the host heard %d times that it is paid", got)
	}
	if got, want := b.hooks(hook.PaymentSucceeded{}.Type()), len(kept)+returned; got != want {
		wrong("the host heard of %d payments, there were %d", got, want)
	}
	if thanks != len(kept) || sorry != returned {
		wrong("she read %d thanks and %d times that money goes back; %d payments are kept, %d went back", thanks, sorry, len(kept), returned)
	}
}

var (
	thanked  = regexp.MustCompile(`Thank you\. Order .* is paid`)
	sorryFor = regexp.MustCompile(`was paid twice|arrived after the order was closed|sold out before the payment`)
)

// hooks is how often the host heard of something about her order.
func (b *buys) hooks(what string) (n int) {
	for id := range b.heard[b.order] {
		if strings.HasPrefix(id, what+" ") {
			n++
		}
	}
	return n
}

// read is what she read: thanks, and that money goes back.
func (b *buys) read() (thanks, sorry int) {
	all, err := b.nodes[0].Transcript(context.Background(), conversation.IDOf(b.at), 0, 1000)
	if err != nil {
		b.t.Error(err)
	}
	for _, m := range all {
		switch {
		case m.From != conversation.Shop:
		case thanked.MatchString(m.Body.Text):
			thanks++
		case sorryFor.MatchString(m.Body.Text):
			sorry++
		}
	}
	return thanks, sorry
}
