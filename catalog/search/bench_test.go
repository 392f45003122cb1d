package search_test

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/search"
)

// go test ./catalog/search -run '^$' -bench . -products 200000
var products = flag.Int("products", 5000, "how many products the benchmarks search")

// corpus is the products and the index that all benchmarks of a run share.
type corpus struct {
	*synthetic
	changes []catalog.Change
	index   *search.Index
	heap    uint64 // bytes of the index, without the products
	columns columns
}

// columns is what the floor scans: the filters' values and nothing else.
type columns struct {
	category, colour, size, material, brand []uint16
	price                                   []int64
}

var sharedCorpus = sync.OnceValue(func() *corpus {
	c := &corpus{synthetic: newSynthetic(1)}
	c.changes = c.synthetic.changes(*products)
	before := heap()
	c.index = search.New(search.Config{})
	if err := c.index.Apply(context.Background(), c.changes); err != nil {
		panic(err)
	}
	c.heap = heap() - before
	c.columns = newColumns(c.changes)
	return c
})

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func newColumns(changes []catalog.Change) columns {
	var c columns
	codes := make(map[string]uint16)
	code := func(s string) uint16 {
		if _, ok := codes[s]; !ok {
			codes[s] = uint16(len(codes))
		}
		return codes[s]
	}
	for _, ch := range changes {
		p := ch.Put
		c.category = append(c.category, code(p.CategoryPath()))
		c.brand = append(c.brand, code(p.Brand))
		c.colour = append(c.colour, code(p.Attributes[0].Text[0]))
		c.size = append(c.size, code(p.Attributes[1].Text[0]))
		c.material = append(c.material, code(p.Attributes[2].Text[0]))
		c.price = append(c.price, p.Offer.Price.Minor)
	}
	return c
}

// floor is the least work that can answer a filtered, faceted query: one pass
// over bare columns, and four counters for each hit.
func (c *columns) floor(category uint16, lo, hi int64) int {
	var counts [4][2048]int32
	hits := 0
	for i, k := range c.category {
		if category > 0 && k != category || c.price[i] < lo || c.price[i] > hi {
			continue
		}
		hits++
		counts[0][c.brand[i]]++
		counts[1][c.colour[i]]++
		counts[2][c.size[i]]++
		counts[3][c.material[i]]++
	}
	return hits
}

// queries makes n queries of one kind, always the same.
func (c *corpus) queries(n int, kind string) []catalog.Query {
	s := newSynthetic(1)
	s.Rand = newSynthetic(7).Rand
	all := make([]catalog.Query, n)
	for i := range all {
		title := strings.Fields(c.changes[s.IntN(len(c.changes))].Put.Title[""])
		lo := float64(s.IntN(20000))
		hi := lo + 20000
		q := catalog.Query{Text: strings.Join(title[:3], " ")}
		category := c.changes[s.IntN(len(c.changes))].Put.CategoryPath()
		switch kind {
		case "Filtered", "Faceted":
			q.Text = s.english[s.zipf.Uint64()] + " " + s.english[s.zipf.Uint64()] + " " + s.english[s.zipf.Uint64()] + "x"
			q.Categories = []string{strings.Split(category, "/")[0]}
			q.Price = catalog.Range{Min: &lo, Max: &hi}
		case "Everything":
			q.Text = ""
		case "Frequent":
			q.Text = s.english[s.IntN(4)]
		case "Typo":
			w := []rune(s.english[s.IntN(len(s.english))])
			w[len(w)/2] = 'x'
			q.Text = string(w)
		case "Prefix":
			w := []rune(title[0])
			q.Text = string(w[:len(w)-2])
		}
		if kind == "Faceted" || kind == "Everything" || kind == "Frequent" {
			q.Facets = []string{catalog.FacetBrand, "colour", "size", "material"}
		}
		all[i] = q
	}
	return all
}

func BenchmarkSearch(b *testing.B) {
	for _, kind := range []string{"Words", "Filtered", "Faceted", "Frequent", "Everything", "Typo", "Prefix"} {
		b.Run(kind, func(b *testing.B) { benchmarkSearch(b, kind) })
	}
}

func benchmarkSearch(b *testing.B, kind string) {
	c := sharedCorpus()
	queries := c.queries(300, kind)
	var times []time.Duration
	hits := 0
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		r, err := c.index.Search(b.Context(), queries[i%len(queries)])
		times = append(times, time.Since(start))
		if err != nil {
			b.Fatal(err)
		}
		hits += r.Total
	}
	report(b, times, hits)
	b.ReportMetric(float64(quantile(times, 0.5))/float64(c.floorTime()), "x-floor")
}

func report(b *testing.B, times []time.Duration, hits int) {
	b.ReportMetric(float64(quantile(times, 0.5).Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(quantile(times, 0.99).Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(hits)/float64(len(times)), "hits/op")
}

func quantile(times []time.Duration, q float64) time.Duration {
	slices.Sort(times)
	return times[int(float64(len(times)-1)*q)]
}

// floorTime is the median time of a bare scan that counts four facets over all
// products with a price in a wide range.
func (c *corpus) floorTime() time.Duration {
	var times []time.Duration
	for range 21 {
		start := time.Now()
		if c.columns.floor(0, 0, 60000) != len(c.changes) {
			panic("floor: wrong count")
		}
		times = append(times, time.Since(start))
	}
	return quantile(times, 0.5)
}

func BenchmarkFloor(b *testing.B) {
	c := sharedCorpus()
	for b.Loop() {
		c.columns.floor(0, 0, 60000)
	}
}

func BenchmarkBuild(b *testing.B) {
	c := sharedCorpus()
	for b.Loop() {
		if err := search.New(search.Config{}).Apply(b.Context(), c.changes); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(c.changes)*b.N)/b.Elapsed().Seconds(), "products/s")
	b.ReportMetric(float64(c.heap)/float64(len(c.changes)), "heap-B/product")
}

// BenchmarkUpdate changes one product at a time in a full index.
func BenchmarkUpdate(b *testing.B) {
	c := sharedCorpus()
	x := search.New(search.Config{})
	if err := x.Apply(b.Context(), c.changes); err != nil {
		b.Fatal(err)
	}
	var times []time.Duration
	for i := 0; b.Loop(); i++ {
		p := *c.changes[i*7919%len(c.changes)].Put
		p.Title = catalog.Text{"": fmt.Sprint("changed ", i)}
		start := time.Now()
		if err := x.Apply(b.Context(), []catalog.Change{{Put: &p}}); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(start))
	}
	report(b, times, 0)
}
