// Package quote says what an order costs: lines, promotions, delivery, tax,
// total. It is pure: the same draft under the same rules gives the same quote,
// whatever the order of its codes.
//
// It goes from the lines' prices to the total in this order:
//
//  1. Percentages of all promotions are added up and taken off each line's
//     price, never one after the other.
//  2. Then sums are taken off, those for the fewest lines first, shared among
//     their lines in proportion to what is left of each, by largest remainder:
//     the shares add up to the sum. No line goes below zero.
//  3. Delivery is priced by what is left ([Method.FreeOver]), and then made free
//     where a promotion says so.
//  4. Tax is of what is left of each line, and of the delivery by its own rate.
//
// Rounding happens where a rate meets a price and nowhere else: once per line
// for its percentage, once for its tax, half away from zero, in the currency's
// minor units. Sums are never rounded.
package quote

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// Errors that callers branch on.
var (
	ErrEmpty    = errors.New("quote: nothing to quote")
	ErrDelivery = errors.New("quote: no such delivery method here")
	ErrNegative = errors.New("quote: a price or a quantity is below zero")
)

// Draft is what is to be priced.
type Draft struct {
	Currency string
	Lines    []DraftLine
	Delivery string    // method id; "" if not chosen yet
	Country  string    // ISO 3166 alpha-2 of the address; "" for the shop's own
	Codes    []string  // of promotions, as typed; the order does not matter
	At       time.Time // of the quote: promotions begin and end
	Contact  string    // whose it is, for personal promotions; "" if not known
	Customer string    // her id at the host, if she is logged in
	Used     []Usage   // of the codes whose number of uses is limited
}

// Key tells drafts apart: equal drafts have the same one.
func (d Draft) Key() string {
	raw, err := json.Marshal(d)
	if err != nil { // strings and numbers
		return ""
	}
	return string(raw)
}

// DraftLine is some pieces of one thing at today's price.
type DraftLine struct {
	Ref      catalog.Ref
	Title    string
	Category string // its path, as catalog.Product.CategoryPath has it; "" if not known
	Quantity int
	Unit     money.Amount
}

// Quote is what an order costs. All amounts are of one currency.
type Quote struct {
	Lines       []Line       `json:"lines"`
	Subtotal    money.Amount `json:"subtotal"` // of the lines, before discounts
	Delivery    *Delivery    `json:"delivery,omitempty"`
	Discount    money.Amount `json:"discount,omitzero"` // of all lines together, positive
	Promotions  []Applied    `json:"promotions,omitempty"`
	Refused     []Refused    `json:"refused,omitempty"`      // codes that do not apply; none in the quote of an order
	Tax         money.Amount `json:"tax,omitzero"`           // of lines and delivery
	TaxIncluded bool         `json:"tax_included,omitempty"` // Tax is within Total already
	Total       money.Amount `json:"total"`
}

// Line is one priced line.
type Line struct {
	Ref      catalog.Ref  `json:"ref"`
	Title    string       `json:"title"`
	Quantity int          `json:"quantity"`
	Unit     money.Amount `json:"unit"`
	Total    money.Amount `json:"total"`             // before its discount
	Discount money.Amount `json:"discount,omitzero"` // its share of Quote.Discount, positive
	Tax      money.Amount `json:"tax,omitzero"`      // of what is left
}

// Delivery is the chosen method and its price.
type Delivery struct {
	ID    string       `json:"id"`
	Name  string       `json:"name"`
	Price money.Amount `json:"price"`
	Tax   money.Amount `json:"tax,omitzero"` // within or on top of Price, like that of lines
}

// Rules are how a shop prices an order. The zero Rules charge no delivery and
// no tax.
type Rules struct {
	Country string   // the shop's own, for drafts without one
	Methods []Method // delivery; empty: nothing is asked and nothing charged
	Tax     Tax

	// Promotions are the shop's codes. Defaults to none.
	Promotions []Promotion
	// Codes says that the host's order system knows codes too: shoppers are
	// offered to type one, and what is none of Promotions is not unknown.
	Codes bool

	// DeliveryPrice says what delivering a draft by one of Methods costs, by
	// weight or distance or the day, and is asked instead of the method's own
	// price. With an error, a price below 0 or in another currency, the method's
	// own price holds.
	//
	// It and TaxOf are called in turns, concurrently and more than once for one
	// draft: they do no I/O and say the same for the same arguments.
	DeliveryPrice func(Draft, Method) (money.Amount, error)
	// TaxOf is the share of one line's price that is tax, in parts of a million,
	// instead of Tax's; whether prices contain it is Tax.Included, for
	// all lines. What is below 0 or over 10,000,000 is not taken.
	TaxOf func(DraftLine) int64
}

