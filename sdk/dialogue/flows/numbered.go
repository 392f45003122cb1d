package flows

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
)

// What stands after a name is read as a part of it: "croft 2". Whether there is
// such a name, only the catalogue knows. numbered are the words that were looked
// for, cut at their last number.
type numbered struct {
	name   []string // the words before it
	number string
	rest   string // the words without it
}

// numberOf cuts words at their last number; false if none follows a name.
func numberOf(text string) (numbered, bool) {
	words := strings.Fields(text)
	for i := len(words) - 1; i > 0; i-- {
		if strings.Trim(words[i], "0123456789") == "" {
			rest := slices.Concat(words[:i], words[i+1:])
			return numbered{tokens(strings.Join(words[:i], " ")), words[i], strings.Join(rest, " ")}, true
		}
	}
	return numbered{}, false
}

// borne says whether a product is so called: its title, in any language, has the
// number after a word of the name. A number that is a value of an option is no
// count either: "tor winter 42".
func (n numbered) borne(p catalog.Product) bool {
	for _, title := range p.Title {
		words := tokens(title)
		if at := slices.IndexFunc(words, n.names); at >= 0 && slices.Contains(words[at+1:], n.number) {
			return true
		}
	}
	return slices.ContainsFunc(p.Options, func(o catalog.Option) bool { return slices.Contains(o.Values, n.number) })
}

func (n numbered) names(word string) bool {
	return slices.ContainsFunc(n.name, func(w string) bool { return sameWord(w, word) })
}

// sibling says whether a product bears another number where this one stands:
// "croft 3" where there is a Croft 2.
func (n numbered) sibling(p catalog.Product) bool {
	last := n.name[len(n.name)-1]
	for _, title := range p.Title {
		words := tokens(title)
		at := slices.IndexFunc(words, func(w string) bool { return sameWord(last, w) })
		if at >= 0 && at+1 < len(words) && isNumber(words[at+1]) {
			return true
		}
	}
	return false
}

func isNumber(word string) bool {
	_, err := strconv.Atoi(word)
	return err == nil
}

// unborne is for a number that no product found is called by. Where products of
// the name bear others, it is one of them that was meant, and she says which;
// where they bear none, it is how many.
func (n numbered) unborne(ctx context.Context, in dialogue.Input, p pointed, res catalog.Result) (pointed, catalog.Result, error) {
	q := p.item.Query
	q.Text, q.Lang, q.Limit = n.rest, in.Say.Lang(), lookUpLimit
	again, err := in.Catalog.Search(ctx, q)
	if err != nil {
		return p, res, fmt.Errorf("flows: search: %w", err)
	}
	if len(again.Hits) == 0 || doubtful(in, q, again) {
		return p, res, nil
	}
	if siblings := slices.DeleteFunc(slices.Clone(again.Hits), func(h catalog.Hit) bool { return !n.sibling(h.Product) }); len(siblings) > 0 {
		again.Hits, p.which = siblings, true
		return p, again, nil
	}
	if count, err := strconv.Atoi(n.number); err == nil && count > 0 && p.item.Quantity == 0 {
		p.item.Quantity = count
	}
	p.item.Query.Text = n.rest
	return p, again, nil
}

// measures says whether a quantity is the second of two numbers of a title, as
// the shopper wrote them: "rug 2 × 3" is no three rugs.
func measures(title string, words []string, quantity int) bool {
	by := func(w string) bool { return w == "x" || w == "х" }
	words, of := slices.DeleteFunc(words, by), slices.DeleteFunc(tokens(title), by)
	n := strconv.Itoa(quantity)
	if len(words) < 3 || words[0] == n {
		return false
	}
	for i := 1; i < len(words); i++ {
		if words[i] == n && isNumber(words[i-1]) && slices.Index(of, words[i-1]) >= 0 && slices.Contains(of[slices.Index(of, words[i-1])+1:], n) {
			return true
		}
	}
	return false
}
