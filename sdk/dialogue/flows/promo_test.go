package flows_test

import (
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/dialogue/dialoguetest"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// promoting is a shop with codes of every kind; its days begin on 2 March 2026.
func promoting() dialogue.Shop {
	p := profile()
	p.Rules.Promotions = []quote.Promotion{
		{Code: "SPRING", PerMillion: 100_000},
		{Code: "SHIP", FreeDelivery: true, Stackable: true},
		{Code: "FIVE", Amount: usd(500), Stackable: true},
		{Code: "BIG", Amount: usd(2000), Min: usd(10000)},
		{Code: "JACKETS", PerMillion: 500_000, Categories: []string{"jackets"}},
		{Code: "OLD", Amount: usd(100), Ends: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)},
		{Code: "SOON", Amount: usd(100), Starts: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)},
		{Code: "BOBS", Amount: usd(100), For: []string{"bob"}},
		{Code: "FIRST", Amount: usd(100), Uses: 10},
		{Code: "ONCE", Amount: usd(100), UsesEach: 1},
		{Code: "LAST", Amount: usd(1000), Uses: 3},
	}
	return p
}

// Codes are typed or asked for; what they give is said, and why they do not.
func TestPromo(t *testing.T) {
	t.Parallel()
	open := func(lang string) func(*testing.T) *dialoguetest.Shop {
		return func(t *testing.T) *dialoguetest.Shop {
			c := ann()
			c.Locale = lang
			s := shopOf(t, c, promoting())
			s.Used = []quote.Usage{{Code: "first", All: 10}, {Code: "once", All: 1, Hers: 1}, {Code: "last", All: 2}}
			return s
		}
	}
	more := map[string]func(*dialoguetest.Shop, string) error{
		"used": func(s *dialoguetest.Shop, _ string) error { // the last use of LAST is another's now
			s.Used[2].All = 3
			return nil
		},
	}
	for name, verb := range verbs {
		more[name] = verb
	}
	for _, lang := range []string{"en", "ru", "kk"} {
		dialoguetest.Run(t, "testdata/promo/"+lang+"*.txtar", *update, open(lang), more)
	}
}

// What is about codes, and what is not: a word is a code where it is one of the
// shop's and stands alone, or beside a word for codes.
func TestPromoSpots(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"spring": "promo", "SPRING.": "promo", "promo spring": "promo", "use code spring please": "promo",
		"my promo code is sprung7": "promo", "apply coupon XYZ": "promo", "promocode sprung": "promo", "I have a promo code": "promo",
		"i have a code": "promo", "промокод spring": "promo", "у меня есть промокод": "promo", "промокодым бар": "promo", "промокод ВЕСНА7": "promo",
		"do you have a promo code": "questions", "any promo codes?": "questions", "есть промокод?": "questions", "промокод бар ма": "questions",
		"spring jackets": "search", "do you sell in spring": "search", "code": "search", "tents": "search", "the door code is 1234": "search",
	} {
		s := shopOf(t, ann(), promoting())
		if _, err := s.Says(t.Context(), words); err != nil {
			t.Errorf("%q: %v", words, err)
		}
		if got := s.Flow == "promo"; got != (want == "promo") {
			t.Errorf("%q is answered by %s, want %s", words, s.Flow, want)
		}
	}
}

// A shop without codes is not asked for them, and a code typed there is unknown.
func TestPromoWithoutCodes(t *testing.T) {
	t.Parallel()
	s := guest(t)
	for _, words := range []string{"add a glow lamp", "promo SPRING7"} {
		if _, err := s.Says(t.Context(), words); err != nil {
			t.Fatal(err)
		}
	}
	if s.Flow != "promo" || len(s.Cart.Codes) > 0 {
		t.Errorf("%s answered, and the cart has %v", s.Flow, s.Cart.Codes)
	}
}

// The host knows codes of its own: they are kept, and its word is shown.
func TestPromoOfHost(t *testing.T) {
	t.Parallel()
	p := profile()
	p.Rules.Codes = true
	s := shopOf(t, ann(), p, item("lamp-1", "Glow Lamp", "Camping/Lamps", 3500, catalog.Stock{Kind: catalog.StockUnlimited}))
	for _, words := range []string{"add a glow lamp", "promo HOSTS7"} {
		if _, err := s.Says(t.Context(), words); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.Cart.Codes) != 1 || s.Cart.Codes[0] != "HOSTS7" {
		t.Errorf("the cart has %v", s.Cart.Codes)
	}
}
