package locale

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/template"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// known are the placeholders of our own texts in English, by key and name, with
// a value to try them with.
type known map[string]map[string]any

// take learns from our own English texts and checks a shop's.
func (k known) take(lang string, own bool, all []*i18n.Message) error {
	if own {
		if lang == Default {
			k.learn(all)
		}
		return nil
	}
	for _, m := range all {
		if err := k.check(m); err != nil {
			return err
		}
	}
	return nil
}

// learn keeps the placeholders of our own texts.
func (k known) learn(all []*i18n.Message) {
	for _, m := range all {
		names := map[string]any{}
		for _, text := range spoken(m) {
			for _, name := range holes(text) {
				names[name] = "1"
			}
		}
		k[m.ID] = names
	}
}

// check tries a shop's own text: what could not be said would stand in the chat
// as its key. Of a key that is not ours only the form is known.
func (k known) check(m *i18n.Message) error {
	if m.Other == "" {
		return fmt.Errorf("%s: is empty; leave it out to say our own text", m.ID)
	}
	names, ours := k[m.ID]
	for _, text := range spoken(m) {
		t, err := template.New(m.ID).Option("missingkey=error").Parse(text)
		if err == nil && ours {
			err = t.Execute(io.Discard, names)
		}
		if err != nil {
			return fmt.Errorf("%s: %w: %s", m.ID, err, allowed(names, ours))
		}
	}
	return nil
}

// allowed says which placeholders a text may have.
func allowed(names map[string]any, ours bool) string {
	switch {
	case !ours:
		return "placeholders are written like {{.Name}}"
	case len(names) == 0:
		return "this text has no placeholders"
	}
	var all []string
	for name := range names {
		all = append(all, "{{."+name+"}}")
	}
	slices.Sort(all)
	return "this text may have " + strings.Join(all, ", ")
}

// spoken are the plural forms of a text; "" for those it has not.
func spoken(m *i18n.Message) []string {
	return []string{m.Zero, m.One, m.Two, m.Few, m.Many, m.Other}
}

// holes are the names in "{{.Name}}" and "{{if eq .Count "1"}}".
func holes(text string) []string {
	var names []string
	for {
		_, rest, found := strings.Cut(text, "{{")
		if !found {
			return names
		}
		inner, after, _ := strings.Cut(rest, "}}")
		for word := range strings.FieldsSeq(inner) {
			if name, ok := strings.CutPrefix(word, "."); ok {
				names = append(names, name)
			}
		}
		text = after
	}
}

// checkForms refuses what is no plural form, and so would never be said.
func checkForms(key string, set map[string]any) error {
	for form, text := range set {
		if !slices.Contains([]string{"zero", "one", "two", "few", "many", "other"}, form) {
			return fmt.Errorf("%s: %q is no plural form; they are zero, one, two, few, many and other", key, form)
		}
		if _, ok := text.(string); !ok {
			return fmt.Errorf("%s: %s: want a text, got %T", key, form, text)
		}
	}
	return nil
}
