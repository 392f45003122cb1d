package flows

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// categoriesPerPage is how many categories one message offers.
const categoriesPerPage = 8

// wholePages is how many pages a category without others below it may have and
// still be shown whole: so whatever it has is three taps from the menu.
const wholePages = 3

// browse leads through the categories.
type browse struct{ shelf }

func (browse) Name() string { return "browse" }

func (browse) Hears() []understand.Intent { return []understand.Intent{understand.IntentBrowse} }

func (f browse) Handle(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if slices.Contains(in.Meaning.About, understand.AboutBrand) {
		return brands(s, in), nil
	}
	page, err := strconv.Atoi(arg(in, "page"))
	if err != nil || page < 0 {
		page = 0
	}
	path := arg(in, "c")
	below := children(in, path)
	if path == "" {
		if len(below) == 0 {
			return f.list(ctx, s, in, catalog.Query{}, listing{})
		}
		return say(s, in.Say.T("browse.all"), categoryChoices(in, path, below, page)...), nil
	}
	lead := listing{most: wholePages * f.o.PageSize}
	if len(below) > 0 {
		lead.most = 0
		lead.lead = in.Say.T("browse.within", "Category", categoryName(in, path))
		lead.choices = categoryChoices(in, path, below, page)
	}
	return f.list(ctx, s, in, catalog.Query{Categories: []string{path}}, lead)
}

// brands offers the brands that have most products.
func brands(s dialogue.State, in dialogue.Input) dialogue.Outcome {
	all := slices.Clone(in.Catalog.Index().Vocabulary().Brands)
	if len(all) == 0 {
		return say(s, in.Say.T("browse.no_brands"), topCategories(in, categoriesPerPage)...)
	}
	slices.SortStableFunc(all, func(a, b catalog.Term) int { return b.Count - a.Count })
	var choices []message.Choice
	var names []string
	for _, b := range all[:min(categoriesPerPage, len(all))] {
		label := in.Say.T("browse.category", "Name", b.Value, "Products", in.Say.Number(float64(b.Count)))
		choices = append(choices, choice(label, "search.show", "q", pack(catalog.Query{Brands: []string{b.Value}})))
		names = append(names, b.Value)
	}
	return say(s, in.Say.T("browse.brands", "Brands", in.Say.List(names)), choices...)
}

// category is one place in the tree.
type category struct {
	path  string
	count int
}

// children are the categories right below a path, the largest first. A shop
// whose whole tree hangs on one root begins below it.
func children(in dialogue.Input, path string) []category {
	counts := map[string]int{}
	whole := map[string]bool{} // the vocabulary counts it itself, descendants included
	for _, t := range in.Catalog.Index().Vocabulary().Categories {
		rest, ok := below(t.Value, path)
		if !ok {
			continue
		}
		name, _, deeper := strings.Cut(rest, "/")
		child := strings.TrimPrefix(path+"/"+name, "/")
		switch {
		case !deeper:
			counts[child], whole[child] = t.Count, true
		case !whole[child]:
			counts[child] += t.Count
		}
	}
	all := make([]category, 0, len(counts))
	for p, n := range counts {
		all = append(all, category{p, n})
	}
	slices.SortFunc(all, func(a, b category) int { return cmp.Or(b.count-a.count, strings.Compare(a.path, b.path)) })
	if path == "" && len(all) == 1 {
		if deeper := children(in, all[0].path); len(deeper) > 1 {
			return deeper
		}
	}
	return all
}

// below is the part of a path under another.
func below(path, above string) (string, bool) {
	if above == "" {
		return path, path != ""
	}
	return strings.CutPrefix(path, above+"/")
}

func categoryChoices(in dialogue.Input, path string, all []category, page int) []message.Choice {
	from := min(page*categoriesPerPage, len(all))
	to := min(from+categoriesPerPage, len(all))
	var choices []message.Choice
	for _, c := range all[from:to] {
		label := in.Say.T("browse.category", "Name", categoryName(in, c.path), "Products", in.Say.Number(float64(c.count)))
		choices = append(choices, choice(label, "browse.open", "c", c.path))
	}
	if to < len(all) {
		choices = append(choices, choice(in.Say.T("search.more"), "browse.open", "c", path, "page", strconv.Itoa(page+1)))
	}
	if page > 0 {
		choices = append(choices, choice(in.Say.T("menu.back"), "browse.open", "c", path, "page", strconv.Itoa(page-1)))
	}
	return choices
}

// topCategories are buttons for the largest categories.
func topCategories(in dialogue.Input, n int) []message.Choice {
	all := children(in, "")
	return categoryChoices(in, "", all[:min(n, len(all))], 0)
}
