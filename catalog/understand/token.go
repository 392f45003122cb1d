package understand

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxRunes is how much of a text is understood; the rest is not looked at.
const maxRunes = 500

type tokenKind uint8

const (
	tokenWord    tokenKind = iota
	tokenNumber            // digits or number words; num is the value
	tokenOrdinal           // num is the position from 1, -1 for the last
	tokenMark              // one rune of punctuation or a currency sign, in word
)

// token is a piece of the text.
type token struct {
	Span
	kind  tokenKind
	word  string // folded, typos mended; of a number its words
	stem  string
	keys  []string // more keys that names of the catalogue are found under
	num   float64
	upper bool // written in capitals
	glued bool // nothing stands between this and the token before
	known bool // the language or the catalogue knows the word
	use   use
}

// has says whether the word is a form of what the catalogue keeps under a stem.
func (t *token) has(stem string) bool {
	return t.stem == stem || len(t.keys) > 0 && slices.Contains(t.keys, stem)
}

// use says what a token was taken for.
type use uint8

const (
	useFree    use = iota
	useFiller      // says nothing
	useRange       // part of a number wish
	useTerm        // part of a catalogue term
	useCommand     // part of the words that name the intent
	useItem        // quantity or pointing
	useWish        // sort, stock, negation and the like
)

// scan cuts text into tokens. Spans are in bytes of text, on rune boundaries.
func scan(text string) []token {
	text = clip(text)
	toks := make([]token, 0, len(text)/4+1)
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		end := i + n
		kind := tokenMark
		switch {
		case isDigit(r):
			end, kind = scanNumber(text, i), tokenNumber
		case isLetter(r):
			end, kind = scanWord(text, i), tokenWord
		case !isMark(r):
			i = end
			continue
		}
		toks = append(toks, makeToken(text, i, end, kind, toks))
		i = end
	}
	return toks
}

func makeToken(text string, start, end int, kind tokenKind, before []token) token {
	raw := text[start:end]
	t := token{Span: Span{start, end}, kind: kind, word: fold(raw)}
	t.glued = len(before) > 0 && before[len(before)-1].End == start
	switch kind {
	case tokenMark:
		t.word = markName(raw)
		if strings.HasPrefix(t.word, "thumbs") {
			t.kind = tokenWord
		}
	case tokenNumber:
		t.num = parseDigits(raw)
	default:
		t.upper = isUpper(raw)
	}
	return t
}

// clip cuts a text to what is understood.
func clip(text string) string {
	if len(text) <= maxRunes {
		return text
	}
	n := 0
	for i := range text {
		if n == maxRunes {
			return text[:i]
		}
		n++
	}
	return text
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isLetter(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) || r == '_')
}

func isMark(r rune) bool {
	if unicode.Is(unicode.Sc, r) || r == '👍' || r == '👎' {
		return true
	}
	return strings.ContainsRune(".,;:!?&+-–—~<>=≤≥#%/()°\"\n", r)
}

func markName(raw string) string {
	switch raw {
	case "👍":
		return "thumbs-up"
	case "👎":
		return "thumbs-down"
	case "–", "—":
		return "-"
	}
	return raw
}

// scanWord goes to the end of a word. Apostrophes, marks and invisible runes
// inside belong to it, and so do digits after letters: "x4".
func scanWord(text string, i int) int {
	end := i
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case isLetter(r) || isDigit(r):
			end = i + n
		case isApostrophe(r) || (n > 1 && unicode.In(r, unicode.Cf)):
		default:
			return end
		}
		i += n
	}
	return end
}

// scanNumber goes to the end of a number: digits with separators inside
// ("1,000.50", "1.5", "2,5").
func scanNumber(text string, i int) int {
	for i < len(text) {
		c := text[i]
		sep := (c == '.' || c == ',') && i+1 < len(text) && isDigit(rune(text[i+1]))
		if !isDigit(rune(c)) && !sep {
			break
		}
		i++
	}
	return scanExponent(text, i)
}

// scanExponent goes on over what makes digits a number as machines write it:
// "1e9". A code has more, or other letters.
func scanExponent(text string, i int) int {
	end := i + 1
	for end < len(text) && end <= i+2 && isDigit(rune(text[end])) {
		end++
	}
	if i >= len(text) || text[i] != 'e' && text[i] != 'E' || end == i+1 {
		return i
	}
	if next, _ := utf8.DecodeRuneInString(text[end:]); isLetter(next) || isDigit(next) || next == '-' {
		return i
	}
	return end
}

// parseDigits reads a number as people type it. A separator before exactly
// three digits groups ("1,000"); otherwise, or if it is the last of two kinds,
// it is the decimal one ("2,5", "1,234.50"). "0.500" is a decimal.
func parseDigits(raw string) float64 {
	if strings.ContainsAny(raw, "eE") {
		return min(parseFloat(strings.ReplaceAll(raw, ",", ".")), 1e15)
	}
	last := strings.LastIndexAny(raw, ".,")
	if last < 0 {
		return parseFloat(raw)
	}
	sep, other := raw[last:last+1], "."
	if sep == "." {
		other = ","
	}
	grouped := len(raw)-last-1 == 3 && !strings.HasPrefix(raw, "0") && last <= 3 && sep == "," || strings.Count(raw, sep) > 1
	if grouped {
		return parseFloat(strings.ReplaceAll(strings.ReplaceAll(raw, sep, ""), other, "."))
	}
	return parseFloat(strings.ReplaceAll(raw[:last], other, "") + "." + raw[last+1:])
}

func parseFloat(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0 // digits beyond a float64
	}
	return f
}

func isUpper(s string) bool {
	letters := false
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		letters = letters || unicode.IsUpper(r)
	}
	return letters
}
