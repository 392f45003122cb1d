package rush

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"path"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/stock"
)

var (
	buyers = flag.Int("buyers", 100, "who want the same thing at once, in TestStock; 500 by hand")
	rounds = flag.Int("rounds", 0, "things that they want, one after the other (default 20, 2 with -short; 1000 by hand)")
)

// Of each thing there are 1 to mostPieces.
const (
	mostPieces  = 10
	reservation = 15 * time.Minute
	grace       = time.Minute // in which what was reserved must be back
	roundsAWay  = 50          // in one shop, before another is opened
)

// P7: buyers race for 1 to 10 pieces, at one node and at three. Each opens her
// pay link, in two tabs perhaps, and pays, is declined and tries again, leaves,
// or pays when what was reserved for her has long gone back. Of no thing more is
// sold than there is; after each wave what is sold, reserved and free comes to
// what there is; and what nobody paid for is back within a minute of its end.
func TestStock(t *testing.T) {
	t.Parallel()
	n := *rounds
	switch {
	case n == 0 && testing.Short():
		n = 2
	case n == 0:
		n = 20
	}
	for _, g := range grounds {
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			begun, did := time.Now(), &tally{}
			for first := 0; first < n && !t.Failed(); first += roundsAWay {
				g.race(t, first, min(n, first+roundsAWay), did)
			}
			t.Logf("%d rounds of %d buyers in %.0f s: %s", n, *buyers, time.Since(begun).Seconds(), did)
		})
	}
}

// tally is what happened in all rounds.
type tally struct {
	pieces, sold, refused, returned, lapsed, looks atomic.Int64
}

func (n *tally) String() string {
	return fmt.Sprintf("%d pieces, %d sold, %d times sold out, %d reserved pieces went back, %d payments given back, %d looks at the holds",
		n.pieces.Load(), n.sold.Load(), n.refused.Load(), n.lapsed.Load(), n.returned.Load(), n.looks.Load())
}

