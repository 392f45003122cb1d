package quote_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// currencies with 0, 2 and 3 decimals, and prices as they are in them.
var currencies = map[string]int64{"JPY": 500_000, "USD": 1_000_000, "KZT": 100_000_000, "KWD": 1_000_000}

var paths = []string{"", "Books", "Books/Novels", "Camping/Tents", "Gifts/Books"}

// world is a shop and an order in it, drawn at random.
func world(t *rapid.T) (quote.Rules, quote.Draft) {
	currency := rapid.SampledFrom([]string{"JPY", "USD", "KZT", "KWD"}).Draw(t, "currency")
	most := currencies[currency]
	sum := func(label string) money.Amount { return money.New(rapid.Int64Range(0, most).Draw(t, label), currency) }
	share := rapid.Int64Range(0, 400_000)
	r := quote.Rules{
		Country: "KZ",
		Methods: []quote.Method{{ID: "courier", Price: sum("courier"), FreeOver: sum("free over")}, {ID: "pickup", Pickup: true}},
		Tax: quote.Tax{
			PerMillion: share.Draw(t, "tax"), Included: rapid.Bool().Draw(t, "included"), Delivery: share.Draw(t, "tax of delivery"),
			Rates: []quote.Rate{{Category: "books", PerMillion: share.Draw(t, "books")}, {Category: "books/novels", PerMillion: share.Draw(t, "novels")}},
		},
	}
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	d := quote.Draft{Currency: currency, Delivery: rapid.SampledFrom([]string{"", "courier", "pickup"}).Draw(t, "delivery"), At: now, Contact: "ann"}
	for i := range rapid.IntRange(1, 6).Draw(t, "lines") {
		d.Lines = append(d.Lines, quote.DraftLine{
			Ref: catalog.Ref{Product: catalog.ProductID(fmt.Sprint(i))}, Category: rapid.SampledFrom(paths).Draw(t, "path"),
			Quantity: rapid.IntRange(1, 99).Draw(t, "n"), Unit: sum("unit"),
		})
	}
	for i := range rapid.IntRange(0, 5).Draw(t, "promotions") {
		p := quote.Promotion{
			Code: fmt.Sprint("Code", i), PerMillion: rapid.SampledFrom([]int64{0, 0, 33_333, 100_000, 500_000, 1_000_000}).Draw(t, "percent"),
			FreeDelivery: rapid.Bool().Draw(t, "free"), Stackable: rapid.Bool().Draw(t, "stacks"),
			Uses: rapid.IntRange(0, 2).Draw(t, "uses"), UsesEach: rapid.IntRange(0, 2).Draw(t, "each"),
			Starts: now.Add(time.Duration(rapid.IntRange(-3, 1).Draw(t, "starts")) * time.Hour),
			Ends:   now.Add(time.Duration(rapid.IntRange(0, 9).Draw(t, "ends")) * time.Hour),
		}
		if rapid.Bool().Draw(t, "amount") {
			p.Amount = sum("off")
		}
		if rapid.Bool().Draw(t, "min") {
			p.Min = sum("from")
		}
		if rapid.Bool().Draw(t, "for books") {
			p.Categories = []string{"BOOKS"}
		}
		if rapid.IntRange(0, 5).Draw(t, "for whom") == 0 {
			p.For = []string{"bob"}
		}
		r.Promotions = append(r.Promotions, p)
		d.Codes = append(d.Codes, rapid.SampledFrom([]string{"code", " CODE", "CoDe"}).Draw(t, "typed")+fmt.Sprint(i))
		d.Used = append(d.Used, quote.Usage{Code: quote.FoldCode(p.Code), All: rapid.IntRange(0, 2).Draw(t, "all"), Hers: rapid.IntRange(0, 1).Draw(t, "hers")})
	}
	return r, d
}

// Whatever the shop, the currency and the codes: sums are sums, shares are
// exact, tax is off by half a unit at most, nothing is below zero, and neither
// time of asking nor the order of the codes matters.
func TestTotals(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, d := world(t)
		q, err := r.Quote(d, "en")
		if err != nil {
			t.Fatal(err)
		}
		checkSums(t, r, d, q)
		checkPromotions(t, r, d, q)
		again := d
		again.Codes = rapid.Permutation(d.Codes).Draw(t, "codes")
		other, err := r.Quote(again, "en")
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(other.Refused, byCode) // as typed, the first spelling counts: here they differ by case alone
		slices.SortFunc(q.Refused, byCode)
		if diff := cmp.Diff(q, other); diff != "" {
			t.Fatalf("with the codes in another order (-want +got):\n%s", diff)
		}
	})
}

func byCode(a, b quote.Refused) int {
	if quote.FoldCode(a.Code) < quote.FoldCode(b.Code) {
		return -1
	}
	return 1
}

