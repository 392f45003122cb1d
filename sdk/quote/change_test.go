package quote_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// of is a line of a thing.
func of(id catalog.ProductID, n int, unit int64) quote.Line {
	return quote.Line{Ref: catalog.Ref{Product: id}, Title: string(id), Quantity: n, Unit: usd(unit), Total: usd(unit * int64(n))}
}

func TestDifferences(t *testing.T) {
	t.Parallel()
	base := func() quote.Quote {
		return quote.Quote{
			Lines:    []quote.Line{of("cap", 2, 500), of("tent", 1, 9000)},
			Delivery: &quote.Delivery{ID: "courier", Name: "Courier", Price: usd(300)},
			Subtotal: usd(10000), Discount: usd(100), Tax: usd(50), Total: usd(10250),
		}
	}
	for name, tt := range map[string]struct {
		change func(was, is *quote.Quote)
		want   []quote.Change
	}{
		"nothing":       {func(_, _ *quote.Quote) {}, nil},
		"another title": {func(_, is *quote.Quote) { is.Lines[0].Title = "Hat" }, nil},
		"another order": {func(_, is *quote.Quote) { is.Lines[0], is.Lines[1] = is.Lines[1], is.Lines[0] }, nil},
		"price": {
			func(_, is *quote.Quote) { is.Lines[0], is.Total = of("cap", 2, 600), usd(10450) },
			[]quote.Change{
				{Kind: quote.ChangePrice, Title: "cap", Was: usd(500), Is: usd(600), WasQuantity: 2, IsQuantity: 2},
				{Kind: quote.ChangeTotal, Was: usd(10250), Is: usd(10450)},
			},
		},
		"a line's total alone": {
			func(_, is *quote.Quote) { is.Lines[0].Total = usd(999) },
			[]quote.Change{{Kind: quote.ChangePrice, Title: "cap", Was: usd(1000), Is: usd(999), WasQuantity: 2, IsQuantity: 2}},
		},
		"quantity": {
			func(_, is *quote.Quote) { is.Lines[1] = of("tent", 3, 8000) },
			[]quote.Change{{Kind: quote.ChangeQuantity, Title: "tent", Was: usd(9000), Is: usd(8000), WasQuantity: 1, IsQuantity: 3}},
		},
		"one for another": {
			func(_, is *quote.Quote) { is.Lines[1] = of("lamp", 1, 700) },
			[]quote.Change{
				{Kind: quote.ChangeAdded, Title: "lamp", Is: usd(700), IsQuantity: 1},
				{Kind: quote.ChangeGone, Title: "tent", Was: usd(9000), WasQuantity: 1},
			},
		},
		"two lines of one thing, one gone": {
			func(was, _ *quote.Quote) { was.Lines = append(was.Lines, of("cap", 2, 500)) },
			[]quote.Change{{Kind: quote.ChangeGone, Title: "cap", Was: usd(1000), WasQuantity: 2}},
		},
		"things of no catalogue are told by their titles": {
			func(was, is *quote.Quote) {
				was.Lines[0].Ref, is.Lines[0].Ref, is.Lines[0].Title = catalog.Ref{}, catalog.Ref{}, "Engraving"
			},
			[]quote.Change{
				{Kind: quote.ChangeAdded, Title: "Engraving", Is: usd(1000), IsQuantity: 2},
				{Kind: quote.ChangeGone, Title: "cap", Was: usd(1000), WasQuantity: 2},
			},
		},
		"delivery": {
			func(_, is *quote.Quote) { is.Delivery = &quote.Delivery{ID: "post", Name: "Post", Price: usd(300)} },
			[]quote.Change{{Kind: quote.ChangeDelivery, Title: "Post", Was: usd(300), Is: usd(300)}},
		},
		"delivery at last": {
			func(was, _ *quote.Quote) { was.Delivery = nil },
			[]quote.Change{{Kind: quote.ChangeDelivery, Title: "Courier", Is: usd(300)}},
		},
		"no delivery": {
			func(_, is *quote.Quote) { is.Delivery = nil },
			[]quote.Change{{Kind: quote.ChangeDelivery, Title: "Courier", Was: usd(300)}},
		},
		"discount and tax": {
			func(_, is *quote.Quote) { is.Discount, is.Tax = money.Amount{}, usd(60) },
			[]quote.Change{
				{Kind: quote.ChangeDiscount, Was: usd(100)},
				{Kind: quote.ChangeTax, Was: usd(50), Is: usd(60)},
			},
		},
		"no discount, either way": {
			func(was, is *quote.Quote) { was.Discount, is.Discount = money.Amount{}, usd(0) }, nil,
		},
		"tax within prices is not told": {
			func(was, is *quote.Quote) { was.TaxIncluded, is.TaxIncluded, is.Tax = true, true, usd(60) }, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			was, is := base(), base()
			tt.change(&was, &is)
			if diff := cmp.Diff(tt.want, quote.Differences(was, is)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Where the total differs, a difference is said that is not the total itself.
func TestDifferencesExplainTotal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		some := func(label string) quote.Quote {
			r := rules(rapid.Bool().Draw(t, label+"included"))
			q, err := r.Quote(draft(
				rapid.SampledFrom([]string{"", "courier", "post"}).Draw(t, label+"by"), "KZ",
				rapid.SliceOfN(rapid.Int64Range(1, 3), 1, 4).Draw(t, label+"units")...), "en")
			if err != nil {
				t.Fatal(err)
			}
			return q
		}
		was, is := some("was "), some("is ")
		all := quote.Differences(was, is)
		if was.Total != is.Total && len(all) < 2 {
			t.Fatalf("%v became %v, and only %v is said", was, is, all)
		}
		if len(quote.Differences(is, is)) > 0 {
			t.Fatal("a quote differs from itself")
		}
	})
}

func ExampleDifferences() {
	was := quote.Quote{Lines: []quote.Line{of("Dome 2", 1, 17900)}, Total: usd(17900)}
	is := quote.Quote{Lines: []quote.Line{of("Dome 2", 1, 18900)}, Total: usd(18900)}
	for _, c := range quote.Differences(was, is) {
		fmt.Println(c.Kind, c.Title, c.Was, "->", c.Is)
	}
	// Output:
	// price Dome 2 179.00 USD -> 189.00 USD
	// total  179.00 USD -> 189.00 USD
}
