package flows

import (
	"context"
	"strings"
	"unicode"

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
		return say(s, onlyLanguage(in), append([]message.Choice{person}, menu(in)[0])...), nil
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

// foreign says whether words are written in letters that the shop's language
// does not use: then honesty about languages helps more than examples.
func foreign(in dialogue.Input) bool {
	latin, other := 0, 0
	for _, r := range in.Event.Text {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.IsLetter(r):
			other++
		}
	}
	return in.Say.Lang() == "en" && other > latin
}

func onlyLanguage(in dialogue.Input) string {
	return in.Say.T("language.only", "Name", in.Say.T("language.name"))
}

// smile says whether a message has no letter or digit: emoji, mostly.
func smile(text string) bool {
	plain := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
	return strings.IndexFunc(text, plain) < 0 && strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.So, r) })
}
