package checkout

import (
	"testing"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// taker takes one currency.
type taker struct {
	payments.Provider
	name, currency string
}

func (t taker) Name() string { return t.name }
func (t taker) Capabilities() payments.Capabilities {
	return payments.Capabilities{Currencies: []string{t.currency}}
}

// Whatever the shop chooses, nobody gets an order whose currency he does not
// take.
func TestProviderOfAnOrder(t *testing.T) {
	t.Parallel()
	all := []payments.Provider{taker{name: "euro", currency: "EUR"}, taker{name: "one", currency: "USD"}, taker{name: "two", currency: "USD"}}
	for choice, want := range map[string]string{"": "one", "two": "two", "one": "one", "euro": "one", "nobody": "one"} {
		d := New(Config{Providers: all, Choose: func(_ order.Order, takes []payments.Provider) string {
			if len(takes) != 2 {
				t.Errorf("it may choose of %d", len(takes))
			}
			return choice
		}})
		o := order.Order{}
		o.Quote.Total = money.New(1000, "USD")
		if p := d.provider(o); p == nil || p.Name() != want {
			t.Errorf("%q chosen: %v, want %s", choice, p, want)
		}
		o.Quote.Total = money.New(1000, "KZT")
		if p := d.provider(o); p != nil {
			t.Errorf("%s takes KZT", p.Name())
		}
	}
}
