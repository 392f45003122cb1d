package understand

import "strings"

// joinNumbers makes one token of the words of a number ("two hundred and
// fifty", "half a dozen", "3rd", "number 2") and drops what it joined.
func (l *language) joinNumbers(toks []token) []token {
	out := toks[:0:0]
	for i := 0; i < len(toks); {
		t, n := l.numberAt(toks, i, out)
		out = append(out, t)
		i += n
	}
	return out
}

// numberAt reads the token at i with those that belong to the same number and
// says how many those are. before are the tokens already read.
func (l *language) numberAt(toks []token, i int, before []token) (token, int) {
	t := toks[i]
	if t.word == "#" && i+1 < len(toks) && toks[i+1].kind == tokenNumber && toks[i+1].num > 100 {
		reference := toks[i+1] // "#1042" is a number of something, not a position
		reference.Start, reference.word, reference.glued = t.Start, t.word, t.glued
		return reference, 2
	}
	if n := l.labelled(toks, i); n > 0 {
		return ordinalToken(toks[i], toks[i+n-1], toks[i+n-1].num), n
	}
	if n := l.labelledAfter(toks, i); n > 0 {
		return ordinalToken(t, toks[i+n-1], t.num), n
	}
	start := i
	if !l.startsNumber(toks, i, before) {
		return t, 1
	}
	half := l.is("half", t.word)
	if half {
		i = l.skipArticle(toks, i+1)
	} else if l.is("an", t.word) {
		i++
	}
	sum := number{lang: l}
	end := sum.read(toks, i)
	if end == i {
		return t, 1
	}
	value := sum.value()
	if half {
		value /= 2
	}
	if sum.ordinal {
		return ordinalToken(toks[start], toks[end-1], value), end - start
	}
	joined := token{Span: Span{toks[start].Start, toks[end-1].End}, kind: tokenNumber, word: t.word, num: value, glued: t.glued}
	return joined, end - start
}

func ordinalToken(first, last token, value float64) token {
	return token{Span: Span{first.Start, last.End}, kind: tokenOrdinal, word: first.word, num: value}
}

// labelled says how many tokens make a numbered label: "number 2", "#2",
// "option 3"; 0 if none does.
func (l *language) labelled(toks []token, i int) int {
	next := i + 1
	if next < len(toks) && toks[next].word == "." {
		next++ // "no. 2"
	}
	if next >= len(toks) || !l.is("label", toks[i].word) && toks[i].word != "#" {
		return 0
	}
	n := toks[next].num
	switch abbreviated := l.is("abbreviation", toks[i].word); {
	case abbreviated && next == i+1:
		return 0 // "no 2" refuses, "no. 2" points
	case toks[next].kind == tokenWord && !abbreviated:
		n = l.numbers[toks[next].word]
		toks[next].num = n
	case toks[next].kind != tokenNumber:
		return 0
	}
	if n < 1 || n > 100 || n != float64(int(n)) {
		return 0
	}
	return next - i + 1
}

// labelledAfter is labelled for languages that put the label last: «3 нөмір».
func (l *language) labelledAfter(toks []token, i int) int {
	next := i + 1
	if next < len(toks) && toks[next].word == "-" && toks[next].glued {
		next++
	}
	if next < len(toks) && toks[i].kind == tokenNumber && toks[i].num >= 1 && toks[i].num <= 100 && l.is("label-after", toks[next].word) {
		return next - i + 1
	}
	return 0
}

// startsNumber says whether a number may begin here. "one" is often a pronoun
// ("the red one"): it counts only after words that want a number.
func (l *language) startsNumber(toks []token, i int, before []token) bool {
	t := toks[i]
	if t.kind == tokenNumber {
		return true
	}
	_, cardinal := l.numbers[t.word]
	_, ordinal := l.ordinal[t.word]
	switch {
	case t.kind != tokenWord:
		return false
	case l.is("one", t.word):
		return l.oneCounts(toks, i, before)
	case l.is("half", t.word), l.is("an", t.word):
		next := l.skipArticle(toks, i+1)
		return next < len(toks) && l.numbers[toks[next].word] > 1 && (toks[next].kind == tokenWord)
	}
	return cardinal || ordinal
}

func (l *language) skipArticle(toks []token, i int) int {
	if i < len(toks) && l.is("an", toks[i].word) {
		return i + 1
	}
	return i
}

// oneCounts says whether "one" is a number here.
func (l *language) oneCounts(toks []token, i int, before []token) bool {
	if i+1 < len(toks) && (l.numbers[toks[i+1].word] >= 100 || l.is("of", toks[i+1].word)) {
		return true
	}
	if i+1 < len(toks) && strings.HasPrefix(toks[i].word, kazakhMark) && l.isMeasured(toks[i+1].word) {
		return true // «бір килодан жеңіл»
	}
	if len(before) == 0 {
		return true
	}
	last := before[len(before)-1]
	return last.kind == tokenMark || l.is("before-one", last.word)
}

// number adds up the words of a number: small ones add, hundreds multiply what
// is before, thousands and more close a group.
type number struct {
	lang    *language
	total   float64 // groups closed
	group   float64 // the group being read
	last    float64 // the last small number, to refuse "two three"
	ordinal bool
}

func (n *number) value() float64 { return n.total + n.group }

