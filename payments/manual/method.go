package manual

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// Name returns Config.Name as a key: "manual-kaspi".
func (m *Method) Name() string { return m.name }

// Capabilities says what Config says. Money goes back by hand only, and a
// checkout can be paid for as long as stock is kept.
func (m *Method) Capabilities() payments.Capabilities {
	return payments.Capabilities{
		Countries: slices.Clone(m.cfg.Countries), Currencies: slices.Clone(m.cfg.Currencies),
		MinLife: m.cfg.Reserve, Reserve: m.cfg.Reserve, Title: maps.Clone(m.cfg.Title),
	}
}

// Start opens a checkout without a URL; its ref is the intent's key.
func (m *Method) Start(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	if err := in.Validate(); err != nil {
		return payments.Checkout{}, m.refused("start", err)
	}
	if !m.Capabilities().Accepts(in.Amount.Currency) {
		return payments.Checkout{}, m.refused("start", fmt.Errorf("%w: currency %q", payments.ErrUnsupported, in.Amount.Currency))
	}
	r, err := m.change(ctx, "start", in.Key, true, func(r *record) error {
		switch {
		case r.State == "":
			*r = record{Order: in.Order, Amount: in.Amount, State: payments.StatePending, Expires: m.expires(in)}
		case r.Order != in.Order || r.Amount != in.Amount:
			return fmt.Errorf("%w: the key was used for another order or amount", payments.ErrConflict)
		}
		return nil
	})
	if err != nil {
		return payments.Checkout{}, err
	}
	return payments.Checkout{Ref: in.Key, Expires: r.Expires, Amount: r.Amount, State: r.State}, nil
}

// expires is when a new checkout can no longer be claimed.
func (m *Method) expires(in payments.Intent) time.Time {
	soonest := m.cfg.Now().Add(m.cfg.Reserve).UTC()
	if in.Expires.Before(soonest) {
		return soonest
	}
	return in.Expires.UTC()
}

// Fetch returns what people have said about a checkout so far.
func (m *Method) Fetch(ctx context.Context, ref string) (payments.Payment, error) {
	return m.about(ctx, "fetch", ref, func(*record) error { return nil })
}

// Cancel closes a checkout unless the shopper has said that she has paid: what
// she sent, a person has to look for first. One that she will pay at the door is
// closed: she has sent nothing.
func (m *Method) Cancel(ctx context.Context, ref string) (payments.Payment, error) {
	return m.about(ctx, "cancel", ref, func(r *record) error {
		if r.State == payments.StatePending || m.cfg.OnDelivery && r.State == payments.StateProcessing {
			r.State = payments.StateCancelled
		}
		return nil
	})
}

// Refund is not supported: a person gives the money back, and GiveBack records
// it.
func (m *Method) Refund(ctx context.Context, r payments.Refund) (payments.RefundState, error) {
	if err := ctx.Err(); err != nil {
		return "", m.lost("refund", err)
	}
	if err := r.Validate(); err != nil {
		return "", m.refused("refund", err)
	}
	return "", m.refused("refund", fmt.Errorf("%w: a person gives it back", payments.ErrUnsupported))
}

// ParseEvents believes nobody: there is no provider to call back.
func (m *Method) ParseEvents(context.Context, payments.Delivery) ([]payments.Event, error) {
	return nil, fmt.Errorf("%w: %s has no callbacks", payments.ErrSignature, m.name)
}

// Instructions says how to pay, in a language or the nearest there is. The
// picture must not be changed.
func (m *Method) Instructions(lang string) payments.Instructions {
	text, in := nearest(m.cfg.Text, lang)
	return payments.Instructions{
		Lang: in, Text: text, Phone: m.cfg.Phone, QR: m.cfg.QR, URL: m.cfg.URL, OnDelivery: m.cfg.OnDelivery,
	}
}

// nearest is a text in a language, else in its base language, else in that for
// all others, else in any, always the same; and the language that it is in.
func nearest(texts map[string]string, lang string) (text, in string) {
	base, _, _ := strings.Cut(lang, "-")
	for _, l := range append([]string{lang, base, "", "en"}, slices.Sorted(maps.Keys(texts))...) {
		if s := strings.TrimSpace(texts[l]); s != "" {
			return s, l
		}
	}
	return "", ""
}
