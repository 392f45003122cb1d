package understand

import (
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
)

// conclude puts the meaning together.
func (r *reading) conclude(found intents) Meaning {
	provisional := r.provisional(found)
	items := r.items(provisional)
	in, topic, sure := r.decide(found, items)
	if r.place(in) != r.place(provisional) {
		items = r.items(in)
	}
	m := Meaning{Intent: in, Topic: topic, Confident: sure, Mended: r.mended, Unknown: r.unknown(), Written: r.written}
	m.Wishes, m.Query = r.wishes, r.query(r.wishes)
	m.Chosen = r.chosen()
	if in == IntentDetails || in == IntentBrowse || in == IntentShowCart {
		m.About = r.about()
	}
	m.OptOut = r.optsOut(found)
	if m.OrderRef = r.orderRef(in, topic); m.OrderRef != "" {
		m.Wishes = slices.DeleteFunc(m.Wishes, func(w Wish) bool {
			return w.Kind == KindWords && strings.Contains(w.Span.Of(r.text), m.OrderRef)
		})
	}
	m.Language = r.language(in)
	r.settleOptOut(&m)
	r.settleItems(&m, items)
	return m
}

// provisional is the intent as far as the words alone tell.
func (r *reading) provisional(found intents) Intent {
	if found.best.pattern == nil {
		if found.loose.pattern != nil && found.loose.tag == tagTake {
			return tagTake
		}
		return IntentPick
	}
	tag, _, _ := strings.Cut(found.best.tag, "/")
	return Intent(tag)
}

// settleItems keeps what fits the intent: items for commands about things,
// what is left to search for otherwise.
func (r *reading) settleItems(m *Meaning, items []Item) {
	switch m.Intent {
	case IntentAdd, IntentRemove, IntentSetQuantity, IntentPick, IntentSearch, IntentAdvise, IntentUnknown:
		if len(items) > 0 {
			m.Quantity = items[0].Quantity
		}
	}
	switch m.Intent {
	case IntentAdd, IntentRemove, IntentSetQuantity, IntentDetails, IntentCompare, IntentPick, IntentSimilar, IntentRestock:
		m.Items = items
		if len(items) > 0 {
			m.Query = items[0].Query
		}
	case IntentCheaper:
		r.cheaper(m, items)
	case IntentSearch, IntentAdvise, IntentMore, IntentUnknown:
	default:
		m.Query = catalog.Query{}
	}
	if m.Intent == IntentPick && !m.Confident && len(m.Items) == 1 { // a number alone: a position
		m.Items[0].Pointed, m.Items[0].At = true, []int{m.Quantity - 1}
	}
}

// cheaper asks for lower prices than the one thing shown or pointed at.
func (r *reading) cheaper(m *Meaning, items []Item) {
	m.Query.Sort = catalog.SortPriceAsc
	var ref *Listed
	if len(r.ctx.Shown) == 1 {
		ref = &r.ctx.Shown[0]
	}
	if len(items) == 1 && items[0].Pointed && len(items[0].At) == 1 {
		ref = &r.list(items[0].Place)[items[0].At[0]]
	}
	if ref != nil && m.Query.Price.Max == nil && ref.Price.Minor > 0 {
		below := float64(ref.Price.Minor - 1)
		m.Query.Price.Max, m.Query.Currency = &below, ref.Price.Currency
	}
}

// orderRef finds an order's number: after a word for order, or digits that are
// too many to be a count.
func (r *reading) orderRef(in Intent, topic Topic) string {
	switch {
	case in == IntentOrders, in == IntentCancelOrder, in == IntentReorder:
	case in == IntentAsk && (topic == TopicOrder || topic == TopicInvoice || topic == TopicDelivery || topic == TopicReturns):
	default:
		return ""
	}
	for i, t := range r.toks {
		raw := t.Of(r.text)
		if t.kind == tokenNumber && isReference(raw) || t.use == useFree && isCode(raw) {
			return strings.TrimLeft(r.extended(i), "# ")
		}
		if t.kind == tokenOrdinal && strings.Contains(raw, "#") {
			return strings.TrimLeft(raw, "# ")
		}
		if t.kind == tokenNumber && (r.word(i-1) == "#" || r.lang.is("order", r.word(i-1))) {
			return raw
		}
	}
	return ""
}

// isCode says whether a word is a code: letters and digits.
func isCode(raw string) bool {
	return len(raw) >= 4 && strings.ContainsFunc(raw, isDigit) && !strings.ContainsFunc(raw, func(c rune) bool {
		return !isDigit(c) && (c < 'A' || c > 'Z')
	})
}

// extended adds what is glued to a number by hyphens: "AB-1234".
func (r *reading) extended(i int) string {
	first, end := i, i+1
	for first >= 2 && r.toks[first].glued && r.word(first-1) == "-" && r.toks[first-1].glued {
		first -= 2
	}
	for end+1 < len(r.toks) && r.word(end) == "-" && r.toks[end].glued && r.toks[end+1].glued {
		end += 2
	}
	return r.span(first, end).Of(r.text)
}

func (r *reading) language(in Intent) string {
	if in != IntentLanguage {
		return ""
	}
	for _, t := range r.toks {
		if tag, ok := r.lang.values["language"][t.word]; ok {
			return tag
		}
	}
	return ""
}

// chosen finds the answers that were offered and are named: all whose words
// the text says, or the one at a position.
func (r *reading) chosen() []int {
	var at []int
	best := 0
	for i, option := range r.ctx.Options {
		switch n := r.saysOption(option); {
		case n == 0 || n < best:
		case n > best:
			at, best = []int{i}, n
		default:
			at = append(at, i)
		}
	}
	if len(at) > 0 {
		return at
	}
	for _, t := range r.toks {
		if t.kind == tokenNumber && (t.use == useRange || t.use == useTerm || t.use == useWish) {
			continue // "two people" is no second option
		}
		pos := int(max(-100, min(t.num, 100)))
		if t.kind == tokenNumber && len(r.words) > 2 || t.kind == tokenWord || t.kind == tokenMark || t.num != float64(pos) {
			continue
		}
		if pos < 0 {
			pos += len(r.ctx.Options) + 1
		}
		if pos >= 1 && pos <= len(r.ctx.Options) && !slices.Contains(at, pos-1) {
			at = append(at, pos-1)
		}
	}
	return at
}

// saysOption counts the words of an option if the text has them all.
func (r *reading) saysOption(option string) int {
	words := phraseWords(option)
	for _, w := range words {
		if !slices.ContainsFunc(r.toks, func(t token) bool { return r.means(t, w) }) {
			return 0
		}
	}
	return len(words)
}

func (r *reading) means(t token, word string) bool {
	if t.kind == tokenMark {
		return false
	}
	return t.word == word || fold(t.Of(r.text)) == word || t.has(stemOf(word)) || t.keys != nil && t.has(kazakhKey(word)) || r.lang.values["value"][t.word] == word
}