// read takes tokens from i on and returns where the number ends.
func (n *number) read(toks []token, i int) int {
	start, end := i, i
	for i < len(toks) {
		t := toks[i]
		switch {
		case t.kind == tokenNumber && i == start:
			n.group, n.last = t.num, 1000
		case t.kind == tokenNumber && n.lang.groups(toks, start, i):
			n.group = n.group*1000 + t.num
		case t.kind == tokenNumber, t.kind == tokenOrdinal:
			return end
		case t.word == "-" && t.glued && i == start+1 && n.takesEnding(toks, i+1):
			i++
			continue
		case t.glued && isDigits(toks[start:i]) && n.lang.is("number-ending", t.word):
		case i > start && n.isJoint(toks, i):
			i++
			continue
		case i > start && n.isHalfMore(toks, i):
			n.group += 0.5
		case !n.word(toks, i, start):
			return end
		}
		i++
		end = i
		if n.ordinal {
			return end
		}
	}
	return end
}

// groups says whether the digits at i are a group of three after those before,
// as in "20 000": written so before a currency, or as "000".
func (l *language) groups(toks []token, start, i int) bool {
	for k := start; k <= i; k++ {
		if toks[k].kind != tokenNumber || k > start && (toks[k].End-toks[k].Start != 3 || toks[k].Start-toks[k-1].End > 2 || toks[k].num != float64(int(toks[k].num))) {
			return false
		}
	}
	next := i + 1
	for next < len(toks) && toks[next].kind == tokenNumber && toks[next].End-toks[next].Start == 3 {
		next++
	}
	money := next < len(toks) && (l.is("currency", toks[next].word) || signs[toks[next].word] != "")
	return toks[start].num < 1000 && toks[start].End-toks[start].Start <= 3 && (money || toks[i].num == 0)
}

// isJoint says whether a token only joins number words: "twenty-three", "two
// hundred and five".
func (n *number) isJoint(toks []token, i int) bool {
	if i+1 >= len(toks) || toks[i+1].kind != tokenWord {
		return false
	}
	if n.lang.is("and", toks[i].word) && n.isHalfMore(toks, i+1) {
		return true
	}
	v, ok := n.lang.numbers[toks[i+1].word]
	o, ordinal := n.lang.ordinal[toks[i+1].word]
	if !ok && !(ordinal && o > 0) || n.last == 1000 && n.total == 0 {
		return false
	}
	switch {
	case toks[i].word == "-":
		return toks[i].glued && toks[i+1].glued
	case n.lang.is("and", toks[i].word):
		next := i+2 < len(toks) && n.lang.numbers[toks[i+2].word] >= 100 // "between a hundred and two hundred"
		return (n.last == 100 || n.total > 0 && n.group == 0) && max(v, o) < 100 && !next
	}
	return false
}

// takesEnding says whether a number's ending follows a hyphen: "2-й", "4-х".
func (n *number) takesEnding(toks []token, i int) bool {
	return i < len(toks) && toks[i].glued && isDigits(toks[i-2:i]) && !isLatin(toks[i].word) &&
		(n.lang.is("ordinal-ending", toks[i].word) || n.lang.is("number-ending", toks[i].word))
}

// isDigits says whether tokens are digits and at most a hyphen.
func isDigits(toks []token) bool {
	return len(toks) > 0 && toks[0].kind == tokenNumber && (len(toks) == 1 || len(toks) == 2 && toks[1].word == "-")
}

// isHalfMore says whether a token adds a half: «два с половиной», «екі жарым».
func (n *number) isHalfMore(toks []token, i int) bool {
	return n.group > 0 && n.group < 1000 && n.lang.is("half-more", toks[i].word)
}

// word adds one word; false if it does not continue the number.
func (n *number) word(toks []token, i, start int) bool {
	t := toks[i]
	if t.glued && isDigits(toks[start:i]) && n.lang.is("ordinal-ending", t.word) {
		n.ordinal = true
		return true
	}
	if v, ok := n.lang.ordinal[t.word]; ok {
		return n.addOrdinal(v, i > start)
	}
	v, ok := n.lang.numbers[t.word]
	if ok && n.last == 10 && v < 10 && v > 0 && strings.HasPrefix(t.word, kazakhMark) {
		n.last = 20 // «он бес» is fifteen
	}
	return ok && n.add(v, i > start)
}

func (n *number) addOrdinal(v float64, inside bool) bool {
	if inside && (v < 0 || n.value() == 0 || !n.add(v, true)) {
		return false // also «ноль первых»
	}
	if !inside {
		n.group = v
	}
	n.ordinal = true
	return true
}

// add adds a number word: 5, 20, 100, 1000.
func (n *number) add(v float64, inside bool) bool {
	hundreds := n.last >= 100 && n.last < 1000 // "двести" is one word
	switch {
	case !inside && v >= 1000:
		n.total = v
	case !inside:
		n.group = v
	case v == 12 && n.group > 0 && !hundreds && (n.last < 20 || n.last == 1000):
		n.group *= 12 // two dozen
	case v == 100 && n.group < 100:
		n.group = max(n.group, 1) * 100
	case v >= 1000:
		n.total += max(n.group, 1) * v
		n.group = 0
	case n.last == 1000 && n.total == 0, v >= 100 && (v == 100 || n.group > 0):
		return false // digits before, or hundreds twice
	case n.group > 0 && !hundreds && (n.last < 20 || n.last == 1000 || v >= 10):
		return false
	default:
		n.group += v
	}
	n.last = min(v, 1000)
	return true
}
