package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// Headers of a callback: when it was signed, in Unix seconds, and with what.
const (
	timeHeader      = "Hillbank-Time"
	signatureHeader = "Hillbank-Signature"
)

// tolerance is how far a callback's time may lie from ours, either way: what
// somebody kept is refused afterwards.
const tolerance = 5 * time.Minute

// ParseEvents reads a callback. Nothing in it is looked at before the signature
// over its raw bytes is found to be right; nothing is asked and nothing kept.
func (b *Bank) ParseEvents(_ context.Context, d payments.Delivery) ([]payments.Event, error) {
	if err := b.verify(d); err != nil {
		return nil, err
	}
	var e event
	if err := json.Unmarshal(d.Body, &e); err != nil || e.ID == "" || e.Type == "" {
		return nil, fmt.Errorf("%w: not an event", payments.ErrMalformed)
	}
	kind, known := kinds(e.Type)
	if !known {
		return nil, nil // of a later version of the bank's, and not for us
	}
	p, err := e.Checkout.payment()
	if err != nil {
		return nil, err
	}
	return []payments.Event{{
		ID: e.ID, Kind: kind, Ref: p.Ref, Order: p.Order, Key: p.Key,
		Amount: p.Amount, Refunded: p.Refunded, Code: p.Code, At: p.At,
	}}, nil
}

// kinds are the bank's types of events, in Sauda's words.
func kinds(t string) (payments.EventKind, bool) {
	known, ok := map[string]payments.EventKind{
		"checkout.clearing": payments.EventProcessing, "checkout.paid": payments.EventSucceeded,
		"checkout.declined": payments.EventFailed, "checkout.expired": payments.EventExpired,
		"checkout.closed": payments.EventCancelled, "checkout.refunded": payments.EventRefunded,
	}[t]
	return known, ok
}

func (b *Bank) verify(d payments.Delivery) error {
	at := d.Header.Get(timeHeader)
	sum, err := base64.StdEncoding.DecodeString(d.Header.Get(signatureHeader))
	if err != nil || !b.genuine(at, sum, d.Body) {
		return payments.ErrSignature
	}
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return payments.ErrSignature
	}
	came := d.Received
	if came.IsZero() {
		came = b.cfg.Now()
	}
	if came.Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return fmt.Errorf("%w: too old, or from the future", payments.ErrSignature)
	}
	return nil
}

// genuine tries every secret, always all of them, in constant time.
func (b *Bank) genuine(at string, sum, body []byte) bool {
	found := false
	for _, secret := range b.cfg.Secrets {
		found = hmac.Equal(sum, digest(secret, at, body)) || found
	}
	return found
}

// digest is what the bank signs with: HMAC-SHA256 over the time, a dot and the
// raw body.
func digest(secret, at string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(at + "."))
	mac.Write(body)
	return mac.Sum(nil)
}
