package main

import (
	"encoding/json"
	"net/http"

	"github.com/sauda-commerce/sauda/payments"
)

// set looks at the bank, or changes it.
func (h *hillbank) set(do func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	do()
}

// opened counts the checkouts of an order.
func (h *hillbank) opened(order string) (n int) {
	h.set(func() {
		for _, a := range h.accounts {
			if a.Order == order {
				n++
			}
		}
	})
	return n
}

// callbacks are what the bank has to tell about a checkout, signed now.
func (h *hillbank) callbacks(ref string) (all []payments.Delivery, err error) {
	h.set(func() {
		for _, e := range h.accounts[ref].events {
			var body []byte
			if body, err = json.Marshal(e); err != nil {
				return
			}
			now := h.now()
			all = append(all, payments.Delivery{Method: http.MethodPost, Header: signed(h.secret, now, body), Body: body, Received: now})
		}
	})
	return all, err
}
