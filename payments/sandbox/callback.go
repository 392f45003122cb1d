package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// ParseEvents verifies a callback and reads its event.
func (s *Sandbox) ParseEvents(_ context.Context, d payments.Delivery) ([]payments.Event, error) {
	received := d.Received
	if received.IsZero() {
		received = s.config.Now()
	}
	if err := verify(s.config.Secrets, d.Header.Get(SignatureHeader), d.Body, received, s.config.Tolerance); err != nil {
		return nil, err
	}
	var e event
	if err := json.Unmarshal(d.Body, &e); err != nil {
		return nil, fmt.Errorf("%w: not a JSON event", payments.ErrMalformed)
	}
	if e.Kind != "" && !payments.EventKind(e.Kind).Valid() {
		return nil, nil // of a later version: not for us
	}
	if !e.complete() {
		return nil, fmt.Errorf("%w: the event lacks a field", payments.ErrMalformed)
	}
	return []payments.Event{e.neutral()}, nil
}

// Callbacks returns the callbacks of a checkout so far, accepted or not,
// oldest first and signed now, for tests that deliver them in their own way.
func (s *Sandbox) Callbacks(ref string) []payments.Delivery {
	s.mu.Lock()
	events := slices.Clone(s.ledger.events)
	s.mu.Unlock()
	var all []payments.Delivery
	for _, e := range events {
		if e.Ref == ref {
			all = append(all, s.delivery(e))
		}
	}
	return all
}

// delivery is the callback of an event, signed now.
func (s *Sandbox) delivery(e event) payments.Delivery {
	now := s.config.Now()
	body, _ := json.Marshal(e) // cannot fail: strings, numbers and a time of this era
	header := http.Header{}
	header.Set("Content-Type", "application/json")
	header.Set(SignatureHeader, Sign(s.config.Secrets[0], now, body))
	return payments.Delivery{Method: http.MethodPost, Path: s.callbackPath(), Header: header, Body: body, Received: now}
}

func (s *Sandbox) callbackPath() string {
	if u, err := url.Parse(s.config.CallbackURL); err == nil && u.Path != "" {
		return u.EscapedPath()
	}
	return "/payments/" + s.config.Name
}

// Waits between attempts to deliver one callback.
const (
	firstWait = 500 * time.Millisecond
	longWait  = time.Minute
)

// backoff is how long to wait after so many failed attempts.
func backoff(attempts int) time.Duration {
	if attempts > 8 {
		return longWait
	}
	return min(firstWait<<max(attempts-1, 0), longWait)
}
