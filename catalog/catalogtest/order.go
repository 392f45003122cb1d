package catalogtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
)

func checkSort(ctx context.Context, x catalog.Index) error {
	if err := put(ctx, x, shop()...); err != nil {
		return err
	}
	for _, c := range []struct {
		sort catalog.Sort
		want []string // the first of them
	}{
		{catalog.SortPriceAsc, []string{"tent-pegs", "tee", "cafe", "kettle", "pack-vale"}},
		{catalog.SortPriceDesc, []string{"tent-birch", "palatka", "tent-alder", "pack-ridge"}},
		{catalog.SortRating, []string{"cafe", "kettle"}},
		{catalog.SortNewest, []string{"palatka"}},
		{catalog.SortRelevance, []string{"cafe", "kettle"}},
	} {
		got, err := find(ctx, x, catalog.Query{Sort: c.sort, Limit: 9})
		if err != nil {
			return err
		}
		if len(got) != 9 || !slices.Equal(got[:len(c.want)], c.want) {
			return fmt.Errorf("sorted by %q the order is %q, want %q first", c.sort, got, c.want)
		}
	}
	got, err := find(ctx, x, catalog.Query{Limit: 9})
	if err != nil || got[8] != "pack-vale" {
		return fmt.Errorf("without words the order is %q, want the one sold out last (%w)", got, errOr(err))
	}
	return nil
}

// twins are many products that differ in nothing but their ids.
func twins(n int) []catalog.Product {
	all := make([]catalog.Product, n)
	for i := range all {
		all[i] = item(fmt.Sprintf("twin-%03d", i), "Twin lantern", "Lights", "", 100)
	}
	return all
}

// checkTies puts the same products in another order, in other portions.
func checkTies(ctx context.Context, x catalog.Index) error {
	all := twins(9)
	var want []string
	for _, p := range all {
		want = append(want, string(p.ID))
	}
	slices.Reverse(all)
	for _, p := range all {
		if err := put(ctx, x, p); err != nil {
			return err
		}
	}
	for _, q := range []catalog.Query{{}, {Text: "lantern"}, {Sort: catalog.SortPriceDesc}, {Sort: catalog.SortRating}} {
		got, err := find(ctx, x, q)
		if err != nil || !slices.Equal(got, want) {
			return fmt.Errorf("query %s: equal products come in the order %q, want by id (%w)", describe(q), got, errOr(err))
		}
	}
	return nil
}

// assortment is products that differ in price, rating and time.
func assortment(n int) []catalog.Product {
	all := make([]catalog.Product, n)
	for i := range all {
		all[i] = item(fmt.Sprintf("lamp-%03d", i*7%n), fmt.Sprintf("Lamp %d", i), "Lights", "", int64(100+i*37%91), rated(float64(i%5)+0.5, i))
		all[i].Updated = time.Date(2026, 1, 1+i%20, 0, 0, 0, 0, time.UTC)
	}
	return all
}

// checkPages walks through all pages and compares with one large page.
func checkPages(ctx context.Context, x catalog.Index) error {
	if err := put(ctx, x, assortment(20)...); err != nil {
		return err
	}
	for _, sort := range []catalog.Sort{catalog.SortRelevance, catalog.SortPriceAsc, catalog.SortPriceDesc, catalog.SortRating, catalog.SortNewest} {
		want, err := find(ctx, x, catalog.Query{Sort: sort, Limit: 100})
		if err != nil {
			return err
		}
		var got []string
		q := catalog.Query{Sort: sort, Limit: 3}
		for range 20 {
			r, err := x.Search(ctx, q)
			if err != nil {
				return err
			}
			if r.Total != 20 {
				return fmt.Errorf("sorted by %q a page says there are %d, want 20", sort, r.Total)
			}
			got = append(got, ids(r)...)
			if q.Cursor = r.Next; q.Cursor == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			return fmt.Errorf("sorted by %q the pages give %q, want %q", sort, got, want)
		}
	}
	return nil
}

