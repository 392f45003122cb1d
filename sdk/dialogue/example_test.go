package dialogue_test

import (
	"context"
	"fmt"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// weather is a flow of a shop's own.
type weather struct{}

func (weather) Name() string               { return "weather" }
func (weather) Hears() []understand.Intent { return []understand.Intent{understand.IntentUnknown} }

func (weather) Handle(_ context.Context, s dialogue.State, _ dialogue.Input) (dialogue.Outcome, error) {
	again := message.Choice{Label: "And tomorrow?", Action: message.Action{Name: "weather.tomorrow"}}
	return dialogue.Outcome{Say: []message.Outbound{{Text: "Sunny.", Choices: []message.Choice{again}}}, Next: s}, nil
}

func Example() {
	router := dialogue.NewRouter(weather{}) // after flows.All(…): it replaces a flow of its name
	in := dialogue.Input{
		Event:   message.Event{Kind: message.KindText, Text: "How is the weather?"},
		Meaning: understand.Meaning{Intent: understand.IntentUnknown},
	}
	out, flow, err := router.Route(context.Background(), dialogue.State{}, in)
	fmt.Println(flow, out.Say[0].Text, err)
	// Output: weather Sunny. <nil>
}
