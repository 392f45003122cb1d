package paypal

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// What we ask for.
type (
	opening struct {
		Intent string        `json:"intent"`
		Units  []openingUnit `json:"purchase_units"`
		Source struct {
			PayPal struct {
				Context experience `json:"experience_context"`
			} `json:"paypal"`
		} `json:"payment_source"`
	}
	openingUnit struct {
		CustomID    string `json:"custom_id"`
		InvoiceID   string `json:"invoice_id"`
		Description string `json:"description,omitempty"`
		Amount      amount `json:"amount"`
		Items       []item `json:"items,omitempty"`
	}
	experience struct {
		Brand    string `json:"brand_name,omitempty"`
		Shipping string `json:"shipping_preference"`
		Action   string `json:"user_action"`
		Return   string `json:"return_url,omitempty"`
		Cancel   string `json:"cancel_url,omitempty"`
	}
	breakdown struct {
		Items    amount  `json:"item_total"`
		Discount *amount `json:"discount,omitempty"`
	}
	item struct {
		Name     string `json:"name"`
		Quantity string `json:"quantity"`
		Unit     amount `json:"unit_amount"`
	}
)

// Start opens an order at PayPal. Its Checkout ends after Config.Life, whatever
// Intent.Expires says. The shopper sees what she pays for where the lines add up
// to the price; her address is the shop's affair, so PayPal does not ask for it.
func (p *Provider) Start(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	ask, err := p.opening(in)
	if err != nil {
		return payments.Checkout{}, failed("start", err)
	}
	var o order
	status, err := p.call(ctx, "start", http.MethodPost, "/v2/checkout/orders", "start."+in.Key, ask, &o)
	if err == nil && status != http.StatusCreated { // PayPal knew the key: what it repeats may be old
		o, err = p.order(ctx, "start", o.ID)
	}
	if err != nil {
		return payments.Checkout{}, err
	}
	is, err := p.payment(o)
	switch {
	case err != nil:
		return payments.Checkout{}, failed("start", err)
	case is.Order != in.Order || is.Key != in.Key || is.State.Payable() && is.Amount != in.Amount:
		return payments.Checkout{}, failed("start", fmt.Errorf("%w: the key was used for another order or amount", payments.ErrConflict))
	case is.State.Payable() && !strings.HasPrefix(o.link(), "https://"):
		return payments.Checkout{}, failed("start", fmt.Errorf("%w: an order without a page", payments.ErrMalformed))
	}
	return payments.Checkout{Ref: o.ID, URL: o.link(), Expires: o.Created.Add(p.cfg.Life).UTC(), Amount: is.Amount, State: is.State}, nil
}

// opening is what PayPal is asked for. Of an intent it has only what stays the same
// while a key is used: PayPal may refuse a key in other words, and cannot be asked
// what was opened under it. So it has neither the shopper's language, which is
// that of her browser there, nor her address.
func (p *Provider) opening(in payments.Intent) (opening, error) {
	if err := in.Validate(); err != nil {
		return opening{}, err
	}
	if !p.caps.Accepts(in.Amount.Currency) {
		return opening{}, fmt.Errorf("%w: currency %s", payments.ErrUnsupported, cut(in.Amount.Currency, 3))
	}
	sum, err := written(in.Amount)
	if err != nil {
		return opening{}, err
	}
	t := tag{order: in.Order, key: in.Key, amount: in.Amount}
	if err := t.check(); err != nil {
		return opening{}, err
	}
	u := openingUnit{CustomID: t.String(), InvoiceID: in.Key, Description: cut(describe(in), maxText), Amount: sum}
	u.Items, u.Amount.Breakdown = items(in)
	ask := opening{Intent: "CAPTURE", Units: []openingUnit{u}}
	ask.Source.PayPal.Context = experience{
		Brand: cut(p.cfg.Brand, maxText), Shipping: "NO_SHIPPING", Action: "PAY_NOW",
		Return: in.ReturnURL, Cancel: in.ReturnURL,
	}
	return ask, nil
}

// Limits of PayPal's.
const (
	maxText  = 127 // of names and descriptions
	maxItems = 100 // ours: what a shopper would read
)

// describe is what the order is for: "Alpine Post S-1001".
func describe(in payments.Intent) string {
	return strings.TrimSpace(in.Title + " " + in.Number)
}

// items are the lines of an intent, if they add up to its price; else there are
// none, because PayPal refuses what does not add up.
func items(in payments.Intent) ([]item, *breakdown) {
	total, discount := money.New(0, in.Amount.Currency), money.New(0, in.Amount.Currency)
	var all []item
	for _, line := range in.Lines {
		into, sum := &total, line.Amount
		if sum.Minor < 0 {
			into, sum = &discount, money.New(-sum.Minor, sum.Currency)
		} else if sum.Minor > 0 {
			all = append(all, itemOf(line))
		}
		var err error
		if *into, err = into.Add(sum); err != nil {
			return nil, nil
		}
	}
	left, err := total.Sub(discount)
	if err != nil || left != in.Amount || len(all) > maxItems || len(all) == 0 {
		return nil, nil
	}
	b := &breakdown{}
	if b.Items, err = written(total); err != nil {
		return nil, nil
	}
	if !discount.IsZero() {
		off, err := written(discount)
		if err != nil {
			return nil, nil
		}
		b.Discount = &off
	}
	for _, i := range all {
		if i.Unit.Value == "" {
			return nil, nil
		}
	}
	return all, b
}

// itemOf is one line. Pieces whose price is no whole amount are one item.
func itemOf(line payments.Line) item {
	n := int64(line.Quantity)
	each, err := written(money.New(line.Amount.Minor/n, line.Amount.Currency))
	if err == nil && line.Amount.Minor%n == 0 {
		return item{Name: cut(cmp.Or(line.Title, "-"), maxText), Quantity: strconv.FormatInt(n, 10), Unit: each}
	}
	all, err := written(line.Amount)
	if err != nil {
		return item{} // found by its value
	}
	return item{Name: cut(fmt.Sprintf("%d × %s", n, line.Title), maxText), Quantity: "1", Unit: all}
}

// cut shortens a text to so many characters.
func cut(s string, n int) string {
	s = strings.ToValidUTF8(s, "")
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}
