package flows

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// How much of a product is shown: characters of its description, of a name, of
// one fact and of a review, and facts.
const (
	descriptionLength = 400
	nameLength        = 60
	factLength        = 120
	reviewLength      = 200
	maxFacts          = 12
)

// product shows one product as it is now, or what is like it.
type product struct{ shelf }

func (product) Name() string { return "product" }

func (product) Hears() []understand.Intent {
	return []understand.Intent{understand.IntentDetails, understand.IntentPick, understand.IntentCompare, understand.IntentSimilar}
}

func (f product) Handle(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if in.Action.Name == "" {
		return f.typed(ctx, s, in)
	}
	id := catalog.ProductID(arg(in, "p"))
	p, err := in.Catalog.Product(id)
	if err != nil {
		return f.gone(ctx, s, in, arg(in, "c"))
	}
	if in.Action.Name == "product.similar" {
		return f.similar(ctx, s, in, p)
	}
	return f.detail(s, in, p, arg(in, "price")), nil
}

func (f product) typed(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	all, err := point(ctx, s, in)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	if in.Meaning.Intent == understand.IntentCompare {
		return f.compare(s, in, all), nil
	}
	first := all[0]
	alike := in.Meaning.Intent == understand.IntentSimilar
	switch {
	case alike && len(first.refs) == 0 && !first.item.Pointed && len(s.Shown) > 1:
		in.Meaning.Intent = understand.IntentMore // like all of those: more of them
		return search(f).Handle(ctx, s, in)
	case len(first.refs) == 0 && !first.item.Pointed && first.words == "" && len(s.Shown) > 1 && in.Meaning.Query.Text == "":
		return f.each(s, in), nil // "how much are they"
	case len(first.refs) == 0 && len(s.Shown) == 0:
		return say(s, in.Say.T("search.nothing_before"), menu(in)...), nil
	case len(first.refs) == 0 && first.item.Pointed:
		return say(s, in.Say.T("product.none_such"), menu(in)...), nil
	case len(first.refs) == 0:
		return say(s, in.Say.T("product.no_such"), menu(in)...), nil
	case first.which:
		return f.which(s, in, first), nil
	}
	p, err := in.Catalog.Product(first.refs[0].Product)
	if err != nil {
		return f.gone(ctx, s, in, "")
	}
	if alike {
		return f.similar(ctx, s, in, p)
	}
	if out, ok := f.answer(s, in, p); ok {
		return out, nil
	}
	return f.detail(s, in, p, ""), nil
}

// each answers a question about all that is shown, a line for each; if that says
// nothing, it asks which one is meant.
func (f product) each(s dialogue.State, in dialogue.Input) dialogue.Outcome {
	out := f.which(s, in, pointed{refs: s.Shown})
	var text []string
	for _, ref := range out.Next.Shown {
		p, err := in.Catalog.Product(ref.Product)
		if err != nil || len(in.Meaning.About) == 0 {
			continue
		}
		if values := f.values(in, p, in.Meaning.About[0]); values != "" {
			text = append(text, in.Say.T("product.fact", "Name", p.Title.In(in.Say.Lang()), "Value", values))
		}
	}
	if len(text) > 0 {
		out.Say[0].Text = lines(text...)
	}
	return out
}

// values are what a product has for what was asked; "" if nothing.
func (product) values(in dialogue.Input, p catalog.Product, about string) string {
	switch about {
	case understand.AboutPrice:
		offer, from := p.From()
		return price(in, offer.Price, from).Display
	case understand.AboutBrand:
		return p.Brand
	}
	for _, v := range factsOf(in, p) {
		if v.key == about {
			return v.value
		}
	}
	return ""
}

// answer says just the facts that a question is about: "how heavy is it".
func (f product) answer(s dialogue.State, in dialogue.Input, p catalog.Product) (dialogue.Outcome, bool) {
	var text []string
	for _, name := range in.Meaning.About {
		switch name {
		case understand.AboutPrice, understand.AboutBrand:
			if v := f.values(in, p, name); v != "" {
				text = append(text, in.Say.T("product.fact", "Name", p.Title.In(in.Say.Lang()), "Value", v))
			}
		default:
			text = append(text, f.fact(in, p, name)...)
		}
	}
	if len(text) == 0 {
		return dialogue.Outcome{}, false
	}
	s.Product = catalog.Ref{Product: p.ID}
	m := message.Outbound{Text: lines(text...), Cards: f.cards(in, []catalog.Product{p})}
	return dialogue.Outcome{Say: outbounds(m), Next: s}, true
}

