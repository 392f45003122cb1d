package flows_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue/dialoguetest"
)

// What gets into the cart of the demo shop, and how often, when words name it:
// numbers before the noun count, those of a name are the name's, and one that no
// name has counts as well. There are 11 Jackdaw 12.
func TestAmountsInCart(t *testing.T) {
	t.Parallel()
	shops := demoShops(t)
	for _, tt := range []struct{ lang, said, cart string }{
		{"en", "add two croft tents", "2 croft-2"},
		{"en", "add 2 croft tents", "2 croft-2"},
		{"en", "add croft 2", "1 croft-2"},
		{"en", "add the croft 2 tent", "1 croft-2"},
		{"en", "add two croft 2 tents", "2 croft-2"},
		{"en", "add 2 croft 2", "2 croft-2"},
		{"en", "add 3 x croft 2", "3 croft-2"},
		{"en", "add croft 2 x 3", "3 croft-2"},
		{"en", "add croft 2, 3 pcs", "3 croft-2"},
		{"en", "add two heron two", "2 heron-2"},
		{"en", "put heron 3 in my cart", "1 heron-3"},
		{"en", "add two meadow air 5", "2 meadow-air-5"},
		{"en", "add two croft 2 long-walk tents", "2 croft-2"},
		{"en", "add jackdaw 12", "1 jack-12"},
		{"en", "add 12 jackdaw multi-tools", "11 jack-12"},
		{"en", "add glim 200", "1 glim-200"},
		{"en", "add lee 3 × 3", "1 lee-tarp"},
		{"en", "add two lee 3 × 3 tarps", "2 lee-tarp"},
		{"en", "add jackdaw 12 and two heron 3", "1 jack-12, 2 heron-3"},
		{"en", "add mugs 3", "which of enamel-mug thermo-mug tray-table"},
		{"en", "add kettle 2", "2 kettle"},
		{"en", "add croft 2 in olive", "1 croft-2"},
		{"en", "add croft olive 2", "1 croft-2"},
		{"en", "add tor winter 42", "1 tor-winter"},
		{"en", "add two tor winter boots in 42", "2 tor-winter"},
		{"en", "add eider 0", "1 eider-0"},
		{"en", "add croft 3", "which of croft-2"},
		{"en", "add heron 4", "which of heron-3 heron-2 heron-1"},
		{"ru", "добавь две палатки croft", "2 croft-2"},
		{"ru", "добавь палатку croft 2", "1 croft-2"},
		{"ru", "добавь две палатки croft 2", "2 croft-2"},
		{"ru", "добавь croft 2, 3 шт", "3 croft-2"},
		{"ru", "добавь чайник curlew 2", "2 kettle"},
		{"ru", "добавь фонарь glim 200", "1 glim-200"},
		{"kk", "екі croft шатырын қос", "2 croft-2"},
		{"kk", "croft 2 шатырын қос", "1 croft-2"},
		{"kk", "екі croft 2 шатырын қос", "2 croft-2"},
		{"kk", "3 дана croft 2 қос", "3 croft-2"},
		{"kk", "glim 200 шамын қос", "1 glim-200"},
	} {
		s, err := shops[tt.lang].Clone()
		if err != nil {
			t.Fatal(err)
		}
		t.Run(tt.lang+" "+tt.said, func(t *testing.T) {
			t.Parallel()
			if _, err := s.Says(t.Context(), tt.said); err != nil {
				t.Fatal(err)
			}
			if got := carried(t, s); got != tt.cart {
				t.Errorf("%q: %s, want %s\n%s", tt.said, got, tt.cart, dialoguetest.Text(s.Said))
			}
		})
	}
}

// demoShops are the demo shop in each language.
func demoShops(t *testing.T) map[string]*dialoguetest.Shop {
	t.Helper()
	all, err := demo.Products()
	if err != nil {
		t.Fatal(err)
	}
	shops := map[string]*dialoguetest.Shop{}
	for _, lang := range []string{"en", "ru", "kk"} {
		p := profile()
		p.Currency, p.Locale = demo.Currency, lang
		shops[lang] = shopOf(t, contact.Contact{}, p, all...)
	}
	return shops
}

// carried answers what is asked about variants with the first that there is, and
// says what the cart holds then, or among what she is to choose.
func carried(t *testing.T, s *dialoguetest.Shop) string {
	t.Helper()
	top, _ := s.State.Top()
	for ; top.Flow == "choose"; top, _ = s.State.Top() {
		if _, err := s.Taps(t.Context(), s.Said[len(s.Said)-1].Choices[0].Label); err != nil {
			t.Fatal(err)
		}
	}
	var parts []string
	for _, l := range s.Cart.Lines {
		parts = append(parts, fmt.Sprintf("%d %s", l.Quantity, l.Ref.Product))
	}
	if top.Flow == "cart" && top.Step == "which" {
		which := "which of"
		for _, ref := range s.State.Shown {
			which += " " + string(ref.Product)
		}
		parts = append(parts, which)
	}
	return strings.Join(parts, ", ")
}
