package understand

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// optOutWords are the messages that, alone, end all sending, whatever the
// language of the conversation. The first line is the list that United States
// rules and carriers name; "cancel", "end", "remove" and the like also mean
// something in a shop, which is why [Meaning.OptOut] stands beside the intent.
var optOutWords = wordSet(
	"stop stopall unsubscribe end quit revoke optout cancel remove td stopp",
	"arret desabonner baja alto parar sair abmelden abbestellen annulla cancellami afmelden avsluta",
	"rezygnuje wypisz dur iptal ret стоп отписаться відписатися отписка токтат тоқтат тоқта токта тоқтатыңыз токтатыныз токтатыңыз тоқтатыныз berhenti",
	"توقف إلغاء הסר बंद रोकें dung huy หยุด ยกเลิก 退订 取消 配信停止 解除 수신거부",
)

// optOutExtra are words that may stand beside such a word without changing it.
var optOutExtra = wordSet("please pls plz thanks thank you now immediately asap пожалуйста")

// optOutObjects may stand beside the words that no shop has another use for:
// "stop this", but not "remove it".
var optOutObjects = wordSet("it this all the that bot sms everything everybody texts these")

// shopWords are the opt-out words that are also commands to a shop.
var shopWords = wordSet("cancel end remove revoke annulla iptal отмена 取消 解除 إلغاء ยกเลิก huy")

func wordSet(lines ...string) map[string]bool {
	set := map[string]bool{}
	for _, line := range lines {
		for w := range strings.FieldsSeq(line) {
			set[fold(w)] = true
		}
	}
	return set
}

// optsOut says whether the text ends all sending: a phrase that says so, or
// nothing but one of the words.
func (r *reading) optsOut(found intents) bool {
	if found.tried[string(IntentOptOut)] && found.best.tag == string(IntentOptOut) {
		return true
	}
	return wholeOptOut(r.text)
}

// wholeOptOut says whether a message is one of the words and nothing else but
// punctuation, emoji and politeness.
func wholeOptOut(text string) bool {
	if len(text) > 200 {
		return false
	}
	words := strings.FieldsFunc(fold(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
	})
	if words = together(words); len(words) == 2 && words[0] == "opt" && words[1] == "out" {
		return true
	}
	some, objects, ambiguous := false, false, false
	for _, w := range words {
		switch w = oneScript(w); {
		case optOutWords[w]:
			some, ambiguous = true, ambiguous || shopWords[w]
		case optOutObjects[w]:
			objects = true
		case !optOutExtra[w]:
			return false
		}
	}
	return some && (!objects || !ambiguous) && (optOutWords[oneScript(words[0])] || len(words) <= 3)
}

// settleOptOut makes the intent agree with an opt-out: in an order, or where
// the word is a shop's command too, that command stays the intent.
func (r *reading) settleOptOut(m *Meaning) {
	if !m.OptOut || m.Intent == IntentOptOut {
		return
	}
	m.Confident = true
	switch {
	case m.Intent == IntentCancel, m.Intent == IntentRemove:
	case r.ctx.InOrder:
		m.Intent = IntentCancel
	default:
		m.Intent = IntentOptOut
	}
	m.Wishes, m.Unknown = nil, nil
}

// together joins letters written apart: "s t o p".
func together(words []string) []string {
	if len(words) < 4 || slices.ContainsFunc(words, func(w string) bool { return utf8.RuneCountInString(w) > 1 }) {
		return words
	}
	return []string{strings.Join(words, "")}
}

// lookalikes are the Latin letters and the Cyrillic ones that look the same.
const lookalikes = "aаcсeеoоpрxхyуkкmмtтhнbв"

// oneScript is an opt-out word written with letters of two alphabets («cтоп»),
// in one of them; other words stay.
func oneScript(word string) string {
	has := func(script *unicode.RangeTable) bool {
		return strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(script, r) })
	}
	if !has(unicode.Cyrillic) || !has(unicode.Latin) {
		return word
	}
	pairs := strings.Split(lookalikes, "")
	cyrillic := strings.NewReplacer(pairs...).Replace(word)
	for i := 0; i < len(pairs); i += 2 {
		pairs[i], pairs[i+1] = pairs[i+1], pairs[i]
	}
	latin := strings.NewReplacer(pairs...).Replace(word)
	for _, w := range []string{cyrillic, latin} {
		if optOutWords[w] {
			return w
		}
	}
	return word
}
