package pay

import (
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/quote"
)

// Each code says what it takes off, as in the chat; where they do not add up to
// the discount, as a host's may not, that is said alone.
func TestDiscounts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		promotions []quote.Applied
		want       string
	}{
		"a code":           {[]quote.Applied{{Code: "SPRING", Discount: usd(1000)}}, "Discount: SPRING −$10.00"},
		"two codes":        {[]quote.Applied{{Code: "SPRING", Discount: usd(900)}, {Code: "PLUS", Discount: usd(100)}}, "Discount: SPRING −$9.00, Discount: PLUS −$1.00"},
		"one for delivery": {[]quote.Applied{{Code: "SPRING", Discount: usd(1000)}, {Code: "FREE", FreeDelivery: true}}, "Discount: SPRING −$10.00"},
		"a host's":         {nil, "Discount −$10.00"},
		"a host's besides": {[]quote.Applied{{Code: "SPRING", Discount: usd(999)}}, "Discount −$10.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			q := f.view.Quote
			q.Promotions = c.promotions
			var got []string
			for _, r := range discounts(f.texts.Printer("en", ""), q) {
				got = append(got, r.Title+" "+r.Amount)
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
