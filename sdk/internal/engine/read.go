package engine

import (
	"sync"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// readers keeps the reader of the catalogue's words until they change.
type readers struct {
	mu     sync.Mutex
	words  *catalog.Vocabulary
	reader *understand.Reader
}

func (r *readers) of(c *catalog.Catalog) *understand.Reader {
	words := c.Index().Vocabulary()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.reader == nil || r.words != words {
		r.words, r.reader = words, understand.New(words, understand.Config{})
	}
	return r.reader
}

// optsOut says whether an event asks for silence.
func (e *Engine) optsOut(ev message.Event) bool {
	return ev.Kind == message.KindOptedOut ||
		ev.Kind == message.KindText && e.readers.of(e.Catalog).Read(ev.Text, understand.Context{}).OptOut
}

// cartOf makes a cart of an order again.
func cartOf(o order.Order) cart.Cart {
	var c cart.Cart
	for _, l := range o.Quote.Lines {
		c.Lines = append(c.Lines, cart.Line{Ref: l.Ref, Title: l.Title, Quantity: l.Quantity, Price: l.Unit})
	}
	return c
}
