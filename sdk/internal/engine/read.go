package engine

import (
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// readers keeps the reader of the catalogue's words. Making one anew takes as
// long as many turns (a second for a big shop that imports), so turns go on
// with the old one, and the sweep makes the next.
type readers struct {
	making sync.Mutex // held while making one

	mu     sync.Mutex
	words  *catalog.Vocabulary
	reader *understand.Reader
	next   time.Time // not before then
}

// reader is for the words of the catalogue as they were lately.
func (e *Engine) reader() *understand.Reader {
	r := &e.readers
	r.mu.Lock()
	words, reader := r.words, r.reader
	r.mu.Unlock()
	if reader == nil || wordless(words) { // nothing to go on with: a shop that begins
		return e.readers.renew(e.Catalog)
	}
	return reader
}

// refresh makes the reader follow the catalogue, off the path of turns and with
// a tenth of the time at most.
func (r *readers) refresh(c *catalog.Catalog, now func() time.Time) {
	const share = 10
	begin := now()
	r.mu.Lock()
	early := begin.Before(r.next)
	r.mu.Unlock()
	if early {
		return
	}
	r.renew(c)
	r.mu.Lock()
	r.next = begin.Add(share * now().Sub(begin))
	r.mu.Unlock()
}

// renew makes a reader of the words as they are, unless there is one.
func (r *readers) renew(c *catalog.Catalog) *understand.Reader {
	r.making.Lock()
	defer r.making.Unlock()
	words := c.Index().Vocabulary()
	r.mu.Lock()
	known, reader := r.words, r.reader
	r.mu.Unlock()
	if reader != nil && known == words {
		return reader
	}
	reader = understand.New(words, understand.Config{})
	r.mu.Lock()
	r.words, r.reader = words, reader
	r.mu.Unlock()
	return reader
}

func wordless(v *catalog.Vocabulary) bool {
	return v == nil || len(v.Categories)+len(v.Brands)+len(v.Attributes) == 0
}

// optsOut says whether an event asks for silence.
func (e *Engine) optsOut(ev message.Event) bool {
	return ev.Kind == message.KindOptedOut ||
		ev.Kind == message.KindText && e.reader().Read(ev.Text, understand.Context{}).OptOut
}

// cartOf makes a cart of an order again.
func cartOf(o order.Order) cart.Cart {
	var c cart.Cart
	for _, p := range o.Quote.Promotions {
		c.Codes = append(c.Codes, p.Code)
	}
	for _, l := range o.Quote.Lines {
		c.Lines = append(c.Lines, cart.Line{Ref: l.Ref, Title: l.Title, Quantity: l.Quantity, Price: l.Unit})
	}
	return c
}
