package advise

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/sauda-commerce/sauda/catalog"
)

// weighted is a number and how many products have it.
type weighted struct {
	value float64
	count int
}

// numberOptions offers a number's values if they are few, and ranges with
// natural bounds otherwise.
func numberOptions(f catalog.Facet) []Option {
	var numbers []weighted
	for _, v := range f.Values {
		if n, err := strconv.ParseFloat(v.Value, 64); err == nil {
			numbers = append(numbers, weighted{n, v.Count})
		}
	}
	slices.SortFunc(numbers, func(a, b weighted) int { return cmp.Compare(a.value, b.value) })
	if !areCounts(numbers) {
		return rangeOptions(Answer{Name: f.Name}, numbers)
	}
	var all []Option
	for _, n := range numbers {
		at := n.value
		all = append(all, Option{Answer: Answer{Name: f.Name, Range: catalog.Range{Min: &at, Max: &at}}, Count: n.count})
	}
	return all
}

// areCounts says whether numbers are few and small enough to be chosen one by
// one, as seasons or persons are; volumes and weights are not.
func areCounts(numbers []weighted) bool {
	return len(numbers) <= maxOptions && !slices.ContainsFunc(numbers, func(n weighted) bool {
		return n.value != math.Trunc(n.value) || n.value < 0 || n.value > 12
	})
}

// priceOptions offers three budgets. Their bounds come from the first products
// found; bounds need not be exact, the counts will be.
func priceOptions(f catalog.Facet, found catalog.Result) []Option {
	if f.Min >= f.Max {
		return nil
	}
	var prices []weighted
	for _, h := range found.Hits {
		if price, _ := h.Product.Price(); price.Currency == f.Unit {
			prices = append(prices, weighted{float64(price.Minor), 1})
		}
	}
	slices.SortFunc(prices, func(a, b weighted) int { return cmp.Compare(a.value, b.value) })
	all := rangeOptions(Answer{Name: catalog.FacetPrice, Currency: f.Unit}, prices)
	for i := range all { // of a sample: scale to all
		all[i].Count = all[i].Count * found.Total / max(1, len(prices))
	}
	return all
}

// rangeOptions divides numbers in about three equal parts: up to a, a to b,
// from b. Bounds belong to both sides, as people say them.
func rangeOptions(a Answer, numbers []weighted) []Option {
	bounds := naturalBounds(numbers)
	if len(bounds) == 0 {
		return nil
	}
	var all []Option
	for i := range len(bounds) + 1 {
		o := Option{Answer: a}
		if i > 0 {
			o.Range.Min = &bounds[i-1]
		}
		if i < len(bounds) {
			o.Range.Max = &bounds[i]
		}
		for _, n := range numbers {
			if (o.Range.Min == nil || n.value >= *o.Range.Min) && (o.Range.Max == nil || n.value <= *o.Range.Max) {
				o.Count += n.count
			}
		}
		all = append(all, o)
	}
	return all
}

// naturalBounds finds round numbers near the thirds of a sorted list, at most
// two, inside the list's range.
func naturalBounds(numbers []weighted) []float64 {
	total := 0
	for _, n := range numbers {
		total += n.count
	}
	if len(numbers) < 2 {
		return nil
	}
	var bounds []float64
	for _, third := range []int{1, 2} {
		b := natural(quantile(numbers, total*third/3))
		inside := b > numbers[0].value && b < numbers[len(numbers)-1].value
		if inside && !slices.Contains(bounds, b) {
			bounds = append(bounds, b)
		}
	}
	return bounds
}

func quantile(numbers []weighted, at int) float64 {
	for _, n := range numbers {
		if at -= n.count; at < 0 {
			return n.value
		}
	}
	return numbers[len(numbers)-1].value
}

// naturalSteps are the round numbers of one decade.
var naturalSteps = []float64{1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10}

// natural rounds to a number that people would name: 187 is 200, -7 is -6 or
// -8, 0.44 is 0.4.
func natural(v float64) float64 {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	decade := math.Pow(10, math.Floor(math.Log10(math.Abs(v))))
	lead := math.Abs(v) / decade
	best := naturalSteps[0]
	for _, s := range naturalSteps {
		if math.Abs(s-lead) < math.Abs(best-lead) {
			best = s
		}
	}
	// Multiply or divide by a power of ten that is exact, so that 0.4 is 0.4.
	if decade < 1 {
		return math.Copysign(best/math.Round(1/decade), v)
	}
	return math.Copysign(best*decade, v)
}
