package understand_test

import (
	"fmt"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
)

// Read a message about what a shop sells, and another about what was shown.
func Example() {
	r := understand.New(&catalog.Vocabulary{
		Currency:   "USD",
		Categories: []catalog.Term{{Value: "Camping/Tents", Count: 12}},
		Attributes: []catalog.AttributeTerm{{Name: "color", Kind: catalog.AttributeText, Values: []catalog.Term{{Value: "Red"}, {Value: "Blue"}}}},
	}, understand.Config{})

	text := "Show me red tents under $200, please"
	m := r.Read(text, understand.Context{})
	fmt.Println(m.Intent, m.Query.Categories, m.Query.Filters[0].Values, *m.Query.Price.Max)
	for _, w := range m.Wishes {
		fmt.Printf("%s: %q\n", w.Kind, w.Span.Of(text))
	}

	shown := []understand.Listed{{Title: "Dome", Values: map[string]string{"color": "Blue"}}, {Title: "Ridge", Values: map[string]string{"color": "Red"}}}
	m = r.Read("add two of the red one", understand.Context{Shown: shown})
	fmt.Println(m.Intent, m.Quantity, m.Items[0].At)
	// Output:
	// search [Camping/Tents] [Red] 19999
	// attribute: "red"
	// category: "tents"
	// price: "under $200"
	// add 2 [1]
}
