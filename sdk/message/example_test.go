package message_test

import (
	"fmt"

	"github.com/sauda-commerce/sauda/sdk/message"
)

// A reply with two buttons. What a button does stays with the shop; what
// travels is a payload, which the engine fills in when the message is stored.
func Example() {
	reply := message.Outbound{
		Text: "The Trail Tent is in your cart.",
		Choices: []message.Choice{
			{Label: "Checkout", Action: message.Action{Name: "checkout.start"}},
			{Label: "Keep looking", Action: message.Action{Name: "browse.open", Args: map[string]string{"category": "tents"}}},
		},
	}
	reply = reply.WithPayloads(func(i int) string { return fmt.Sprintf("payload-%d", i) })
	for _, c := range reply.Choices {
		fmt.Println(c.Label, c.Payload, c.Action.Name)
	}
	// Output:
	// Checkout payload-0 checkout.start
	// Keep looking payload-1 browse.open
}
