package ingress_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/gateway/ingress"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/channel"
)

// suspicious believes nobody.
type suspicious struct{}

func (suspicious) Receive(context.Context, string, channel.Delivery) (*channel.Reply, error) {
	return nil, channel.ErrSignature
}

func (suspicious) ReceivePayment(context.Context, string, payments.Delivery) error {
	return payments.ErrSignature
}

func (suspicious) PaymentReply(string, payments.Delivery) *payments.Reply { return nil }

func Example() {
	callbacks := &ingress.Handler{Shop: suspicious{}, Now: time.Now}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /channels/{name}", callbacks.Channel)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("POST", "/channels/telegram", strings.NewReader(`{"update_id": 1}`)))
	fmt.Println(w.Code)
	fmt.Print(w.Body)
	// Output:
	// 401
	// {"type":"urn:sauda:problem:unauthorized","title":"The request is not authenticated.","status":401,"code":"unauthorized"}
}
