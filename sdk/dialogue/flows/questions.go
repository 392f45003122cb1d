package flows

import (
	"context"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
)

// questions answers with the owner's own texts, or with what the rules say.
type questions struct{}

func (questions) Name() string { return "questions" }

func (questions) Hears() []understand.Intent { return []understand.Intent{understand.IntentAsk} }

func (f questions) Handle(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	topic := in.Meaning.Topic
	person := choice(in.Say.T("menu.person"), "person.call")
	if text := in.Shop.Texts[string(topic)].In(in.Say.Lang()); text != "" {
		return say(s, text, append(menu(in)[:1], person)...), nil
	}
	switch topic {
	case understand.TopicDelivery:
		if text := f.delivery(in); text != "" {
			return say(s, text, append(menu(in)[:1], person)...), nil
		}
	case understand.TopicHours:
		if text := openingHours(in); text != "" {
			return say(s, text, append(menu(in)[:1], person)...), nil
		}
	case understand.TopicPlace:
		if len(in.Shop.Places) > 0 {
			return places(s, in), nil
		}
	case understand.TopicPayment:
		return say(s, in.Say.T("questions.payment"), append(menu(in)[:1], person)...), nil
	case understand.TopicBot:
		return say(s, in.Say.T("questions.bot", "Shop", in.Shop.Name), menu(in)...), nil
	case understand.TopicAddress, understand.TopicOrder:
		return say(s, in.Say.T("questions.order"), choice(in.Say.T("menu.orders"), "orders.list"), person), nil
	}
	return say(s, in.Say.T("questions.unknown"), person, menu(in)[0]), nil
}

// delivery lists the ways to deliver; "" if the shop has none.
func (questions) delivery(in dialogue.Input) string {
	methods := in.Shop.Rules.For(in.Contact.Country)
	if len(methods) == 0 {
		return ""
	}
	text := []string{in.Say.T("questions.delivery")}
	for _, m := range methods {
		price := in.Say.T("checkout.free")
		if !m.Price.IsZero() {
			price = in.Say.Money(m.Price)
		}
		line := in.Say.T("checkout.method", "Name", m.Name.In(in.Say.Lang()), "Price", price)
		if !m.FreeOver.IsZero() && !m.Price.IsZero() {
			line = in.Say.T("questions.free_over", "Method", line, "Sum", in.Say.Money(m.FreeOver))
		}
		text = append(text, line)
	}
	return lines(text...)
}
