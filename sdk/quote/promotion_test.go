package quote_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

var today = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// shop has a cap for 5.00 and a tent for 100.00, and delivers for 5.00.
func shop(promotions ...quote.Promotion) (quote.Rules, quote.Draft) {
	r := quote.Rules{Methods: []quote.Method{{ID: "courier", Price: usd(500), FreeOver: usd(10_000)}, {ID: "pickup", Pickup: true}}, Promotions: promotions}
	d := quote.Draft{Currency: "USD", Delivery: "courier", At: today, Contact: "ann", Customer: "7", Lines: []quote.DraftLine{
		{Ref: catalog.Ref{Product: "cap"}, Title: "Cap", Category: "Clothes/Caps", Quantity: 1, Unit: usd(500)},
		{Ref: catalog.Ref{Product: "tent"}, Title: "Tent", Category: "Camping", Quantity: 1, Unit: usd(10_000)},
	}}
	for _, p := range promotions {
		d.Codes = append(d.Codes, p.Code)
	}
	return r, d
}

func percent(code string, n int64) quote.Promotion {
	return quote.Promotion{Code: code, PerMillion: n * 10_000, Stackable: true}
}

func off(code string, minor int64) quote.Promotion {
	return quote.Promotion{Code: code, Amount: usd(minor), Stackable: true}
}

