package search

import (
	"slices"
	"sort"
	"strings"
)

// lexicon holds the terms of one segment in alphabetical order, numbered from
// 0, with their postings, and the further keys that lead to them.
type lexicon struct {
	text  string   // all terms, one after the other
	ends  []uint32 // of each term in text
	df    []uint32 // documents of each term, before any died
	posts []byte   // all postings
	postE []uint32 // end of each term's postings
	forms []form   // by key, then term
}

// form is a key under which a term is also found: its stem, say.
type form struct {
	key  string
	term uint32
}

func (l *lexicon) len() int { return len(l.ends) }

func (l *lexicon) term(i uint32) string {
	if i == 0 {
		return l.text[:l.ends[0]]
	}
	return l.text[l.ends[i-1]:l.ends[i]]
}

func (l *lexicon) postings(i uint32) []byte {
	if i == 0 {
		return l.posts[:l.postE[0]]
	}
	return l.posts[l.postE[i-1]:l.postE[i]]
}

// at returns the number of the first term not before w.
func (l *lexicon) at(w string) uint32 {
	return uint32(sort.Search(l.len(), func(i int) bool { return l.term(uint32(i)) >= w }))
}

// find returns the number of a term.
func (l *lexicon) find(w string) (uint32, bool) {
	i := l.at(w)
	return i, i < uint32(l.len()) && l.term(i) == w
}

// byForm calls yield with each term that a key leads to.
func (l *lexicon) byForm(key string, yield func(term uint32)) {
	i, _ := slices.BinarySearchFunc(l.forms, key, func(f form, k string) int { return strings.Compare(f.key, k) })
	for ; i < len(l.forms) && l.forms[i].key == key; i++ {
		yield(l.forms[i].term)
	}
}

// byPrefix calls yield with each term that begins with p and is longer.
func (l *lexicon) byPrefix(p string, yield func(term uint32)) {
	for i := l.at(p); i < uint32(l.len()); i++ {
		t := l.term(i)
		if !strings.HasPrefix(t, p) {
			return
		}
		if len(t) > len(p) {
			yield(i)
		}
	}
}

// newLexicon packs the terms that a build has met.
func newLexicon(words []string, lists []postingList) lexicon {
	order := make([]uint32, len(words))
	chars, bytes := 0, 0
	for i := range words {
		order[i] = uint32(i)
		chars += len(words[i])
		bytes += len(lists[i].data)
	}
	slices.SortFunc(order, func(a, b uint32) int { return strings.Compare(words[a], words[b]) })
	l := lexicon{
		ends: make([]uint32, len(words)), df: make([]uint32, len(words)),
		posts: make([]byte, 0, bytes), postE: make([]uint32, len(words)),
	}
	var text strings.Builder
	text.Grow(chars)
	for i, o := range order {
		text.WriteString(words[o])
		l.ends[i] = uint32(text.Len())
		l.df[i] = lists[o].count
		l.posts = append(l.posts, lists[o].data...)
		l.postE[i] = uint32(len(l.posts))
		if key := forms(words[o]); key != "" {
			l.forms = append(l.forms, form{key, uint32(i)})
		}
	}
	l.text = text.String()
	slices.SortFunc(l.forms, func(a, b form) int {
		if a.key != b.key {
			return strings.Compare(a.key, b.key)
		}
		return int(a.term) - int(b.term)
	})
	l.forms = slices.Clip(slices.Compact(l.forms))
	return l
}
