package checkout

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// anyQuote is a quote of the shop's rules, or one of a host's in which something
// does not add up.
func anyQuote(t *rapid.T) quote.Quote {
	currency := rapid.SampledFrom([]string{"JPY", "USD", "KWD"}).Draw(t, "currency") // 0, 2 and 3 decimals
	rules := quote.Rules{
		Methods: []quote.Method{{ID: "courier", Name: catalog.Text{"en": "Courier"}, Price: money.New(rapid.Int64Range(0, 5000).Draw(t, "courier"), currency)}},
		Tax:     quote.Tax{PerMillion: rapid.Int64Range(0, 300_000).Draw(t, "tax"), Included: rapid.Bool().Draw(t, "included")},
	}
	d := quote.Draft{Currency: currency, Delivery: rapid.SampledFrom([]string{"", "courier"}).Draw(t, "delivery")}
	for i := range rapid.IntRange(1, 4).Draw(t, "lines") {
		d.Lines = append(d.Lines, quote.DraftLine{
			Ref: catalog.Ref{Product: catalog.ProductID(fmt.Sprint(i))}, Title: "x", Quantity: rapid.IntRange(1, 7).Draw(t, "quantity"),
			Unit: money.New(rapid.Int64Range(int64(1-min(i, 1)), 99_999).Draw(t, "unit"), currency),
		})
	}
	q, err := rules.Quote(d, "en")
	if err != nil {
		t.Fatal(err)
	}
	q.Total.Minor = max(1, q.Total.Minor-rapid.Int64Range(0, max(0, q.Total.Minor/2)).Draw(t, "discount of the host's on all"))
	return q
}

// However lines are parted, no line gives back more than its share, its last
// piece gives exactly the rest, and all together is what was paid: not a minor
// unit more or less.
func TestPiecesAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuote(t)
		o := order.Order{ID: "o", State: order.Paid, Quote: q}
		paid := payments.Payment{State: payments.StateSucceeded, Amount: q.Total}
		lines, delivery, err := shares(q)
		if err != nil {
			t.Fatal(err)
		}
		left := map[int]int{}
		for i, l := range q.Lines {
			left[i] = l.Quantity
		}
		var last int64
		for n := 0; len(left) > 0; n++ {
			i := rapid.SampledFrom(keys(left)).Draw(t, "line")
			r := RefundOrder{Key: fmt.Sprint(n), Lines: []RefundLine{{i, rapid.IntRange(1, left[i]).Draw(t, "pieces")}}}
			back, err := refundOf(o, paid, r)
			fails := rapid.IntRange(0, 4).Draw(t, "fails") == 0
			switch {
			case err != nil && (lines[i].Minor == 0 || lines[i].Minor < int64(q.Lines[i].Quantity)): // pieces of no price of their own
				back = order.Refund{Key: r.Key, Amount: money.New(0, q.Total.Currency), Lines: []order.RefundLine{{Line: i, Quantity: r.Lines[0].Quantity, Amount: money.New(0, q.Total.Currency)}}, State: payments.RefundSucceeded}
			case err != nil:
				t.Fatalf("%d pieces of line %d: %v", r.Lines[0].Quantity, i, err)
			case fails:
				back.State = payments.RefundFailed
			default:
				back.State = payments.RefundSucceeded
			}
			o.Refunds = append(o.Refunds, back)
			if back.State == payments.RefundFailed {
				continue
			}
			if left[i] -= r.Lines[0].Quantity; left[i] == 0 {
				delete(left, i)
			}
			var sum int64
			for _, b := range linesBefore(o, i) {
				sum += b.Amount.Minor
			}
			if sum > lines[i].Minor || left[i] == 0 && sum != lines[i].Minor {
				t.Fatalf("line %d gave back %d of %d, %d pieces are left", i, sum, lines[i].Minor, left[i])
			}
			last += back.Amount.Minor
		}
		if rest := q.Total.Minor - last; rest != delivery.Minor {
			t.Fatalf("%d is left when all lines are given back, the delivery cost %d", rest, delivery.Minor)
		}
		if _, err := refundOf(o, paid, RefundOrder{Key: "delivery", Delivery: true}); (err == nil) != (delivery.Minor > 0) {
			t.Fatalf("the delivery, %v: %v", delivery, err)
		}
	})
}

func keys(m map[int]int) (all []int) {
	for k := range 10 {
		if m[k] > 0 {
			all = append(all, k)
		}
	}
	return all
}

// What the shop's own rules quote is shared without any rounding: each line is
// its price less its discount, and the tax that comes on top.
func TestSharesOfOurQuotes(t *testing.T) {
	t.Parallel()
	usd := func(minor int64) money.Amount { return money.New(minor, "USD") }
	q := quote.Quote{
		Lines: []quote.Line{
			{Quantity: 3, Total: usd(1000), Discount: usd(100), Tax: usd(90)},
			{Quantity: 1, Total: usd(500), Discount: usd(0), Tax: usd(50)},
		},
		Delivery: &quote.Delivery{Price: usd(300), Tax: usd(30)}, Discount: usd(100), Tax: usd(170), Total: usd(1870),
	}
	lines, delivery, err := shares(q)
	if err != nil || lines[0] != usd(990) || lines[1] != usd(550) || delivery != usd(330) {
		t.Errorf("on top: %v %v %v", lines, delivery, err)
	}
	q.TaxIncluded, q.Total = true, usd(1700)
	lines, delivery, err = shares(q)
	if err != nil || lines[0] != usd(900) || lines[1] != usd(500) || delivery != usd(300) {
		t.Errorf("included: %v %v %v", lines, delivery, err)
	}
	if lines, delivery, err = shares(quote.Quote{Total: usd(5)}); err != nil || len(lines) != 0 || delivery.Minor != 0 {
		t.Errorf("a total alone: %v %v %v", lines, delivery, err)
	}
}

// The price of the delivery goes back once, unless the first time has failed.
func TestDeliveryGoesBackOnce(t *testing.T) {
	t.Parallel()
	usd := func(minor int64) money.Amount { return money.New(minor, "USD") }
	o := order.Order{ID: "o", State: order.Paid, Quote: quote.Quote{
		Lines:    []quote.Line{{Title: "Mug", Quantity: 1, Unit: usd(90_00), Total: usd(90_00)}},
		Delivery: &quote.Delivery{ID: "courier", Price: usd(10_00)}, Subtotal: usd(90_00), Total: usd(100_00),
	}}
	paid := payments.Payment{State: payments.StateSucceeded, Amount: usd(100_00)}
	first, err := refundOf(o, paid, RefundOrder{Key: "a", Delivery: true})
	if err != nil || first.Amount != usd(10_00) {
		t.Fatalf("%+v, %v", first, err)
	}
	for state, want := range map[payments.RefundState]bool{payments.RefundPending: false, payments.RefundSucceeded: false, payments.RefundFailed: true} {
		first.State = state
		o.Refunds = []order.Refund{first}
		again, err := refundOf(o, paid, RefundOrder{Key: "b", Delivery: true})
		if wrong, refused := errors.AsType[field.Errors](err); refused == want || !refused && err != nil {
			t.Errorf("the first is %s: %+v, %v (%v)", state, again, err, wrong)
		}
	}
}
