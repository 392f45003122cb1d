package flows

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// listing is how a list is presented.
type listing struct {
	lead    string           // in place of "7 found"
	choices []message.Choice // before those of the list itself
	guess   bool             // finding nothing means that the words were not understood
	note    string           // below the first line
	most    int              // how many products, in place of a page
}

// list runs a query and shows one page of it.
func (f shelf) list(ctx context.Context, s dialogue.State, in dialogue.Input, q catalog.Query, l listing) (dialogue.Outcome, error) {
	q.Lang, q.Limit = in.Say.Lang(), cmp.Or(l.most, f.o.PageSize)
	q, l.note = inOurMoney(in, q)
	res, err := in.Catalog.Search(ctx, q)
	if errors.Is(err, catalog.ErrCursor) {
		q.Cursor, l.lead = "", in.Say.T("search.again")
		res, err = in.Catalog.Search(ctx, q)
	}
	if err != nil {
		return dialogue.Outcome{}, fmt.Errorf("flows: search: %w", err)
	}
	switch {
	case (l.guess || in.Action.Name == "" && q.Cursor == "" && wishless(q)) && (mostlyLeftOut(q, res) || doubtful(in, q, res) || tooShort(q.Text)):
		return dialogue.Outcome{}, dialogue.ErrNotUnderstood
	case len(res.Hits) > 0 && !onlyLeftovers(q, res) && (q.Cursor != "" || wishless(q) || !doubtful(in, q, res)):
		return f.page(s, in, q, res, l), nil
	case l.guess:
		return dialogue.Outcome{}, dialogue.ErrNotUnderstood
	case q.Cursor != "":
		return say(s, in.Say.T("search.ended"), menu(in)...), nil
	}
	return f.wordless(ctx, s, in, q, l)
}

// inOurMoney leaves out a price in a currency that the shop does not use, and
// says so.
func inOurMoney(in dialogue.Input, q catalog.Query) (catalog.Query, string) {
	note := ""
	if q.Currency != "" && q.Currency != in.Shop.Currency && q.Price != (catalog.Range{}) {
		note = in.Say.T("search.currency", "Sum", priceWords(in, q), "Currency", in.Shop.Currency)
		q.Price = catalog.Range{}
	}
	q.Currency = in.Shop.Currency
	return q, note
}

// tooShort says whether words have no more than two letters, which many words
// begin with.
func tooShort(words string) bool {
	return words != "" && len([]rune(words)) < 3
}

// mendable is from how many letters on a mended word is taken for what was meant.
const mendable = 5

// doubtful says whether what was found for a guess is too far from the words:
// they had to be mended, or were not all found, and name nothing that was found.
func doubtful(in dialogue.Input, q catalog.Query, res catalog.Result) bool {
	if res.Corrected == "" && !res.Partial && len(res.Relaxed) == 0 || len(res.Hits) == 0 {
		return false
	}
	long := func(w string) bool { return len([]rune(w)) >= mendable }
	if res.Corrected != "" && !slices.ContainsFunc(tokens(q.Text), long) {
		return true // "game" is not "gale"
	}
	p := res.Hits[0].Product
	names := tokens(p.Title.In(in.Say.Lang()) + " " + p.Brand + " " + categoryName(in, p.CategoryPath()))
	for _, w := range tokens(cmp.Or(res.Corrected, q.Text)) {
		if slices.ContainsFunc(names, func(name string) bool { return sameWord(name, w) }) {
			return false
		}
	}
	return true
}

// wishless says whether a query asks for nothing but words.
func wishless(q catalog.Query) bool {
	q.Text = ""
	return blank(q)
}

// sameWord says whether two words are one in different forms: "lamp", "lamps".
func sameWord(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return a == b || len(a) >= 4 && strings.HasPrefix(b, a)
}

