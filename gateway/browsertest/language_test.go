package browsertest

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestBuyInEachLanguage buys in every language that Sauda has, by its buttons,
// from the storefront to the thanks; the pages of the payment are in it, too.
// Who reads Russian does it on a small telephone.
func TestBuyInEachLanguage(t *testing.T) {
	r := rig{browser: browser(t), program: build(t), shots: folder(t)}
	s := r.shop(t)
	for lang, v := range map[string]view{"en": {1280, 800, "light"}, "ru": {320, 640, "light"}, "kk": {1280, 800, "light"}} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			p := r.open(t, "about:blank")
			p.wears(v)
			p.visit(s.url + "/?lang=" + lang)
			b := buyer{tab: p, shots: r.shots, lang: lang, words: speaks(t, "sdk/locale/texts", lang), knows: knows(t)}
			b.buys(v)
		})
	}
}

// buyer is a shopper who reads one language.
type buyer struct {
	*tab
	shots string // folder for pictures; "" is none
	lang  string
	words texts           // what the shop says to her
	knows map[string]bool // words of other alphabets that are as well in hers
}

func (b buyer) buys(v view) {
	b.t.Helper()
	b.reads(b.tab, "storefront", inPage)
	b.asks()
	b.answers()
	b.reads(b.tab, "cards", inChat)
	b.taps(b.words["product.choose"])
	b.hears(b.words.part("choose.which"))
	b.reads(b.tab, "which", inChat)
	b.chooses()
	b.orders()
	b.reads(b.tab, "ordered", inChat)
	b.pays(v)
	b.hears(b.words.part("payment.thanks"))
	b.reads(b.tab, "thanks", inChat)
	b.ordered()
}

// asks opens the chat by a button of the page's, and sends what that has put
// into the box.
func (b buyer) asks() {
	b.t.Helper()
	sentence := b.words["storefront.hero_ask"]
	b.click(inPage, "button[data-sauda-open]", sentence)
	b.hears(b.words.part("welcome.hello"))
	ask[bool](b.tab, "holds", inChat, "#text", sentence)
	ask[bool](b.tab, "focus", inChat, "#text")
	b.enter()
}

// answers lets the shop advise: the first answer that is offered, and then what
// fits.
func (b buyer) answers() {
	b.t.Helper()
	b.hears(b.words.part("advise.fit.other"))
	b.taps(ask[[]string](b.tab, "labels")[0])
	b.hears(b.words.part("advise.fit.other"))
	b.taps(b.words["advise.now"])
	b.hears(b.words.part("advise.picks.other"))
}

// chooses takes the first of what is offered, until the thing is in the cart.
func (b buyer) chooses() {
	b.t.Helper()
	for which := b.words.part("choose.which"); strings.Contains(ask[string](b.tab, "message", b.heard), which); {
		b.taps(ask[[]string](b.tab, "labels")[0])
		b.hears("")
	}
	if said := ask[string](b.tab, "message", b.heard); !strings.Contains(said, b.words.part("cart.added.one")) {
		b.t.Fatalf("chosen, and the shop says %q", said)
	}
}

// orders tells the shop what it wants to know, as its own examples are.
func (b buyer) orders() {
	b.t.Helper()
	b.taps(b.words["checkout.start"])
	b.hears(b.words.part("checkout.ask_contact"))
	b.says(b.words.example("checkout.ask_contact"))
	b.hears(b.words["checkout.ask_delivery"])
	b.taps(ask[[]string](b.tab, "labels")[0])
	b.hears(b.words["checkout.ask_address"])
	b.says(b.words.example("checkout.bad_address"))
	b.hears(b.words["checkout.yours"])
	b.taps(b.words["checkout.pay"])
	b.hears(b.words.part("checkout.placed"))
}

// pays goes through the shop's page and the provider's.
func (b buyer) pays(v view) {
	b.t.Helper()
	pay := b.opening(func() { b.click(inChat, "a.link", "") })
	pay.wears(v)
	pay.sees("h1", b.words["pay.open_title"])
	b.reads(pay, "pay", inPage)
	pay.click(inPage, "form button", "")
	pay.sees(".band", "")
	b.reads(pay, "sandbox", inPage)
	pay.click(inPage, "button.main", "")
	pay.sees("h1", b.words["pay.paid_title"])
	b.reads(pay, "paid", inPage)
}

// reads goes through a page, or the chat: it must say which language it is in,
// have no word that is foreign to her, and not stick out of the window.
func (b buyer) reads(p *tab, name, where string) {
	b.t.Helper()
	ask[bool](p, "has", where, "html", "lang", b.lang)
	ask[bool](p, "still")
	for _, text := range ask[[]string](p, "read", where) {
		if foreign := b.foreign(text); len(foreign) > 0 {
			b.t.Errorf("%s: %q in %q", name, foreign, text)
		}
	}
	type wide struct{ Elements []string }
	if w := ask[wide](p, "wide"); len(w.Elements) > 0 {
		b.t.Errorf("%s is too wide: %q", name, w.Elements)
	}
	if b.shots != "" {
		p.front()
		p.picture(filepath.Join(b.shots, fmt.Sprintf("60-%s-%s.png", b.lang, name)))
	}
}