func checkSums(t *rapid.T, r quote.Rules, d quote.Draft, q quote.Quote) {
	var subtotal, discount, tax, promotions int64
	for i, l := range q.Lines {
		if l.Total.Minor != l.Unit.Minor*int64(l.Quantity) || l.Discount.Minor < 0 || l.Discount.Minor > l.Total.Minor {
			t.Fatalf("line %+v", l)
		}
		subtotal, discount, tax = subtotal+l.Total.Minor, discount+l.Discount.Minor, tax+l.Tax.Minor
		exactTax(t, l.Total.Minor-l.Discount.Minor, rateOf(r.Tax, d.Lines[i].Category), r.Tax.Included, l.Tax.Minor)
	}
	for _, p := range q.Promotions {
		promotions += p.Discount.Minor
	}
	total := subtotal - discount
	if q.Delivery != nil {
		if q.Delivery.Price.Minor < 0 {
			t.Fatalf("delivery %+v", q.Delivery)
		}
		exactTax(t, q.Delivery.Price.Minor, r.Tax.Delivery, r.Tax.Included, q.Delivery.Tax.Minor)
		total += q.Delivery.Price.Minor
		tax += q.Delivery.Tax.Minor
	}
	if !r.Tax.Included {
		total += tax
	}
	got := []int64{q.Subtotal.Minor, q.Discount.Minor, q.Tax.Minor, q.Total.Minor, promotions}
	if want := []int64{subtotal, discount, tax, total, discount}; !slices.Equal(got, want) || total < 0 {
		t.Fatalf("subtotal, discount, tax, total, promotions: %v, want %v", got, want)
	}
}

// rateOf is the rate that the worlds' rates come to.
func rateOf(t quote.Tax, path string) int64 {
	switch path {
	case "Books/Novels":
		return t.Rates[1].PerMillion
	case "Books", "Gifts/Books":
		return t.Rates[0].PerMillion
	}
	return t.PerMillion
}

// exactTax wants a tax at most half a unit away from the exact one.
func exactTax(t *rapid.T, of, perMillion int64, included bool, got int64) {
	base := int64(1_000_000)
	if included {
		base += perMillion
	}
	off := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(of), big.NewInt(perMillion)), big.NewInt(base))
	off.Sub(off, new(big.Rat).SetInt64(got))
	if off.Abs(off).Cmp(big.NewRat(1, 2)) > 0 {
		t.Fatalf("tax of %d at %d is %d, off by %v", of, perMillion, got, off)
	}
}

// checkPromotions wants each code once, what holds to be allowed and to give
// something, and a lone promotion to give what it says.
func checkPromotions(t *rapid.T, r quote.Rules, d quote.Draft, q quote.Quote) {
	if len(q.Promotions)+len(q.Refused) != len(d.Codes) {
		t.Fatalf("%d codes, %d hold and %d are refused", len(d.Codes), len(q.Promotions), len(q.Refused))
	}
	for _, a := range q.Promotions {
		p, _ := r.Promotion(a.Code)
		u := d.Used[slices.IndexFunc(d.Used, func(u quote.Usage) bool { return u.Code == quote.FoldCode(a.Code) })]
		switch {
		case a.Discount.IsZero() && !a.FreeDelivery,
			!p.Stackable && len(q.Promotions) > 1,
			p.Starts.After(d.At), !p.Ends.After(d.At),
			p.Uses > 0 && u.All >= p.Uses, p.UsesEach > 0 && u.Hers >= p.UsesEach,
			len(p.For) > 0, q.Subtotal.Minor < p.Min.Minor,
			a.FreeDelivery && q.Delivery != nil && !q.Delivery.Price.IsZero():
			t.Fatalf("%+v holds: %+v, used %+v", p, a, u)
		}
		if len(q.Promotions) == 1 {
			checkLone(t, p, d, q)
		}
	}
}

// checkLone wants what one promotion takes off to be its percentage, within half
// a unit a line, and its sum, as far as there is so much.
func checkLone(t *rapid.T, p quote.Promotion, d quote.Draft, q quote.Quote) {
	of, lines := int64(0), int64(0)
	for i, l := range q.Lines {
		if len(p.Categories) == 0 || rateOf(quote.Tax{Rates: []quote.Rate{{PerMillion: 1}, {PerMillion: 1}}}, d.Lines[i].Category) == 1 {
			of, lines = of+l.Total.Minor, lines+1
		} else if !l.Discount.IsZero() {
			t.Fatalf("%+v is for %v: %+v", p, p.Categories, l)
		}
	}
	exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(of), big.NewInt(p.PerMillion)), big.NewInt(1_000_000))
	exact.Add(exact, new(big.Rat).SetInt64(p.Amount.Minor))
	if whole := new(big.Rat).SetInt64(of); exact.Cmp(whole) > 0 {
		exact = whole
	}
	off := exact.Sub(exact, new(big.Rat).SetInt64(q.Discount.Minor))
	if off.Abs(off).Cmp(big.NewRat(lines, 2)) > 0 {
		t.Fatalf("%+v takes %v off %d, which is off by %v", p, q.Discount, of, off)
	}
}
