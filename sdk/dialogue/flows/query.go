package flows

import (
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// chip is one thing a query asks for: its words, and the query without it.
type chip struct {
	label   string
	without catalog.Query
}

// maxWords is how much of the shopper's words is said back to her, in characters.
const maxWords = 40

// chips lists what a query asks for, in a fixed order.
func chips(in dialogue.Input, q catalog.Query) []chip {
	q.Cursor = ""
	var all []chip
	add := func(label string, drop func(*catalog.Query)) {
		without := q
		drop(&without)
		all = append(all, chip{label, without})
	}
	if len(q.Categories) > 0 {
		add(strings.Join(categoryNames(in, q.Categories), "/"), func(q *catalog.Query) { q.Categories = nil })
	}
	if q.Text != "" {
		add(in.Say.T("search.words", "Words", clip(q.Text, maxWords)), func(q *catalog.Query) { q.Text = "" })
	}
	if len(q.Brands) > 0 {
		add(strings.Join(q.Brands, "/"), func(q *catalog.Query) { q.Brands = nil })
	}
	for i, f := range q.Filters {
		add(filterWords(in, f), func(q *catalog.Query) { q.Filters = slices.Delete(slices.Clone(q.Filters), i, i+1) })
	}
	if words := priceWords(in, q); words != "" {
		add(words, func(q *catalog.Query) { q.Price = catalog.Range{} })
	}
	if q.Reduced {
		add(in.Say.T("search.reduced"), func(q *catalog.Query) { q.Reduced = false })
	}
	if q.InStock {
		add(in.Say.T("search.in_stock"), func(q *catalog.Query) { q.InStock = false })
	}
	return all
}

// describe names what a query asks for: "Tents · up to $200".
func describe(all []chip) string {
	labels := make([]string, len(all))
	for i, c := range all {
		labels[i] = c.label
	}
	return strings.Join(labels, " · ")
}

// removable turns chips into buttons that run the query without them.
func removable(in dialogue.Input, all []chip) []message.Choice {
	if len(all) < 2 {
		return nil
	}
	var choices []message.Choice
	for _, c := range all {
		choices = append(choices, choice(in.Say.T("search.drop", "What", c.label), "search.show", "q", pack(c.without)))
	}
	return choices
}

func priceWords(in dialogue.Input, q catalog.Query) string {
	sum := func(f *float64) string { return in.Say.Money(money.New(int64(*f), q.Currency)) }
	switch r := q.Price; {
	case r.Min != nil && r.Max != nil:
		return in.Say.T("search.between", "Min", sum(r.Min), "Max", sum(r.Max))
	case r.Max != nil:
		if whole, ok := justUnder(money.New(int64(*r.Max), q.Currency)); ok {
			return in.Say.T("search.under", "Max", in.Say.Money(whole))
		}
		return in.Say.T("search.up_to", "Max", sum(r.Max))
	case r.Min != nil:
		if whole, ok := justUnder(money.New(int64(*r.Min)-2, q.Currency)); ok {
			return in.Say.T("search.over", "Min", in.Say.Money(whole))
		}
		return in.Say.T("search.from", "Min", sum(r.Min))
	}
	return ""
}

// justUnder says whether an amount is one minor unit below a whole sum: up to
// $199.99 is better said as under $200.
func justUnder(a money.Amount) (money.Amount, bool) {
	places, err := money.Decimals(a.Currency)
	unit := int64(1)
	for range places {
		unit *= 10
	}
	a.Minor++
	return a, err == nil && unit > 1 && a.Minor%unit == 0
}

func filterWords(in dialogue.Input, f catalog.Filter) string {
	term := attributeTerm(in, f.Name)
	words := strings.Join(labelled(in, term, f.Values), "/")
	label := labelOf(in, term.Label, f.Name)
	switch {
	case f.Bool != nil && !*f.Bool:
		words = in.Say.T("search.not", "What", within(label))
	case f.Bool != nil:
		words = label
	case f.Range.Min != nil || f.Range.Max != nil:
		words = label + " " + rangeWords(in, f.Range, term.Unit)
	}
	if f.Not {
		return in.Say.T("search.not", "What", within(words))
	}
	return words
}

func rangeWords(in dialogue.Input, r catalog.Range, unit string) string {
	number := func(f *float64) string { return in.Say.Measure(*f, unit) }
	switch {
	case r.Min != nil && r.Max != nil && *r.Min == *r.Max:
		return number(r.Min)
	case r.Min != nil && r.Max != nil:
		return in.Say.T("search.between", "Min", in.Say.Number(*r.Min), "Max", number(r.Max))
	case r.Max != nil:
		return in.Say.T("search.up_to", "Max", number(r.Max))
	}
	return in.Say.T("search.from", "Min", number(r.Min))
}

func attributeTerm(in dialogue.Input, name string) catalog.AttributeTerm {
	all := in.Catalog.Index().Vocabulary().Attributes
	if i := slices.IndexFunc(all, func(a catalog.AttributeTerm) bool { return a.Name == name }); i >= 0 {
		return all[i]
	}
	return catalog.AttributeTerm{Name: name}
}

// labelled replaces values by their labels in the shopper's language.
func labelled(in dialogue.Input, term catalog.AttributeTerm, values []string) []string {
	out := slices.Clone(values)
	for i, v := range values {
		j := slices.IndexFunc(term.Values, func(t catalog.Term) bool { return t.Value == v })
		if j >= 0 {
			out[i] = labelOf(in, term.Values[j].Label, v)
		}
	}
	return out
}

// calledAll are what values are called in the shopper's language.
func calledAll(values []string, called func(value, lang string) string, in dialogue.Input) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = called(v, in.Say.Lang())
	}
	return out
}

// labelOf is a label in the shopper's language, or its key made readable.
func labelOf(in dialogue.Input, label catalog.Text, key string) string {
	if s := label.In(in.Say.Lang()); s != "" {
		return s
	}
	return strings.ReplaceAll(key, "_", " ")
}

// categoryNames are the last names of category paths.
func categoryNames(in dialogue.Input, paths []string) []string {
	names := make([]string, len(paths))
	for i, path := range paths {
		names[i] = categoryName(in, path)
	}
	return names
}

func categoryName(in dialogue.Input, path string) string {
	all := in.Catalog.Index().Vocabulary().Categories
	if i := slices.IndexFunc(all, func(t catalog.Term) bool { return t.Value == path }); i >= 0 {
		if s := all[i].Label.In(in.Say.Lang()); s != "" {
			return s
		}
	}
	return path[strings.LastIndex(path, "/")+1:]
}
