package search

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/catalog"
)

func TestPostingsRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		docs := rapid.SliceOfNDistinct(rapid.Uint32Range(0, 1<<30), 0, 400, rapid.ID).Draw(t, "docs")
		slices.Sort(docs)
		var list postingList
		for _, d := range docs {
			list.add(d, newImpact(float32(d%maxImpact), d%3 == 0))
		}
		var got []uint32
		r := reader{data: list.data}
		for n := r.next(); n > 0; n = r.next() {
			for i, d := range r.docs[:n] {
				if im := r.impacts[i]; im.weight() != float32(d%maxImpact) || im.firm() != (d%3 == 0) {
					t.Errorf("document %d has the impact %g, firm %t", d, im.weight(), im.firm())
				}
				got = append(got, d)
			}
		}
		if !slices.Equal(got, docs) || int(list.count) != len(docs) {
			t.Errorf("read %v, wrote %v", got, docs)
		}
	})
}

// editDistance is the textbook's: insert, delete, replace, swap neighbours.
func editDistance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
				continue
			case a[i-1] == b[j-1]:
				d[i][j] = d[i-1][j-1]
			default:
				d[i][j] = 1 + min(d[i-1][j-1], d[i-1][j], d[i][j-1])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

// TestFuzzy compares the walk over the sorted terms with trying every term.
func TestFuzzy(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[abcя]{1,7}`)
	rapid.Check(t, func(t *rapid.T) {
		terms := rapid.SliceOfNDistinct(word, 1, 60, rapid.ID).Draw(t, "terms")
		query := word.Draw(t, "query")
		limit := rapid.IntRange(1, 2).Draw(t, "limit")
		lists := make([]postingList, len(terms))
		lex := newLexicon(terms, lists)
		got, want := map[string]int{}, map[string]int{}
		newFuzzy(query, limit).search(&lex, func(term uint32, d int) { got[lex.term(term)] = d })
		for _, term := range terms {
			if d := editDistance([]rune(query), []rune(term)); d <= limit {
				want[term] = d
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("words within %d of %q (-want +got):\n%s", limit, query, diff)
		}
	})
}

func TestLexicon(t *testing.T) {
	t.Parallel()
	lex := newLexicon([]string{"tents", "tent", "ten", "zoo", "=2g"}, make([]postingList, 5))
	if _, ok := lex.find("tenth"); ok {
		t.Error("found a term that is not there")
	}
	i, ok := lex.find("tent")
	if !ok || lex.term(i) != "tent" {
		t.Errorf("find(tent) = %d, %t", i, ok)
	}
	var begin, stem []string
	lex.byPrefix("ten", func(term uint32) { begin = append(begin, lex.term(term)) })
	lex.byForm("tent", func(term uint32) { stem = append(stem, lex.term(term)) })
	if !slices.Equal(begin, []string{"tent", "tents"}) || !slices.Equal(stem, []string{"tents"}) {
		t.Errorf("by prefix %q, by stem %q", begin, stem)
	}
}

func TestBitset(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 63, 64, 65, 130} {
		b := newBitset(n)
		b.fill(n)
		if got := len(b.appendTo(nil)); got != n {
			t.Errorf("filled with %d numbers it lists %d", n, got)
		}
	}
	a, b := newBitset(70), newBitset(70)
	a.set(3)
	a.set(69)
	b.set(69)
	both := a.clone(70)
	both.and(b)
	a.andNot(b)
	if !slices.Equal(both.appendTo(nil), []uint32{69}) || !slices.Equal(a.appendTo(nil), []uint32{3}) {
		t.Errorf("and gives %v, andNot %v", both.appendTo(nil), a.appendTo(nil))
	}
}

func TestCursorRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := place{rapid.Float64().Draw(t, "key"), catalog.ProductID(rapid.StringN(1, 50, -1).Draw(t, "id"))}
		query := rapid.Uint64().Draw(t, "query")
		shares := rapid.SliceOfN(rapid.Float32Range(0, 1), 0, maxWords).Draw(t, "shares")
		got, err := decodeCursor(cursor{query, p, shares}.encode(), query)
		if err != nil || got.last != p || !slices.Equal(got.shares, shares) {
			t.Errorf("%v, %v came back as %v, %v", p, shares, got, err)
		}
	})
}

func TestGoodness(t *testing.T) {
	t.Parallel()
	many, one, none := goodness(catalog.Rating{Average: 4.6, Count: 100}), goodness(catalog.Rating{Average: 5, Count: 1}), goodness(catalog.Rating{})
	if many <= one || one <= none {
		t.Errorf("100 votes of 4.6 are %g, one of 5 is %g, none are %g: want falling", many, one, none)
	}
	for _, r := range []catalog.Rating{{Average: math.NaN(), Count: 1}, {Average: math.Inf(1), Count: 9}, {Average: -3, Count: -3}} {
		if g := goodness(r); !(g >= 0 && g <= 1) {
			t.Errorf("goodness(%v) = %g, want 0 to 1", r, g)
		}
	}
}

func TestParseNumber(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]float64{"1,5": 1.5, "1,000": 1000, "1,000.5": 1000.5, "1.2.3": 1.2, "007": 7, "": 0} {
		if got := parseNumber(in); got != want {
			t.Errorf("parseNumber(%q) = %g, want %g", in, got, want)
		}
	}
}

// TestPut counts the better of two spellings of one want, and the sum of two
// wants.
func TestPut(t *testing.T) {
	t.Parallel()
	r := run{scratch: &scratch{}}
	r.resize(1)
	for _, p := range []struct {
		score float32
		mark  uint8
		firm  bool
	}{{2, 1, false}, {3, 1, true}, {1, 1, true}, {10, 2, false}} {
		r.put(0, p.score, p.mark, p.firm)
	}
	c := r.cells[0]
	if c.score != 13 || c.matched != 2 || c.points != 3 {
		t.Errorf("score %g, %d wants, %d points; want 13, 2, 3", c.score, c.matched, c.points)
	}
	r.release()
	if r.cells[0] != (cell{}) || len(r.touched) != 0 {
		t.Errorf("after release the cell is %+v", r.cells[0])
	}
}