// wordless looks without the words that found nothing beside other wishes, and
// says so; else it says that there is nothing.
func (f shelf) wordless(ctx context.Context, s dialogue.State, in dialogue.Input, q catalog.Query, l listing) (dialogue.Outcome, error) {
	rest := q
	if rest.Text = ""; q.Text == "" || wishless(q) {
		return f.nothing(ctx, s, in, q)
	}
	res, err := in.Catalog.Search(ctx, rest)
	if err != nil {
		return dialogue.Outcome{}, fmt.Errorf("flows: search: %w", err)
	}
	if len(res.Hits) == 0 {
		return f.nothing(ctx, s, in, q)
	}
	res.Relaxed = []string{clip(q.Text, maxWords)}
	return f.page(s, in, rest, res, l), nil
}

// onlyLeftovers says whether the words were all left out and nothing else was
// asked for: then what was found is not what was meant.
func onlyLeftovers(q catalog.Query, res catalog.Result) bool {
	words := q.Text
	q.Text = ""
	return words != "" && len(res.Relaxed) >= len(strings.Fields(words)) && blank(q)
}

// mostlyLeftOut says whether so few of the words were found that they meant
// something else.
func mostlyLeftOut(q catalog.Query, res catalog.Result) bool {
	return len(res.Relaxed) > 0 && 2*len(res.Relaxed) >= len(strings.Fields(q.Text))
}

// blank says whether a query asks for nothing in particular.
func blank(q catalog.Query) bool {
	return q.Text == "" && len(q.Categories) == 0 && len(q.Brands) == 0 && q.Price == (catalog.Range{}) &&
		len(q.Filters) == 0 && !q.InStock && !q.Reduced && len(q.Only) == 0
}

func (f shelf) page(s dialogue.State, in dialogue.Input, q catalog.Query, res catalog.Result, l listing) dialogue.Outcome {
	wishes := chips(in, searched(q, res))
	text := l.lead
	switch {
	case text != "":
	case q.Cursor != "":
		text = describe(wishes)
	case len(wishes) > 0:
		text = in.Say.N("search.found_that", res.Total, "What", describe(wishes))
	default:
		text = in.Say.N("search.found", res.Total)
	}
	if text == "" {
		text = in.Say.N("search.found", res.Total)
	}
	m := message.Outbound{Text: lines(text, l.note, mended(in, q, res), pricesOld(in)), Cards: f.cards(in, products(res))}
	m.Choices = append(slices.Clone(l.choices), pageChoices(in, q, res, wishes)...)

	q.Cursor = res.Next
	s.Query, s.Shown, s.Product = &q, refs(products(res)), catalog.Ref{}
	if len(s.Shown) == 1 {
		s.Product = s.Shown[0]
	}
	return dialogue.Outcome{Say: []message.Outbound{m}, Next: s}
}

// pricesOld says that prices may be others by now.
func pricesOld(in dialogue.Input) string {
	if !in.Stale {
		return ""
	}
	return in.Say.T("product.stale")
}

// searched is a query with the words that were really looked for.
func searched(q catalog.Query, res catalog.Result) catalog.Query {
	q.Text = cmp.Or(res.Corrected, q.Text)
	return q
}

// mended says what was done to the words to find anything.
func mended(in dialogue.Input, q catalog.Query, res catalog.Result) string {
	var notes []string
	if res.Corrected != "" {
		notes = append(notes, in.Say.T("search.corrected", "Typed", clip(q.Text, maxWords)))
	}
	if res.Partial && res.Corrected == "" {
		notes = append(notes, in.Say.T("search.partial"))
	}
	if len(res.Relaxed) > 0 {
		notes = append(notes, in.Say.T("search.relaxed", "Words", in.Say.List(saidBack(in, res.Relaxed))))
	}
	return strings.Join(notes, " ")
}

// maxQuoted is how many words that found nothing are said back.
const maxQuoted = 4

// saidBack are the first few words in quotation marks, each once.
func saidBack(in dialogue.Input, words []string) []string {
	var all []string
	for _, w := range words {
		q := in.Say.T("search.words", "Words", oneLine(w, maxWords))
		if !slices.Contains(all, q) && len(all) < maxQuoted {
			all = append(all, q)
		}
	}
	return all
}

