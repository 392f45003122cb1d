package flows

import (
	"context"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// opt ends everything that is not an answer, at once and in one sentence, and
// starts it again on request.
type opt struct{}

func (opt) Name() string { return "opt" }

func (opt) Hears() []understand.Intent {
	return []understand.Intent{understand.IntentOptOut, understand.IntentOptIn}
}

func (f opt) Handle(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if in.Action.Name == "opt.in" || in.Event.Kind == message.KindOptedIn || in.Meaning.Intent == understand.IntentOptIn {
		out := say(s, in.Say.T("opt.in"), menu(in)...)
		out.Do = []dialogue.Effect{dialogue.OptOut{In: true, Wording: wording(in)}}
		return out, nil
	}
	do := []dialogue.Effect{dialogue.OptOut{Wording: wording(in)}}
	if in.Event.Kind == message.KindOptedOut { // the platform told her already, or she blocked us
		return dialogue.Outcome{Next: s, Do: do}, nil
	}
	if _, ordering := s.Waiting(dialogue.FlowCheckout); ordering && !in.Cart.Empty() {
		s.Confirm = true
		out := say(s, lines(in.Say.T("opt.out"), in.Say.T("opt.order_too")),
			choice(in.Say.T("opt.cancel_yes"), "checkout.cancel"), choice(in.Say.T("opt.cancel_no"), "checkout.start"))
		out.Do = do
		return out, nil
	}
	if f, waits := s.Top(); waits && in.Meaning.Intent == understand.IntentCancel {
		s = s.Left(f.Flow)
	}
	out := say(s, in.Say.T("opt.out"), choice(in.Say.T("opt.undo"), "opt.in"))
	if o, ok := payable(in); ok && in.Meaning.Intent == understand.IntentCancel {
		out.Say[0].Text = lines(out.Say[0].Text, in.Say.T("orders.cancel_sure", "Number", o.Number))
		out.Say[0].Choices = append([]message.Choice{choice(in.Say.T("orders.cancel_yes"), "orders.cancel_yes", "id", o.ID), choice(in.Say.T("orders.cancel_no"), "orders.show", "id", o.ID)}, out.Say[0].Choices...)
		out.Next.Confirm = true
	}
	out.Do = do
	return out, nil
}

// wording are the words that said so, for the consent ledger.
func wording(in dialogue.Input) string {
	if in.Event.Text == "" {
		return string(in.Event.Kind)
	}
	return oneLine(in.Event.Text, 200)
}
