package flows

import (
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
)

// picks are option values chosen so far, by option name.
type picks map[string]string

func (k picks) with(name, value string) picks {
	next := picks{name: value}
	for n, v := range k {
		if n != name {
			next[n] = v
		}
	}
	return next
}

// fits says whether a variant has all the picked values.
func (k picks) fits(v catalog.Variant) bool {
	for name, value := range k {
		if v.Values[name] != value {
			return false
		}
	}
	return true
}

// open lists the values of an option that can be bought together with the
// picks, in the order to show.
func open(p catalog.Product, k picks, name string) []string {
	i := slices.IndexFunc(p.Options, func(o catalog.Option) bool { return o.Name == name })
	if i < 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.Options[i].Values), func(value string) bool {
		return !slices.ContainsFunc(p.Variants, func(v catalog.Variant) bool {
			return v.Values[name] == value && k.fits(v) && v.Offer.Stock.Available(1)
		})
	})
}

// next is the first option not picked that leaves a choice; options with one
// value left are picked on the way. ok is false when nothing is left to ask.
func next(p catalog.Product, k picks) (_ picks, o catalog.Option, ok bool) {
	for _, o := range p.Options {
		if k[o.Name] != "" {
			continue
		}
		switch values := open(p, k, o.Name); len(values) {
		case 0:
			return k, catalog.Option{}, false
		case 1:
			k = k.with(o.Name, values[0])
		default:
			return k, o, true
		}
	}
	return k, catalog.Option{}, false
}

// picked is the variant that can be bought and has all the picked values.
func picked(p catalog.Product, k picks) (catalog.Variant, bool) {
	for _, v := range p.Variants {
		if k.fits(v) && v.Offer.Stock.Available(1) {
			return v, true
		}
	}
	return catalog.Variant{}, false
}

// named reads option values out of typed words: "red, L", by what they are
// called in the shopper's language or the shop's own, or by what was understood.
// Longer values are tried first, so that "dark red" is not "red".
func named(p catalog.Product, text string, in dialogue.Input) picks {
	words := " " + strings.Join(tokens(text), " ") + " "
	said := func(name string) bool {
		w := strings.Join(tokens(name), " ")
		return w != "" && strings.Contains(words, " "+w+" ")
	}
	found := picks{}
	for _, o := range p.Options {
		values := slices.Clone(o.Values)
		slices.SortStableFunc(values, func(a, b string) int { return len(b) - len(a) })
		i := slices.IndexFunc(values, func(v string) bool { return said(v) || said(o.Called(v, in.Say.Lang())) })
		if i < 0 {
			i = slices.IndexFunc(values, func(v string) bool { return wished(in, text, o.Name, v) })
		}
		if i >= 0 {
			found[o.Name] = values[i]
		}
	}
	return found
}

// wished says whether a value is among the wishes understood from a text:
// "красную". The text may be a part of the words.
func wished(in dialogue.Input, text, option, value string) bool {
	return slices.ContainsFunc(in.Meaning.Wishes, func(w understand.Wish) bool {
		return w.Name == option && w.Strength != understand.Not && slices.Contains(w.Values, value) &&
			w.Span.End <= len(in.Event.Text) && strings.Contains(text, w.Span.Of(in.Event.Text))
	})
}
