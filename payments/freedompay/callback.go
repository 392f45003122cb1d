package freedompay

import (
	"context"
	"fmt"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// ParseEvents reads a call of the Result URL. Nothing in it is looked at before
// its signature is found to be right; nothing is asked and nothing kept.
// https://docs.freedompay.kz/12007677e0
func (p *Provider) ParseEvents(_ context.Context, d payments.Delivery) ([]payments.Event, error) {
	m, _, err := p.genuine(d)
	if err != nil {
		return nil, err
	}
	result, ok := m.only("pg_result")
	ref, ok2 := m.only("pg_payment_id")
	if !ok || !ok2 || result == "" || !digits.MatchString(ref) {
		return nil, malformed("a callback without a result or a payment")
	}
	order, ours := m.only(orderField)
	key, ours2 := m.only(keyField)
	switch {
	case m.get(orderField) == "" && m.get(keyField) == "":
		return nil, nil // of another system on the account
	case m.get(testField) != "" && !p.cfg.Testing:
		return nil, nil // no money has moved
	case !ours || !ours2 || order == "" || key == "":
		return nil, malformed("a callback that names half of an attempt")
	}
	return p.event(d, m, payments.Event{Ref: ref, Order: order, Key: key}, result)
}

// event fills in what a callback says.
func (p *Provider) event(d payments.Delivery, m message, e payments.Event, result string) ([]payments.Event, error) {
	sum, ok := m.only("pg_amount")
	currency, ok2 := m.only("pg_currency")
	amount, err := money.ParseMajor(sum, currency)
	if !ok || !ok2 || err != nil || amount.Minor <= 0 {
		return nil, malformed("a callback without a sum")
	}
	failure, _ := m.only("pg_failure_code")
	switch {
	case result == "1":
		e.Kind = payments.EventSucceeded
	case result == "2", result == "0" && failure == lifeOver:
		e.Kind = payments.EventExpired
	case result == "0":
		e.Kind, e.Code = payments.EventFailed, payments.DeclineOther
	default:
		return nil, nil // of a later version, and not for us
	}
	e.ID, e.Amount = e.Ref+"-"+string(e.Kind), amount
	e.At = date(m.get("pg_payment_date"))
	if e.At.IsZero() {
		e.At = d.Received.UTC()
	}
	if e.At.IsZero() {
		e.At = p.cfg.Now().UTC()
	}
	return []payments.Event{e}, nil
}

// genuine is a callback that the provider has signed, and the secret that it did
// it with.
func (p *Provider) genuine(d payments.Delivery) (message, string, error) {
	m, err := readForm(d)
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", payments.ErrSignature, err)
	}
	secret, ok := p.signer(p.script(d), m)
	if !ok {
		return nil, "", payments.ErrSignature
	}
	return m, secret, nil
}

// script is the name that callbacks are signed under: of the address that the
// provider was told, whatever proxies have made of it.
func (p *Provider) script(d payments.Delivery) string {
	if p.cfg.ResultURL != "" {
		return script(p.cfg.ResultURL)
	}
	return script(d.Path)
}

// Reply tells the provider that its word was heard. Without it, it calls again
// every half an hour, for two hours.
func (p *Provider) Reply(d payments.Delivery) payments.Reply {
	m, secret, err := p.genuine(d)
	if err != nil {
		return payments.Reply{}
	}
	answer := message{{name: "pg_status", value: "ok"}, {name: "pg_description", value: "Accepted"}, {name: "pg_salt", value: m.get("pg_salt")}}
	answer = append(answer, field{name: sigField, value: sign(secret, p.script(d), answer)})
	return payments.Reply{ContentType: "application/xml; charset=utf-8", Body: writeXML(answer)}
}
