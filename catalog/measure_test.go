package catalog_test

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

func TestUnitPrice(t *testing.T) {
	t.Parallel()
	type m = catalog.Measure
	for name, tt := range map[string]struct {
		price        money.Amount
		content, per catalog.Measure
		want         money.Amount
		wantPer      catalog.Measure
		ok           bool
	}{
		"per litre":               {money.New(315, "USD"), m{0.75, "l"}, m{}, money.New(420, "USD"), m{1, "l"}, true},
		"millilitres":             {money.New(315, "USD"), m{750, "ml"}, m{}, money.New(420, "USD"), m{1, "l"}, true},
		"a small pack":            {money.New(599, "USD"), m{230, "g"}, m{}, money.New(260, "USD"), m{100, "g"}, true},
		"just below 250 g":        {money.New(1000, "USD"), m{249.999999, "g"}, m{}, money.New(400, "USD"), m{100, "g"}, true},
		"250 g":                   {money.New(1000, "USD"), m{250, "g"}, m{}, money.New(4000, "USD"), m{1, "kg"}, true},
		"a quarter of a kilo":     {money.New(1000, "USD"), m{0.25, "kg"}, m{}, money.New(4000, "USD"), m{1, "kg"}, true},
		"small bottle":            {money.New(500, "USD"), m{6, "cl"}, m{}, money.New(833, "USD"), m{100, "ml"}, true},
		"a rope":                  {money.New(1300, "USD"), m{30, "m"}, m{}, money.New(43, "USD"), m{1, "m"}, true},
		"half a cent goes up":     {money.New(5, "USD"), m{2, "m"}, m{}, money.New(3, "USD"), m{1, "m"}, true},
		"cloth":                   {money.New(4800, "USD"), m{2.4, "m²"}, m{}, money.New(2000, "USD"), m{1, "m²"}, true},
		"by the piece":            {money.New(600, "USD"), m{24, "pcs"}, m{}, money.New(25, "USD"), m{1, "pcs"}, true},
		"the shop's base":         {money.New(315, "USD"), m{0.75, "l"}, m{100, "ml"}, money.New(42, "USD"), m{100, "ml"}, true},
		"ounces":                  {money.New(800, "USD"), m{8, "oz"}, m{}, money.New(1600, "USD"), m{1, "lb"}, true},
		"no decimals":             {money.New(1000, "KRW"), m{300, "g"}, m{}, money.New(3333, "KRW"), m{1, "kg"}, true},
		"three decimals":          {money.New(1250, "KWD"), m{3, "kg"}, m{}, money.New(417, "KWD"), m{1, "kg"}, true},
		"free":                    {money.New(0, "USD"), m{1, "kg"}, m{}, money.New(0, "USD"), m{1, "kg"}, true},
		"content unknown":         {price: money.New(100, "USD")},
		"no such unit":            {price: money.New(100, "USD"), content: m{3, "cups"}},
		"nothing":                 {price: money.New(100, "USD"), content: m{0, "kg"}},
		"less than nothing":       {price: money.New(100, "USD"), content: m{-1, "kg"}},
		"not a number":            {price: money.New(100, "USD"), content: m{math.NaN(), "kg"}},
		"without end":             {price: money.New(100, "USD"), content: m{math.Inf(1), "kg"}},
		"a base of another kind":  {price: money.New(100, "USD"), content: m{1, "kg"}, per: m{1, "l"}},
		"a base of another realm": {price: money.New(100, "USD"), content: m{1, "lb"}, per: m{1, "kg"}},
		"too much money":          {price: money.New(math.MaxInt64, "USD"), content: m{1, "g"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, per, ok := catalog.Offer{Price: tt.price, Content: tt.content, Per: tt.per}.UnitPrice()
			if ok != tt.ok || ok && (got != tt.want || per != tt.wantPer) {
				t.Errorf("%v per %v, %v; want %v per %v, %v", got, per, ok, tt.want, tt.wantPer, tt.ok)
			}
		})
	}
}

// A unit price is the exact quotient, rounded once.
func TestUnitPriceIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		minor := rapid.Int64Range(0, 1e9).Draw(r, "minor")
		thousandths := rapid.Int64Range(1, 1e8).Draw(r, "thousandths of a litre")
		o := catalog.Offer{Price: money.New(minor, "USD"), Content: catalog.Measure{Number: float64(thousandths) / 1000, Unit: "l"}, Per: catalog.Measure{Number: 1, Unit: "l"}}
		got, _, ok := o.UnitPrice()
		want := new(big.Rat).Add(big.NewRat(minor*1000, thousandths), big.NewRat(1, 2))
		whole := new(big.Int).Quo(want.Num(), want.Denom())
		if !ok || got.Minor != whole.Int64() {
			r.Fatalf("%d for %d ml is %v, %v, want %v", minor, thousandths, got, ok, whole)
		}
	})
}
