package conversation_test

import (
	"fmt"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// An address always stands for the same conversation, and for the same contact
// until more is known, so that receiving an event needs no look-up.
func ExampleIDOf() {
	a := message.Address{Channel: "webchat", Account: "webchat", ID: "visitor-1"}
	fmt.Println(conversation.IDOf(a))
	fmt.Println(conversation.IDOf(a) == conversation.GuestOf(a))
	// Output:
	// 17c6dc55-9237-52b1-bd88-8830c241def4
	// false
}

func TestIDsAreApart(t *testing.T) {
	t.Parallel()
	seen := map[string]message.Address{}
	for _, a := range []message.Address{
		{Channel: "a", Account: "b", ID: "c"},
		{Channel: "ab", Account: "", ID: "c"},
		{Channel: "a", Account: "bc", ID: ""},
		{Channel: "a", Account: "b", ID: "C"},
		{Channel: "customer", Account: "", ID: "c"},
	} {
		for _, id := range []string{conversation.IDOf(a), conversation.GuestOf(a)} {
			if other, taken := seen[id]; taken {
				t.Errorf("%v and %v share the id %s", a, other, id)
			}
			seen[id] = a
		}
	}
	if id := conversation.CustomerContact("c"); seen[id].ID != "" || id == conversation.CustomerContact("d") {
		t.Errorf("a customer's contact %s is another's", id)
	}
}
