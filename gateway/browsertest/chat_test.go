package browsertest

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
)

// keyboardAlone buys without a mouse: from the storefront to the thanks in the
// chat, with the chat closed and opened again on the way.
func keyboardAlone(t *testing.T, r rig) {
	p := r.open(t, r.shop(t).url)
	p.tabsTo("button Chat", kb.Tab)
	p.enter()
	ask[bool](p, "focus", inChat, "#text") // where a shopper can type at once
	p.hears("Hello")
	p.writes("headlamps")
	p.hears("found")
	p.backTo("button Add to cart")
	p.enter()
	p.hears("in your cart")
	ask[bool](p, "focus", inChat, ".actions button") // it stays where she is
	p.press(kb.Escape)
	ask[bool](p, "focus", inLoader, "button") // and comes back where she was
	p.enter()
	ask[bool](p, "focus", inChat, "#text")

	p.backTo("button Checkout")
	p.enter()
	p.hears("Your name")
	p.tabsTo("textarea#text", kb.Tab)
	p.writes(ann)
	p.hears("How would you like to get it?")
	p.backTo("button Courier")
	p.enter()
	p.hears("Where shall it go?")
	p.tabsTo("textarea#text", kb.Tab)
	p.writes("12 Oak Street, Springfield, 12345")
	p.hears("Your order")
	p.backTo("button Pay")
	p.enter()
	p.hears("is ready")
	p.tabsTo("a Pay", kb.Tab)
	pay := p.opening(p.enter)
	for _, seen := range []string{"Your order", "$"} {
		pay.sees("h1", seen)
		pay.front()
		pay.tabsTo("button Pay", kb.Tab)
		pay.enter()
	}
	pay.sees("h1", "Paid")
	p.hears("is paid")
	p.ordered()
}

// writes types a message where the focus is, and sends it.
func (p *tab) writes(text string) {
	p.t.Helper()
	p.press(text)
	p.enter()
}

// backTo is tabsTo the other way.
func (p *tab) backTo(want string) {
	p.t.Helper()
	p.tabsTo(want, kb.Tab, chromedp.Modifier(kb.ModifierShift))
}

// tabsTo presses a key until an element whose description so begins has the
// focus.
func (p *tab) tabsTo(want, key string, modifiers ...chromedp.Modifier) {
	p.t.Helper()
	var all []string
	for range 200 {
		p.press(key, modifiers...)
		now := ask[string](p, "focused")
		if strings.HasPrefix(now, want) {
			return
		}
		all = append(all, now)
	}
	p.t.Fatalf("no way by keyboard to %q, only to\n%s", want, strings.Join(all, "\n"))
}

// reload loads the page anew in the middle of a checkout: the conversation is
// there, and goes on where it stood.
func reload(t *testing.T, r rig) {
	p := r.open(t, r.shop(t).url)
	p.opens("Hello")
	p.fillsCart()
	p.taps("Checkout")
	p.hears("Your name")
	before := p.transcript()

	p.do(chromedp.Reload())
	p.click(inLoader, "button", "Chat")
	ask[bool](p, "seen", inChat, ".message", "Your name")
	if diff := cmp.Diff(before, p.transcript()); diff != "" {
		t.Errorf("the conversation after a reload (-before +after):\n%s", diff)
	}
	p.says(ann)
	p.hears("How would you like to get it?")
	p.ordered()
}

// connectionLost kills the server in mid-conversation. What is said meanwhile
// is kept, shown as not yet sent, and arrives once.
func connectionLost(t *testing.T, r rig) {
	s := r.shop(t)
	p := r.open(t, s.url)
	p.opens("Hello")
	p.fillsCart()

	p.watch.away(true)
	s.kill()
	ask[bool](p, "state", "offline")
	p.says("what's in my cart?")
	ask[bool](p, "seen", inChat, "[data-pending]", "what's in my cart?")
	s.start()
	p.hears("Your cart")
	ask[bool](p, "state", "online")
	p.watch.away(false)
	if n := count(p.transcript(), "what's in my cart?"); n != 1 {
		t.Errorf("what was said while the server was away is there %d times, want once", n)
	}
	p.ordered()
}
