package understand

import (
	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// Context is what the conversation knows and words may refer to. The zero
// Context is usable.
type Context struct {
	// Lang is the BCP 47 language of the conversation; it goes into
	// Query.Lang. Which words are understood is judged by the text itself; Lang
	// decides about words that languages share, where the text does not.
	Lang     string
	Currency string   // ISO 4217. Defaults to the vocabulary's
	Shown    []Listed // what the last message listed, in order
	Cart     []Listed // the lines of the cart, in order
	Asking   Asking   // what the last message asked for
	Options  []string // the answers it offered, in order
	// InOrder says that an order is being placed or was the last topic: then
	// "cancel", "end" and "stop" also mean the order.
	InOrder bool
}

// Asking is the kind of answer that a question waits for.
type Asking string

// Kinds of answer. The zero Asking means that nothing was asked.
const (
	AskingNothing  Asking = ""
	AskingQuantity Asking = "quantity" // how many
	AskingOption   Asking = "option"   // one of [Context.Options]
	AskingBudget   Asking = "budget"   // how much money: a bare number is a highest price
	AskingYesNo    Asking = "yes_no"
)

// Listed is one thing that the shopper sees in a list or in the cart.
type Listed struct {
	Ref      catalog.Ref
	Title    string
	Brand    string
	Category string            // path
	Values   map[string]string // attributes and options: "color" -> "Red"; several joined by ", "
	Price    money.Amount
}
