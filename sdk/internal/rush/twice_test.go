package rush

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/hook"
)

// P5: she leaves her bank's page open, chooses Stripe in another tab and pays
// there; the bank, which was told that the page is closed, takes her money all
// the same. What came second goes back at once; she is told so in the chat, and the
// host by its hooks.
func TestPaidTwice(t *testing.T) {
	t.Parallel()
	for _, g := range grounds {
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			m := g.market(t)
			defer m.close()
			stripe, bank := m.tills[0], m.tills[1].(*bank)
			stripe.calm()
			bank.calm()
			b := &buys{market: m, rng: rand.New(rand.NewPCG(*seed, 0)), name: "ann", pages: map[string]bool{}}
			begun := m.clock.Now()
			m.during(func() {
				if err := b.orders(m.nodes[0]); err != nil {
					t.Fatal(err)
				}
				first := b.goes(t, "bank")
				second := b.goes(t, "stripe")
				if err := stripe.ends(stripe.at(second), pays); err != nil {
					t.Fatal(err)
				}
				stripe.settled()
				if err := bank.box.Settle(bank.at(first), sandbox.SucceedLate); err != nil {
					t.Fatal(err)
				}
				bank.settled()
			})
			m.during(bank.settled) // what it tells of the refund
			kept, returned := b.money()
			if len(kept) != 1 || kept[0].Ref != stripe.refs(b.order)[0] || returned != 1 {
				t.Errorf("kept %v, %d went back", kept, returned)
			}
			if late := bank.truth(bank.refs(b.order)[0]); late.State != payments.StateSucceeded || late.Refunded != late.Amount {
				t.Errorf("the bank's payment is %+v", late)
			}
			if took := m.clock.Now().Sub(begun); took > time.Minute {
				t.Errorf("it took %v", took)
			}
			b.wasTold(t)
		})
	}
}

// goes goes to pay in one way, and is led to a page.
func (b *buys) goes(t *testing.T, way string) (page string) {
	t.Helper()
	at, err := b.any(b.rng).OpenPayLink(context.Background(), b.token, checkout.Choice{Provider: way})
	if err != nil || at.Provider != way {
		t.Fatalf("led to %+v, %v", at, err)
	}
	return at.URL
}

// wasTold checks that the shopper and the host know of the second payment.
func (b *buys) wasTold(t *testing.T) {
	t.Helper()
	all, err := b.nodes[0].Transcript(context.Background(), conversation.IDOf(b.at), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, m := range all {
		said = append(said, m.Body.Text)
	}
	for _, want := range []string{"is paid: $", "was paid twice. You get the second payment back; your order stands."} {
		if n := strings.Count(strings.Join(said, "\n"), want); n != 1 {
			t.Errorf("she was told %d times %q: %q", n, want, said)
		}
	}
	b.market.mu.Lock()
	defer b.market.mu.Unlock()
	for kind, want := range map[string]int{hook.OrderPaid{}.Type(): 1, hook.PaymentSucceeded{}.Type(): 2, "payment_twice": 1, hook.Refunded{}.Type(): 1} {
		if got := b.hooks(kind); got != want {
			t.Errorf("the host heard %d times of %s, want %d", got, kind, want)
		}
	}
}