// checkCursorSurvives changes the products between two pages: the last one
// seen goes, others come before and after it.
func checkCursorSurvives(ctx context.Context, x catalog.Index) error {
	for i := range 8 {
		if err := put(ctx, x, item(fmt.Sprintf("p%d", i), "Lamp", "Lights", "", int64(1000+i*100))); err != nil {
			return err
		}
	}
	for _, sort := range []catalog.Sort{catalog.SortPriceAsc, catalog.SortRelevance} {
		q := catalog.Query{Text: "lamp", Sort: sort, Limit: 4}
		r, err := x.Search(ctx, q)
		if err != nil {
			return err
		}
		err = errors.Join(drop(ctx, x, "p3"),
			put(ctx, x, item("p0a", "Lamp", "Lights", "", 1050), item("p0b", "Lamp", "Lights", "", 1060), item("p9", "Lamp", "Lights", "", 1900)))
		if err != nil {
			return err
		}
		q.Cursor, q.Limit = r.Next, 10
		got, err := find(ctx, x, q)
		if want := []string{"p4", "p5", "p6", "p7", "p9"}; err != nil || !slices.Equal(got, want) {
			return fmt.Errorf("sorted by %q the page after p3 is %q, want %q (%w)", sort, got, want, errOr(err))
		}
		err = errors.Join(drop(ctx, x, "p0a", "p0b", "p9"), put(ctx, x, item("p3", "Lamp", "Lights", "", 1300)))
		if err != nil {
			return err
		}
	}
	return nil
}

func checkCursorForeign(ctx context.Context, x catalog.Index) error {
	if err := put(ctx, x, assortment(20)...); err != nil {
		return err
	}
	r, err := x.Search(ctx, catalog.Query{Limit: 3})
	if err != nil {
		return err
	}
	for _, q := range []catalog.Query{
		{Cursor: r.Next, Text: "lamp"}, {Cursor: r.Next, Sort: catalog.SortRating}, {Cursor: r.Next, InStock: true},
		{Cursor: "rubbish"}, {Cursor: "!"}, {Cursor: r.Next[:len(r.Next)/3]},
	} {
		if _, err := x.Search(ctx, q); !errors.Is(err, catalog.ErrCursor) {
			return fmt.Errorf("query %s with a cursor not its own returns %w, want ErrCursor", describe(q), errOr(err))
		}
	}
	if _, err := x.Search(ctx, catalog.Query{Limit: 5, Cursor: r.Next}); err != nil {
		return fmt.Errorf("another page size makes the cursor invalid: %w", err)
	}
	return nil
}

func checkLimit(ctx context.Context, x catalog.Index) error {
	if err := put(ctx, x, assortment(120)...); err != nil {
		return err
	}
	for limit, want := range map[int]int{0: 10, -5: 10, 7: 7, 100: 100, 5000: 100} {
		r, err := x.Search(ctx, catalog.Query{Limit: limit})
		if err != nil || len(r.Hits) != want || r.Total != 120 || r.Next == "" {
			return fmt.Errorf("limit %d gives %d hits of %d, want %d of 120 and a next page (%w)", limit, len(r.Hits), r.Total, want, errOr(err))
		}
	}
	return nil
}

func checkFacets(ctx context.Context, x catalog.Index) error {
	if err := put(ctx, x, shop()...); err != nil {
		return err
	}
	names := []string{catalog.FacetCategory, "colour", catalog.FacetPrice, "weight", catalog.FacetBrand, "absent"}
	r, err := x.Search(ctx, catalog.Query{Limit: 1, Facets: names})
	if err != nil {
		return err
	}
	if len(r.Facets) != len(names) {
		return fmt.Errorf("%d facets for %d names", len(r.Facets), len(names))
	}
	for i, name := range names {
		if r.Facets[i].Name != name {
			return fmt.Errorf("facet %d is %q, want %q", i, r.Facets[i].Name, name)
		}
	}
	for _, want := range []struct {
		facet int
		value string
		count int
	}{{0, "Camping", 4}, {0, "Camping/Tents", 3}, {1, "Red", 1}, {1, "White", 1}, {4, "Pinline", 4}, {3, "2.4", 1}} {
		got := 0
		for _, v := range r.Facets[want.facet].Values {
			if v.Value == want.value {
				got = v.Count
			}
		}
		if got != want.count {
			return fmt.Errorf("facet %q counts %d of %q, want %d over all pages", names[want.facet], got, want.value, want.count)
		}
	}
	if f := r.Facets[2]; f.Min != 990 || f.Max != 34900 {
		return fmt.Errorf("the price facet goes from %g to %g, want 990 to 34900", f.Min, f.Max)
	}
	if f := r.Facets[3]; f.Min != 0.3 || f.Max != 4.1 || f.Unit != "kg" {
		return fmt.Errorf("the weight facet goes from %g to %g %s, want 0.3 to 4.1 kg", f.Min, f.Max, f.Unit)
	}
	return nil
}
