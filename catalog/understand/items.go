package understand

import (
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
)

// maxQuantity is the most that a number is taken for a count of things.
const maxQuantity = 9999

// segment is the part of a text that is about one thing: tokens first up to end.
type segment struct {
	first, end int
}

// items reads what a command is about, one item for each thing named.
func (r *reading) items(in Intent) []Item {
	var items []Item
	segments := r.segments(in)
	for k, s := range segments {
		if r.refused(s) && in != IntentRemove && k+1 < len(segments) {
			continue // "not that one, the red one"
		}
		if it, ok := r.item(s, in); ok {
			items = append(items, it)
		}
	}
	return items
}

// refused says whether a segment is about what is not wanted: it begins so, or
// its number does («хочу не одну, а две»).
func (r *reading) refused(s segment) bool {
	if r.nots[s.first] == Not {
		return true
	}
	for i := s.first + 1; i < s.end; i++ {
		if r.toks[i].kind == tokenNumber {
			return r.nots[i] == Not || r.nots[i-1] == Not && !isLatin(r.word(i-1))
		}
	}
	return false
}

// segments cuts the text where a new thing begins: at commas and "and", if a
// number, an article or something pointed at follows.
func (r *reading) segments(in Intent) []segment {
	var out []segment
	first := 0
	for i := range r.toks {
		if !r.separates(i) {
			continue
		}
		if i > first && (in == IntentCompare || r.beginsThing(i+1)) && !r.onlyCounts(i+1) {
			out = append(out, segment{first, i})
			first = i + 1
		}
	}
	if first < len(r.toks) {
		out = append(out, segment{first, len(r.toks)})
	}
	return out
}

func (r *reading) separates(i int) bool {
	switch r.word(i) {
	case ",", ";", ".", "&", "+", "\n":
	default:
		if !r.lang.is("separator", r.word(i)) {
			return false
		}
	}
	return r.toks[i].use != useRange && r.toks[i].use != useTerm
}

func (r *reading) beginsThing(i int) bool {
	if i < len(r.toks) && (r.separates(i) || r.lang.polite[r.word(i)]) {
		i++
	}
	if i >= len(r.toks) {
		return false
	}
	t := r.toks[i]
	numbered := r.content(i) && i+1 < len(r.toks) && r.inName(i+1) // "croft 2 and heron 3"
	return numbered || t.kind == tokenOrdinal || t.kind == tokenNumber && t.use != useRange || r.lang.is("article", t.word)
}

// item reads one segment.
func (r *reading) item(s segment, in Intent) (Item, bool) {
	p := r.pointers(s)
	wishes := r.wishesIn(s)
	if in == IntentRemove {
		wishes = wanted(wishes)
	}
	it := Item{Quantity: p.quantity, That: p.that, All: p.all, None: p.none && p.quantity == 0}
	if p.last < p.first && len(wishes) == 0 || in == IntentPick && vague(wishes) {
		return it, false
	}
	it.Span = r.itemSpan(p, wishes)
	it.Place = r.place(in)
	list := r.list(it.Place)
	switch {
	case len(p.at) > 0:
		it.Pointed = true
		it.At = r.ordered(list, p, wishes)
		it.All = it.All || p.run > 0
		it.That = false
	case p.that && len(wishes) > 0 && !p.one && onlyValues(wishes):
		it.At = lone(list) // "it in red": the same thing, another variant
	case len(wishes) > 0:
		it.At = r.fitting(list, wishes)
		it.Pointed = p.one || p.all && in != IntentPick || in == IntentRemove || in == IntentSetQuantity && it.Place == PlaceCart
		it.Pointed = it.Pointed || p.the && len(it.At) > 0 && (in != IntentPick || !onlySort(wishes))
		it.That = false
	case p.all:
		it.Pointed, it.That = true, false
		it.At = allOf(len(list))
	case p.that || p.one:
		it.That = true
		it.At = lone(list)
	case in == IntentCompare && p.quantity > 0, in == IntentDetails && p.quantity > 0:
		it.Pointed, it.Quantity = true, 0 // "compare 1 and 3"
		it.At = pointers{at: []int{p.quantity}}.resolve(len(list))
	}
	it.Query = r.query(wishes)
	return it, it.Quantity > 0 || it.None || it.Pointed || it.That || len(wishes) > 0
}