func pageChoices(in dialogue.Input, q catalog.Query, res catalog.Result, wishes []chip) []message.Choice {
	var all []message.Choice
	if res.Next != "" {
		next := q
		next.Cursor = res.Next
		all = append(all, choice(in.Say.T("search.more"), "search.show", "q", pack(next)))
	}
	if res.Total > len(res.Hits) && q.Sort != catalog.SortPriceAsc && q.Cursor == "" {
		sorted := q
		sorted.Sort = catalog.SortPriceAsc
		all = append(all, choice(in.Say.T("search.cheapest"), "search.show", "q", pack(sorted)))
	}
	if q.Cursor == "" {
		all = append(all, removable(in, wishes)...)
	}
	return all
}

// nothing says that nothing was found, and what would be with one wish less.
func (f shelf) nothing(ctx context.Context, s dialogue.State, in dialogue.Input, q catalog.Query) (dialogue.Outcome, error) {
	wishes := chips(in, q)
	none := in.Say.T("search.none_at_all")
	if len(wishes) > 0 {
		none = in.Say.T("search.none", "What", describe(wishes))
	}
	var ways []message.Choice
	var only chip // the last of the ways
	for _, w := range wishes {
		if blank(w.without) {
			continue
		}
		probe := w.without
		probe.Limit = 1
		res, err := in.Catalog.Search(ctx, probe)
		if err != nil {
			return dialogue.Outcome{}, fmt.Errorf("flows: search: %w", err)
		}
		if res.Total > 0 && !onlyLeftovers(probe, res) {
			only = w
			ways = append(ways, choice(in.Say.N("search.without", res.Total, "What", w.label), "search.show", "q", pack(w.without)))
		}
	}
	if len(ways) == 1 && only.without.Price == q.Price && len(only.without.Categories) == len(q.Categories) {
		lead := in.Say.T("search.left_out", "What", describe(wishes), "Left", only.label)
		return f.list(ctx, s, in, only.without, listing{lead: lead})
	}
	kept := q
	s.Query, s.Shown = &kept, nil
	if len(ways) > 0 {
		return say(s, lines(none, f.cheapest(ctx, in, q), in.Say.T("search.relax")), append(ways, choice(in.Say.T("menu.browse"), "browse.open"))...), nil
	}
	return say(s, lines(none, in.Say.T("search.categories")), append(topCategories(in, 6), choice(in.Say.T("menu.person"), "person.call"))...), nil
}

// cheapest names the cheapest thing that fits everything but the price; "" if
// the price is not what rules all out.
func (shelf) cheapest(ctx context.Context, in dialogue.Input, q catalog.Query) string {
	if q.Price.Max == nil || q.Price.Min != nil || wishless(catalog.Query{Categories: q.Categories, Text: q.Text, Brands: q.Brands, Filters: q.Filters}) {
		return ""
	}
	q.Price, q.Sort, q.InStock, q.Limit = catalog.Range{}, catalog.SortPriceAsc, true, 1
	res, err := in.Catalog.Search(ctx, q)
	if err != nil || len(res.Hits) == 0 {
		return ""
	}
	p := res.Hits[0].Product
	offer, _ := p.From()
	return in.Say.T("search.cheapest_is", "Title", p.Title.In(in.Say.Lang()), "Price", in.Say.Money(offer.Price))
}

func products(res catalog.Result) []catalog.Product {
	all := make([]catalog.Product, len(res.Hits))
	for i, h := range res.Hits {
		all[i] = h.Product
	}
	return all
}

func refs(all []catalog.Product) []catalog.Ref {
	out := make([]catalog.Ref, len(all))
	for i, p := range all {
		out[i] = catalog.Ref{Product: p.ID}
	}
	return out
}

// guessed says whether a query is a guess at words that name nothing here.
func guessed(m understand.Meaning) bool {
	return m.Intent == understand.IntentUnknown || !m.Confident
}
