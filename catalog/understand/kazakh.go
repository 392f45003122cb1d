package understand

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog/internal/stem"
)

// kazakhMark begins the words of the Kazakh table, so that one table holds the
// words of all languages: the Kazakh «он» is ten, the Russian «он» is he. No
// folded word of a text contains it.
const kazakhMark = "'"

// kazakhLatin spells Kazakh in Latin letters, by whichever habit, in Cyrillic.
var kazakhLatin = strings.NewReplacer(
	"shch", "щ", "zh", "ж", "dj", "ж", "gh", "г", "kh", "х", "ch", "ч", "sh", "ш", "yu", "ю", "ya", "я", "ia", "я", "iu", "ю",
	"a", "а", "b", "б", "c", "с", "d", "д", "e", "е", "f", "ф", "g", "г", "h", "х", "i", "и", "j", "ж", "k", "к", "l", "л", "m", "м",
	"n", "н", "o", "о", "p", "п", "q", "к", "r", "р", "s", "с", "t", "т", "u", "у", "v", "в", "w", "у", "x", "х", "y", "и", "z", "з",
	"ı", "и", "ş", "ш", "ç", "ч", "ñ", "н", "ń", "н", "ŋ", "н", "ğ", "г", "ǵ", "г", "ä", "а", "á", "а", "ö", "о", "ó", "о",
	"ü", "у", "ú", "у", "ū", "у", "í", "и", "ï", "и",
)

// kazakhSpelling makes the spellings of one word equal: without the letters
// that only Kazakh has, and with one letter for the vowels that people confuse.
var kazakhSpelling = strings.NewReplacer("ы", "и", "й", "и", "э", "е", "щ", "ш", "ь", "", "ъ", "")

// inCyrillic folds a word and spells it in Russian letters, from whatever
// keyboard it came.
func inCyrillic(raw string) string {
	if !stem.HasCyrillic(raw) {
		raw = kazakhLatin.Replace(strings.ToLower(raw))
		for _, end := range []string{"инг", "анг", "енг"} {
			if strings.HasSuffix(raw, end) {
				raw = strings.TrimSuffix(raw, "г") // "myng" is «мың»
			}
		}
	}
	return stem.Plain(fold(raw))
}

// kazakhWord spells a word the way words of the Kazakh table are compared:
// «көрсет», «корсет», "körset" and "korset" are one. A letter said twice
// counts once.
func kazakhWord(raw string) string {
	word := kazakhSpelling.Replace(inCyrillic(raw))
	if utf8.RuneCountInString(word) <= 2 {
		return kazakhMark + word // «мм» is not «м»
	}
	var b strings.Builder
	b.WriteString(kazakhMark)
	last := rune(-1)
	for _, c := range word {
		if c != last {
			b.WriteRune(c)
		}
		last = c
	}
	return b.String()
}

// kazakhEndings are what words end in, as kazakhWord spells them, the longest
// first: case, possession, plural, and the forms that verbs ask politely in.
// They are wide of the mark where package stem is careful: what remains counts
// only if it stands in the table.
var kazakhEndings = strings.Fields(`ниниз иниз имиз ндаги ндеги даги деги таги теги ники дики тики
	нин дин тин нан нен дан ден тан тен нда нде мен бен пен лар лер дар дер тар тер миз низ син
	лик дик тик аин еин аик еик ши га ге ка ке на не ни ди ти да де та те им ин си ип ли а е и н м п у`)

// kazakhForms lists a word of kazakhWord and what it is without its last
// endings, one more each. At least two letters remain.
func kazakhForms(word string) []string {
	const letter = len("а")
	forms := []string{word}
	for from, depth := 0, 0; depth < 4 && from < len(forms) && len(forms) < 40; depth++ {
		end := len(forms)
		for _, form := range forms[from:end] {
			for _, e := range kazakhEndings {
				s, ok := strings.CutSuffix(form, e)
				if !ok {
					continue
				}
				for _, shorter := range []string{s, s + e[:letter]} { // «мыңнан» is spelled with one н
					if len(shorter) >= len(kazakhMark)+2*letter && !slices.Contains(forms, shorter) && len(shorter) < len(form) {
						forms = append(forms, shorter)
					}
				}
			}
		}
		from = end
	}
	return forms
}

// kazakhKey is under which a name of the catalogue is found whatever endings
// it has: its Kazakh stem, however it is typed.
func kazakhKey(raw string) string { return kazakhWord(stem.Kazakh(inCyrillic(raw))) }

// loanKey is the key of a Russian name with a Kazakh ending, «палаткаға», or in
// Latin letters, "palatka": its Russian stem.
func loanKey(raw string) string { return stem.Russian(stem.Kazakh(inCyrillic(raw))) }
