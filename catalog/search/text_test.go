package search

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func wordsOf(text string) []string {
	var words []string
	for _, tok := range tokenize(text, nil) {
		words = append(words, tok.word(text))
	}
	return words
}

func TestTokenize(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"Red tent, 2-person!", []string{"red", "tent", "2", "person"}},
		{"men's men’s o'neill", []string{"men", "men", "oneill"}},
		{"1,5 л и 1.5l", []string{"1.5", "л", "и", "1.5l"}},
		{"1,000 pieces 1,25 m", []string{"1000", "pieces", "1.25", "m"}},
		{"v2.0. End", []string{"v2", "0", "end"}},
		{"''--..", nil},
		{"🎒tent🎒", []string{"tent"}},
		{"\u0301tent", []string{"tent"}},
	} {
		if diff := cmp.Diff(c.want, wordsOf(c.in)); diff != "" {
			t.Errorf("words of %q (-want +got):\n%s", c.in, diff)
		}
	}
}

func TestTokensLieInText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := clean(rapid.String().Draw(t, "text"), maxText)
		at := 0
		for _, tok := range tokenize(text, nil) {
			if tok.start < at || tok.end <= tok.start || tok.end > len(text) || !utf8.ValidString(text[tok.start:tok.end]) {
				t.Errorf("token %+v of %q is misplaced", tok, text)
			}
			at = tok.end
		}
	})
}

func TestClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"a\x00b\tc": "a b c", "so\u00adft": "soft", "\u202eabc": "abc", "a\xffb": "a b", strings.Repeat("é", 300): strings.Repeat("é", 200),
	} {
		if got := clean(in, 200); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestQuantities(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{{"1.5l", "1500ml", "1.5л", "150cl"}, {"2kg", "2000g", "2кг"}, {"2.2kg", "2200g"}, {"30cm", "300mm", "0.3m"}} {
		var terms []string
		for _, s := range same {
			n, u, ok := splitQuantity(s)
			if !ok {
				t.Fatalf("splitQuantity(%q) is none", s)
			}
			terms = append(terms, quantityTerm(n, u))
		}
		for _, term := range terms {
			if term != terms[0] {
				t.Errorf("%q are written %q, want one term", same, terms)
			}
		}
	}
	for _, s := range []string{"", "l", "2", "iphone15", "v2l", "2xyz"} {
		if _, _, ok := splitQuantity(s); ok {
			t.Errorf("splitQuantity(%q) is an amount", s)
		}
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"tents": "tent", "knives": "knife", "палатками": "палатк", "шатыр": "", "кітаптар": "", "=2g": "", "42": "", "da": "",
	} {
		if got := forms(word); got != want {
			t.Errorf("forms(%q) = %q, want %q", word, got, want)
		}
	}
	for word, want := range map[string]string{"кітаптар": "китап", "шатырга": "шатир", "tents": "", "12": ""} {
		if got := strings.TrimPrefix(kazakhTerm(word), kazakhMark); got != want {
			t.Errorf("kazakhTerm(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestCodeForm(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"KT-100 b": "kt100b", "0036000291452": "36000291452", "036000291452": "36000291452", "0012": "0012", "--": ""} {
		if got := codeForm(in); got != want {
			t.Errorf("codeForm(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestAmounts(t *testing.T) {
	t.Parallel()
	for term, want := range map[string]string{"=40000ml": "40000 ml", "=1.5g": "1.5 g", "=2person": "2 person", "=": "", "=ml": "", "tent": ""} {
		got := ""
		if n, base, ok := amountOf(term); ok {
			got = formatNumber(n) + " " + base
		}
		if got != want {
			t.Errorf("amountOf(%q) = %q, want %q", term, got, want)
		}
	}
}

func TestBelowZero(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"-5": true, "bag −10": true, "(-5)": true, "t-5": false, "3-5": false, "5": false, "bag – 5": false} {
		i := strings.IndexAny(text, "0123456789")
		if text == "3-5" {
			i = 2
		}
		if got := isBelowZero(text, i); got != want {
			t.Errorf("isBelowZero(%q) is %t", text, got)
		}
	}
}
