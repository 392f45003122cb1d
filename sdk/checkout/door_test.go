package checkout_test

import (
	"encoding/json"
	"testing"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// Who was to pay at the door has sent nothing: she is not told that it did not
// arrive, in the chat or by her link.
func TestRefusedAtTheDoor(t *testing.T) {
	t.Parallel()
	r, _, o := newTillRig(t, true)
	r.must(r.Claim(t.Context(), o.PayToken))
	if is, err := r.Confirm(t.Context(), o.ID, payments.Verdict{}); err != nil || is.State != order.Open {
		t.Fatalf("refused: %s, %v", is.State, err)
	}
	if v, err := r.View(t.Context(), o.PayToken); err != nil || v.State != "open" || v.Declined || v.NotReceived {
		t.Errorf("the link says %+v, %v", v, err)
	}
	var said dialogue.OrderEvent
	inbox := r.inbox(o)
	r.must(json.Unmarshal([]byte(inbox[len(inbox)-1].Payload), &said))
	if said.State != dialogue.PaymentUnseen || said.Code != checkout.CodeOnDelivery {
		t.Errorf("told: %+v", said)
	}
}
