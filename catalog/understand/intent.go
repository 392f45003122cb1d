package understand

import (
	"slices"
	"strings"
)

// tagTake marks words that add what is pointed at, and look for anything else:
// "I want the second one", "I want a tent".
const tagTake = "take"

// intents are the commands found in a text.
type intents struct {
	best   match // the one whose words say most; no pattern if none
	about  match // the best one that names a question or an order, whatever else is best
	loose  match // "show me", "I want": what it is depends on the rest
	soft   match // a courtesy, an answer: yields to everything else
	polite []int // tokens of courtesies
	tried  map[string]bool
}

func (m match) score() int {
	if m.pattern == nil {
		return -1
	}
	return 10*len(m.named) + m.pattern.score
}

// findIntents looks for commands among the words.
func (r *reading) findIntents() intents {
	found := intents{tried: map[string]bool{}}
	r.lang.intents.each(r.toks, r.words, func(m match) {
		if r.isContent(m) || r.countsPeople(m) {
			return
		}
		found.tried[m.tag] = true
		slot := &found.best
		switch {
		case m.soft:
			slot = &found.soft
			found.polite = append(found.polite, m.named...)
		case m.tag == tagTake, m.tag == string(IntentSearch):
			slot = &found.loose
		}
		if m.score() > slot.score() {
			*slot = m
		}
		if isQuestion(m.tag) && m.score() > found.about.score() {
			found.about = m
		}
	})
	if found.about.pattern != nil && r.yields(Intent(found.best.tag)) && found.best.score() < found.about.score()+clearly {
		found.best = found.about
	}
	return found
}

// clearly is by how much an intent must score more than another to be kept
// against it.
const clearly = 25

// isQuestion says whether a tag is about the shop or an order, not its goods.
func isQuestion(tag string) bool {
	kind, _, _ := strings.Cut(tag, "/")
	switch Intent(kind) {
	case IntentAsk, IntentPerson, IntentOrders, IntentCancelOrder, IntentOptOut, IntentOptIn:
		return true
	}
	return false
}

// yields says whether an intent is only how a question is asked: "help me with
// my payment", "tell me about your delivery".
func (r *reading) yields(in Intent) bool {
	switch in {
	case IntentHelp, IntentDetails:
		return true
	case IntentAdvise, IntentSkip:
		return !r.wants(KindCategory, KindBrand, KindAttribute)
	}
	return false
}

// isContent says whether all words of a match name things or wishes of the
// catalogue and are no command.
func (r *reading) isContent(m match) bool {
	for _, i := range m.named {
		if u := r.toks[i].use; u != useTerm && u != useWish && u != useRange {
			return false
		}
	}
	return true
}

// countsPeople says whether what looks like a call for a person says how many
// there are: «палатка на 4 человека». «Позовите одного человека» is a call.
func (r *reading) countsPeople(m match) bool {
	kind, _, _ := strings.Cut(m.tag, "/")
	return Intent(kind) == IntentPerson && slices.ContainsFunc(m.named, func(i int) bool {
		if i == 0 || r.toks[i-1].kind != tokenNumber || r.lang.values["unit"][r.toks[i].word] != "person" {
			return false
		}
		return r.toks[i-1].num != 1 || r.wants(KindCategory)
	})
}

// drop marks the words of the command as used, and gives up the wishes that
// were only part of it: "what's in my bag" is not about bags.
func (r *reading) drop(m match) {
	if m.pattern == nil {
		return
	}
	for _, i := range m.named {
		span := r.toks[i].Span
		r.wishes = slices.DeleteFunc(r.wishes, func(w Wish) bool {
			return w.Span.Start <= span.Start && span.End <= w.Span.End && r.partOfCommand(m, w)
		})
		r.toks[i].use = useCommand
	}
}

// greeted marks the courtesies a text begins or ends with: "hi, any tents?",
// "a tent, thanks".
func (r *reading) greeted(polite []int) {
	mark := func(i int) bool {
		t := &r.toks[i]
		if !slices.Contains(polite, i) || t.use != useFree && t.use != useCommand {
			return false
		}
		t.use = useCommand
		return true
	}
	for _, i := range r.words {
		if !mark(i) {
			break
		}
	}
	for _, i := range slices.Backward(r.words) {
		if !mark(i) {
			break
		}
	}
}

func (r *reading) partOfCommand(m match, w Wish) bool {
	switch Intent(m.tag) {
	case IntentSearch, IntentAdvise, IntentBrowse, IntentCompare, IntentDetails, tagTake, IntentAdd, IntentRemove:
		return false
	}
	return w.Kind != KindPrice && len(m.named) > 1
}

