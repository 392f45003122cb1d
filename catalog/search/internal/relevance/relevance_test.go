package relevance_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/sauda-commerce/sauda/catalog/search/internal/relevance"
)

func TestNDCG(t *testing.T) {
	t.Parallel()
	q := relevance.Query{Judged: map[string]int{"a": 3, "b": 2, "c": 1}}
	for _, c := range []struct {
		ids  []string
		want float64
	}{
		{[]string{"a", "b", "c"}, 1}, {nil, 0}, {[]string{"x", "y"}, 0},
		{[]string{"c", "b", "a"}, (1 + 3/math.Log2(3) + 7/2.0) / (7 + 3/math.Log2(3) + 1/2.0)},
	} {
		if got := relevance.NDCG(q, c.ids); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("NDCG(%v) = %.4f, want %.4f", c.ids, got, c.want)
		}
	}
}

func TestRecall(t *testing.T) {
	t.Parallel()
	q := relevance.Query{Judged: map[string]int{"a": 3, "b": 2, "c": 1}}
	if got, ok := relevance.Recall(q, []string{"c", "a"}); got != 0.5 || !ok {
		t.Errorf("Recall = %g, %t; want one of the two that fit", got, ok)
	}
	if _, ok := relevance.Recall(relevance.Query{Judged: map[string]int{"c": 1}}, nil); ok {
		t.Error("there is a recall where nothing fits")
	}
}

func ExampleMeasure() {
	queries := []relevance.Query{
		{Query: "tent", Judged: map[string]int{"heron": 3, "pegs": 1}}, {Query: "boat", Judged: map[string]int{"canoe": 2}}, {Query: "piano"},
	}
	f := relevance.Measure(queries, func(text string) []string {
		if text == "tent" {
			return []string{"heron", "pegs"}
		}
		return nil
	})
	fmt.Printf("%.1f %.1f %.1f\n", f.NDCG, f.Recall, f.Nothing)
	// Output: 0.5 0.5 0.5
}
