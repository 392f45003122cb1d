package browsertest

import (
	"strings"
	"testing"
)

const ann = "Ann Lee, +1 202 555 0143"

// buyByTapping buys as most shoppers do, and pays in the tab that the link
// opens; the chat hears of it by itself.
func buyByTapping(t *testing.T, r rig) {
	p := r.open(t, r.shop(t).url)
	p.opens("Hello")
	p.says("show me rain jackets")
	p.hears("Rain jackets")
	p.taps("Choose")
	p.hears("Which size")
	p.chooses(p.taps)
	p.order()

	pay := p.follows()
	pay.sees("h1", "Your order")
	pay.click(inPage, "form button", "Pay")
	pay.sees(".band", "Sandbox")
	pay.click(inPage, "button", "Pay")
	pay.sees("h1", "Paid")
	p.hears("is paid")
	p.ordered()
}

// chooses answers questions about size, colour and the like with the first
// that is offered, until the thing is in the cart.
func (p *tab) chooses(answer func(string)) {
	p.t.Helper()
	for strings.Contains(ask[string](p, "message", p.heard), "Which") {
		answer(ask[[]string](p, "labels")[0])
		p.hears("")
	}
	if said := ask[string](p, "message", p.heard); !strings.Contains(said, "in your cart") {
		p.t.Fatalf("chosen, and the shop says %q", said)
	}
}

// order goes from a full cart to the pay link.
func (p *tab) order() {
	p.t.Helper()
	p.taps("Checkout")
	p.hears("Your name")
	p.says(ann)
	p.hears("How would you like to get it?")
	p.taps("Courier")
	p.hears("Where shall it go?")
	p.says("12 Oak Street, Springfield, 12345")
	p.hears("Your order")
	p.taps("Pay")
	p.hears("is ready")
}

// buyByTyping buys without touching a button of the chat, and pays in the same
// tab; the chat, opened again, has gone on.
func buyByTyping(t *testing.T, r rig) {
	s := r.shop(t)
	p := r.open(t, s.url)
	p.opens("Hello")
	p.says("show me tents under 200")
	p.hears("under $200")
	p.says("add the first one")
	p.hears("Which")
	p.chooses(p.says)
	for _, turn := range [][2]string{
		{"make it 2", "2"}, {"what's in my cart", "2 ×"}, {"checkout", "Your name"}, {ann, "How would you like"},
		{"pickup at the shop", "Your order"}, {"pay", "is ready"},
	} {
		p.says(turn[0])
		p.hears(turn[1])
	}
	p.visit(ask[string](p, "link"))
	p.click(inPage, "form button", "Pay")
	p.click(inPage, "button.main", "Pay")
	p.sees("h1", "Paid")

	p.visit(s.url)
	p.click(inLoader, "button", "Chat")
	p.hears("is paid")
	p.ordered()
}

// declineThenPay has the bank say no and then yes: one order, one link.
func declineThenPay(t *testing.T, r rig) {
	p := r.open(t, r.shop(t).url)
	p.opens("Hello")
	p.fillsCart()
	p.order()
	first := ask[string](p, "link")

	pay := p.follows()
	pay.click(inPage, "form button", "Pay")
	pay.click(inPage, "button", "Decline")
	p.hears("did not go through")
	pay.click(inPage, "form button", "Pay")
	pay.click(inPage, "button.main", "Pay")
	pay.sees("h1", "Paid")
	p.hears("is paid")
	if last := ask[string](p, "link"); last != first {
		t.Errorf("after the decline the chat has the link %q, want the same, %q", last, first)
	}
	if paid := strings.Count(strings.Join(p.transcript(), "\n"), "is paid"); paid != 1 {
		t.Errorf("the chat says %d times that the order is paid, want once", paid)
	}
}
