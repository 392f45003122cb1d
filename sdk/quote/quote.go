// Package quote says what an order costs: lines, delivery, tax, promotion,
// total. It is pure: the same draft under the same rules gives the same quote.
//
// Rounding happens once per line (half away from zero), never on sums.
package quote

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// Errors that callers branch on.
var (
	ErrEmpty    = errors.New("quote: nothing to quote")
	ErrDelivery = errors.New("quote: no such delivery method here")
)

// Draft is what is to be priced.
type Draft struct {
	Currency string
	Lines    []DraftLine
	Delivery string // method id; "" if not chosen yet
	Country  string // ISO 3166 alpha-2 of the address; "" for the shop's own
	Promo    string
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
	Quantity int
	Unit     money.Amount
}

// Quote is what an order costs. All amounts are of one currency.
type Quote struct {
	Lines       []Line       `json:"lines"`
	Subtotal    money.Amount `json:"subtotal"` // of the lines
	Delivery    *Delivery    `json:"delivery,omitempty"`
	Discount    money.Amount `json:"discount,omitzero"` // positive
	Tax         money.Amount `json:"tax,omitzero"`
	TaxIncluded bool         `json:"tax_included,omitempty"` // Tax is within Total already
	Total       money.Amount `json:"total"`
}

// Line is one priced line.
type Line struct {
	Ref      catalog.Ref  `json:"ref"`
	Title    string       `json:"title"`
	Quantity int          `json:"quantity"`
	Unit     money.Amount `json:"unit"`
	Total    money.Amount `json:"total"`
	Tax      money.Amount `json:"tax,omitzero"`
}

// Delivery is the chosen method and its price.
type Delivery struct {
	ID    string       `json:"id"`
	Name  string       `json:"name"`
	Price money.Amount `json:"price"`
}

// Rules are how a shop prices an order. The zero Rules charge no delivery and
// no tax.
type Rules struct {
	Country string   // the shop's own, for drafts without one
	Methods []Method // delivery; empty: nothing is asked and nothing charged
	Tax     Tax

	// DeliveryPrice says what delivering a draft by one of Methods costs, by
	// weight or distance or the day, and is asked instead of the method's own
	// price. With an error, a price below 0 or in another currency, the method's
	// own price holds.
	//
	// It and TaxOf are called in turns, concurrently and more than once for one
	// draft: they do no I/O and say the same for the same arguments.
	DeliveryPrice func(Draft, Method) (money.Amount, error)
	// TaxOf is the share of one line's price that is tax, in parts of a million,
	// instead of Tax.PerMillion; whether prices contain it is Tax.Included, for
	// all lines. What is below 0 or over 10,000,000 is not taken.
	TaxOf func(DraftLine) int64
}

// Method is one way to deliver.
type Method struct {
	ID        string       // stable: "courier"
	Name      catalog.Text // shown
	Price     money.Amount
	FreeOver  money.Amount // free from this subtotal on; zero: never
	Countries []string     // ISO 3166 alpha-2; empty: everywhere
	Pickup    bool         // no address is needed
}

// Tax is a share of the price in parts of a million: 12 % is 120000.
type Tax struct {
	PerMillion int64
	Included   bool // prices contain it already
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

// Quote prices a draft in a language for the delivery's name. It fails with
// ErrEmpty, ErrDelivery, or an error of package money.
func (r Rules) Quote(d Draft, lang string) (Quote, error) {
	if len(d.Lines) == 0 {
		return Quote{}, ErrEmpty
	}
	q := Quote{TaxIncluded: r.Tax.Included}
	q.Subtotal, q.Tax, q.Discount = money.New(0, d.Currency), money.New(0, d.Currency), money.New(0, d.Currency)
	for _, l := range d.Lines {
		if err := q.add(l, r.taxOf(l)); err != nil {
			return Quote{}, fmt.Errorf("quote: line %q: %w", l.Title, err)
		}
	}
	if err := q.deliver(r, d, lang); err != nil {
		return Quote{}, err
	}
	return q, q.sum()
}

func (q *Quote) add(l DraftLine, t Tax) error {
	total, err := l.Unit.Mul(int64(l.Quantity))
	if err != nil {
		return err
	}
	tax, err := t.of(total)
	if err != nil {
		return err
	}
	if q.Subtotal, err = q.Subtotal.Add(total); err != nil {
		return err
	}
	if q.Tax, err = q.Tax.Add(tax); err != nil {
		return err
	}
	q.Lines = append(q.Lines, Line{l.Ref, l.Title, l.Quantity, l.Unit, total, tax})
	return nil
}

func (q *Quote) deliver(r Rules, d Draft, lang string) error {
	if d.Delivery == "" {
		return nil
	}
	methods := r.For(d.Country)
	i := slices.IndexFunc(methods, func(m Method) bool { return m.ID == d.Delivery })
	if i < 0 {
		return fmt.Errorf("%w: %q", ErrDelivery, d.Delivery)
	}
	m := methods[i]
	q.Delivery = &Delivery{ID: m.ID, Name: m.Name.In(lang), Price: q.deliveryPrice(r, d, m)}
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
	if m.Price.Currency == "" || !m.FreeOver.IsZero() && q.Subtotal.Minor >= m.FreeOver.Minor {
		return money.New(0, d.Currency)
	}
	return m.Price
}

// maxDelivery is more than anybody pays, and little enough to be added.
const maxDelivery = 1_000_000_000_000_000

// maxPerMillion is ten times the price: more is a mistake.
const maxPerMillion = 10_000_000

// taxOf is the tax of one line.
func (r Rules) taxOf(l DraftLine) Tax {
	t := r.Tax
	if r.TaxOf == nil {
		return t
	}
	if share := r.TaxOf(l); share >= 0 && share <= maxPerMillion {
		t.PerMillion = share
	}
	return t
}

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

// of returns the tax within or on top of an amount, rounded half away from zero.
func (t Tax) of(a money.Amount) (money.Amount, error) {
	if t.PerMillion == 0 {
		return money.New(0, a.Currency), nil
	}
	base := int64(1_000_000)
	if t.Included {
		base += t.PerMillion
	}
	return a.MulRate(t.PerMillion, base)
}
