package flows

import (
	"context"
	"strings"
	"unicode"

	"golang.org/x/text/language"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// lost answers what no other flow can: honestly, and each time in a row with a
// clearer way out.
type lost struct{ shelf }

func (lost) Name() string { return dialogue.FlowLost }

func (f lost) Handle(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	person := choice(in.Say.T("menu.person"), "person.call")
	switch {
	case in.Expired || in.Action.Name != "" || in.Event.Kind == message.KindChoice:
		return say(s, in.Say.T("lost.button"), menu(in)...), nil
	case in.Event.Text == "":
		return say(s, in.Say.T("lost.media"), menu(in)...), nil
	case foreign(in) && s.Misses <= 2:
		return say(s, onlyLanguages(in), append([]message.Choice{person}, menu(in)[0])...), nil
	case s.Misses <= 2 && smile(in.Event.Text):
		return say(s, in.Say.T("lost.smile"), menu(in)...), nil
	case s.Misses <= 1 && len(s.Frames) > 0:
		return say(s, in.Say.T("lost.short"), menu(in)...), nil
	case s.Misses <= 1:
		return say(s, in.Say.T("lost.first"), menu(in)...), nil
	case s.Misses == 2:
		return say(s, in.Say.T("lost.second"), append(topCategories(in, 5), person)...), nil
	case s.Misses%2 == 0:
		return say(s, in.Say.T("lost.words"), append(menu(in)[:1], person)...), nil
	}
	s.Confirm = true
	return say(s, in.Say.T("lost.third"), person, choice(in.Say.T("menu.browse"), "browse.open"), choice(in.Say.T("menu.help"), "help.show")), nil
}

// foreign says whether words are written in letters that no language of the
// shop uses: then honesty about languages helps more than examples.
func foreign(in dialogue.Input) bool {
	own := scripts(in.Say.Languages())
	familiar, other := 0, 0
	for _, r := range in.Event.Text {
		switch {
		case unicode.In(r, own...):
			familiar++
		case unicode.IsLetter(r):
			other++
		}
	}
	return other > familiar
}

// scripts are the letters that languages are written in: all there are where
// one of the languages has letters not known here.
func scripts(langs []string) []*unicode.RangeTable {
	var all []*unicode.RangeTable
	for _, lang := range langs {
		script, _ := language.Make(lang).Script()
		switch script.String() {
		case "Latn":
			all = append(all, unicode.Latin)
		case "Cyrl":
			all = append(all, unicode.Cyrillic)
		case "Arab":
			all = append(all, unicode.Arabic)
		case "Hebr":
			all = append(all, unicode.Hebrew)
		case "Grek":
			all = append(all, unicode.Greek)
		case "Hans", "Hant":
			all = append(all, unicode.Han)
		default:
			all = append(all, unicode.Letter)
		}
	}
	return all
}

// onlyLanguages says which languages the shop speaks.
func onlyLanguages(in dialogue.Input) string {
	all := in.Say.Languages()
	names := make([]string, len(all))
	for i, lang := range all {
		names[i] = in.Say.In(lang).T("language.name")
	}
	return in.Say.N("language.only", len(all), "Name", in.Say.List(names))
}

// smile says whether a message has no letter or digit: emoji, mostly.
func smile(text string) bool {
	plain := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
	return strings.IndexFunc(text, plain) < 0 && strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.So, r) })
}
