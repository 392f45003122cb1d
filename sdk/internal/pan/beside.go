package pan

import (
	"slices"
	"strings"
)

// codes are the names of a security code that name nothing else in a chat.
var codes = [...]string{"cvc", "cvv", "cvn"}

// words may stand between a card number, its expiry and its security code.
var words = [...]string{
	"exp", "expiry", "expires", "expiration", "date", "valid", "thru", "through", "till", "until", "to", "and", "security", "code", "pin", "cid", "is",
	"срок", "действует", "действия", "годна", "до", "и", "код", "пин", "безопасности",
	"мерзімі", "жарамды", "дейін", "және", "коды",
}

// mentions says whether a text names a security code.
func mentions(text string) bool {
	for i := 0; i+2 < len(text); i++ {
		if text[i]|0x20 == 'c' && text[i+1]|0x20 == 'v' && strings.IndexByte("cvn", text[i+2]|0x20) >= 0 {
			return true
		}
	}
	return false
}

// named hides the security codes that are called so, wherever they stand: three
// or four digits.
func named(toks []token, hide []string) (found bool) {
	for i, t := range toks {
		if t.kind != word || !slices.Contains(codes[:], strings.ToLower(t.text)) {
			continue
		}
		const reach = 6 // tokens: "CVC2 is: 123"
		for j := i + 1; j < min(i+1+reach, len(toks)) && between(toks[j]) && toks[j].text != dot; j++ {
			if n := len(toks[j].digits); n >= 3 && n <= 4 && hide[j] == "" {
				hide[j], found = code, true
				break
			}
		}
	}
	return found
}

// between says whether a token may stand between a name and what it names, or be
// the latter.
func between(t token) bool {
	return t.kind != word || slices.Contains(words[:], strings.ToLower(t.text)) || slices.Contains(codes[:], strings.ToLower(t.text))
}

// beside hides an expiry and a code next to a card number, from the token i on,
// forwards or backwards. Before a card, three digits alone may be anything.
func beside(toks []token, hide []string, i, step int) {
	const most = 2 // an expiry and a code
	for found, left := 0, 12; found < most && left > 0; left-- {
		i += step
		if i < 0 || i >= len(toks) || hide[i] != "" || !between(toks[i]) {
			return
		}
		if toks[i].kind != number {
			continue
		}
		switch n, j := len(toks[i].digits), i+2*step; {
		case (n == 3 || n == 4) && (step > 0 || found > 0) || n == 6 && month(toks[i].digits[:2]):
			hide[i] = code
		case j >= 0 && j < len(toks) && hide[j] == "" && toks[i+step].kind == join && date(toks[min(i, j)], toks[max(i, j)]):
			hide[i], hide[i+step], hide[j] = gone, gone, gone
			hide[min(i, j)] = expiry
			i = j
		default:
			return
		}
		found++
	}
}

// date says whether two numbers are a month and a year.
func date(m, y token) bool {
	return m.kind == number && y.kind == number && len(m.digits) <= 2 && month(m.digits) &&
		(len(y.digits) == 2 || len(y.digits) == 4 && string(y.digits[:2]) == "20")
}

// month says whether digits are 1 to 12.
func month(digits []byte) bool {
	n := 0
	for _, d := range digits {
		n = n*10 + int(d-'0')
	}
	return n >= 1 && n <= 12
}
