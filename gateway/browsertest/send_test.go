package browsertest

import (
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// sendingFails says what the shop cannot take, and then can.
func sendingFails(t *testing.T, r rig) {
	s := r.stage(t)
	p := r.open(t, s.url)
	p.click(inLoader, "button", "Chat")
	s.says(map[string]any{"text": "Hello"})
	p.hears("Hello")

	s.fails(503)
	p.watch.away(true)
	p.says("one")
	p.says("two")
	ask[bool](p, "seen", inChat, "[data-pending]", "Sending…")
	ask[bool](p, "seen", inChat, "#banner", "No connection")
	ask[bool](p, "seen", inChat, ".failed", "Not sent")
	s.fails(0)
	p.click(inChat, ".failed button", "Try again")
	if all := p.transcript(); count(all, "one") != 1 || count(all, "two") != 1 {
		t.Errorf("sent again, the conversation is %q", all)
	}
	ask[bool](p, "gone", inChat, ".failed")
	ask[bool](p, "state", "online")

	s.fails(422) // what will never be taken is not offered again
	p.says("three")
	ask[bool](p, "seen", inChat, ".failed", "Not sent")
	ask[bool](p, "gone", inChat, ".failed button")
	s.fails(0)
	p.says("four")
	s.says(map[string]any{"text": "I see"})
	p.hears("I see")
	p.watch.away(false)
}

// reloadUnsent loads the page anew while the shop takes nothing: what was said
// is still there, and is said once.
func reloadUnsent(t *testing.T, r rig) {
	s := r.stage(t)
	p := r.open(t, s.url)
	p.click(inLoader, "button", "Chat")
	s.says(map[string]any{"text": "Hello"})
	p.hears("Hello")
	s.fails(503)
	p.watch.away(true)
	p.says("one")
	p.says("two")
	ask[bool](p, "seen", inChat, "[data-pending]", "two")
	p.do(chromedp.Reload())
	p.click(inLoader, "button", "Chat")
	ask[bool](p, "seen", inChat, "[data-pending]", "two")
	s.fails(0)
	all := p.transcript()
	if len(all) != 3 || count(all, "one") != 1 || count(all, "two") != 1 {
		t.Errorf("after a reload the conversation is %q", all)
	}
	p.watch.away(false)
	p.ordered()
}

// sessionOver ends the session under a shopper who is writing: she is told, and
// what she has written is said in the new conversation.
func sessionOver(t *testing.T, r rig) {
	s := r.stage(t)
	p := r.open(t, s.url+"/login")
	p.watch.away(true) // a refused identity is tried first, and then a guest's session
	p.click(inLoader, "button", "Chat")
	s.says(map[string]any{"text": "Hello"})
	p.hears("Hello")
	p.says("one")
	p.transcript()
	s.forgets()
	p.says("two")
	ask[bool](p, "seen", inChat, ".note", "The old chat has ended")
	ask[bool](p, "has", inChat, ".message", "data-seq", "1")
	if all := p.transcript(); len(all) != 1 || count(all, "two") != 1 {
		t.Errorf("the new conversation is %q, want what was said last", all)
	}
	p.watch.away(false)
}

// networkLost has the shopper's own network go away in mid-purchase and come
// back: what she says meanwhile is said once and in order, and nothing that the
// shop says is missed.
func networkLost(t *testing.T, r rig) {
	p := r.open(t, r.shop(t).url)
	p.opens("Hello")
	p.fillsCart()
	p.watch.away(true)
	p.offline(true)
	ask[bool](p, "seen", inChat, "#banner", "No connection")
	p.says("what's in my cart?")
	p.says("checkout")
	ask[bool](p, "seen", inChat, "[data-pending]", "checkout")
	p.offline(false)
	p.hears("Your cart")
	p.hears("Your name")
	ask[bool](p, "gone", inChat, "#banner:not(:empty)")
	p.watch.away(false)
	p.says(ann)
	p.hears("How would you like to get it?")
	if all := p.transcript(); count(all, "what's in my cart?") != 1 || count(all, "checkout") != 1 {
		t.Errorf("said without a network: %q", all)
	}
	p.ordered()
}

// offline takes the tab's network away, or gives it back.
func (p *tab) offline(is bool) {
	p.t.Helper()
	rate := float64(-1) // as fast as it is
	rule := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{
		{DownloadThroughput: rate, UploadThroughput: rate, Offline: is},
	}}
	if _, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, rule); err != nil {
		p.t.Fatal(err)
	}
	state := network.OverrideNetworkStateParams{DownloadThroughput: rate, UploadThroughput: rate, Offline: is}
	if _, err := chromedp.Call(p.ctx, network.OverrideNetworkState, state); err != nil {
		p.t.Fatal(err)
	}
}
