package quote_test

import (
	"errors"
	"fmt"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

func usd(minor int64) money.Amount { return money.New(minor, "USD") }

func rules(included bool) quote.Rules {
	return quote.Rules{
		Country: "KZ",
		Methods: []quote.Method{
			{ID: "courier", Name: catalog.Text{"en": "Courier", "ru": "Курьер"}, Price: usd(500), FreeOver: usd(10000), Countries: []string{"KZ"}},
			{ID: "post", Name: catalog.Text{"en": "Post"}, Price: usd(900)},
			{ID: "pickup", Name: catalog.Text{"en": "Pickup"}, Countries: []string{"KZ"}, Pickup: true},
		},
		Tax: quote.Tax{PerMillion: 120000, Included: included},
	}
}

func draft(delivery, country string, units ...int64) quote.Draft {
	d := quote.Draft{Currency: "USD", Delivery: delivery, Country: country}
	for i, u := range units {
		d.Lines = append(d.Lines, quote.DraftLine{Ref: catalog.Ref{Product: catalog.ProductID(fmt.Sprint(i))}, Title: "Thing", Quantity: 2, Unit: usd(u)})
	}
	return d
}

func TestQuote(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		included           bool
		d                  quote.Draft
		subtotal, tax, sum int64
		delivery           int64
		deliveryName, lang string
	}{
		"no delivery yet":     {true, draft("", "", 1000), 2000, 214, 2000, 0, "", "en"},
		"courier":             {true, draft("courier", "", 1000), 2000, 214, 2500, 500, "Courier", "en"},
		"in another language": {true, draft("courier", "", 1000), 2000, 214, 2500, 500, "Курьер", "ru"},
		"free over":           {true, draft("courier", "KZ", 5000), 10000, 1071, 10000, 0, "Courier", "en"},
		"just below free":     {true, draft("courier", "KZ", 4999), 9998, 1071, 10498, 500, "Courier", "en"},
		"pickup has no price": {true, draft("pickup", "KZ", 1000), 2000, 214, 2000, 0, "Pickup", "en"},
		"tax on top":          {false, draft("post", "DE", 1000, 333), 2666, 320, 2666 + 320 + 900, 900, "Post", "en"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q, err := rules(tt.included).Quote(tt.d, tt.lang)
			if err != nil {
				t.Fatal(err)
			}
			got := []int64{q.Subtotal.Minor, q.Tax.Minor, q.Total.Minor}
			if diff := cmp.Diff([]int64{tt.subtotal, tt.tax, tt.sum}, got); diff != "" {
				t.Errorf("subtotal, tax, total (-want +got):\n%s", diff)
			}
			if tt.deliveryName == "" {
				if q.Delivery != nil {
					t.Errorf("delivery %+v, want none", q.Delivery)
				}
				return
			}
			if q.Delivery == nil || q.Delivery.Name != tt.deliveryName || q.Delivery.Price != usd(tt.delivery) {
				t.Errorf("delivery %+v, want %s for %d", q.Delivery, tt.deliveryName, tt.delivery)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	other := draft("", "", 1000)
	other.Lines[0].Unit = money.New(1000, "EUR")
	for name, tt := range map[string]struct {
		d    quote.Draft
		want error
	}{
		"empty":            {quote.Draft{Currency: "USD"}, quote.ErrEmpty},
		"no such method":   {draft("drone", "", 1000), quote.ErrDelivery},
		"not there":        {draft("courier", "DE", 1000), quote.ErrDelivery},
		"too much":         {draft("", "", 1<<62), money.ErrOverflow},
		"another currency": {other, money.ErrCurrency},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := rules(true).Quote(tt.d, "en"); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestFor(t *testing.T) {
	t.Parallel()
	for country, want := range map[string][]string{
		"": {"courier", "post", "pickup"}, "KZ": {"courier", "post", "pickup"}, "DE": {"post"},
	} {
		var got []string
		for _, m := range rules(true).For(country) {
			got = append(got, m.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("For(%q) (-want +got):\n%s", country, diff)
		}
	}
}

// A quote adds up, rounds once per line, and is the same every time.
func TestAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := rules(rapid.Bool().Draw(t, "included"))
		r.Tax.PerMillion = rapid.Int64Range(0, 400000).Draw(t, "tax")
		if rapid.Bool().Draw(t, "hooks") {
			prices, shares := rapid.SliceOfN(rapid.Int64(), 9, 9).Draw(t, "prices"), rapid.SliceOfN(rapid.Int64Range(-1, 10_000_001), 100, 100).Draw(t, "shares")
			r.DeliveryPrice = func(d quote.Draft, _ quote.Method) (money.Amount, error) { return usd(prices[len(d.Lines)-1]), nil }
			r.TaxOf = func(l quote.DraftLine) int64 { return shares[l.Quantity] }
		}
		d := quote.Draft{Currency: "USD", Delivery: rapid.SampledFrom([]string{"", "courier", "post", "pickup"}).Draw(t, "delivery")}
		for range rapid.IntRange(1, 9).Draw(t, "lines") {
			d.Lines = append(d.Lines, quote.DraftLine{
				Quantity: rapid.IntRange(1, 99).Draw(t, "n"), Unit: usd(rapid.Int64Range(0, 1_000_000).Draw(t, "unit")),
			})
		}
		q, err := r.Quote(d, "en")
		if err != nil {
			t.Fatal(err)
		}
		var lines, tax int64
		for _, l := range q.Lines {
			lines += l.Total.Minor
			tax += l.Tax.Minor
			checkTax(t, taxOf(r, l), l)
		}
		total := lines
		if q.Delivery != nil {
			if q.Delivery.Price.Minor < 0 {
				t.Fatalf("delivery %v", q.Delivery.Price)
			}
			total += q.Delivery.Price.Minor
		}
		if !r.Tax.Included {
			total += tax
		}
		if q.Subtotal.Minor != lines || q.Tax.Minor != tax || q.Total.Minor != total {
			t.Fatalf("lines %d, tax %d, total %d: %+v", lines, tax, total, q)
		}
		if again, err := r.Quote(d, "en"); err != nil || !cmp.Equal(q, again) {
			t.Fatalf("the second quote differs: %v", err)
		}
	})
}

// taxOf is the tax that holds for a line.
func taxOf(r quote.Rules, l quote.Line) quote.Tax {
	t := r.Tax
	if r.TaxOf != nil {
		if share := r.TaxOf(quote.DraftLine{Ref: l.Ref, Quantity: l.Quantity}); share >= 0 && share <= 10_000_000 {
			t.PerMillion = share
		}
	}
	return t
}

// checkTax compares a line's tax with the exact one: at most half a unit away.
func checkTax(t *rapid.T, tax quote.Tax, l quote.Line) {
	base := int64(1_000_000)
	if tax.Included {
		base += tax.PerMillion
	}
	exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(l.Total.Minor), big.NewInt(tax.PerMillion)), big.NewInt(base))
	off := exact.Sub(exact, new(big.Rat).SetInt64(l.Tax.Minor))
	if off.Abs(off).Cmp(big.NewRat(1, 2)) > 0 {
		t.Fatalf("tax of %v at %+v is %v, off by %v", l.Total, tax, l.Tax, off)
	}
}

func Example() {
	r := quote.Rules{
		Methods: []quote.Method{{ID: "courier", Name: catalog.Text{"en": "Courier"}, Price: usd(500)}},
		Tax:     quote.Tax{PerMillion: 120000, Included: true},
	}
	q, err := r.Quote(quote.Draft{Currency: "USD", Delivery: "courier", Lines: []quote.DraftLine{{Title: "Dome 2", Quantity: 2, Unit: usd(17900)}}}, "en")
	fmt.Println(q.Total, "of which tax", q.Tax, err)
	// Output: 363.00 USD of which tax 38.36 USD <nil>
}
