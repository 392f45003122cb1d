package checkout_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Who has shown a receipt is not asked for one: the page and the chat know of it,
// and of that for an earlier try neither does.
func TestReceiptIsKnown(t *testing.T) {
	t.Parallel()
	r, _, o := newTillRig(t, false)
	shown := func(want int) {
		t.Helper()
		if v, err := r.View(t.Context(), o.PayToken); err != nil || v.Receipts != want {
			t.Errorf("%d receipts, %v, want %d", v.Receipts, err, want)
		}
	}
	shown(0)
	r.must(r.AddReceipt(t.Context(), o.PayToken, png))
	shown(1)
	if _, err := r.Confirm(t.Context(), o.ID, payments.Verdict{}); err != nil {
		t.Fatal(err)
	}
	_, err := r.Open(t.Context(), o.PayToken, checkout.Choice{})
	r.must(err)
	shown(0)
	r.must(r.Claim(t.Context(), o.PayToken))
	var codes []string
	for _, e := range r.inbox(o) {
		var news dialogue.OrderEvent
		if e.Kind == message.KindInternal {
			r.must(json.Unmarshal([]byte(e.Payload), &news))
		}
		if news.State == dialogue.PaymentWaiting {
			codes = append(codes, news.Code)
		}
	}
	if diff := cmp.Diff([]string{checkout.CodeReceipt, ""}, codes); diff != "" {
		t.Errorf("told (-want +got)\n%s", diff)
	}
}
