package flows

import (
	"context"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
)

// help says what can be done here.
type help struct{}

func (help) Name() string { return "help" }

func (help) Hears() []understand.Intent { return []understand.Intent{understand.IntentHelp} }

func (help) Handle(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	return say(s, in.Say.T("help.all"), menu(in)...), nil
}
