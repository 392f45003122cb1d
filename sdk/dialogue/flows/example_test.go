package flows_test

import (
	"context"
	"fmt"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/dialogue/flows"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// thrift is a shop's own flow in place of the built-in "help".
type thrift struct{}

func (thrift) Name() string               { return "help" }
func (thrift) Hears() []understand.Intent { return []understand.Intent{understand.IntentHelp} }

func (thrift) Handle(_ context.Context, s dialogue.State, _ dialogue.Input) (dialogue.Outcome, error) {
	return dialogue.Outcome{Say: []message.Outbound{{Text: "Ask me for second-hand tents?"}}, Next: s}, nil
}

func Example() {
	texts, err := locale.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	router := dialogue.NewRouter(append(flows.All(flows.Options{PageSize: 3}), thrift{})...)
	in := dialogue.Input{
		Event:   message.Event{Kind: message.KindText, Text: "help"},
		Meaning: understand.Meaning{Intent: understand.IntentHelp},
		Say:     texts.Printer("en"),
		Shop:    dialogue.Shop{Name: "Alpine Post"},
	}
	out, _, err := router.Route(context.Background(), dialogue.State{}, in)
	fmt.Println(out.Say[0].Text, err)
	// Output:
	// Hello, I'm the bot of Alpine Post.
	//
	// Ask me for second-hand tents? <nil>
}
