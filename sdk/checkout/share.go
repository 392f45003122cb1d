package checkout

import (
	"errors"
	"fmt"
	"slices"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// shares says what the shopper paid for each line of an order, with its discount
// and its tax, and for the delivery. Together they are the total: what a host's
// quote has of no line, like a discount on all, is shared in proportion.
func shares(q quote.Quote) (lines []money.Amount, delivery money.Amount, err error) {
	parts := make([]int64, len(q.Lines)+1)
	for i, l := range q.Lines {
		parts[i] = l.Total.Minor - l.Discount.Minor
		if !q.TaxIncluded {
			parts[i] += l.Tax.Minor
		}
		parts[i] = max(0, parts[i])
	}
	if del := q.Delivery; del != nil && del.Price.Minor > 0 {
		parts[len(q.Lines)] = del.Price.Minor
		if !q.TaxIncluded {
			parts[len(q.Lines)] += del.Tax.Minor
		}
	}
	all, err := q.Total.Allocate(parts...)
	if errors.Is(err, money.ErrRatio) { // nothing has a price of its own
		none := money.New(0, q.Total.Currency)
		return slices.Repeat([]money.Amount{none}, len(q.Lines)), none, nil
	}
	if err != nil {
		return nil, delivery, fmt.Errorf("checkout: shares of %s: %w", q.Total, err)
	}
	return all[:len(q.Lines)], all[len(q.Lines)], nil
}

// pieces is what n more pieces of a line are worth, of which others were given
// back before: all of them together are worth the share exactly.
func pieces(share money.Amount, quantity int, before []order.RefundLine, n int) (money.Amount, error) {
	is := money.New(0, share.Currency)
	gone, err := n, error(nil)
	for _, b := range before {
		gone += b.Quantity
		if is, err = is.Add(b.Amount); err != nil {
			return is, err
		}
	}
	due, err := share.MulRate(int64(gone), int64(quantity))
	if err != nil {
		return is, err
	}
	if due, err = due.Sub(is); err == nil && due.Minor < 0 {
		due.Minor = 0
	}
	return due, err
}

// refundOf is the refund that is asked for of an order whose payment is p.
// Errors: field.Errors; payments.ErrConflict, when there is not so much left.
func refundOf(o order.Order, p payments.Payment, r RefundOrder) (order.Refund, error) {
	left, err := leftOf(o, p)
	if err != nil {
		return order.Refund{}, err
	}
	back := order.Refund{Key: r.Key, Amount: r.Amount, Delivery: r.Delivery, Reason: r.Reason, Restock: r.Restock, State: payments.RefundPending}
	switch {
	case len(r.Lines) > 0 || r.Delivery:
		if back.Lines, back.Amount, err = linesOf(o, r); err != nil {
			return back, err
		}
	case r.Amount == money.Amount{}:
		back.Amount = left
	}
	switch {
	case back.Amount.Currency != p.Amount.Currency:
		return back, field.Errors{{Name: "amount", Reason: "must be in " + p.Amount.Currency + ", like the payment"}}
	case left.Minor <= 0:
		return back, objection(payments.ErrConflict, "all of the money for order %s is given back already", o.Number)
	case back.Amount.Minor <= 0:
		return back, field.Errors{{Name: "amount", Reason: "comes to nothing"}}
	case back.Amount.Minor > left.Minor:
		return back, objection(payments.ErrConflict, "of the money for order %s only %s is left to give back", o.Number, left)
	}
	return back, nil
}

// linesOf prices the lines that are given back, and the delivery.
func linesOf(o order.Order, r RefundOrder) (lines []order.RefundLine, sum money.Amount, err error) {
	share, delivery, err := shares(o.Quote)
	if err != nil {
		return nil, sum, err
	}
	var wrong field.Errors
	sum = money.New(0, o.Quote.Total.Currency)
	for i, l := range r.Lines {
		at := fmt.Sprintf("lines[%d].", i)
		if l.Line < 0 || l.Line >= len(o.Quote.Lines) {
			wrong.Add(at+"line", "must be 0 to %d: the place of a line in the order", len(o.Quote.Lines)-1)
			continue
		}
		before, left := linesBefore(o, l.Line), o.Quote.Lines[l.Line].Quantity
		for _, b := range before {
			left -= b.Quantity
		}
		if l.Quantity < 1 || l.Quantity > left {
			wrong.Add(at+"quantity", "must be 1 to %d: so many are not given back yet", left)
			continue
		}
		amount, err := pieces(share[l.Line], o.Quote.Lines[l.Line].Quantity, before, l.Quantity)
		if err != nil {
			return nil, sum, err
		}
		lines = append(lines, order.RefundLine{Line: l.Line, Quantity: l.Quantity, Amount: amount})
		if sum, err = sum.Add(amount); err != nil {
			return nil, sum, err
		}
	}
	if r.Delivery {
		given := slices.ContainsFunc(o.Refunding(), func(b order.Refund) bool { return b.Delivery })
		wrong.Check(!given && delivery.Minor > 0, "delivery", "cost nothing, or is given back already")
		sum, err = sum.Add(delivery)
	}
	return lines, sum, errors.Join(wrong.Err(), err)
}

// linesBefore are the pieces of a line that are given back already.
func linesBefore(o order.Order, line int) (all []order.RefundLine) {
	for _, r := range o.Refunding() {
		for _, l := range r.Lines {
			if l.Line == line {
				all = append(all, l)
			}
		}
	}
	return all
}

// leftOf is what of a payment has neither been given back nor is about to be.
// What the provider counts may hold our refunds or not, and others' too.
func leftOf(o order.Order, p payments.Payment) (money.Amount, error) {
	done, pending := money.New(0, p.Amount.Currency), money.New(0, p.Amount.Currency)
	var err error
	for _, r := range o.Refunding() {
		sum := &pending
		if r.State == payments.RefundSucceeded {
			sum = &done
		}
		if *sum, err = sum.Add(r.Amount); err != nil {
			return pending, err
		}
	}
	if p.Refunded.Minor > done.Minor {
		done = p.Refunded
	}
	if done, err = done.Add(pending); err != nil {
		return done, err
	}
	return p.Amount.Sub(done)
}
