package browsertest

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

// axeRun lists what is serious, as sentences. Frames are looked at one by one.
const axeRun = `(async () => {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"], iframes: false });
  return violations.filter((v) => ["serious", "critical"].includes(v.impact))
    .flatMap((v) => v.nodes.map((n) => v.id + ": " + n.failureSummary + " " + n.html));
})()`

// finds is what axe finds in the page, or in the chat's frame.
func (p *tab) finds(script, frame string) []string {
	p.t.Helper()
	world := p.worldOf(frame)
	if !evaluate[bool](p, world, `typeof axe === "object"`) {
		evaluate[bool](p, world, script+"; true")
	}
	return evaluate[[]string](p, world, axeRun)
}

// barriers looks for barriers in the page and in the chat, in a wide window and
// light colours, and in a narrow one and dark colours.
func (p *tab) barriers(r rig, script, name string) {
	p.t.Helper()
	p.front()
	for _, v := range []view{{1280, 800, "light"}, {320, 640, "dark"}} {
		p.wears(v)
		ask[bool](p, "still")
		for _, frame := range p.frames() {
			for _, found := range p.finds(script, frame) {
				p.t.Errorf("%s %s, %d pixels, %s: %s", name, frame, v.width, v.scheme, found)
			}
		}
		if r.shots != "" {
			p.picture(filepath.Join(r.shots, fmt.Sprintf("axe-%s-%d-%s.png", name, v.width, v.scheme)))
		}
	}
}

// frames are the parts of a tab that can be seen: the page, and the chat if it
// is open.
func (p *tab) frames() []string {
	p.t.Helper()
	corner, err := peek[point](p, "corner")
	if err != nil {
		p.t.Fatal(err)
	}
	if corner == nil {
		return []string{""}
	}
	return []string{"", "/widget/"}
}

// barriers goes through the states of the storefront, of the chat and of the
// way to pay. The link to pay lives a minute, the least there is, and is looked
// at again at the end.
func barriers(t *testing.T, r rig) {
	script := axe(t)
	s := r.shop(t, "links: {life: 1m}")
	p := r.open(t, s.url)
	p.barriers(r, script, "storefront")
	p.opens("Hello")
	p.barriers(r, script, "hello")
	p.barriersInTheChat(r, s, script)
	p.turn("ltr")
	p.order()
	p.barriers(r, script, "pay-link")
	pay := p.follows()
	link := pay.address()
	pay.barriers(r, script, "pay-open")
	pay.click(inPage, "form button", "Pay")
	pay.sees(".band", "Sandbox")
	pay.barriers(r, script, "sandbox")
	sandbox := pay.address()
	pay.click(inPage, "button", "Decline")
	pay.sees("h1", "did not go through")
	pay.barriers(r, script, "pay-declined")

	p.visit(s.url + "/?q=jacket")
	p.barriers(r, script, "results")
	p.click(inPage, ".grid a", "")
	p.sees("dl", "")
	p.barriers(r, script, "product")
	pay.comesTo(link, "expired")
	pay.barriers(r, script, "pay-expired")
	pay.visit(sandbox)
	pay.barriers(r, script, "sandbox-over")
}

// barriersInTheChat goes through what a shop says.
func (p *tab) barriersInTheChat(r rig, s *server, script string) {
	p.t.Helper()
	p.says("show me rain jackets")
	p.hears("Rain jackets")
	p.barriers(r, script, "cards")
	p.taps("Choose")
	p.hears("Which size")
	p.barriers(r, script, "choices")
	p.chooses(p.taps)
	p.says("what's in my cart")
	p.hears("Your cart")
	p.barriers(r, script, "cart")
	p.turn("rtl")
	p.barriers(r, script, "right-to-left")
	p.watch.away(true)
	s.kill()
	ask[bool](p, "state", "offline")
	p.says("are you there?")
	ask[bool](p, "seen", inChat, ".failed", "Not sent")
	p.barriers(r, script, "offline")
	s.start()
	ask[bool](p, "state", "online")
	p.watch.away(false)
}

// fillsCart puts the first thing that needs no choice into the cart.
func (p *tab) fillsCart() {
	p.t.Helper()
	p.says("headlamps")
	p.hears("found")
	p.taps("Add to cart")
	p.hears("in your cart")
}

// turn turns the page and the chat round.
func (p *tab) turn(dir string) {
	p.t.Helper()
	for _, frame := range []string{"", "/widget/"} {
		evaluate[bool](p, p.worldOf(frame), fmt.Sprintf("document.documentElement.dir = %q; true", dir))
	}
}

// drawn waits until what was done so far is on the screen: Chromium drops a
// smooth scroll that begins in the same frame as a new focus or direction, and
// no person is that fast.
func (p *tab) drawn() {
	p.t.Helper()
	const frames = `new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))))`
	evaluate[bool](p, p.worldOf("/widget/"), frames)
}

// barriersWhenPaid looks at what is left of an order that is paid.
func barriersWhenPaid(t *testing.T, r rig) {
	script := axe(t)
	p := r.open(t, r.shop(t).url)
	p.opens("Hello")
	p.fillsCart()
	p.order()
	pay := p.follows()
	link := pay.address()
	pay.click(inPage, "form button", "Pay")
	pay.sees(".band", "Sandbox")
	sandbox := pay.address()
	pay.click(inPage, "button", "Leave it pending")
	pay.sees("h1", "Payment under way")
	pay.visit(link + "?return=99") // a page that has looked so often comes no more by itself
	pay.sees("h1", "Payment under way")
	pay.barriers(r, script, "pay-pending")
	pay.visit(sandbox)
	pay.barriers(r, script, "sandbox-pending")
	pay.click(inPage, "button", "Let it succeed")
	pay.sees("h1", "Paid")
	pay.barriers(r, script, "pay-paid")
	pay.visit(sandbox)
	pay.barriers(r, script, "sandbox-paid")
}

// comesTo looks at an address again until the page is in a state, which may take
// more than a minute.
func (p *tab) comesTo(address, state string) {
	p.t.Helper()
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for deadline := time.Now().Add(3 * patience); time.Now().Before(deadline); <-tick.C {
		p.visit(address)
		if is, err := peek[bool](p, "has", inPage, "body", "data-state", state); err == nil && is != nil {
			return
		}
	}
	p.t.Fatalf("%s is not %s: %s", address, state, p.text())
}
