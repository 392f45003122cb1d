package pan

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what a token is.
type kind int

const (
	other  kind = iota // a mark that parts what stands around it
	number             // digits
	word               // letters
	join               // what may stand between the groups of one number
)

// token is a piece of a text.
type token struct {
	kind   kind
	text   string
	digits []byte // of a number, as ASCII
}

// uuid is how programs name things, in digits by chance.
var uuid = regexp.MustCompile(`(?i)\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`)

// scan cuts a text into tokens that make up all of it.
func scan(text string) (all []token) {
	at := 0
	for _, span := range uuid.FindAllStringIndex(text, -1) {
		all = append(pieces(all, text[at:span[0]]), token{kind: other, text: text[span[0]:span[1]]})
		at = span[1]
	}
	return pieces(all, text[at:])
}

// pieces adds the tokens of a text without UUIDs.
func pieces(all []token, text string) []token {
	first := len(all)
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRuneInString(text[i:])
		k := kindOf(c, size)
		if n := len(all); n > first && all[n-1].kind == k && k != other {
			all[n-1].text = text[i-len(all[n-1].text) : i+size]
		} else {
			all = append(all, token{kind: k, text: text[i : i+size]})
		}
		if v, ok := digit(c); ok {
			t := &all[len(all)-1]
			t.digits = append(t.digits, '0'+v)
		}
		i += size
	}
	return all
}

func kindOf(c rune, size int) kind {
	switch {
	case c == utf8.RuneError && size == 1:
		return other
	case unicode.Is(unicode.Nd, c):
		return number
	case unicode.IsLetter(c):
		return word
	case unicode.IsSpace(c), unicode.Is(unicode.Pd, c), unicode.Is(unicode.Cf, c), unicode.IsMark(c), strings.ContainsRune("._,/|*·−", c):
		return join
	}
	return other
}

// digit is the value of a decimal digit of any script. Unicode keeps the ten of
// a script together, from zero up.
func digit(c rune) (byte, bool) {
	if c < utf8.RuneSelf {
		return byte(c - '0'), '0' <= c && c <= '9'
	}
	if !unicode.IsDigit(c) {
		return 0, false
	}
	for _, r := range unicode.Nd.R16 {
		if rune(r.Lo) <= c && c <= rune(r.Hi) {
			return byte((c - rune(r.Lo)) % 10), true
		}
	}
	for _, r := range unicode.Nd.R32 {
		if rune(r.Lo) <= c && c <= rune(r.Hi) {
			return byte((c - rune(r.Lo)) % 10), true
		}
	}
	return 0, false
}

// widest is how many characters may stand between two groups of one number.
const widest = 4

// runEnd is where the numbers end that begin at i and that only joins part.
func runEnd(toks []token, i int) int {
	if toks[i].kind != number {
		return i + 1
	}
	for i+2 < len(toks) && toks[i+1].kind == join && toks[i+2].kind == number && utf8.RuneCountInString(toks[i+1].text) <= widest {
		i += 2
	}
	return i + 1
}