func TestPromotions(t *testing.T) {
	t.Parallel()
	free := quote.Promotion{Code: "FREE", FreeDelivery: true, Stackable: true}
	caps := quote.Promotion{Code: "CAPS", Amount: usd(2_000), Categories: []string{"caps"}, Stackable: true}
	tents := quote.Promotion{Code: "TENTS", PerMillion: 500_000, Products: []catalog.ProductID{"tent"}, Stackable: true}
	lone := quote.Promotion{Code: "LONE", Amount: usd(2_000)}
	for name, tt := range map[string]struct {
		promotions []quote.Promotion
		lines      []int64 // off each
		delivery   int64
		refused    []quote.Refused
	}{
		"none":                             {nil, []int64{0, 0}, 0, nil},
		"a percentage":                     {[]quote.Promotion{percent("A", 10)}, []int64{50, 1000}, 500, nil},
		"percentages are added up":         {[]quote.Promotion{percent("A", 10), percent("B", 15)}, []int64{125, 2500}, 500, nil},
		"no more than all":                 {[]quote.Promotion{percent("A", 80), percent("B", 80)}, []int64{500, 10_000}, 500, nil},
		"a sum is shared":                  {[]quote.Promotion{off("A", 1000)}, []int64{48, 952}, 500, nil},
		"percentage first":                 {[]quote.Promotion{off("A", 1000), percent("B", 50)}, []int64{250 + 48, 5000 + 952}, 500, nil},
		"a sum for some, as far as it has": {[]quote.Promotion{caps}, []int64{500, 0}, 0, nil},
		"the narrow before the wide":       {[]quote.Promotion{off("A", 1000), caps}, []int64{500, 1000}, 500, nil},
		"one product":                      {[]quote.Promotion{tents}, []int64{0, 5000}, 500, nil},
		"free delivery has nothing to do":  {[]quote.Promotion{free}, []int64{0, 0}, 0, []quote.Refused{{Code: "FREE", Reason: quote.ReasonNothing}}},
		"free delivery":                    {[]quote.Promotion{free, tents}, []int64{0, 5000}, 0, nil},
		"what saves more":                  {[]quote.Promotion{percent("A", 10), lone}, []int64{95, 1905}, 500, []quote.Refused{{Code: "A", Reason: quote.ReasonAlone, With: "LONE"}}},
		"those that stack save more":       {[]quote.Promotion{percent("A", 10), percent("B", 10), lone}, []int64{100, 2000}, 500, []quote.Refused{{Code: "LONE", Reason: quote.ReasonAlone, With: "A, B"}}},
		"a sum in another currency":        {[]quote.Promotion{{Code: "A", Amount: money.New(100, "EUR")}}, []int64{0, 0}, 0, []quote.Refused{{Code: "A", Reason: quote.ReasonNothing}}},
		"after all is off nothing is left": {[]quote.Promotion{percent("A", 100), off("B", 100)}, []int64{500, 10_000}, 500, []quote.Refused{{Code: "B", Reason: quote.ReasonNothing}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, d := shop(tt.promotions...)
			q, err := r.Quote(d, "en")
			if err != nil {
				t.Fatal(err)
			}
			var lines []int64
			for _, l := range q.Lines {
				lines = append(lines, l.Discount.Minor)
			}
			if diff := cmp.Diff(tt.lines, lines); diff != "" {
				t.Errorf("off each line (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.refused, q.Refused); diff != "" {
				t.Errorf("refused (-want +got):\n%s", diff)
			}
			if q.Delivery.Price != usd(tt.delivery) {
				t.Errorf("delivery %v, want %d", q.Delivery.Price, tt.delivery)
			}
		})
	}
}

// Each reason, and a code that comes close.
func TestRefused(t *testing.T) {
	t.Parallel()
	used := func(all, hers int) func(*quote.Draft) {
		return func(d *quote.Draft) { d.Used = []quote.Usage{{Code: "spring", All: all, Hers: hers}} }
	}
	for name, tt := range map[string]struct {
		p      quote.Promotion
		change func(*quote.Draft)
		want   quote.Refused
	}{
		"holds":                     {quote.Promotion{}, nil, quote.Refused{}},
		"in any case, with spaces":  {quote.Promotion{}, func(d *quote.Draft) { d.Codes = []string{"\tsPrInG "} }, quote.Refused{}},
		"in wide letters":           {quote.Promotion{}, func(d *quote.Draft) { d.Codes = []string{"ＳＰＲＩＮＧ"} }, quote.Refused{}},
		"twice":                     {quote.Promotion{}, func(d *quote.Draft) { d.Codes = []string{"SPRING", "spring"} }, quote.Refused{}},
		"unknown":                   {quote.Promotion{}, func(d *quote.Draft) { d.Codes = []string{" Sprung "} }, quote.Refused{Code: "Sprung", Reason: quote.ReasonUnknown}},
		"from this moment on":       {quote.Promotion{Starts: today}, nil, quote.Refused{}},
		"not yet":                   {quote.Promotion{Starts: today.Add(1)}, nil, quote.Refused{Code: "SPRING", Reason: quote.ReasonEarly, From: today.Add(1)}},
		"until the next moment":     {quote.Promotion{Ends: today.Add(1)}, nil, quote.Refused{}},
		"over":                      {quote.Promotion{Ends: today}, nil, quote.Refused{Code: "SPRING", Reason: quote.ReasonExpired}},
		"hers, by contact":          {quote.Promotion{For: []string{"bob", "ann"}}, nil, quote.Refused{}},
		"hers, by her id":           {quote.Promotion{For: []string{"7"}}, nil, quote.Refused{}},
		"somebody else's":           {quote.Promotion{For: []string{"bob"}}, nil, quote.Refused{Code: "SPRING", Reason: quote.ReasonNotHers}},
		"nobody is not nobody":      {quote.Promotion{For: []string{""}}, func(d *quote.Draft) { d.Contact, d.Customer = "", "" }, quote.Refused{Code: "SPRING", Reason: quote.ReasonNotHers}},
		"the last use":              {quote.Promotion{Uses: 3}, used(2, 2), quote.Refused{}},
		"used up":                   {quote.Promotion{Uses: 3}, used(3, 0), quote.Refused{Code: "SPRING", Reason: quote.ReasonUsedUp}},
		"used by others":            {quote.Promotion{UsesEach: 1}, used(9, 0), quote.Refused{}},
		"used by her":               {quote.Promotion{UsesEach: 1}, used(9, 1), quote.Refused{Code: "SPRING", Reason: quote.ReasonUsed}},
		"enough":                    {quote.Promotion{Min: usd(10_500)}, nil, quote.Refused{}},
		"a cent less":               {quote.Promotion{Min: usd(10_501)}, nil, quote.Refused{Code: "SPRING", Reason: quote.ReasonMin, Missing: usd(1)}},
		"for nothing here":          {quote.Promotion{Categories: []string{"shoes"}}, nil, quote.Refused{Code: "SPRING", Reason: quote.ReasonNothing}},
		"for a part of a name":      {quote.Promotion{Categories: []string{"cap"}}, nil, quote.Refused{Code: "SPRING", Reason: quote.ReasonNothing}},
		"for what is above it":      {quote.Promotion{Categories: []string{"clothes"}}, nil, quote.Refused{}},
		"for a path":                {quote.Promotion{Categories: []string{"clothes/caps"}}, nil, quote.Refused{}},
		"for another path":          {quote.Promotion{Categories: []string{"sale/caps"}}, nil, quote.Refused{Code: "SPRING", Reason: quote.ReasonNothing}},
		"nothing, and six of those": {quote.Promotion{}, func(d *quote.Draft) { d.Codes = []string{"", "", "", "", "", "x"} }, quote.Refused{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.p.Code, tt.p.PerMillion = "SPRING", 100_000
			r, d := shop(tt.p)
			if tt.change != nil {
				tt.change(&d)
			}
			q, err := r.Quote(d, "en")
			if err != nil {
				t.Fatal(err)
			}
			var want []quote.Refused
			if tt.want.Code != "" {
				want = append(want, tt.want)
			}
			if diff := cmp.Diff(want, q.Refused); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A code that the host may know is not unknown.
func TestUnchecked(t *testing.T) {
	t.Parallel()
	r, d := shop()
	r.Codes, d.Codes = true, []string{"HOSTS"}
	q, err := r.Quote(d, "en")
	if want := []quote.Refused{{Code: "HOSTS", Reason: quote.ReasonUnchecked}}; err != nil || !cmp.Equal(want, q.Refused) {
		t.Errorf("%+v, %v", q.Refused, err)
	}
}

func TestNamed(t *testing.T) {
	t.Parallel()
	r, _ := shop(off("SPRING", 1), off("10%", 1), off("Весна-10", 1))
	for text, want := range map[string][]string{
		"":                             nil,
		"spring":                       {"SPRING"},
		"my code is «Spring», spring!": {"SPRING"},
		"10% or весна-10?":             {"10%", "Весна-10"},
		"springs and offspring":        nil,
		"\xff spring":                  {"SPRING"},
		"s p r i n g":                  nil,
		"промокод ВЕСНА-10. И СПАСИБО.": {"Весна-10"},
	} {
		var got []string
		for _, p := range r.Named(text) {
			got = append(got, p.Code)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// The deepest rate counts; delivery has its own.
func TestRates(t *testing.T) {
	t.Parallel()
	tax := quote.Tax{PerMillion: 120_000, Delivery: 200_000, Rates: []quote.Rate{
		{Category: "books", PerMillion: 50_000}, {Category: "Books/School books", PerMillion: 0}, {Category: "gifts/books", PerMillion: 70_000},
	}}
	for path, want := range map[string]int64{
		"": 120, "Lamps": 120, "Books": 50, "BOOKS/Novels": 50, "Bookshelves": 120, "Books/School Books": 0, "Gifts/Books": 70, "Gifts/Books/Novels": 70, "Gifts": 120,
	} {
		q, err := quote.Rules{Tax: tax, Methods: []quote.Method{{ID: "post", Price: usd(500)}}}.Quote(quote.Draft{
			Currency: "USD", Delivery: "post", Lines: []quote.DraftLine{{Category: path, Quantity: 1, Unit: usd(1000)}},
		}, "en")
		if err != nil || q.Lines[0].Tax != usd(want) || q.Delivery.Tax != usd(100) || q.Total != usd(1500+want+100) {
			t.Errorf("%s: %+v, %v; want %d", path, q, err, want)
		}
	}
}

func FuzzFoldCode(f *testing.F) {
	for _, s := range []string{"", "SPRING", " spring ", "ВЕСНА", "İstanbul", "straße", "ﬁ", "\xff", "Å", "ΐ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		folded := quote.FoldCode(code)
		if again := quote.FoldCode(folded); again != folded {
			t.Errorf("%q folds to %q, and that to %q", code, folded, again)
		}
	})
}

func ExampleRules_promotions() {
	r := quote.Rules{Promotions: []quote.Promotion{{Code: "SPRING", PerMillion: 100_000, Min: usd(5_000)}}}
	d := quote.Draft{Currency: "USD", Codes: []string{"spring"}, Lines: []quote.DraftLine{{Title: "Lamp", Quantity: 1, Unit: usd(4_000)}}}
	q, err := r.Quote(d, "en")
	fmt.Println(q.Total, q.Refused[0].Reason, q.Refused[0].Missing, err)
	d.Lines[0].Quantity = 2
	q, err = r.Quote(d, "en")
	fmt.Println(q.Total, q.Promotions[0].Code, q.Promotions[0].Discount, err)
	// Output:
	// 40.00 USD min 10.00 USD <nil>
	// 72.00 USD SPRING 8.00 USD <nil>
}
