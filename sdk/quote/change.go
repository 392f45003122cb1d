package quote

import (
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// ChangeKind says what a Change is about.
type ChangeKind string

// Kinds of changes, in the order in which Differences lists them.
const (
	ChangePrice    ChangeKind = "price"    // of a line: of one piece, or (same unit price) of all together
	ChangeQuantity ChangeKind = "quantity" // of a line; Was and Is are the prices of one piece
	ChangeAdded    ChangeKind = "added"    // a line that was not there; Is is its total
	ChangeGone     ChangeKind = "gone"     // a line that is no longer there; Was was its total
	ChangeDelivery ChangeKind = "delivery" // another price, another way, or one where there was none
	ChangeDiscount ChangeKind = "discount"
	ChangeTax      ChangeKind = "tax" // of tax that is added; what prices contain changes with them
	ChangeTotal    ChangeKind = "total"
)

// Change is one thing in which a quote differs from an earlier one.
type Change struct {
	Kind  ChangeKind
	Title string // of the line, or the name of the delivery as it is now; else ""
	// Was and Is are the sums before and now; the zero amount where there was,
	// or is, nothing.
	Was, Is money.Amount
	// WasQuantity and IsQuantity are of lines; 0 where the line was not, or is
	// not, there.
	WasQuantity, IsQuantity int
}

// Differences lists in what a quote differs from what it was, so that a shopper
// can be told: lines first, then what is summed, the total last. Equal quotes
// have none, whatever their titles.
func Differences(was, is Quote) []Change {
	all := lineChanges(was.Lines, is.Lines)
	all = append(all, deliveryChange(was.Delivery, is.Delivery)...)
	for _, c := range []Change{
		{Kind: ChangeDiscount, Was: was.Discount, Is: is.Discount},
		{Kind: ChangeTax, Was: was.added(), Is: is.added()},
		{Kind: ChangeTotal, Was: was.Total, Is: is.Total},
	} {
		// no amount and an amount of nothing are the same to a shopper
		if c.Was != c.Is && !(c.Was.IsZero() && c.Is.IsZero()) {
			all = append(all, c)
		}
	}
	return all
}

func lineChanges(was, is []Line) (all []Change) {
	left := slices.Clone(was)
	for _, l := range is {
		i := slices.IndexFunc(left, l.same)
		if i < 0 {
			all = append(all, Change{Kind: ChangeAdded, Title: l.Title, Is: l.Total, IsQuantity: l.Quantity})
			continue
		}
		if c, ok := lineChange(left[i], l); ok {
			all = append(all, c)
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, l := range left {
		all = append(all, Change{Kind: ChangeGone, Title: l.Title, Was: l.Total, WasQuantity: l.Quantity})
	}
	return all
}

// same says whether two lines are of one thing. What is not of the catalogue
// has its title only.
func (l Line) same(o Line) bool {
	return l.Ref == o.Ref && (l.Ref != catalog.Ref{} || l.Title == o.Title)
}

func lineChange(was, is Line) (Change, bool) {
	c := Change{Title: is.Title, WasQuantity: was.Quantity, IsQuantity: is.Quantity}
	switch {
	case is.Quantity != was.Quantity:
		c.Kind, c.Was, c.Is = ChangeQuantity, was.Unit, is.Unit
	case is.Unit != was.Unit:
		c.Kind, c.Was, c.Is = ChangePrice, was.Unit, is.Unit
	case is.Total != was.Total:
		c.Kind, c.Was, c.Is = ChangePrice, was.Total, is.Total
	default:
		return c, false
	}
	return c, true
}

func deliveryChange(was, is *Delivery) []Change {
	switch {
	case was == nil && is == nil:
		return nil
	case was == nil:
		return []Change{{Kind: ChangeDelivery, Title: is.Name, Is: is.Price}}
	case is == nil:
		return []Change{{Kind: ChangeDelivery, Title: was.Name, Was: was.Price}}
	case was.ID != is.ID || was.Price != is.Price:
		return []Change{{Kind: ChangeDelivery, Title: is.Name, Was: was.Price, Is: is.Price}}
	}
	return nil
}

// added is the tax that comes on top of the prices.
func (q Quote) added() money.Amount {
	if q.TaxIncluded {
		return money.New(0, q.Tax.Currency)
	}
	return q.Tax
}
