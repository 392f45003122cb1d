package sdk

import (
	"context"

	"github.com/sauda-commerce/sauda/sdk/checkout"
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
