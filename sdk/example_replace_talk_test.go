package sdk_test

import (
	"context"
	"fmt"
	"strings"
	"testing/fstest"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// A text by its key: those of package locale, in files of the shop's own.
func ExampleConfig_texts() {
	s, leave := visit(sdk.Config{Texts: fstest.MapFS{
		"en.yaml": {Data: []byte(`cart: {empty: "Your rucksack is still light."}`)},
	}})
	defer leave()
	s.Says("what's in my cart")
	fmt.Println(firstLine(s))
	// Output: Your rucksack is still light.
}

// All texts in a tone: a friendly shop says ты and сен.
func ExampleConfig_tone() {
	for _, tone := range []locale.Tone{locale.Formal, locale.Friendly} {
		s, leave := visit(sdk.Config{Profile: sdk.Profile{Locale: "ru", Tone: tone}})
		s.Says("add the sun cap")
		s.Says("что у меня в корзине")
		s.Says("оформить заказ")
		fmt.Println(firstLine(s))
		leave()
	}
	// Output:
	// Напишите имя и телефон или e-mail. Например: Анна Ли, +7 701 555 01 43.
	// Напиши имя и телефон или e-mail. Например: Аня Ли, +7 701 555 01 43.
}

// shouting is a flow of the shop's own in place of the built-in "help".
type shouting struct{}

func (shouting) Name() string               { return "help" }
func (shouting) Hears() []understand.Intent { return []understand.Intent{understand.IntentHelp} }

func (shouting) Handle(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	text := "At " + in.Shop.Name + " we sell caps. Just say which."
	return dialogue.Outcome{Say: []message.Outbound{{Text: text}}, Next: s}, nil
}

// A flow by its name.
func ExampleConfig_flows() {
	s, leave := visit(sdk.Config{Flows: []dialogue.Flow{shouting{}}, Profile: sdk.Profile{Name: "Alem"}})
	defer leave()
	s.Says("help")
	fmt.Println(firstLine(s))
	// Output: At Alem we sell caps. Just say which.
}

// asksForGift stands before the built-in checkout: before it places an order it
// asks whether it is a present, and writes the answer on the order.
func asksForGift(ctx context.Context, s dialogue.State, in dialogue.Input, next dialogue.Next) (dialogue.Outcome, error) {
	out, err := next(ctx, s, in)
	if err != nil {
		return out, err
	}
	for i, effect := range out.Do {
		place, ok := effect.(dialogue.PlaceOrder)
		if !ok {
			continue
		}
		gift := in.Action.Args["gift"]
		if gift == "" { // hold the order back and ask
			pay := func(label, gift string) message.Choice {
				return message.Choice{Label: label, Action: message.Action{Name: "checkout.pay", Args: map[string]string{"gift": gift}}}
			}
			s.Confirm = true // "yes" is the first button, "no" the second
			ask := message.Outbound{Text: "Shall we wrap it as a present?", Choices: []message.Choice{pay("Yes, please", "yes"), pay("No need", "no")}}
			return dialogue.Outcome{Say: []message.Outbound{ask}, Next: s}, nil
		}
		place.Order.Details.Note = "present: " + gift
		out.Do[i] = place
	}
	return out, nil
}

// A step of a flow: everything else of the checkout stays as it is.
func ExampleConfig_steps() {
	s, leave := visit(sdk.Config{Steps: map[string]dialogue.Step{dialogue.FlowCheckout: asksForGift}})
	defer leave()
	buy(s.Shopper)
	s.Taps("Pay")
	fmt.Print(s.News())
	s.Says("yes")
	o := ordered(s)
	fmt.Println(o.Number, o.State, o.Details.Note)
	// Output:
	// Shall we wrap it as a present?
	// (Yes, please) (No need)
	// 1001 open present: yes
}

// A language model for what the shop does not understand; a table stands for it
// here. What it says is read as if she had said it.
func ExampleConfig_model() {
	s, leave := visit(sdk.Config{Model: func(_ context.Context, u dialogue.Unclear) (string, error) {
		if strings.Contains(u.Text, "drizzle") {
			return "rain cap", nil
		}
		return "", nil // the shop says that it did not understand
	}})
	defer leave()
	s.Says("it will drizzle tomorrow")
	fmt.Println(titles(s))
	// Output: [Rain cap]
}
