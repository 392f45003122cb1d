package flows

import (
	"slices"
	"strings"
	"unicode"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
)

// heardCode is what words say of codes.
type heardCode struct {
	codes []string // named, or what stands where a code would
	has   bool     // she has one, or asks to type it
	out   bool     // it shall be taken out
}

// Words about codes, in all languages at once, as they begin. What is only
// called "a code" may be that of a door: it needs more to be one of ours.
var (
	promoWords = []string{"promo", "coupon", "voucher", "промо", "купон", "ваучер"}
	plainWords = []string{"code", "код"}
	hasWords   = []string{"have", "i've", "got", "enter", "use", "apply", "add", "type", "у", "ввести", "введу", "введи", "применить", "примени", "использовать", "енгіз", "қолдан", "қос"}
	ownWords   = []string{"кодым", "промокодым", "купоным", "менде"}
	outWords   = []string{"remove", "delete", "without", "drop", "убери", "убрать", "удали", "удалить", "без", "алып", "өшір", "алып таста", "жой"}
	asksWords  = []string{"do", "does", "is", "are", "any", "what", "which", "where", "how", "есть", "какой", "какие", "где", "как", "бар", "қандай", "қайда", "қалай", "ма", "ба", "бе", "ме", "па", "пе"}
	noneOfIt   = []string{"please", "no", "yes", "code", "codes", "not", "пожалуйста", "нет", "да", "жоқ", "иә"}
)

// hearCode reads what words say of codes. A word is a code if it is one of the
// shop's and stands alone, or beside a word for codes; an unknown word only
// behind such a word, and only if it looks like a code or nothing else is said.
func hearCode(in dialogue.Input) heardCode {
	words := codeWords(in.Event.Text)
	if len(words) == 0 || len(words) > maxCodeWords {
		return heardCode{}
	}
	known := in.Shop.Rules.Named(words...)
	promo, plain := lastOf(words, promoWords), lastOf(words, plainWords)
	about := max(promo, plain)
	var h heardCode
	for _, p := range known {
		if len(words) == 1 || about >= 0 {
			h.codes = append(h.codes, p.Code)
		}
	}
	if about < 0 {
		return h
	}
	h.out = len(in.Cart.Codes) > 0 && said(words, outWords)
	if code, ok := behind(words, about); ok && len(h.codes) == 0 && !h.out && (promo >= 0 || in.Shop.Rules.Codes && loud(code)) {
		h.codes = []string{code}
	}
	asks := strings.Contains(in.Event.Text, "?") || slices.Contains(asksWords, lower(words[0])) || slices.Contains(asksWords, lower(words[len(words)-1]))
	h.has = said(words, ownWords) || !asks && (said(words, hasWords) || promo >= 0 && len(words) <= 2)
	return h
}

// maxCodeWords is how long words about a code are at most.
const maxCodeWords = 10

// codeWords are the words of a text, without marks around them.
func codeWords(text string) []string {
	var all []string
	for _, w := range strings.Fields(strings.ToValidUTF8(text, "")) {
		if w = strings.TrimFunc(w, isMark); w != "" {
			all = append(all, w)
		}
	}
	return all
}

// isMark says whether a rune may stand around a code and is no part of it.
func isMark(r rune) bool { return r != '%' && (unicode.IsPunct(r) || unicode.IsSymbol(r)) }

// lastOf is where the last word stands that begins like one of some; -1 for none.
func lastOf(words, some []string) int {
	for i := len(words) - 1; i >= 0; i-- {
		if slices.ContainsFunc(some, func(s string) bool { return strings.HasPrefix(lower(words[i]), s) }) {
			return i
		}
	}
	return -1
}

func said(words, some []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(some, lower(w)) })
}

func lower(s string) string { return strings.ToLower(s) }

// behind is the word that stands where a code would, behind a word for codes.
func behind(words []string, about int) (string, bool) {
	rest := words[about+1:]
	for len(rest) > 0 && slices.Contains([]string{"is", "это"}, lower(rest[0])) {
		rest = rest[1:]
	}
	if len(rest) == 0 {
		return "", false
	}
	code := rest[0]
	only := len(rest) == 1 && about <= 1 && !slices.Contains(asksWords, lower(code)) && !slices.Contains(noneOfIt, lower(code))
	return code, only || loud(code)
}

// loud says whether a word looks like a code: it has a digit and a letter, or it
// is all capitals.
func loud(word string) bool {
	letters, capitals, digits := 0, 0, 0
	for _, r := range word {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsUpper(r):
			letters, capitals = letters+1, capitals+1
		case unicode.IsLetter(r):
			letters++
		}
	}
	return letters > 0 && digits > 0 || capitals > 2 && capitals == letters
}