// race is a shop in which rounds are held.
func (g ground) race(t *testing.T, first, end int, did *tally) {
	c := &clock{now: noon}
	box, err := sandbox.Open(sandbox.Config{Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	var list catalog.List
	for n := first; n < end; n++ {
		rng := rand.New(rand.NewPCG(*seed, uint64(n)))
		list = append(list, catalog.Product{
			ID: thing(n), Title: catalog.Text{"en": string(thing(n))},
			Offer: catalog.Offer{Price: price, Stock: catalog.Stock{Kind: catalog.StockCounted, Count: 1 + rng.IntN(mostPieces), AsOf: noon.Add(-time.Hour)}},
		})
	}
	s := g.settleIn(t, c, func() sdk.Config {
		return sdk.Config{
			Catalog: catalog.New(list), Payments: []payments.Provider{box},
			Links: sdk.Links{Life: 2 * time.Hour, Reservation: reservation},
		}
	})
	defer s.close()
	for i, p := range list {
		r := &round{shops: s, box: box, did: did, ref: catalog.Ref{Product: p.ID}, stock: p.Offer.Stock, rng: rand.New(rand.NewPCG(*seed, uint64(first+i)))}
		r.hold()
		if t.Failed() {
			t.Fatalf("again with -seed %d", *seed)
		}
	}
}

var price = money.New(49_90, "USD")

func thing(round int) catalog.ProductID { return catalog.ProductID(fmt.Sprintf("thing-%d", round)) }

// round is a race for one thing.
type round struct {
	*shops
	box   *sandbox.Sandbox
	did   *tally
	ref   catalog.Ref
	stock catalog.Stock
	rng   *rand.Rand
	all   []*buyer
}

// buyer is who wants some pieces of the thing.
type buyer struct {
	*round
	rng    *rand.Rand
	name   string
	wants  int
	manner string
	order  string // its id
	token  string // of her pay link

	mu        sync.Mutex
	checkouts map[string]bool // by ref, that she was led to
}

// manners are how buyers pay.
var manners = []string{"pays", "pays", "pays in two tabs", "pays unheard", "declined", "leaves", "leaves", "late", "late"}

// hold holds the round: all come, what nobody paid for goes back, all come
// again, and it goes back again.
func (r *round) hold() {
	r.did.pieces.Add(int64(r.stock.Count))
	for i := range *buyers {
		rng := rand.New(rand.NewPCG(r.rng.Uint64(), 0))
		r.all = append(r.all, &buyer{
			round: r, rng: rng, name: fmt.Sprintf("%s-%d", r.ref.Product, i), wants: 1 + rng.IntN(4)/3,
			manner: manners[rng.IntN(len(manners))], checkouts: map[string]bool{},
		})
	}
	r.each((*buyer).orders)
	r.wave((*buyer).comes)
	r.balance("after the first wave")
	r.lapse()
	r.wave((*buyer).comesBack)
	r.balance("after the second wave")
	r.lapse()
	_, sold := r.kept()
	r.did.sold.Add(int64(sold))
	for _, b := range r.all {
		_, returned := b.paid()
		r.did.returned.Add(int64(returned))
	}
}

// each lets all buyers do something at the same time.
func (r *round) each(do func(*buyer)) {
	start := make(chan struct{})
	var doing sync.WaitGroup
	for _, b := range r.all {
		doing.Go(func() {
			<-start
			do(b)
		})
	}
	close(start)
	doing.Wait()
}

// wave is all buyers at once, while somebody watches.
func (r *round) wave(do func(*buyer)) {
	ctx, end := context.WithCancel(context.Background())
	var watching sync.WaitGroup
	watching.Go(func() { r.watch(ctx) })
	r.during(func() { r.each(do) })
	end()
	watching.Wait()
}

// watch looks at the holds again and again: never are more pieces taken than
// there are.
func (r *round) watch(ctx context.Context) {
	often := time.NewTicker(5 * time.Millisecond)
	defer often.Stop()
	for n := 0; ctx.Err() == nil; n++ {
		<-often.C
		node := r.nodes[n%len(r.nodes)]
		holds, err := node.store.Holds(ctx, r.ref)
		if err != nil {
			continue // the wave is over
		}
		r.did.looks.Add(1)
		if taken := count(holds, stock.Sold, r.clock.Now()) + count(holds, stock.Reserved, r.clock.Now()); taken > r.stock.Count {
			r.t.Errorf("%s: %d pieces are taken of %d", r.ref.Product, taken, r.stock.Count)
			return
		}
	}
}

// orders gets her pay link.
func (b *buyer) orders() {
	l := b.link(b.name, b.wants)
	b.order, b.token = l.Order.ID, path.Base(l.URL)
}

// link makes a pay link for some pieces.
func (r *round) link(name string, pieces int) sdk.Link {
	l, _, err := r.nodes[len(name)%len(r.nodes)].PayLinks().Create(context.Background(), sdk.PayLink{
		Ref: name, Amount: money.New(price.Minor*int64(pieces), price.Currency),
		Lines: []quote.Line{{Ref: r.ref, Title: string(r.ref.Product), Quantity: pieces, Unit: price}},
	})
	if err != nil {
		r.t.Errorf("%s: %v", name, err)
	}
	return l
}

// comes is what she does in the first wave.
func (b *buyer) comes() {
	checkout := b.opens(b.rng)
	switch b.manner {
	case "pays":
		b.ends(b.rng, checkout, sandbox.Succeed, true)
	case "pays unheard": // the shop must ask
		b.ends(b.rng, checkout, sandbox.Succeed, false)
	case "pays in two tabs":
		var tabs sync.WaitGroup
		for range 2 {
			rng := rand.New(rand.NewPCG(b.rng.Uint64(), 0))
			tabs.Go(func() { b.ends(rng, b.opens(rng), sandbox.Succeed, true) })
		}
		tabs.Wait()
	case "declined":
		b.ends(b.rng, checkout, sandbox.Decline, true)
		b.ends(b.rng, b.opens(b.rng), sandbox.Succeed, true)
	}
}

// comesBack is what she does when all reservations have ended: the late pay on
// the pages that they left open, all others come again.
func (b *buyer) comesBack() {
	if b.manner == "late" && len(b.checkouts) > 0 {
		for checkout := range b.checkouts {
			b.ends(b.rng, checkout, sandbox.SucceedLate, true)
		}
		return
	}
	checkout := b.opens(b.rng)
	if b.manner != "leaves" {
		b.ends(b.rng, checkout, sandbox.Succeed, true)
	}
}

// opens opens her pay link at some node; "" where she is refused.
func (b *buyer) opens(rng *rand.Rand) (ref string) {
	b.clock.jump(time.Duration(rng.IntN(1000)) * time.Millisecond)
	at, err := b.any(rng).OpenPayLink(context.Background(), b.token, checkout.Choice{})
	var no *checkout.Refusal
	switch {
	case errors.As(err, &no):
		if no.Reason == checkout.ReasonSoldOut {
			b.did.refused.Add(1)
		}
		return ""
	case err != nil:
		b.t.Errorf("%s (%s): %v", b.name, b.manner, err)
		return ""
	}
	ref = path.Base(at.URL)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.checkouts[ref] = true
	return ref
}

// ends ends a payment, and lets the shop hear of it at some nodes at once.
func (b *buyer) ends(rng *rand.Rand, ref string, o sandbox.Outcome, heard bool) {
	if ref == "" {
		return
	}
	if err := b.box.Settle(ref, o); err != nil && !errors.Is(err, payments.ErrConflict) {
		b.t.Errorf("%s (%s): %v", b.name, b.manner, err)
	}
	if !heard {
		return
	}
	var hearing sync.WaitGroup
	for _, d := range b.box.Callbacks(ref) {
		for _, n := range b.nodes[:1+rng.IntN(len(b.nodes))] {
			hearing.Go(func() {
				if err := n.ReceivePayment(context.Background(), "sandbox", d); err != nil {
					b.t.Errorf("%s (%s): %v", b.name, b.manner, err)
				}
			})
		}
	}
	hearing.Wait()
}
