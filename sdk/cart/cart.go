// Package cart holds what a shopper means to buy: pure values and rules.
package cart

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// Limits of a cart. They keep one conversation from growing without end.
const (
	MaxLines    = 50 // different things
	MaxQuantity = 99 // pieces of one thing
)

// Errors that callers branch on.
var (
	ErrFull     = errors.New("cart: too many different things")
	ErrQuantity = errors.New("cart: quantity out of range")
	ErrNoLine   = errors.New("cart: not in the cart")
)

// Cart is what one contact means to buy. It is a value: every change returns a
// new cart and leaves the old one alone. Prices in it are what the shopper saw,
// never what is charged: the quote reads them anew.
type Cart struct {
	Contact string    `json:"contact"`
	Version int64     `json:"version"`         // of the stored row; 0: not stored yet
	Lines   []Line    `json:"lines"`           // in the order they were added
	Codes   []string  `json:"codes,omitempty"` // of promotions, as typed
	URL     string    `json:"url,omitempty"`   // of the same cart on the host's website, as long as it is the same
	Updated time.Time `json:"updated,omitzero"`
}

// Line is some pieces of one thing.
type Line struct {
	Ref      catalog.Ref  `json:"ref"`
	Title    string       `json:"title"` // as shown when added, with option values
	Quantity int          `json:"quantity"`
	Price    money.Amount `json:"price"` // of one, as seen when added
}

// Empty says whether there is nothing in the cart.
func (c Cart) Empty() bool { return len(c.Lines) == 0 }

// Count is the number of pieces.
func (c Cart) Count() int {
	n := 0
	for _, l := range c.Lines {
		n += l.Quantity
	}
	return n
}

// Line finds a thing in the cart.
func (c Cart) Line(ref catalog.Ref) (Line, bool) {
	if i := c.index(ref); i >= 0 {
		return c.Lines[i], true
	}
	return Line{}, false
}

// Add puts n more pieces of l.Ref into the cart, with l's title and price.
// Quantity ends between 1 and MaxQuantity, or it is ErrQuantity; ErrFull when
// it would be the 51st thing.
func (c Cart) Add(l Line, n int) (Cart, error) {
	i := c.index(l.Ref)
	have := 0
	if i >= 0 {
		have = c.Lines[i].Quantity
	}
	if n < 1 || n > MaxQuantity || have+n > MaxQuantity {
		return c, fmt.Errorf("%w: %d more of %d, at most %d", ErrQuantity, n, have, MaxQuantity)
	}
	l.Quantity = have + n
	if i >= 0 {
		return c.with(i, l), nil
	}
	if len(c.Lines) >= MaxLines {
		return c, ErrFull
	}
	c.Lines = append(slices.Clone(c.Lines), l)
	return c, nil
}

// Set makes the quantity of a thing in the cart n; 0 removes it.
func (c Cart) Set(ref catalog.Ref, n int) (Cart, error) {
	i := c.index(ref)
	switch {
	case i < 0:
		return c, fmt.Errorf("%w: %v", ErrNoLine, ref)
	case n < 0 || n > MaxQuantity:
		return c, fmt.Errorf("%w: %d, at most %d", ErrQuantity, n, MaxQuantity)
	case n == 0:
		c.Lines = slices.Delete(slices.Clone(c.Lines), i, i+1)
		return c, nil
	}
	l := c.Lines[i]
	l.Quantity = n
	return c.with(i, l), nil
}

// Clear empties the cart.
func (c Cart) Clear() Cart {
	c.Lines, c.Codes = nil, nil
	return c
}

// Merge adds the other cart's things; where both have one, the larger quantity
// stays. What does not fit any more is left out. Its codes count where there are none.
func (c Cart) Merge(other Cart) Cart {
	for _, l := range other.Lines {
		have, ok := c.Line(l.Ref)
		switch {
		case ok && have.Quantity < l.Quantity:
			c, _ = c.Set(l.Ref, l.Quantity)
		case !ok && len(c.Lines) < MaxLines:
			c.Lines = append(slices.Clone(c.Lines), l)
		}
	}
	if len(c.Codes) == 0 {
		c.Codes = other.Codes
	}
	return c
}

func (c Cart) index(ref catalog.Ref) int {
	return slices.IndexFunc(c.Lines, func(l Line) bool { return l.Ref == ref })
}

func (c Cart) with(i int, l Line) Cart {
	c.Lines = slices.Clone(c.Lines)
	c.Lines[i] = l
	return c
}
