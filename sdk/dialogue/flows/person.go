package flows

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// person calls for a person of the shop and falls silent.
type person struct{}

func (person) Name() string { return "person" }

func (person) Hears() []understand.Intent {
	return []understand.Intent{understand.IntentPerson, understand.IntentUpset}
}

func (f person) Handle(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if in.Event.Kind == message.KindInternal {
		return f.staff(s, in)
	}
	if in.Action.Name == dialogue.ActionHandBack {
		out := say(s, in.Say.T("person.back"), menu(in)...)
		out.Do = []dialogue.Effect{dialogue.HandBack{}}
		return out, nil
	}
	if in.Meaning.Intent == understand.IntentUpset && in.Action.Name == "" {
		s.Confirm = true
		return say(s, in.Say.T("person.sorry"), choice(in.Say.T("menu.person"), "person.call"), choice(in.Say.T("person.go_on"), "welcome.menu")), nil
	}
	reason := string(in.Meaning.Topic)
	if in.Event.Text != "" && in.Event.Kind == message.KindText {
		reason = oneLine(in.Event.Text, 200)
	}
	text := in.Say.T("person.called")
	if in.Meaning.Topic == understand.TopicComplaint {
		text = in.Say.T("person.complaint")
	}
	out := say(s, lines(text, closedNow(in)), choice(in.Say.T("person.bot"), dialogue.ActionHandBack))
	out.Do = []dialogue.Effect{dialogue.HandOff{Reason: reason}}
	return out, nil
}

// staff shows what a person said, or that the bot is back.
func (person) staff(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	var e dialogue.StaffEvent
	if err := json.Unmarshal([]byte(in.Event.Payload), &e); err != nil {
		return dialogue.Outcome{}, fmt.Errorf("flows: event %s: %w", in.Event.Name, err)
	}
	switch {
	case in.Event.Name == dialogue.EventHandedBack:
		return say(s, in.Say.T("person.back"), menu(in)...), nil
	case e.Text == "":
		return dialogue.Outcome{Next: s}, nil
	case e.Staff == "":
		return say(s, e.Text), nil
	}
	return say(s, in.Say.T("person.said", "Staff", e.Staff, "Text", e.Text)), nil
}
