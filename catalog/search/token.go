package search

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is one word or number of a text, and where it stands there.
type token struct {
	start, end int  // bytes of the text
	glued      bool // joined to the token before by a hyphen: t-shirt
	number     bool // digits with at most one decimal separator, no letters
}

// tokenize cuts a text into words and numbers. Letters, marks and digits make
// a word, an apostrophe inside it too; "1,5" and "1.5" are one number.
func tokenize(text string, into []token) []token {
	into = into[:0]
	prevEnd := -1
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !isWord(r) || unicode.Is(unicode.M, r) {
			i += size
			continue
		}
		t := scanToken(text, i)
		t.glued = prevEnd >= 0 && isHyphen(text[prevEnd:i])
		into = append(into, t)
		i, prevEnd = t.end, t.end
	}
	return into
}

func scanToken(text string, start int) token {
	digits, other, i := 0, false, start
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r >= '0' && r <= '9':
			digits++
		case isWord(r):
			other = true
		case isApostrophe(r) && wordAt(text, i+size):
			other = true
		case (r == '.' || r == ',') && digitAt(text, i+size) && digits > 0 && !other:
		default:
			return token{start: start, end: i, number: digits > 0 && !other}
		}
		i += size
	}
	return token{start: start, end: i, number: digits > 0 && !other}
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r))
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

// isBelowZero says whether a minus makes the number at i negative: "−5" and
// "bag -5", but not "3-5" and "T-5".
func isBelowZero(text string, i int) bool {
	before, minus := strings.CutSuffix(text[:i], "-")
	for _, sign := range []string{"−", "–"} {
		if s, ok := strings.CutSuffix(text[:i], sign); ok {
			before, minus = s, true
		}
	}
	r, _ := utf8.DecodeLastRuneInString(before)
	return minus && (before == "" || unicode.IsSpace(r) || r == '(')
}

func isHyphen(s string) bool { return s == "-" || s == "‑" || s == "–" }

func digitAt(text string, i int) bool { return i < len(text) && text[i] >= '0' && text[i] <= '9' }

func wordAt(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return i < len(text) && isWord(r)
}

// word folds a token; the English possessive and other apostrophes go.
func (t token) word(text string) string {
	raw := text[t.start:t.end]
	if t.number {
		return formatNumber(parseNumber(raw))
	}
	w := fold(raw)
	if strings.IndexFunc(w, isApostrophe) < 0 {
		return w
	}
	w = strings.NewReplacer("’", "'", "ʼ", "'").Replace(w)
	return strings.ReplaceAll(strings.TrimSuffix(w, "'s"), "'", "")
}

// parseNumber reads digits with decimal or grouping separators. A comma before
// exactly three digits groups ("1,000"), any other is decimal ("1,5").
func parseNumber(s string) float64 {
	parts := strings.Split(s, ",")
	grouped := len(parts) > 1
	for _, p := range parts[1:] {
		whole, _, _ := strings.Cut(p, ".")
		grouped = grouped && len(whole) == 3
	}
	if grouped {
		s = strings.Join(parts, "")
	} else {
		s = strings.ReplaceAll(s, ",", ".")
	}
	if i := strings.IndexByte(s, '.'); i >= 0 { // 1.2.3 is read as 1.2
		if j := strings.IndexByte(s[i+1:], '.'); j >= 0 {
			s = s[:i+1+j]
		}
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0 // out of range: no product has it
	}
	return n
}

func formatNumber(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
