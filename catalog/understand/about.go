package understand

import (
	"slices"
	"strings"
)

// What a question may be about beside attributes.
const (
	AboutPrice = "price"
	AboutBrand = "brand"
)

// about lists the attributes that a question about a thing is about, in the
// order of the words: "how heavy is it", "is it waterproof", "what colours".
func (r *reading) about() []string {
	type asked struct {
		at   int
		name string
	}
	var found []asked
	for i := range r.toks {
		if name := r.attributeCalled(&r.toks[i]); name != "" {
			found = append(found, asked{i, name})
		}
	}
	for _, w := range r.wishes {
		if w.Kind == KindAttribute {
			found = append(found, asked{r.tokenAt(w.Span.Start), w.Name})
		}
	}
	r.lang.parts.each(r.toks, r.words, func(m match) {
		hints, isFact := strings.CutPrefix(m.tag, ".fact@")
		if !isFact {
			return
		}
		for name := range strings.SplitSeq(hints, ",") {
			if r.vocab.attributes[name] || name == AboutPrice || name == AboutBrand {
				found = append(found, asked{m.named[0], name})
			}
		}
	})
	slices.SortStableFunc(found, func(a, b asked) int { return a.at - b.at })
	var names []string
	for _, f := range found {
		if !slices.Contains(names, f.name) {
			names = append(names, f.name)
		}
	}
	if len(names) > 1 { // "how much does it weigh"
		names = slices.DeleteFunc(names, func(name string) bool { return name == AboutPrice })
	}
	return names
}

// attributeCalled is the attribute that a word is the name of; "" if none.
func (r *reading) attributeCalled(t *token) string {
	if t.kind != tokenWord {
		return ""
	}
	if name, ok := r.vocab.label(t); ok {
		return name
	}
	for _, m := range r.vocab.measures {
		if len(m.words) == 1 && t.has(m.words[0]) {
			return m.Name
		}
	}
	return ""
}
