package sdk

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// MaxReceipt is how many bytes a receipt may have.
const MaxReceipt = checkout.MaxReceipt

// ClaimPayLink notes that the shopper says she has paid, by the way that her pay
// link tells of: a person of the shop is called to confirm it. Again it changes
// nothing. It fails with a *checkout.Refusal or ErrNotFound.
func (s *Shop) ClaimPayLink(ctx context.Context, token string) error {
	return s.health.saw(s.checkout.Claim(ctx, token))
}

// AddReceipt keeps a picture, or a PDF, by which the shopper shows that she has
// paid, and claims the payment as ClaimPayLink does. What it is is read from its
// bytes. Errors: ErrReceiptType, ErrReceiptSize, ErrReceiptMany, a
// *checkout.Refusal, ErrNotFound.
func (s *Shop) AddReceipt(ctx context.Context, token string, data []byte) error {
	return s.health.saw(s.checkout.AddReceipt(ctx, token, data))
}

// Payments are what people of the shop do about money: they confirm that it has
// come where no provider says so, and give it back.
type Payments struct{ shop *Shop }

// Payments returns what people do about money.
func (s *Shop) Payments() *Payments { return &Payments{s} }

// WaitingPayment is a payment that waits for a person: the shopper says that she
// has paid, or will when the goods are handed over.
type WaitingPayment struct {
	Order      order.Order
	Provider   string       // the way that she pays: its name
	Amount     money.Amount // that is to come
	Receipts   int          // pictures that she has sent of it
	Since      time.Time    // when she said so; zero where the provider does not say
	OnDelivery bool         // paid when the goods are handed over: there is nothing to look for at the bank
}

// Waiting lists the payments that wait for a person, at most limit (1 to 100)
// from a cursor on, and the cursor of the next page: "" is for the first page,
// and comes with the last. Errors: field.Errors, store.ErrUnavailable.
func (p *Payments) Waiting(ctx context.Context, after string, limit int) ([]WaitingPayment, string, error) {
	id, number, ok := readAttempt(after)
	if !ok {
		return nil, "", fmt.Errorf("sdk: payments: %w", field.Errors{{Name: "after", Reason: "is not a cursor of this list"}})
	}
	limit = min(max(limit, 1), 100)
	all, err := p.shop.checkout.Waiting(ctx, id, number, limit)
	if err != nil {
		return nil, "", p.shop.health.saw(err)
	}
	waiting := make([]WaitingPayment, len(all))
	for i, w := range all {
		waiting[i] = WaitingPayment{w.Order, w.Attempt.Provider, w.Attempt.Amount, w.Receipts, w.Attempt.Payment.At, w.OnDelivery}
	}
	if len(all) < limit {
		return waiting, "", nil
	}
	last := all[len(all)-1].Attempt
	return waiting, base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(last.Number) + " " + last.Order)), nil
}

// readAttempt reads a cursor of Waiting.
func readAttempt(s string) (id string, number int, ok bool) {
	if s == "" {
		return "", 0, true
	}
	raw, err := base64.RawURLEncoding.DecodeString(s)
	n, id, two := strings.Cut(string(raw), " ")
	number, failed := strconv.Atoi(n)
	return id, number, err == nil && failed == nil && two && number > 0 && id != "" && field.Line(id, 100)
}

// Confirm says what a person found of the money for an order, by its ref, id or
// number. That it came: the order is paid, or, if it is another sum, held, and
// that has to be given back. That it did not: the shopper is told, and may try
// again. The same again changes nothing.
//
// An order that is paid when it is handed over is confirmed then; that it goes
// out is told by Orders().SetStatus, and its stock is kept until then.
//
// Errors: field.Errors; ErrNotFound; store.ErrUnavailable; an *Objection:
// order.ErrTransition, when nothing waits to be confirmed, or
// payments.ErrConflict, when the contrary was.
func (p *Payments) Confirm(ctx context.Context, ref string, v payments.Verdict) (order.Order, error) {
	var wrong field.Errors
	wrong.Check(field.Line(v.By, 100), "by", "must be one line of at most 100 bytes")
	if err := wrong.Err(); err != nil {
		return order.Order{}, fmt.Errorf("sdk: payment: %w", err)
	}
	o, err := p.shop.checkout.Confirm(ctx, ref, v)
	return o, p.shop.health.saw(err)
}

// Objection is why something cannot be done about the money for an order, in
// words for a person of the shop; errors.Is tells what kind it is.
type Objection = checkout.Objection

// RefundOrder says what is to be given back of an order: see Refund.
type RefundOrder = checkout.RefundOrder

// RefundLine is some pieces of one line of an order.
type RefundLine = checkout.RefundLine

// Refund gives money back for an order, by its ref, id or number: for pieces of
// its lines, for the delivery, an amount, or all that is left. The refund is
// pending then: the provider is asked, the shopper is told when it is done, and a
// person is called if it cannot be. The same key again returns it as it is.
//
// Errors: field.Errors; ErrNotFound; store.ErrUnavailable; an *Objection:
// order.ErrTransition, when no money of it came by a pay link,
// payments.ErrConflict, when not so much is left, or the key is another refund's,
// payments.ErrUnsupported, when the provider cannot.
func (p *Payments) Refund(ctx context.Context, ref string, r RefundOrder) (order.Refund, error) {
	back, err := p.shop.checkout.GiveBack(ctx, ref, r)
	return back, p.shop.health.saw(err)
}

// Receipt is a picture, or a PDF, by which a shopper shows that she has paid. It
// came from a stranger: whoever shows it sends it as a file to keep
// (Content-Disposition: attachment), with nosniff.
type Receipt struct {
	ID   string
	Type string // image/jpeg, image/png, image/webp, image/heic or application/pdf, as its bytes say
	Size int    // bytes
	At   time.Time
	Data []byte // left out of lists
}

// Receipts lists the receipts for an order, the first first, without their data.
// They are kept for 90 days, and while a payment of it waits. Errors: ErrNotFound,
// store.ErrUnavailable.
func (p *Payments) Receipts(ctx context.Context, ref string) ([]Receipt, error) {
	all, err := p.shop.checkout.Receipts(ctx, ref)
	receipts := make([]Receipt, len(all))
	for i, r := range all {
		receipts[i] = receiptOf(r)
	}
	return receipts, p.shop.health.saw(err)
}

// Receipt returns one receipt for an order. Errors: ErrNotFound,
// store.ErrUnavailable.
func (p *Payments) Receipt(ctx context.Context, ref, id string) (Receipt, error) {
	r, err := p.shop.checkout.Receipt(ctx, ref, id)
	return receiptOf(r), p.shop.health.saw(err)
}

func receiptOf(r store.Receipt) Receipt { return Receipt{r.ID, r.Type, r.Size, r.At, r.Data} }
