package search

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// fuzzy walks the sorted terms of a lexicon like a trie: the rows of the edit
// distance table belong to the letters that a term shares with the one before,
// and where a row has no cell within limit, all terms that begin so are
// skipped. The distance is optimal string alignment: insert, delete, replace
// and the swap of two neighbours cost one each.
type fuzzy struct {
	word  []rune
	limit int
	rows  [][]int // rows[d] after d letters
	path  []rune  // the letters the rows stand for
}

func newFuzzy(word string, limit int) *fuzzy {
	f := &fuzzy{word: []rune(word), limit: limit}
	first := make([]int, len(f.word)+1)
	for j := range first {
		first[j] = j
	}
	f.rows = [][]int{first}
	return f
}

// search calls yield with every term within the limit and its distance.
func (f *fuzzy) search(l *lexicon, yield func(term uint32, distance int)) {
	f.path = f.path[:0]
	for i := uint32(0); i < uint32(l.len()); {
		t := l.term(i)
		d, dead := f.distance(t)
		switch {
		case dead > 0:
			i = l.after(t[:dead], i)
			continue
		case d <= f.limit && t[0] != '=' && t[0] != kazakhMark[0]:
			yield(i, d)
		}
		i++
	}
}

// after returns the first term from i on that does not begin with p.
func (l *lexicon) after(p string, i uint32) uint32 {
	rest := l.len() - int(i)
	n := sort.Search(rest, func(k int) bool { return !strings.HasPrefix(l.term(i+uint32(k)), p) })
	return i + uint32(n)
}

// distance returns the edit distance of t, or the length in bytes of a prefix
// of t that no word within the limit has.
func (f *fuzzy) distance(t string) (d, dead int) {
	depth, pos := 0, 0
	for depth < len(f.path) && pos < len(t) {
		r, size := utf8.DecodeRuneInString(t[pos:])
		if r != f.path[depth] {
			break
		}
		depth, pos = depth+1, pos+size
	}
	f.path = f.path[:depth]
	for pos < len(t) {
		r, size := utf8.DecodeRuneInString(t[pos:])
		pos += size
		f.path = append(f.path, r)
		if f.row(len(f.path)) > f.limit {
			f.path = f.path[:len(f.path)-1]
			return f.limit + 1, pos
		}
	}
	return f.rows[len(f.path)][len(f.word)], 0
}

// row fills the row of the d-th letter and returns the least that any longer
// word can cost.
func (f *fuzzy) row(d int) int {
	for len(f.rows) <= d {
		f.rows = append(f.rows, make([]int, len(f.word)+1))
	}
	row, above, c := f.rows[d], f.rows[d-1], f.path[d-1]
	row[0] = d
	least := d
	for j, w := range f.word {
		cost := 1
		if w == c {
			cost = 0
		}
		v := min(above[j]+cost, above[j+1]+1, row[j]+1)
		if d > 1 && j > 0 && f.path[d-2] == w && c == f.word[j-1] {
			v = min(v, f.rows[d-2][j-1]+1)
		}
		row[j+1] = v
		least = min(least, v)
	}
	for j := 1; j < len(f.word); j++ { // a swap that the next row may finish
		if f.word[j] == c {
			least = min(least, above[j-1]+1)
		}
	}
	return least
}
