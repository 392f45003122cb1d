package search

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/sauda-commerce/sauda/catalog/internal/stem"
)

//go:embed synonyms.txt
var synonymTable string

// usualSynonyms are those of the table: the same for all indexes, and never
// changed.
var usualSynonyms = sync.OnceValue(func() *synonyms { return newSynonyms(strings.Split(synonymTable, "\n")...) })

// synonyms finds the sets that the words of a query belong to.
type synonyms struct {
	first map[string][]*phrase // by every key of a phrase's first word
	sets  [][]*phrase
}

// phrase is one way to say what a set means, in one word or several.
type phrase struct {
	set   int
	words []phraseWord
}

type phraseWord struct {
	text string   // a folded word or an amount
	keys []string // equal keys are forms of one word
}

// newSynonyms reads lines of words that mean the same, "torch | flashlight".
// Empty lines and those that begin with # say nothing.
func newSynonyms(lines ...string) *synonyms {
	s := &synonyms{first: make(map[string][]*phrase)}
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			s.add(strings.Split(line, "|"))
		}
	}
	return s
}

func (s *synonyms) add(set []string) {
	var all []*phrase
	for _, text := range set {
		p := &phrase{set: len(s.sets), words: phraseWords(text)}
		if len(p.words) == 0 {
			continue
		}
		all = append(all, p)
		for _, key := range p.words[0].keys {
			s.first[key] = append(s.first[key], p)
		}
	}
	s.sets = append(s.sets, all)
}

// phraseWords cuts a phrase as a query is cut.
func phraseWords(text string) []phraseWord {
	var all []phraseWord
	tokens := tokenize(text, nil)
	for i := 0; i < len(tokens); i++ {
		w := tokens[i].word(text)
		if i+1 < len(tokens) && tokens[i].number {
			if u, ok := units[tokens[i+1].word(text)]; ok {
				w = quantityTerm(parseNumber(w), u)
				i++
			}
		}
		if w != "" && !stopWords[w] {
			all = append(all, phraseWord{w, phraseKeys(w)})
		}
	}
	return all
}

// phraseKeys lists what a word may share with its forms.
func phraseKeys(word string) []string {
	keys := []string{word}
	for _, k := range []string{stem.Plain(word), forms(word), kazakhTerm(word)} {
		if k != "" && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}

// match returns how many words at the beginning of a query some set has as one
// of its phrases, at most, and the other phrases of such sets.
func (s *synonyms) match(words []word) (n int, others []*phrase) {
	if len(words) == 0 {
		return 0, nil
	}
	var said []*phrase
	seen := make(map[*phrase]bool)
	for _, key := range words[0].keys() {
		for _, p := range s.first[key] {
			if len(p.words) < n || seen[p] || !p.begins(words) {
				continue
			}
			if len(p.words) > n {
				n, said = len(p.words), nil
			}
			seen[p] = true
			said = append(said, p)
		}
	}
	for _, p := range said {
		for _, other := range s.sets[p.set] {
			if !slices.Contains(said, other) && !slices.Contains(others, other) {
				others = append(others, other)
			}
		}
	}
	return n, others
}

// knows says whether some phrase begins with a word.
func (s *synonyms) knows(w word) bool {
	return slices.ContainsFunc(w.keys(), func(k string) bool { return len(s.first[k]) > 0 })
}

// begins says whether words begin with the phrase, in any forms.
func (p *phrase) begins(words []word) bool {
	if len(words) < len(p.words) {
		return false
	}
	for i, w := range p.words {
		if !slices.ContainsFunc(words[i].keys(), func(k string) bool { return slices.Contains(w.keys, k) }) {
			return false
		}
	}
	return true
}

func (w word) keys() []string {
	switch {
	case w.same != nil:
		return w.same
	case w.quantity != "":
		return []string{w.quantity}
	}
	return phraseKeys(w.text)
}

// meant is what products may say instead of a word or words asked for.
type meant struct {
	words    found
	together []together
}

// together is words that a product must all have, each in one of its forms.
type together [][]wantTerm

func (m meant) any() bool { return len(m.words)+len(m.together) > 0 }

// insteadOf finds what products say instead of some words. Another script is
// looked at only if the words are not in the shop's own: where products have
// "палатка", what is just called "tent" is left alone.
func (s *snapshot) insteadOf(said []word, others []*phrase) meant {
	known := true
	for _, w := range said {
		known = known && (w.quantity != "" || len(s.forms(w.text)) > 0)
	}
	if known && len(said) > 0 {
		cyrillic := stem.HasCyrillic(said[0].text)
		others = slices.DeleteFunc(slices.Clone(others), func(p *phrase) bool {
			return stem.HasCyrillic(p.words[0].text) != cyrillic && p.words[0].text[0] != '='
		})
	}
	return s.instead(others)
}

// instead finds what the products have of some phrases.
func (s *snapshot) instead(of []*phrase) meant {
	m := meant{words: make(found)}
	for _, p := range of {
		if len(p.words) == 1 {
			for w, c := range s.forms(p.words[0].text) {
				if old := m.words[w]; old == nil || old.fit < c.fit*fitSynonym {
					m.words[w] = &candidate{fit: c.fit * fitSynonym, df: c.df}
				}
			}
		} else if t := s.together(p); t != nil {
			m.together = append(m.together, t)
		}
	}
	return m
}

// together finds the forms of all words of a phrase; nil if some word has none.
func (s *snapshot) together(p *phrase) together {
	var t together
	for _, w := range p.words {
		f := s.forms(w.text)
		if len(f) == 0 {
			return nil
		}
		t = append(t, s.want(f, nil).terms)
	}
	return t
}
