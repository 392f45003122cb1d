package flows

import (
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// comparable is how many products are put side by side.
const comparable = 3

// differences is how many facts are compared at most.
const differences = 7

// compare puts products side by side: for each fact in which they differ, its
// value in each.
func (f product) compare(s dialogue.State, in dialogue.Input, pointedAt []pointed) dialogue.Outcome {
	var all []catalog.Product
	for _, one := range pointedAt {
		if one.which {
			one.refs = one.refs[:1]
		}
		for _, ref := range one.refs {
			if p, err := in.Catalog.Product(ref.Product); err == nil && len(all) < comparable {
				all = append(all, p)
			}
		}
	}
	if len(all) < 2 && !points(in.Meaning) {
		all = f.shown(s, in) // "which one is better" is about the list
	}
	if len(all) < 2 {
		return say(s, in.Say.T("product.compare_what"), menu(in)...)
	}
	text := []string{in.Say.T("product.compare")}
	for _, name := range tellingNames(all, differences) {
		text = append(text, in.Say.T("product.fact", "Name", capital(labelOf(in, attributeTerm(in, name).Label, name)), "Value", values(in, all, name)))
	}
	s.Shown = refs(all)
	m := message.Outbound{Text: strings.Join(text, "\n"), Cards: f.cards(in, all)}
	return dialogue.Outcome{Say: []message.Outbound{m}, Next: s}
}

// points says whether words name the things they are about: "it" and "them" do
// not.
func points(m understand.Meaning) bool {
	return slices.ContainsFunc(m.Items, func(it understand.Item) bool { return !it.That || len(it.At) > 0 })
}

// shown are the first products of the last list.
func (product) shown(s dialogue.State, in dialogue.Input) []catalog.Product {
	var all []catalog.Product
	for _, ref := range s.Shown {
		if p, err := in.Catalog.Product(ref.Product); err == nil && len(all) < comparable {
			all = append(all, p)
		}
	}
	return all
}

// values are what an attribute is in each product.
func values(in dialogue.Input, all []catalog.Product, name string) string {
	each := make([]string, len(all))
	for i, p := range all {
		each[i] = "–"
		j := slices.IndexFunc(p.Attributes, func(a catalog.Attribute) bool { return a.Name == name })
		if j < 0 {
			continue
		}
		switch a := p.Attributes[j]; {
		case a.Kind == catalog.AttributeNumber:
			each[i] = in.Say.Measure(a.Number, a.Unit)
		case a.Kind == catalog.AttributeBool && a.Bool:
			each[i] = in.Say.T("menu.yes")
		case a.Kind == catalog.AttributeBool:
			each[i] = in.Say.T("menu.no")
		default:
			each[i] = strings.Join(calledAll(a.Text, a.Called, in), "/")
		}
	}
	return strings.Join(each, " | ")
}
