package browsertest

import (
	"fmt"
	"path/filepath"
	"testing"
)

// rightToLeft buys in a shop that has added Arabic by a folder of texts: its
// pages run from right to left, none sticks out of a narrow window, and axe
// finds no barriers in them.
func rightToLeft(t *testing.T, r rig) {
	script := axe(t)
	folder, err := filepath.Abs(filepath.Join("..", "..", "sdk", "locale", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	words := speaks(t, "sdk/locale/testdata", "ar")
	s := r.shop(t, fmt.Sprintf("shop: {texts: %q, languages: [ar, en]}", folder))
	p := r.open(t, s.url+"/?lang=ar")
	p.fromRight(inPage)
	p.shot(r, "30-rtl-storefront")
	p.barriers(r, script, "rtl-storefront")
	p.click(inPage, ".grid a", "")
	p.sees("dl", "")
	p.shot(r, "31-rtl-product")

	b := buyer{tab: p, lang: "ar", words: words}
	p.click(inLoader, "button", words["widget.open"])
	p.hears(words.part("welcome.hello"))
	p.fromRight(inChat)
	p.says("headlamps")
	p.hears(words["product.details"])
	p.shot(r, "32-rtl-cards")
	p.barriers(r, script, "rtl-cards")
	p.taps(words["cart.add"])
	p.hears(words.part("cart.added.one"))
	b.orders()
	p.shot(r, "33-rtl-ordered")
	pay := p.opening(func() { p.click(inChat, "a.link", "") })
	pay.sees("h1", words["pay.open_title"])
	pay.fromRight(inPage)
	pay.shot(r, "34-rtl-pay")
	pay.barriers(r, script, "rtl-pay")
}

// fromRight checks that a page is Arabic and runs from right to left.
func (p *tab) fromRight(where string) {
	p.t.Helper()
	ask[bool](p, "has", where, "html", "lang", "ar")
	ask[bool](p, "has", where, "html", "dir", "rtl")
	ask[bool](p, "looks", where, "body", "direction", "rtl")
}
