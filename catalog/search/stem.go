package search

import (
	"strings"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/russian"
)

// forms returns the keys under which a folded word is also found: its stem,
// and for Cyrillic its spelling without Kazakh letters and its Kazakh stem.
// The word itself is not among them. Which stemmer applies follows from the
// script, so that one text may mix languages.
func forms(word string) []string {
	if word == "" || word[0] == '=' || word[0] >= '0' && word[0] <= '9' || utf8.RuneCountInString(word) < 3 {
		return nil
	}
	var keys []string
	add := func(k string) {
		if k != "" && k != word {
			keys = append(keys, k)
		}
	}
	if !hasCyrillic(word) {
		add(english.Stem(word, true))
		return keys
	}
	plain := kazakhForm(word)
	add(plain)
	if s := russian.Stem(plain, true); s != plain {
		add(s)
	}
	if s := kazakhStem(word); s != word {
		add(kazakhForm(s))
	}
	return keys
}

// kazakhEndings are those of case, plural and possession, longest first.
var kazakhEndings = []string{
	"лардың", "лердің", "дардың", "дердің", "тардың", "тердің", "ларды", "лерді", "ларға", "лерге",
	"лары", "лері", "дары", "дері", "тары", "тері", "ның", "нің", "дың", "дің", "тың", "тің",
	"лар", "лер", "дар", "дер", "тар", "тер", "дан", "ден", "тан", "тен", "нан", "нен", "мен", "бен", "пен",
	"ға", "ге", "қа", "ке", "ды", "ді", "ты", "ті", "ны", "ні", "да", "де", "та", "те", "сы", "сі",
}

// kazakhStem takes one ending off a word that has Kazakh letters, if three
// letters remain. Words without such letters are left to the Russian stemmer.
func kazakhStem(word string) string {
	if kazakhForm(word) == word {
		return word
	}
	for _, e := range kazakhEndings {
		if s, ok := strings.CutSuffix(word, e); ok && utf8.RuneCountInString(s) >= 3 {
			return s
		}
	}
	return word
}

// stopWords say nothing about a product. They are not indexed in descriptions
// and not wanted where a query has other words.
var stopWords = wordSet(`a an and any are as at be but by can do for from has have i in is it its me my of on or our
	please some so that the their them there these they this those to us was we what which who will with you your
	без бы в вас вы где для до его ее если есть же за и из или им их к как ко ли мне мы на над нам нас не но о об
	он она они от по под при с со так то только у уже что чтобы эта эти это этот я
	мен үшін және бар да де осы сол бұл`)

func wordSet(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}