// onlySort says whether nothing but an order is wished: "the cheapest" is a
// search, "the cheapest one" is one of those shown.
func onlySort(wishes []Wish) bool {
	return !slices.ContainsFunc(wishes, func(w Wish) bool { return w.Kind != KindSort })
}

// vague says whether the wishes are nothing but an order that what is listed
// cannot be judged by: "the most popular ones".
func vague(wishes []Wish) bool {
	return len(wishes) > 0 && !slices.ContainsFunc(wishes, func(w Wish) bool {
		return w.Kind != KindSort || sortOf(w) == catalog.SortPriceAsc || sortOf(w) == catalog.SortPriceDesc
	})
}

// onlyValues says whether the wishes only choose a variant or ask about it.
func onlyValues(wishes []Wish) bool {
	return !slices.ContainsFunc(wishes, func(w Wish) bool { return w.Kind != KindAttribute && w.Kind != KindStock && w.Kind != KindReduced })
}

// lone is the position of the only thing listed.
func lone(list []Listed) []int {
	if len(list) == 1 {
		return []int{0}
	}
	return nil
}

// isVariant says whether wishes choose among the variants of what was pointed
// at: "the second one in black".
func (r *reading) isVariant(wishes []Wish) bool {
	return onlyValues(wishes) && r.lang.is("after-label", r.word(r.tokenAt(wishes[0].Span.Start)-1))
}

// ordered resolves positions; with wishes ("the second jacket") the thing there
// must fit them, or else it is counted among those that do.
func (r *reading) ordered(list []Listed, p pointers, wishes []Wish) []int {
	at := p.resolve(len(list))
	if len(wishes) == 0 || r.isVariant(wishes) {
		return at
	}
	if len(at) > 0 && !slices.ContainsFunc(at, func(i int) bool { return r.contradicts(&list[i], wishes) }) {
		return at
	}
	fit := r.fitting(list, wishes)
	var among []int
	for _, k := range p.resolve(len(fit)) {
		among = append(among, fit[k])
	}
	return among
}

func allOf(n int) []int {
	at := make([]int, n)
	for i := range at {
		at[i] = i
	}
	return at
}

func (r *reading) itemSpan(p pointers, wishes []Wish) Span {
	span := Span{len(r.text), 0}
	if p.last >= p.first {
		span = r.span(p.first, p.last+1)
	}
	for _, w := range wishes {
		span = Span{min(span.Start, w.Span.Start), max(span.End, w.Span.End)}
	}
	return span
}

// place is the list that a command is about.
func (r *reading) place(in Intent) Place {
	inCart := in == IntentRemove || in == IntentSetQuantity
	if len(r.ctx.Shown) == 0 && len(r.ctx.Cart) > 0 && (in == IntentPick || in == IntentDetails) {
		inCart = true
	}
	if inCart && (len(r.ctx.Cart) > 0 || len(r.ctx.Shown) == 0) {
		return PlaceCart
	}
	return PlaceShown
}

func (r *reading) list(p Place) []Listed {
	if p == PlaceCart {
		return r.ctx.Cart
	}
	return r.ctx.Shown
}

// wanted turns "I don't want the tent any more" into the tent to remove.
func wanted(wishes []Wish) []Wish {
	for i := range wishes {
		wishes[i].Strength = Must
	}
	return wishes
}

func (r *reading) wishesIn(s segment) []Wish {
	var in []Wish
	for _, w := range r.wishes {
		if at := r.tokenAt(w.Span.Start); at >= s.first && at < s.end {
			in = append(in, w)
		}
	}
	return in
}
