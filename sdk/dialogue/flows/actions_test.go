package flows_test

import (
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue/dialoguetest"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// The actions that the package's doc names for flows of a shop's own do what
// their names say, out of nowhere.
func TestActionsForOthers(t *testing.T) {
	t.Parallel()
	jacket := map[string]string{"p": "jacket-1", "v": "jacket-1-01", "n": "2"}
	for action, tt := range map[string]struct {
		args map[string]string
		want string
	}{
		"product.show":   {map[string]string{"p": "tent-1"}, "Dome 2, made for bad weather."},
		"cart.add":       {jacket, "2 × Storm Jacket"},
		"browse.open":    {map[string]string{"c": "Camping"}, "Tents"},
		"cart.show":      {nil, "cart is empty"},
		"checkout.start": {nil, "cart is empty"},
		"advise.start":   {nil, "?"},
		"orders.list":    {nil, "orders"},
		"help.show":      {nil, "I find products"},
		"person.call":    {nil, "called a person"},
		"welcome.menu":   {nil, "(Browse)"},
	} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			s := shop(t, contact.Contact{})
			said, err := s.Do(t.Context(), message.Event{Kind: message.KindChoice}, message.Action{Name: action, Args: tt.args})
			if err != nil {
				t.Fatal(err)
			}
			if flow, _, _ := strings.Cut(action, "."); s.Flow != flow || !strings.Contains(dialoguetest.Text(said), tt.want) {
				t.Errorf("the flow %s says\n%swant …%s…", s.Flow, dialoguetest.Text(said), tt.want)
			}
		})
	}
}
