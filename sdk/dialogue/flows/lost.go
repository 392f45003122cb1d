package flows

import (
	"context"

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