// decide chooses the intent and says whether the words themselves name it.
func (r *reading) decide(found intents, items []Item) (Intent, Topic, bool) {
	if found.best.pattern != nil {
		tag, topic, _ := strings.Cut(found.best.tag, "/")
		if in, sure, ok := r.command(tag, topic, items); ok {
			return in, Topic(topicOf(in, topic)), sure
		}
	}
	if found.loose.pattern != nil && found.loose.tag == tagTake && (points(items) || r.namesListed(items)) {
		return IntentAdd, "", true
	}
	if in, ok := r.answer(found, items); ok {
		return in, "", true
	}
	if found.loose.pattern != nil && r.namesGoods() && !slices.ContainsFunc(items, func(it Item) bool { return it.Pointed || it.That }) {
		return IntentSearch, "", true // "show me two lamps"
	}
	return r.guess(items)
}

func topicOf(in Intent, topic string) string {
	if in == IntentAsk || in == IntentPerson {
		return topic
	}
	return ""
}

// command accepts the intent that words name, unless the rest of the text says
// otherwise.
func (r *reading) command(tag, topic string, items []Item) (in Intent, sure, ok bool) {
	wanted := r.wants(KindCategory, KindBrand, KindAttribute, KindPrice, KindReduced, KindStock)
	switch in := Intent(tag); in {
	case IntentBrowse, IntentUpset:
		if wanted {
			return IntentSearch, true, true // "show me tents, you idiot"
		}
		return in, true, true
	case IntentMore:
		if r.wantsNot() {
			return IntentSearch, true, true // «қарадан басқа»
		}
		if r.saysSimilar(items) {
			return IntentSimilar, true, true
		}
		return in, true, true
	case IntentSkip:
		if r.wantsNot() {
			return IntentSearch, true, true // «любой цвет, кроме красного»
		}
		return in, true, true
	case IntentClearCart:
		if r.wants(KindCategory, KindBrand, KindAttribute) {
			return IntentRemove, true, true // "remove all the caps"
		}
		return in, true, true
	case IntentAsk:
		if topic == string(TopicPromotion) && r.wants(KindCategory, KindBrand, KindAttribute) {
			return IntentSearch, true, true
		}
		return in, true, true
	default:
		return in, true, true
	}
}

// points says whether something listed was pointed at, or how many was said of
// something listed.
func points(items []Item) bool {
	return slices.ContainsFunc(items, func(it Item) bool { return it.Pointed || it.That || (len(it.At) > 0 && it.Quantity > 0) })
}

// namesListed says whether something listed was called by its name, and nothing
// else was: "I'll take the Heron".
func (r *reading) namesListed(items []Item) bool {
	return len(items) == 1 && len(items[0].At) == 1 && !r.namesGoods()
}

// counts says whether a number of something listed was named: "two of the
// second", "two caps" where one is listed. Beside other things "2 caps" may be
// any caps.
func counts(items []Item) bool {
	return slices.ContainsFunc(items, func(it Item) bool {
		return it.Quantity > 0 && (it.Pointed || it.That || len(it.At) > 0 && (it.Query.Text != "" || len(items) == 1))
	})
}

// wantsNot says whether something is not wanted.
func (r *reading) wantsNot() bool {
	return slices.ContainsFunc(r.wishes, func(w Wish) bool { return w.Strength == Not && (w.Kind == KindAttribute || w.Kind == KindBrand) })
}

func (r *reading) wants(kinds ...Kind) bool {
	return slices.ContainsFunc(r.wishes, func(w Wish) bool { return slices.Contains(kinds, w.Kind) })
}

// answer reads replies to what was asked and courtesies.
func (r *reading) answer(found intents, items []Item) (Intent, bool) {
	if r.ctx.Asking == AskingQuantity && len(items) == 1 && items[0].Quantity > 0 && len(r.wishes) == 0 {
		return IntentSetQuantity, true
	}
	if found.soft.pattern == nil || len(r.wishes) > 0 || points(items) {
		return "", false
	}
	return Intent(found.soft.tag), true
}

// guess judges a text without a command by what it is about.
func (r *reading) guess(items []Item) (Intent, Topic, bool) {
	switch {
	case counts(items):
		return IntentAdd, "", true
	case points(items) && (len(items) == 1 || !r.namesGoods() || slices.ContainsFunc(items, func(it Item) bool { return it.Pointed || it.That })):
		return IntentPick, "", true
	case r.namesGoods():
		return IntentSearch, "", true
	case r.numberAlone(items) && len(r.ctx.Shown) >= items[0].Quantity:
		return IntentPick, "", false
	case r.numberAlone(items):
		return IntentUnknown, "", false
	case r.wants(KindWords) && r.wordCount() <= 5:
		return IntentSearch, "", false
	}
	return IntentUnknown, "", false
}

// namesGoods says whether the text names anything of the catalogue.
func (r *reading) namesGoods() bool {
	return r.wants(KindCategory, KindBrand, KindAttribute, KindPrice, KindReduced, KindStock, KindSort)
}

func (r *reading) numberAlone(items []Item) bool {
	return len(items) == 1 && items[0].Quantity > 0 && len(r.wishes) == 0
}

// wordCount counts the words that would have to be looked for.
func (r *reading) wordCount() int {
	n := 0
	for _, w := range r.wishes {
		if w.Kind == KindWords {
			n += len(strings.Fields(w.Values[0]))
		}
	}
	return n
}
