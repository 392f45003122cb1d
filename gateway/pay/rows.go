package pay

import (
	"slices"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// rows are the lines of an order, with those of these titles marked as gone, and
// the sums below them.
func rows(p locale.Printer, q quote.Quote, gone []string) (lines, sums []Row) {
	for _, l := range q.Lines {
		line := Row{Title: l.Title, Amount: p.Money(l.Total)}
		if slices.Contains(gone, l.Title) {
			line.Note = p.T("pay.sold_out")
		}
		if l.Quantity != 1 {
			line.Quantity = p.T("pay.quantity", "Count", l.Quantity, "Price", p.Money(l.Unit))
		}
		lines = append(lines, line)
	}
	add := func(title string, a money.Amount) { sums = append(sums, Row{Title: title, Amount: p.Money(a)}) }
	if q.Delivery != nil || !q.Discount.IsZero() || !q.Tax.IsZero() {
		add(p.T("pay.subtotal"), q.Subtotal)
	}
	sums = append(sums, discounts(p, q)...)
	if q.Delivery != nil {
		sums = append(sums, Row{Title: p.T("pay.delivery") + ": " + q.Delivery.Name, Amount: price(p, q.Delivery.Price)})
	}
	if !q.Tax.IsZero() && !q.TaxIncluded {
		add(p.T("pay.tax"), q.Tax)
	}
	sums = append(sums, Row{Title: p.T("pay.total"), Amount: p.Money(q.Total), Total: true})
	if !q.Tax.IsZero() && q.TaxIncluded {
		add(p.T("pay.included_tax"), q.Tax)
	}
	return lines, sums
}

// discounts are what is taken off: by each code, where they add up to it.
func discounts(p locale.Printer, q quote.Quote) (all []Row) {
	if q.Discount.IsZero() {
		return nil
	}
	off := func(title string, a money.Amount) Row { return Row{Title: title, Amount: "−" + p.Money(a)} }
	left := q.Discount.Minor
	for _, a := range q.Promotions {
		if !a.Discount.IsZero() {
			all = append(all, off(p.T("pay.discount")+": "+a.Code, a.Discount))
		}
		left -= a.Discount.Minor
	}
	if left != 0 { // a host's
		return []Row{off(p.T("pay.discount"), q.Discount)}
	}
	return all
}

// after is what happened to the money of an order that is paid: how it came, and
// what of it goes back, or has.
func after(p locale.Printer, v checkout.View) (all []Row) {
	if w := v.Paid; w != nil && len(w.Title) > 0 {
		all = append(all, Row{Title: p.T("pay.paid_by"), Amount: w.Called(p.Lang())})
	}
	o := v.Order
	if !o.RefundedAmount.IsZero() {
		all = append(all, Row{Title: p.T("pay.given_back"), Amount: p.Money(o.RefundedAmount)})
	}
	going := money.New(0, o.Quote.Total.Currency)
	for _, r := range o.Refunds {
		if r.State == payments.RefundPending && r.Amount.Currency == going.Currency {
			going.Minor += r.Amount.Minor
		}
	}
	if !going.IsZero() {
		all = append(all, Row{Title: p.T("pay.going_back"), Amount: p.Money(going)})
	}
	return all
}

// price says "free" rather than nothing.
func price(p locale.Printer, a money.Amount) string {
	if a.IsZero() {
		return p.T("pay.free")
	}
	return p.Money(a)
}