// Method is one way to deliver.
type Method struct {
	ID        string       // stable: "courier"
	Name      catalog.Text // shown
	Price     money.Amount
	FreeOver  money.Amount // free from this sum of the lines on, after discounts; zero: never
	Countries []string     // ISO 3166 alpha-2; empty: everywhere
	Pickup    bool         // no address is needed
}

// For lists the methods that deliver to a country.
func (r Rules) For(country string) []Method {
	if country == "" {
		country = r.Country
	}
	var all []Method
	for _, m := range r.Methods {
		if len(m.Countries) == 0 || country == "" || slices.Contains(m.Countries, country) {
			all = append(all, m)
		}
	}
	return all
}

// Quote prices a draft in a language for the names of delivery and promotions.
// A code that does not apply is in Refused, with the reason. It fails with
// ErrEmpty, ErrDelivery, ErrNegative, or an error of package money.
func (r Rules) Quote(d Draft, lang string) (Quote, error) {
	q, err := gross(d)
	if err != nil {
		return Quote{}, err
	}
	fit, refused := r.fitting(d, q.Subtotal)
	q, alone, err := r.cheapest(q, d, lang, fit)
	if err != nil {
		return Quote{}, err
	}
	q.Refused = q.idle(append(refused, alone...))
	return q, nil
}

// gross is a quote of the lines alone.
func gross(d Draft) (Quote, error) {
	if len(d.Lines) == 0 {
		return Quote{}, ErrEmpty
	}
	q := Quote{Subtotal: money.New(0, d.Currency)}
	for _, l := range d.Lines {
		if err := q.add(l); err != nil {
			return Quote{}, fmt.Errorf("quote: line %q: %w", l.Title, err)
		}
	}
	return q, nil
}

func (q *Quote) add(l DraftLine) error {
	if l.Quantity < 0 || l.Unit.Minor < 0 {
		return ErrNegative
	}
	total, err := l.Unit.Mul(int64(l.Quantity))
	if err != nil {
		return err
	}
	if q.Subtotal, err = q.Subtotal.Add(total); err != nil {
		return err
	}
	none := money.New(0, total.Currency)
	q.Lines = append(q.Lines, Line{
		Ref: l.Ref, Title: l.Title, Quantity: l.Quantity, Unit: l.Unit, Total: total, Discount: none, Tax: none,
	})
	return nil
}

// priced is a gross quote with some promotions, delivery and tax.
func (r Rules) priced(q Quote, d Draft, lang string, with []Promotion) (Quote, error) {
	q.Lines = slices.Clone(q.Lines)
	if err := q.discounted(d, lang, with); err != nil {
		return Quote{}, err
	}
	if err := q.deliver(r, d, lang, with); err != nil {
		return Quote{}, err
	}
	if err := q.taxed(r, d); err != nil {
		return Quote{}, err
	}
	return q, q.sum()
}

func (q *Quote) deliver(r Rules, d Draft, lang string, with []Promotion) error {
	price := money.New(0, d.Currency)
	if d.Delivery != "" {
		methods := r.For(d.Country)
		i := slices.IndexFunc(methods, func(m Method) bool { return m.ID == d.Delivery })
		if i < 0 {
			return fmt.Errorf("%w: %q", ErrDelivery, d.Delivery)
		}
		m := methods[i]
		price = q.deliveryPrice(r, d, m)
		q.Delivery = &Delivery{ID: m.ID, Name: m.Name.In(lang), Price: price}
	}
	i := slices.IndexFunc(with, func(p Promotion) bool { return p.FreeDelivery })
	if i < 0 || q.Delivery != nil && price.IsZero() { // nothing to give
		return nil
	}
	q.Promotions[i].FreeDelivery = true // when she chooses a way, at the latest
	if q.Delivery != nil {
		q.Delivery.Price = money.New(0, d.Currency)
	}
	return nil
}

// deliveryPrice is what a method costs: as the shop computes it, or as it says.
func (q *Quote) deliveryPrice(r Rules, d Draft, m Method) money.Amount {
	if r.DeliveryPrice != nil {
		price, err := r.DeliveryPrice(d, m)
		if err == nil && price.Currency == d.Currency && price.Minor >= 0 && price.Minor <= maxDelivery {
			return price
		}
	}
	left := q.Subtotal.Minor - q.Discount.Minor
	if m.Price.Currency == "" || !m.FreeOver.IsZero() && left >= m.FreeOver.Minor {
		return money.New(0, d.Currency)
	}
	return m.Price
}

// maxDelivery is more than anybody pays, and little enough to be added.
const maxDelivery = 1_000_000_000_000_000

func (q *Quote) sum() (err error) {
	if q.Total, err = q.Subtotal.Sub(q.Discount); err != nil {
		return err
	}
	if q.Delivery != nil {
		if q.Total, err = q.Total.Add(q.Delivery.Price); err != nil {
			return err
		}
	}
	if !q.TaxIncluded {
		q.Total, err = q.Total.Add(q.Tax)
	}
	return err
}
