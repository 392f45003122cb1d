package money

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// Major returns the amount in major units without the currency, exact and
// with all decimals of it: "12.50", "5000.00" (KZT), "-3" (KRW). A code that
// is not a currency has two decimals. [ParseMajor] reads it back.
func (a Amount) Major() string {
	whole, fraction := a.digits()
	if fraction != "" {
		whole += "." + fraction
	}
	if a.Minor < 0 {
		whole = "-" + whole
	}
	return whole
}

// String returns the amount for logs and errors: "12.50 USD".
func (a Amount) String() string {
	if a == (Amount{}) {
		return "no amount"
	}
	return strings.TrimSpace(a.Major() + " " + a.Currency)
}

// Format returns the amount for people who read the language of locale, a BCP
// 47 tag: "$12.50" in en, "12,50 $" in ru and kk, "5 000 ₸". The spaces in it
// do not break. What is not a tag is taken for English. Currencies that are
// counted in whole units in daily life (KZT, RUB, KGS, UZS, AMD) show decimals
// only when there are any; the others always show all of theirs.
func (a Amount) Format(locale string) string {
	tag := language.Make(locale)
	_, fraction := a.digits()
	if quiet(a.Currency) && strings.Trim(fraction, "0") == "" {
		fraction = ""
	}
	text := localDigits(tag, abs(a.Minor)/pow10(decimals(a.Currency)), fraction)
	sign := ""
	if a.Minor < 0 {
		sign = "-"
	}
	symbol, known := symbols[a.Currency]
	if !known {
		symbol = a.Currency
	}
	switch {
	case symbol == "":
		return sign + text
	case symbolFirst(tag) && known:
		return sign + symbol + text
	case symbolFirst(tag):
		return sign + symbol + "\u00a0" + text
	}
	return sign + text + "\u00a0" + symbol
}

// digits are those before and after the decimal mark, without the sign.
func (a Amount) digits() (whole, fraction string) {
	places := decimals(a.Currency)
	s := strconv.FormatUint(abs(a.Minor), 10)
	if missing := places + 1 - len(s); missing > 0 {
		s = strings.Repeat("0", missing) + s
	}
	return s[:len(s)-places], s[len(s)-places:]
}

// localDigits writes digits as a language does, grouped and with its mark.
func localDigits(tag language.Tag, whole uint64, fraction string) string {
	p := message.NewPrinter(tag)
	out := p.Sprint(number.Decimal(whole))
	if fraction == "" {
		return out
	}
	// The mark stands between the digits of 1.5, which are one rune each.
	sample := p.Sprint(number.Decimal(1.5))
	_, first := utf8.DecodeRuneInString(sample)
	_, last := utf8.DecodeLastRuneInString(sample)
	var b strings.Builder
	b.WriteString(out + sample[first:len(sample)-last])
	for _, d := range fraction {
		b.WriteString(p.Sprint(number.Decimal(int(d - '0'))))
	}
	return b.String()
}

func pow10(n int) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}

// quiet says whether decimals of zero are left out.
func quiet(code string) bool { return listed("KZT RUB KGS UZS AMD", code) }

// symbolFirst says whether a language writes the sign before the number.
func symbolFirst(tag language.Tag) bool {
	base, _ := tag.Base()
	switch base.String() {
	case "en", "zh", "ja", "ko", "hi", "th", "tr", "nl", "und":
		return true
	case "pt":
		region, _ := tag.Region()
		return region.String() == "BR"
	}
	return false
}
