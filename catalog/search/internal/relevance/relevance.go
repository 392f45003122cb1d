// Package relevance measures a way to search against judged queries. Its test
// data are catalog/search/testdata/relevance, whose README tells who judged and
// how.
package relevance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Query is what a shopper types and how well products fit it: 3 is exactly what
// is meant, 2 fits well, 1 is related; all others do not fit.
type Query struct {
	Query  string
	Lang   string // en, ru or kk
	Judged map[string]int
}

// Deep is how far down recall looks.
const Deep = 50

// Read reads one half, open or sealed, of the queries of a shop, by language.
// The sealed half is for figures only.
func Read(dir, shop, half string) (map[string][]Query, error) {
	name := filepath.Join(dir, "queries."+shop+"."+half+".jsonl")
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	all := make(map[string][]Query)
	n := 0
	for line := range bytes.Lines(b) {
		n++
		var q Query
		if err := json.Unmarshal(line, &q); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, n, err)
		}
		all[q.Lang] = append(all[q.Lang], q)
	}
	return all, nil
}

// Figures are what a way to search reaches over some queries.
type Figures struct {
	Queries int
	NDCG    float64       // mean of the first ten
	Recall  float64       // mean share of what fits (2 or better) among the first Deep
	Nothing float64       // share of queries that find nothing though something is judged
	Took    time.Duration // median of a query
}

// String writes the figures in one line.
func (f Figures) String() string {
	return fmt.Sprintf("%3d queries: nDCG@10 %.3f, recall@%d %.3f, nothing found %.3f, median %v",
		f.Queries, f.NDCG, Deep, f.Recall, f.Nothing, f.Took.Round(time.Microsecond))
}

// Measure asks all queries; find returns ids, best first. Queries for which
// nothing is judged count for time only.
func Measure(queries []Query, find func(text string) []string) Figures {
	f := Figures{Queries: len(queries)}
	var took []time.Duration
	var ndcg, recall, nothing []float64
	for _, q := range queries {
		start := time.Now()
		ids := find(q.Query)
		took = append(took, time.Since(start))
		if len(q.Judged) == 0 {
			continue
		}
		ndcg, nothing = append(ndcg, NDCG(q, ids)), append(nothing, 0)
		if len(ids) == 0 {
			nothing[len(nothing)-1] = 1
		}
		if r, ok := Recall(q, ids); ok {
			recall = append(recall, r)
		}
	}
	slices.Sort(took)
	if len(took) > 0 {
		f.Took = took[len(took)/2]
	}
	f.NDCG, f.Recall, f.Nothing = mean(ndcg), mean(recall), mean(nothing)
	return f
}

func mean(all []float64) float64 {
	sum := 0.0
	for _, x := range all {
		sum += x
	}
	return sum / float64(max(1, len(all)))
}

// NDCG is the gain of the first ten, 2^grade-1 each, discounted by their
// places, as a share of the best possible.
func NDCG(q Query, ids []string) float64 {
	grades := slices.Sorted(maps.Values(q.Judged))
	slices.Reverse(grades)
	sum, most := 0.0, 0.0
	for i := range 10 {
		discount := 1 / math.Log2(float64(i+2))
		if i < len(ids) {
			sum += (math.Exp2(float64(q.Judged[ids[i]])) - 1) * discount
		}
		if i < len(grades) {
			most += (math.Exp2(float64(grades[i])) - 1) * discount
		}
	}
	if most == 0 {
		return 0
	}
	return sum / most
}

// Recall is the share of the products that fit among the first Deep; false if
// none fits.
func Recall(q Query, ids []string) (float64, bool) {
	fit, found := 0, 0
	ids = ids[:min(len(ids), Deep)]
	for id, grade := range q.Judged {
		if grade >= 2 {
			fit++
			if slices.Contains(ids, id) {
				found++
			}
		}
	}
	return float64(found) / float64(max(1, fit)), fit > 0
}
