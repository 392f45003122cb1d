package flows

import (
	"context"
	"slices"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
)

// languages is the flow "language": in which language the shop speaks.
type languages struct{}

func (languages) Name() string { return "language" }

func (languages) Hears() []understand.Intent { return []understand.Intent{understand.IntentLanguage} }

func (f languages) Handle(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	want := in.Meaning.Language
	if in.Action.Name != "" {
		want = arg(in, "lang")
	}
	all := in.Say.Languages()
	switch {
	case slices.Contains(all, want):
		return f.set(s, in, want), nil
	case len(all) < 2:
		return say(s, onlyLanguages(in), menu(in)...), nil
	}
	out := say(s, lines(unspoken(in, want), in.Say.T("language.which")))
	for _, lang := range all {
		out.Say[0].Choices = append(out.Say[0].Choices, choice(in.Say.In(lang).T("language.name"), "language.set", "lang", lang))
	}
	return out, nil
}

// unspoken says that the language asked for is none of the shop's; "" if none
// was named.
func unspoken(in dialogue.Input, want string) string {
	if want == "" {
		return ""
	}
	return onlyLanguages(in)
}

func (languages) set(s dialogue.State, in dialogue.Input, lang string) dialogue.Outcome {
	in.Say = in.Say.In(lang)
	in.Contact.Locale = lang
	out := say(s, in.Say.T("language.set"), menu(in)...)
	out.Say[0].Locale = lang
	out.Do = []dialogue.Effect{dialogue.PutContact{Contact: in.Contact}}
	return out
}
