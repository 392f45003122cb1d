package flows

import (
	"context"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// ReferralProduct begins a referral that leads to one product: a link with
// "product:tent-1" opens the chat on it.
const ReferralProduct = "product:"

// ReferralCart is a referral that leads to the cart.
const ReferralCart = "cart"

// welcome begins conversations and answers politeness.
type welcome struct{ shelf }

func (welcome) Name() string { return "welcome" }

func (welcome) Hears() []understand.Intent {
	return []understand.Intent{
		understand.IntentGreet, understand.IntentMenu, understand.IntentThanks, understand.IntentBye,
		understand.IntentYes, understand.IntentNo, understand.IntentBack, understand.IntentSkip,
	}
}

func (welcome) Introduce(in dialogue.Input) string {
	return in.Say.T("welcome.short", "Shop", in.Shop.Name)
}

func (f welcome) Handle(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	greeting := in.Say.T("welcome.hello", "Shop", in.Shop.Name)
	switch {
	case in.Event.Kind == message.KindStarted && strings.HasPrefix(in.Event.Referral, ReferralProduct):
		id := catalog.ProductID(strings.TrimPrefix(in.Event.Referral, ReferralProduct))
		return f.referred(s, in, id)
	case in.Event.Kind == message.KindStarted && in.Event.Referral == ReferralCart:
		return basket{}.show(s, in, f.Introduce(in))
	case in.Event.Kind == message.KindStarted && s.At.IsZero():
		return say(s, greeting, menu(in)...), nil
	case in.Action.Name != "" || in.Event.Kind == message.KindStarted:
		return say(s, in.Say.T("welcome.menu"), menu(in)...), nil
	}
	return f.polite(s, in, greeting), nil
}

// polite answers words that ask for nothing.
func (welcome) polite(s dialogue.State, in dialogue.Input, greeting string) dialogue.Outcome {
	switch in.Meaning.Intent {
	case understand.IntentGreet:
		if s.At.IsZero() {
			return say(s, greeting, menu(in)...)
		}
		return say(s, in.Say.T("welcome.again"), menu(in)...)
	case understand.IntentThanks:
		return say(s, in.Say.T("welcome.thanks"), menu(in)...)
	case understand.IntentBye:
		return say(s, in.Say.T("welcome.bye"), menu(in)...)
	case understand.IntentSkip:
		return say(s, in.Say.T("welcome.unsure"), menu(in)...)
	case understand.IntentNo:
		return say(s, in.Say.T("welcome.fine"), menu(in)...)
	}
	return say(s, in.Say.T("welcome.menu"), menu(in)...)
}

// referred greets and shows the product of a link.
func (f welcome) referred(s dialogue.State, in dialogue.Input, id catalog.ProductID) (dialogue.Outcome, error) {
	hello := f.Introduce(in)
	p, err := in.Catalog.Product(id)
	if err != nil {
		return say(s, paragraphs(hello, in.Say.T("product.gone")), menu(in)...), nil
	}
	out := f.detail(s, in, p, "")
	out.Say[0].Text = paragraphs(hello, out.Say[0].Text)
	return out, nil
}
