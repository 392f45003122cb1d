package freedompay

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// grace is how long after its end a payment that nobody touched may still be
// called new.
const grace = time.Hour

// Fetch asks how a payment stands.
func (p *Provider) Fetch(ctx context.Context, ref string) (payments.Payment, error) {
	return p.fetch(ctx, "fetch", ref)
}

func (p *Provider) fetch(ctx context.Context, op, ref string) (payments.Payment, error) {
	is, _, err := p.status(ctx, op, ref)
	return is, err
}

// status is a payment, and the provider's words about it.
func (p *Provider) status(ctx context.Context, op, ref string) (payments.Payment, message, error) {
	if err := ctx.Err(); err != nil {
		return payments.Payment{}, nil, lost(ctx, op, err)
	}
	if !digits.MatchString(ref) {
		return payments.Payment{}, nil, refused(op, fmt.Errorf("%w: a payment's ref is a number", payments.ErrNotFound))
	}
	m, err := p.call(ctx, op, "get_status3.php", message{{name: "pg_payment_id", value: ref}})
	if err != nil {
		return payments.Payment{}, nil, err
	}
	if m.get("pg_payment_id") != ref {
		return payments.Payment{}, nil, again(op, payments.CodeUnavailable, malformed("the answer is about another payment"))
	}
	known, version, err := load[opened](ctx, p, op, kindPayment, m.get("pg_order_id"))
	if err != nil {
		return payments.Payment{}, nil, err
	}
	if version == 0 { // of another system on the account
		return payments.Payment{}, nil, refused(op, fmt.Errorf("%w: no payment of this shop", payments.ErrNotFound))
	}
	is, err := p.payment(m, known)
	if err != nil {
		return payments.Payment{}, nil, again(op, payments.CodeUnavailable, err)
	}
	return is, m, nil
}

// payment is what the provider says, believed in nothing that it does not say
// well. https://docs.freedompay.kz/api-11620963
func (p *Provider) payment(m message, of opened) (payments.Payment, error) {
	amount, err := money.ParseMajor(m.get("pg_amount"), m.get("pg_currency"))
	ref := m.get("pg_payment_id")
	if err != nil || amount.Minor <= 0 || !digits.MatchString(ref) {
		return payments.Payment{}, malformed("a payment without a number or a sum")
	}
	is := payments.Payment{Ref: ref, Order: of.Order, Key: of.Key, Amount: amount}
	is.At = date(m.get("pg_payment_date"), m.get("pg_datetime"), m.get("pg_create_date"))
	if is.At.IsZero() {
		is.At = p.cfg.Now().UTC()
	}
	back, err := givenBack(m, amount)
	if err != nil {
		return payments.Payment{}, err
	}
	is.State, is.Code = state(m, back)
	switch {
	case of.Test && !p.cfg.Testing: // whoever has a test card can pay it
		is.State, is.Code = payments.StateExpired, ""
	case is.State == "":
		return payments.Payment{}, malformed("a payment in an unknown state")
	case is.State == payments.StatePending && !of.Expires.IsZero() && p.cfg.Now().After(of.Expires.Add(grace)):
		is.State = payments.StateExpired
	case is.State != payments.StateSucceeded:
	case closed(m) && back.Minor == 0: // given back before the list of refunds was kept
		is.Refunded = amount
	case back.Minor > 0:
		is.Refunded = back
	}
	return is, nil
}

// closed says whether a payment was undone as a whole.
func closed(m message) bool {
	return known(m.get("pg_payment_status"), "revoked", "refunded", "canceled", "cancelled")
}

// state is pg_payment_status in our words, with the reason of a failure; "" for a
// word that is not known.
func state(m message, back money.Amount) (payments.State, string) {
	switch status := m.get("pg_payment_status"); {
	case known(status, "success", "ok"):
		return payments.StateSucceeded, ""
	case known(status, "new", "partial", "pending"), status == "process" && m.get("pg_card_pan") == "":
		return payments.StatePending, ""
	case status == "process":
		return payments.StateProcessing, ""
	case status == "incomplete", known(status, "error", "failed", "rejected") && m.get("pg_failure_code") == lifeOver:
		return payments.StateExpired, ""
	case known(status, "error", "failed", "rejected"):
		return payments.StateFailed, payments.DeclineOther
	case closed(m) && (m.get("pg_captured") == "1" || back.Minor > 0):
		return payments.StateSucceeded, ""
	case closed(m): // money that was held was let go of
		return payments.StateCancelled, ""
	}
	return "", ""
}

// lifeOver is the pg_failure_code of a payment whose pg_lifetime is over.
const lifeOver = "101"

// givenBack is the sum of the refunds that went well. The provider writes them
// with a minus.
func givenBack(m message, paid money.Amount) (money.Amount, error) {
	sum, err := magnitude(cmp.Or(m.get("pg_refund_amount"), m.get("pg_revoked_amount"), "0"), paid.Currency)
	if err != nil {
		return sum, err
	}
	left := paid.Minor // never less than nothing: sums of a stranger's would overflow
	for _, r := range refunds(m, paid.Currency) {
		if r.state == payments.RefundSucceeded {
			if left -= r.sum.Minor; left < 0 {
				break
			}
		}
	}
	if sum.Minor = max(sum.Minor, paid.Minor-left); sum.Minor > paid.Minor {
		return sum, malformed("more was given back than was paid")
	}
	return sum, nil
}

func magnitude(s, currency string) (money.Amount, error) {
	sum, err := money.ParseMajor(strings.TrimPrefix(s, "-"), currency)
	if err != nil {
		return sum, malformed("a sum that was given back")
	}
	return sum, nil
}

// refund is one of a payment's at the provider.
type refund struct {
	id    string
	sum   money.Amount
	state payments.RefundState
}

// refunds are those of a payment that can be read.
func refunds(m message, currency string) (all []refund) {
	for _, name := range []string{"pg_refund_payments", "pg_revoked_payments"} {
		for _, list := range m.inside(name) {
			for _, f := range list {
				sum, err := magnitude(f.in.get("pg_amount"), currency)
				id := f.in.get("pg_payment_id")
				if err != nil || !digits.MatchString(id) {
					continue
				}
				all = append(all, refund{id, sum, refundState(f.in.get("pg_payment_status"))})
			}
		}
	}
	return all
}

func refundState(status string) payments.RefundState {
	switch {
	case known(status, "success", "ok"):
		return payments.RefundSucceeded
	case known(status, "error", "failed", "rejected"):
		return payments.RefundFailed
	}
	return payments.RefundPending
}
