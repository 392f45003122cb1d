package flows_test

import (
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue/dialoguetest"
)

// What browsing must hold, whatever else changes.
func TestBrowsingHolds(t *testing.T) {
	t.Parallel()
	dialoguetest.Run(t, "testdata/must/*.txtar", *update, func(t *testing.T) *dialoguetest.Shop {
		return shopOf(t, contact.Contact{}, profile(), append(goods(), more()...)...)
	}, verbs)
}

// more are a kettle whose sizes cost and colours look otherwise, things that are
// compared by content, and a tent for a second page.
func more() []catalog.Product {
	kettle := sized(item("kettle-1", "Kettle", "Kitchen/Kettles", 2900, counted(9)), []string{"Red", "Green"}, []string{"Small", "Large"}, "Green Large")
	for i := range kettle.Variants {
		v := &kettle.Variants[i]
		v.Image = &catalog.Image{URL: "/pictures/kettle-" + v.Values["color"] + ".svg"}
		if v.Values["size"] == "Large" {
			v.Offer.Price = usd(3900)
		}
	}
	gas := item("gas-1", "Gas Can", "Kitchen/Fuel", 1000, counted(9))
	gas.Offer.Content = catalog.Measure{Number: 230, Unit: "g"}
	wax := item("wax-1", "Wax Tin", "Kitchen/Fuel", 1100, counted(9))
	wax.Offer.Content, wax.Offer.Per = catalog.Measure{Number: 60, Unit: "ml"}, catalog.Measure{Number: 10, Unit: "ml"}
	litre := item("fuel-2", "Gas Litre", "Kitchen/Fuel", 1500, counted(9))
	litre.Offer.Content = catalog.Measure{Number: 1000, Unit: "ml"}
	return []catalog.Product{
		kettle, litre, gas, wax, item("fuel-1", "Gas Torch", "Kitchen/Fuel", 2000, counted(9)),
		item("tent-7", "Ledge 2", "Camping/Tents", 21900, counted(3)),
	}
}

// Currencies have no, two or three decimals, whatever a list says of them.
func TestCurrencies(t *testing.T) {
	t.Parallel()
	for currency, tt := range map[string]struct {
		minor, was int64
		locale     string
		price      string
		wasPrice   string
		under      string
		found      bool
	}{
		"KRW": {35000, 42000, "en", "₩35,000", "₩42,000", "lamps under 40000 won", true},
		"KZT": {1950000, 2100000, "ru", "19\u00a0500\u00a0₸", "21\u00a0000\u00a0₸", "лампы до 20 000 ₸", true},
		"KWD": {12750, 13500, "en", "KWD\u00a012.750", "KWD\u00a013.500", "lamps under 13 KWD", true},
		"USD": {1999, 2500, "en", "$19.99", "$25.00", "lamps under 19", false},
	} {
		t.Run(currency, func(t *testing.T) {
			t.Parallel()
			p := profile()
			p.Currency, p.Locale = currency, tt.locale
			p.Rules.Methods = nil
			lamp := item("lamp-1", "Glow Lamp", "Lamps", 0, counted(3))
			lamp.Title["ru"], lamp.Category[0]["ru"] = "Лампа", "Лампы"
			lamp.Offer.Price, lamp.Offer.Was = money.New(tt.minor, currency), money.New(tt.was, currency)
			s := shopOf(t, contact.Contact{}, p, lamp)
			said, err := s.Says(t.Context(), tt.under)
			if err != nil {
				t.Fatal(err)
			}
			cards := said[len(said)-1].Cards
			if len(cards) > 0 != tt.found {
				t.Fatalf("%q shows %d cards: %s", tt.under, len(cards), said[0].Text)
			}
			if tt.found && (cards[0].Price.Display != tt.price || cards[0].Was == nil || cards[0].Was.Display != tt.wasPrice) {
				t.Errorf("%q, was %+v; want %q, was %q", cards[0].Price.Display, cards[0].Was, tt.price, tt.wasPrice)
			}
		})
	}
}

// The picture is that of the variant: in the question once its colour is picked,
// and in what says that it is in the cart.
func TestPictureFollowsVariant(t *testing.T) {
	t.Parallel()
	s := shopOf(t, contact.Contact{}, profile(), more()...)
	want := []string{"/pictures/kettle-1.svg", "", "/pictures/kettle-Red.svg", "/pictures/kettle-Red.svg"}
	for i, does := range []string{"kettles", "Kettle: Choose", "Red", "Small"} {
		do := s.Taps
		if i == 0 {
			do = s.Says
		}
		said, err := do(t.Context(), does)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if cards := said[len(said)-1].Cards; len(cards) > 0 {
			if got = cards[0].Image; cards[0].ImageAlt == "" {
				t.Errorf("%s: a picture without words", does)
			}
		}
		if got != want[i] {
			t.Errorf("%s: the picture is %q, want %q", does, got, want[i])
		}
	}
}
