package checkout

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Bounds of receipts.
const (
	MaxReceipt  = 5 << 20 // bytes of one
	MaxReceipts = 5       // of one order
)

// Errors of receipts that are not taken.
var (
	ErrReceiptType = errors.New("checkout: a receipt must be a picture (JPEG, PNG, WebP, HEIC) or a PDF")
	ErrReceiptSize = fmt.Errorf("checkout: a receipt must have 1 to %d bytes", MaxReceipt)
	ErrReceiptMany = fmt.Errorf("checkout: an order has at most %d receipts", MaxReceipts)
)

// AddReceipt keeps a picture, or a PDF, by which the shopper shows that she has
// paid, and claims the payment, as Claim does. What it is is read from its
// bytes, never from what a browser says it is. The same bytes twice are one
// receipt.
//
// Errors: ErrReceiptType, ErrReceiptSize, ErrReceiptMany; a *Refusal where there
// is nothing to pay by hand; store.ErrNotFound.
func (d *Desk) AddReceipt(ctx context.Context, token string, data []byte) error {
	kind := receiptType(data)
	switch {
	case len(data) == 0 || len(data) > MaxReceipt:
		return ErrReceiptSize
	case kind == "":
		return ErrReceiptType
	}
	o, a, err := d.claimable(ctx, token)
	if err != nil {
		return err
	}
	if err := d.keepReceipt(ctx, o, a, kind, data); err != nil {
		return err
	}
	return d.Claim(ctx, token)
}

func (d *Desk) keepReceipt(ctx context.Context, o order.Order, a store.Attempt, kind string, data []byte) error {
	sum := sha256.Sum256(data)
	r := store.Receipt{
		ID: uuid.NewSHA1(orderSpace, append([]byte("receipt "+o.ID+" "), sum[:]...)).String(), Order: o.ID, Attempt: a.Key,
		Type: kind, Data: data, At: d.Now(),
	}
	err := d.Store.Commit(ctx, store.Batch{
		Guards: []store.Guard{store.GuardReceipts(r, MaxReceipts)}, Writes: []store.Statement{store.AddReceipt(r)},
	})
	if errors.Is(err, store.ErrConflict) {
		return ErrReceiptMany
	}
	return err
}

// receiptType is the type of a receipt by its first bytes; "" is not taken.
func receiptType(data []byte) string {
	boxed := len(data) >= 12 && data[0] == 0 && bytes.Equal(data[4:8], []byte("ftyp")) // of a size below 16 MiB
	if boxed && slices.Contains(heic, string(data[8:12])) {
		return "image/heic"
	}
	switch kind := http.DetectContentType(data); kind {
	case "image/jpeg", "image/png", "image/webp", "application/pdf":
		return kind
	}
	return ""
}

// heic are the brands of pictures that telephones take (ISO/IEC 23008-12).
var heic = []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"}

// Receipts lists the receipts for an order, by its ref, id or number, without
// their data. Errors: store.ErrNotFound.
func (d *Desk) Receipts(ctx context.Context, ref string) ([]store.Receipt, error) {
	o, err := d.Named(ctx, ref)
	if err != nil {
		return nil, err
	}
	return d.Store.Receipts(ctx, o.ID)
}

// shownFor is how many receipts were shown for an attempt to pay.
func (d *Desk) shownFor(ctx context.Context, a store.Attempt) (n int, err error) {
	all, err := d.Store.Receipts(ctx, a.Order)
	for _, r := range all {
		if r.Attempt == a.Key {
			n++
		}
	}
	return n, err
}

// Receipt returns one receipt for an order. Errors: store.ErrNotFound.
func (d *Desk) Receipt(ctx context.Context, ref, id string) (store.Receipt, error) {
	o, err := d.Named(ctx, ref)
	if err != nil {
		return store.Receipt{}, err
	}
	return d.Store.Receipt(ctx, o.ID, id)
}

// Waiting is a payment that waits for a person to confirm it.
type Waiting struct {
	Order      order.Order
	Attempt    store.Attempt
	Receipts   int
	OnDelivery bool // it is paid when the goods are handed over
}

// Waiting lists the payments that wait for a person, by order and number of the
// attempt, from the one after an order's on: the first page is after "" and 0.
func (d *Desk) Waiting(ctx context.Context, after string, number, limit int) ([]Waiting, error) {
	all, err := d.Store.Processing(ctx, d.Manual(), after, number, limit)
	if err != nil {
		return nil, err
	}
	var waiting []Waiting
	for _, a := range all {
		o, err := d.Store.Order(ctx, a.Order)
		if err != nil {
			return nil, err
		}
		shown, err := d.Store.Receipts(ctx, a.Order)
		if err != nil {
			return nil, err
		}
		waiting = append(waiting, Waiting{o, a, len(shown), d.onDelivery(a)})
	}
	return waiting, nil
}
