package quote_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// The shop's own price of a delivery holds, or where it cannot be, the method's.
func TestDeliveryPrice(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		price money.Amount
		err   error
		want  int64 // the courier's own is 500
	}{
		"its own":          {usd(1234), nil, 1234},
		"free":             {usd(0), nil, 0},
		"an error":         {usd(1234), errors.New("no route"), 500},
		"negative":         {usd(-1), nil, 500},
		"another currency": {money.New(7, "EUR"), nil, 500},
		"no currency":      {money.Amount{}, nil, 500},
		"absurd":           {usd(math.MaxInt64), nil, 500},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := rules(false)
			var asked quote.Draft
			r.DeliveryPrice = func(d quote.Draft, m quote.Method) (money.Amount, error) {
				asked = d
				return tt.price, tt.err
			}
			d := draft("courier", "KZ", 1000)
			q, err := r.Quote(d, "en")
			if err != nil || q.Delivery.Price != usd(tt.want) || q.Total.Minor != 2000+240+tt.want {
				t.Errorf("delivery %+v, total %v, %v; want %d", q.Delivery, q.Total, err, tt.want)
			}
			if asked.Key() != d.Key() {
				t.Errorf("it was asked about %+v", asked)
			}
		})
	}
}

// Nobody is asked before a way to deliver is chosen.
func TestDeliveryPriceOfNothing(t *testing.T) {
	t.Parallel()
	r := rules(true)
	r.DeliveryPrice = func(quote.Draft, quote.Method) (money.Amount, error) { panic("asked") }
	if q, err := r.Quote(draft("", "", 1000), "en"); err != nil || q.Delivery != nil {
		t.Errorf("%+v, %v", q, err)
	}
}

// The shop's own share of tax holds, or where it cannot be, the rate of its
// settings; also where that is nothing.
func TestTaxOf(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ share, want int64 }{
		"its own":  {50_000, 25_000},
		"nothing":  {0, 0},
		"the most": {10_000_000, 5_000_000},
		"negative": {-1, 60_000},
		"too much": {10_000_001, 60_000},
		"absurd":   {math.MaxInt64, 60_000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := quote.Rules{
				Tax:   quote.Tax{PerMillion: 120_000},
				TaxOf: func(quote.DraftLine) int64 { return tt.share },
			}
			d := quote.Draft{Currency: "USD", Lines: []quote.DraftLine{{Quantity: 10, Unit: usd(50_000)}}}
			q, err := r.Quote(d, "en")
			if err != nil || q.Tax != usd(tt.want) || q.Total != usd(500_000+tt.want) {
				t.Errorf("tax %v, total %v, %v; want %v", q.Tax, q.Total, err, usd(tt.want))
			}
			r.Tax.PerMillion = 0
			if q, err := r.Quote(d, "en"); err != nil || q.Tax.Minor < 0 {
				t.Errorf("tax %v, %v", q.Tax, err)
			}
		})
	}
}

// Books are taxed by 5 %, the rest as usual.
func ExampleRules_taxOf() {
	r := quote.Rules{
		Tax: quote.Tax{PerMillion: 120_000},
		TaxOf: func(l quote.DraftLine) int64 {
			if l.Title == "Book" {
				return 50_000
			}
			return 120_000
		},
	}
	q, err := r.Quote(quote.Draft{Currency: "USD", Lines: []quote.DraftLine{
		{Title: "Book", Quantity: 1, Unit: usd(2000)}, {Title: "Lamp", Quantity: 1, Unit: usd(2000)},
	}}, "en")
	fmt.Println(q.Lines[0].Tax, q.Lines[1].Tax, q.Total, err)
	// Output: 1.00 USD 2.40 USD 43.40 USD <nil>
}
