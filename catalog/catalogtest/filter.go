package catalogtest

import (
	"context"

	"github.com/sauda-commerce/sauda/catalog"
)

func checkCategory(ctx context.Context, x catalog.Index) error {
	in := func(want string, paths ...string) expectation {
		return expectation{catalog.Query{Categories: paths}, want}
	}
	return expect(ctx, x,
		in("tent-alder tent-birch palatka tent-pegs", "Camping"),
		in("tent-alder tent-birch palatka", "Camping/Tents"),
		in("tent-pegs cafe kettle", "Camping/Accessories", "Kitchen"),
		in("", "Tents"),
		in("", "Camp"),
	)
}

func checkBrand(ctx context.Context, x catalog.Index) error {
	return expect(ctx, x,
		expectation{catalog.Query{Brands: []string{"Norrvik"}}, "tent-alder tent-birch kettle"},
		expectation{catalog.Query{Brands: []string{"ötzi", "алтай"}}, "cafe palatka"},
	)
}

func checkPrice(ctx context.Context, x catalog.Index) error {
	between := func(lo, hi float64, currency, want string) expectation {
		return expectation{catalog.Query{Price: catalog.Range{Min: &lo, Max: &hi}, Currency: currency}, want}
	}
	return expect(ctx, x,
		between(4500, 5600, "USD", "cafe kettle"),
		between(2900, 2900, "USD", "tee"), // not its cheapest variant
		between(4500, 5600, "EUR", ""),
		expectation{catalog.Query{Price: catalog.Range{Max: bound(990)}}, "tent-pegs"},
	)
}

func bound(n float64) *float64 { return &n }

func checkFilters(ctx context.Context, x catalog.Index) error {
	no := false
	yes := true
	by := func(want string, filters ...catalog.Filter) expectation {
		return expectation{catalog.Query{Filters: filters}, want}
	}
	return expect(ctx, x,
		by("pack-ridge", catalog.Filter{Name: "colour", Values: []string{"black"}}),
		by("pack-ridge pack-vale", catalog.Filter{Name: "colour", Values: []string{"red", "blue"}}),
		by("tent-alder tent-birch", catalog.Filter{Name: "waterproof", Bool: &yes}),
		by("", catalog.Filter{Name: "waterproof", Bool: &no}),
		by("tent-alder", catalog.Filter{Name: "weight", Range: catalog.Range{Min: bound(2.4), Max: bound(4)}}),
		by("tent-alder tent-pegs", catalog.Filter{Name: "weight", Range: catalog.Range{Max: bound(2.4)}}),
		by("tent-birch", catalog.Filter{Name: "season", Values: []string{"Winter"}}, catalog.Filter{Name: "weight", Range: catalog.Range{Min: bound(1)}}),
		by("tent-alder cafe kettle palatka pack-ridge pack-vale tee tent-pegs", catalog.Filter{Name: "season", Values: []string{"Winter"}, Not: true}),
	)
}

func checkVariants(ctx context.Context, x catalog.Index) error {
	want := func(colour, size string) []catalog.Filter {
		return []catalog.Filter{{Name: "colour", Values: []string{colour}}, {Name: "size", Values: []string{size}}}
	}
	return expect(ctx, x,
		expectation{catalog.Query{Filters: want("green", "M")}, "tee"},
		expectation{catalog.Query{Filters: want("green", "L"), InStock: true}, "tee"},
		expectation{catalog.Query{Filters: want("green", "M"), InStock: true}, ""},
		expectation{catalog.Query{Filters: want("green", "XL")}, ""},
		expectation{catalog.Query{Filters: want("green", "L"), Price: catalog.Range{Min: bound(2600)}}, ""},
	)
}

func checkInStock(ctx context.Context, x catalog.Index) error {
	return expect(ctx, x, expectation{catalog.Query{InStock: true, Categories: []string{"Bags", "Clothing"}}, "pack-ridge tee"})
}

func checkReduced(ctx context.Context, x catalog.Index) error {
	return expect(ctx, x, expectation{catalog.Query{Reduced: true}, "pack-ridge"})
}

func checkOnly(ctx context.Context, x catalog.Index) error {
	return expect(ctx, x,
		expectation{catalog.Query{Only: []catalog.ProductID{"tee", "cafe", "absent"}}, "tee cafe"},
		expectation{catalog.Query{Only: []catalog.ProductID{"tee", "cafe"}, Exclude: []catalog.ProductID{"tee"}}, "cafe"},
		expectation{catalog.Query{Text: "backpack", Exclude: []catalog.ProductID{"pack-vale"}}, "pack-ridge"},
	)
}