// detail shows one product. before is the price that the shopper saw, in minor
// units; "" if none.
func (f shelf) detail(s dialogue.State, in dialogue.Input, p catalog.Product, before string) dialogue.Outcome {
	offer, _ := p.From()
	text := paragraphs(
		priceChange(in, offer.Price, before),
		clip(strings.TrimSpace(p.Description.In(in.Say.Lang())), descriptionLength),
		lines(f.facts(in, p)...),
		review(in, p),
	)
	card := f.card(in, p, nil)
	card.Choices = f.detailChoices(in, p)
	s.Product = catalog.Ref{Product: p.ID}
	if !slices.Contains(s.Shown, s.Product) { // else "the second" is still that of the list
		s.Shown = []catalog.Ref{s.Product}
	}
	m := message.Outbound{Text: text, Cards: []message.Card{card}, Choices: menu(in)[:1]}
	return dialogue.Outcome{Say: []message.Outbound{m}, Next: s}
}

// detailChoices are a card's, without the button that led here.
func (f shelf) detailChoices(in dialogue.Input, p catalog.Product) []message.Choice {
	all := slices.DeleteFunc(f.cardChoices(in, p), func(c message.Choice) bool { return c.Action.Name == "product.show" })
	similar := choice(in.Say.T("product.similar"), "product.similar", "p", string(p.ID), "c", p.CategoryPath())
	if p.Available() {
		all = append(all, similar)
	}
	return all
}

// facts are what is known of a product, a line each.
func (f shelf) facts(in dialogue.Input, p catalog.Product) []string {
	all := f.fact(in, p, "")
	all = all[:min(maxFacts, len(all))]
	if p.Rating.Count > 0 {
		all = append(all, in.Say.T("product.rated", "Average", in.Say.Number(p.Rating.Average), "Ratings", in.Say.Number(float64(p.Rating.Count))))
	}
	return all
}

// review is what a buyer wrote in the shopper's language; "" if nobody did. It is
// a stranger's text: it keeps to its line and to its direction.
func review(in dialogue.Input, p catalog.Product) string {
	i := slices.IndexFunc(p.Reviews, func(r catalog.Review) bool { return r.Language == in.Say.Lang() })
	if i < 0 {
		return ""
	}
	r := p.Reviews[i]
	text := in.Say.T("search.words", "Words", oneLine(r.Text, reviewLength))
	author := oneLine(r.Author, nameLength)
	if author == "" {
		return text
	}
	return in.Say.T("product.review", "Text", text, "Author", author)
}

// fact is what a product has for one attribute or option, worded; with no name,
// for each.
func (shelf) fact(in dialogue.Input, p catalog.Product, only string) []string {
	var all []string
	for _, v := range factsOf(in, p) {
		if only == "" || v.key == only {
			all = append(all, in.Say.T("product.fact", "Name", capital(v.label), "Value", v.value))
		}
	}
	return all
}

// known is one fact: the attribute's or option's name, its label, and the value.
type known struct{ key, label, value string }

// factsOf are the facts of a product in the order in which the shop names them,
// its options last.
func factsOf(in dialogue.Input, p catalog.Product) []known {
	var all []known
	add := func(key string, label catalog.Text, value string) {
		if value != "" {
			all = append(all, known{key, clip(labelOf(in, label, key), nameLength), clip(value, factLength)})
		}
	}
	for _, a := range p.Attributes {
		switch a.Kind {
		case catalog.AttributeNumber:
			add(a.Name, a.Label, in.Say.Measure(a.Number, a.Unit))
		case catalog.AttributeBool:
			add(a.Name, a.Label, in.Say.T(map[bool]string{true: "menu.yes", false: "menu.no"}[a.Bool]))
		default:
			add(a.Name, a.Label, strings.Join(calledAll(a.Text, a.Called, in), ", "))
		}
	}
	for _, o := range p.Options {
		add(o.Name, o.Label, strings.Join(calledAll(open(p, nil, o.Name), o.Called, in), ", "))
	}
	return all
}

// priceChange says that a price is not any more what the shopper saw.
func priceChange(in dialogue.Input, now money.Amount, before string) string {
	seen, err := strconv.ParseInt(before, 10, 64)
	if err != nil || seen == now.Minor {
		return ""
	}
	was := money.New(seen, now.Currency)
	return in.Say.T("product.changed", "Now", in.Say.Money(now), "Before", in.Say.Money(was))
}

// gone answers for a product that is not sold any more.
func (f shelf) gone(ctx context.Context, s dialogue.State, in dialogue.Input, category string) (dialogue.Outcome, error) {
	if category != "" {
		q := catalog.Query{Categories: []string{category}, InStock: true}
		out, err := f.list(ctx, s, in, q, listing{lead: in.Say.T("product.gone_similar"), guess: true})
		if err == nil {
			return out, nil
		}
	}
	return say(s, in.Say.T("product.gone"), menu(in)...), nil
}

// within is a label inside a sentence: "Waterproof" becomes "waterproof", and
// "GPS" stays.
func within(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[n:]
}

func capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}
