package quote

import (
	"fmt"
	"strings"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// Tax is what part of a price is tax, in parts of a million: 12 % is 120000. The
// zero Tax is none.
type Tax struct {
	Delivery   int64  // the same for the delivery's price; 0: it is not taxed
	Included   bool   // prices contain it already, that of the delivery too
	PerMillion int64  // of what no rate is for
	Rates      []Rate // by category; the deepest category that fits counts
}

// Rate is the tax of one category and of what is below it.
type Rate struct {
	// Category is its name, in any case ("books"), or a piece of its path where
	// the name alone is not clear ("Gifts/Books").
	Category   string
	PerMillion int64
}

// maxPerMillion is ten times the price: more is a mistake.
const maxPerMillion = 10_000_000

// taxed works the tax out, of what discounts have left.
func (q *Quote) taxed(r Rules, d Draft) error {
	q.TaxIncluded, q.Tax = r.Tax.Included, money.New(0, d.Currency)
	for i := range q.Lines {
		l := &q.Lines[i]
		left, err := l.Total.Sub(l.Discount)
		if err == nil {
			l.Tax, err = r.Tax.of(left, r.share(d.Lines[i]))
		}
		if err == nil {
			q.Tax, err = q.Tax.Add(l.Tax)
		}
		if err != nil {
			return fmt.Errorf("quote: tax of line %q: %w", l.Title, err)
		}
	}
	if q.Delivery == nil {
		return nil
	}
	tax, err := r.Tax.of(q.Delivery.Price, r.Tax.Delivery)
	if err == nil {
		q.Delivery.Tax = tax
		q.Tax, err = q.Tax.Add(tax)
	}
	return err
}

// share is the tax of one line, in parts of a million.
func (r Rules) share(l DraftLine) int64 {
	if r.TaxOf != nil {
		if share := r.TaxOf(l); share >= 0 && share <= maxPerMillion {
			return share
		}
	}
	share, deepest := r.Tax.PerMillion, 0
	for _, rate := range r.Tax.Rates {
		if depth := within(l.Category, rate.Category); depth > deepest {
			share, deepest = rate.PerMillion, depth
		}
	}
	return share
}

// within says how deep a category stands in a path, by its last part and then by
// how many parts it names; 0 if it is not in it.
func within(path, category string) int {
	const most = 1 << 8 // parts of a category
	if path == "" || category == "" {
		return 0
	}
	parts, want := strings.Split(path, "/"), strings.Split(category, "/")
	for end := len(parts); end >= len(want) && len(want) < most; end-- {
		if strings.EqualFold(strings.Join(parts[end-len(want):end], "/"), strings.Join(want, "/")) {
			return end*most + len(want)
		}
	}
	return 0
}

// of returns the tax within or on top of an amount, rounded half away from zero.
func (t Tax) of(a money.Amount, perMillion int64) (money.Amount, error) {
	if perMillion == 0 {
		return money.New(0, a.Currency), nil
	}
	base := int64(1_000_000)
	if t.Included {
		base += perMillion
	}
	return a.MulRate(perMillion, base)
}
