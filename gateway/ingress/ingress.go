// Package ingress takes what chat platforms and payment providers deliver.
//
// It reads the raw bytes, hands them to the shop, and answers 2xx only when
// the shop says that they are on disk. Who may deliver is decided by the
// signature over those bytes, in the adapter; nothing else is believed.
package ingress

import (
	"context"
	"net/http"
	"time"

	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/channel"
)

// Shop is what ingress asks of a shop; *sdk.Shop is one.
type Shop interface {
	// Receive stores a platform's delivery. A nil error means on disk.
	Receive(ctx context.Context, name string, d channel.Delivery) (*channel.Reply, error)
	// ReceivePayment stores a provider's delivery. A nil error means on disk.
	ReceivePayment(ctx context.Context, name string, d payments.Delivery) error
	// PaymentReply is what such a provider waits for as the answer; nil for
	// nothing.
	PaymentReply(name string, d payments.Delivery) *payments.Reply
}

// Handler answers callbacks. Bodies are limited by the gateway before they
// come here. Both methods read the path value "name".
type Handler struct {
	Shop Shop
	Now  func() time.Time // when a delivery came
}

// Channel answers POST and GET /channels/{name}: a chat platform's events, and
// its challenge when a webhook is registered.
func (h *Handler) Channel(w http.ResponseWriter, r *http.Request) {
	body, err := problem.Body(r)
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	reply, err := h.Shop.Receive(r.Context(), r.PathValue("name"), channel.Delivery{
		Method: r.Method, Query: r.URL.Query(), Header: r.Header, Body: body, Received: h.Now(),
	})
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	answer(w, reply)
}

// Payment answers POST /payments/{name}: a payment provider's events.
func (h *Handler) Payment(w http.ResponseWriter, r *http.Request) {
	body, err := problem.Body(r)
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	name, d := r.PathValue("name"), payments.NewDelivery(r, body, h.Now())
	if err := h.Shop.ReceivePayment(r.Context(), name, d); err != nil {
		problem.Write(w, r, err)
		return
	}
	if reply := h.Shop.PaymentReply(name, d); reply != nil {
		answer(w, &channel.Reply{ContentType: reply.ContentType, Body: reply.Body})
		return
	}
	answer(w, nil)
}

// answer sends what the platform expects, by default an empty 200.
func answer(w http.ResponseWriter, reply *channel.Reply) {
	if reply == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	if reply.ContentType != "" {
		w.Header().Set("Content-Type", reply.ContentType)
	}
	status := reply.Status
	if status == 0 {
		status = http.StatusOK
	}
	w.WriteHeader(status)
	_, _ = w.Write(reply.Body) // a platform that is gone delivers again
}
