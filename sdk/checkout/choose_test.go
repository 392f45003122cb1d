package checkout

import (
	"slices"
	"testing"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// taker takes what it can.
type taker struct {
	payments.Provider
	name string
	can  payments.Capabilities
}

func (t taker) Name() string                        { return t.name }
func (t taker) Capabilities() payments.Capabilities { return t.can }

// Whatever the shop chooses, nobody gets an order whose currency he does not
// take, whose country he does not serve, or which is of another chat.
func TestWaysToPay(t *testing.T) {
	t.Parallel()
	dollars := payments.Capabilities{Currencies: []string{"USD"}}
	kazakh, chat := dollars, dollars
	kazakh.Countries, chat.Channel = []string{"KZ"}, "telegram"
	all := []payments.Provider{
		taker{name: "euro", can: payments.Capabilities{Currencies: []string{"EUR"}}},
		taker{name: "one", can: dollars}, taker{name: "two", can: dollars}, taker{name: "kz", can: kazakh}, taker{name: "chat", can: chat},
	}
	for name, tt := range map[string]struct {
		choice, country, shop, currency string
		want                            []string
	}{
		"nobody chosen":         {currency: "USD", want: []string{"one", "two", "kz"}},
		"the second":            {choice: "two", currency: "USD", want: []string{"two", "one", "kz"}},
		"the first":             {choice: "one", currency: "USD", want: []string{"one", "two", "kz"}},
		"who takes it not":      {choice: "euro", currency: "USD", want: []string{"one", "two", "kz"}},
		"who is not there":      {choice: "nobody", currency: "USD", want: []string{"one", "two", "kz"}},
		"an order to Germany":   {choice: "kz", country: "DE", shop: "KZ", currency: "USD", want: []string{"one", "two"}},
		"an order to here":      {choice: "kz", shop: "KZ", currency: "USD", want: []string{"kz", "one", "two"}},
		"an order from nowhere": {choice: "kz", currency: "USD", want: []string{"kz", "one", "two"}},
		"what nobody takes":     {choice: "one", currency: "KZT"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := New(Config{Providers: all, Country: tt.shop, Choose: func(_ order.Order, takes []payments.Provider) string {
				if len(takes) != len(tt.want) {
					t.Errorf("it may choose of %d", len(takes))
				}
				clear(takes) // its own
				return tt.choice
			}})
			o := order.Order{Details: order.Details{Country: tt.country}}
			o.Quote.Total = money.New(1000, tt.currency)
			ways, err := d.ways(t.Context(), o)
			var got []string
			for _, p := range ways {
				got = append(got, p.Name())
			}
			if err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("ways %v, %v; want %v", got, err, tt.want)
			}
		})
	}
}

// In the chat, too, what is not written in her language is said in the shop's own.
func TestWaysInTheShopsLanguage(t *testing.T) {
	t.Parallel()
	d := New(Config{Locale: "ru-KZ", Providers: []payments.Provider{
		taker{name: "card", can: payments.Capabilities{Title: map[string]string{"en": "Card", "ru": "Картой"}}},
		cash{taker: taker{name: "cash"}},
	}})
	o := order.Order{}
	o.Quote.Total = money.New(1000, "KZT")
	ways := d.Ways(o, "")
	for lang, want := range map[string]string{"kk": "Картой, по-русски", "en-US": "Card, in English", "": "Картой, по-русски"} {
		if got := ways[0].Called(lang) + ", " + ways[1].How(lang).Text; got != want {
			t.Errorf("in %q: %s, want %s", lang, got, want)
		}
	}
}

// cash is told of in English and Russian.
type cash struct {
	taker
	payments.Manual
}

func (cash) Instructions(lang string) payments.Instructions {
	if lang == "ru-KZ" {
		return payments.Instructions{Lang: "ru", Text: "по-русски"}
	}
	return payments.Instructions{Lang: "en", Text: "in English"}
}
