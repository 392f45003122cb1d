package freedompay

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// How long a refund that nobody has seen is believed to be on its way: one whose
// answer was lost, before it is asked for again; and one that was accepted, before
// a person must look.
const (
	settling = time.Hour
	patience = 72 * time.Hour
)

// given is the record of the refunds of one payment.
type given struct {
	All []asked `json:"all"`
}

// asked is one of them. One at a time has no end yet.
type asked struct {
	Key      string               `json:"key"`
	Amount   money.Amount         `json:"amount"`
	At       time.Time            `json:"at"`             // when it was asked for last
	Busy     time.Time            `json:"busy,omitzero"`  // until when the call may be under way
	Accepted bool                 `json:"ok,omitempty"`   // the provider said yes
	Before   []string             `json:"before"`         // numbers of refunds that were there before
	ID       string               `json:"id,omitempty"`   // its own number
	State    payments.RefundState `json:"state,omitzero"` // "" while it is not known
}

func (a asked) over() bool {
	return a.State == payments.RefundSucceeded || a.State == payments.RefundFailed
}

// Refund gives money back, once for a key.
func (p *Provider) Refund(ctx context.Context, r payments.Refund) (payments.RefundState, error) {
	if err := r.Validate(); err != nil {
		return "", refused("refund", err)
	}
	// The record comes first: what the provider says is not older, then, than what
	// it is held against.
	all, version, err := load[given](ctx, p, "refund", kindRefunds, r.Ref)
	if err != nil {
		return "", err
	}
	paid, m, err := p.status(ctx, "refund", r.Ref)
	if err != nil {
		return "", err
	}
	if err := p.claim(ctx, r); err != nil {
		return "", err
	}
	all.learn(refunds(m, paid.Amount.Currency))
	i := slices.IndexFunc(all.All, func(a asked) bool { return a.Key == r.Key })
	if i < 0 {
		return p.first(ctx, r, paid, m, all, version)
	}
	return p.further(ctx, r, m, all, version, i)
}

// claim binds a refund's key to its payment and amount.
func (p *Provider) claim(ctx context.Context, r payments.Refund) error {
	type bound struct {
		Ref    string       `json:"ref"`
		Amount money.Amount `json:"amount"`
	}
	want := bound{r.Ref, r.Amount}
	is, version, err := load[bound](ctx, p, "refund", kindKey, r.Key)
	switch {
	case err != nil:
		return err
	case version == 0:
		return p.save(ctx, "refund", kindKey, r.Key, 0, want)
	case is != want:
		return refused("refund", fmt.Errorf("%w: the key was used for another refund", payments.ErrConflict))
	}
	return nil
}

// learn finds the refund that has no number yet among those of the provider: what
// was not there before, is as much, and is no other's. There is one such at a
// time.
func (g *given) learn(there []refund) {
	for i := range g.All {
		a := &g.All[i]
		if a.over() {
			continue
		}
		for _, r := range there {
			if a.ID == "" && r.sum == a.Amount && !slices.Contains(a.Before, r.id) && !g.has(r.id) {
				a.ID = r.id
			}
			if a.ID == r.id {
				a.State = r.state
			}
		}
	}
}

// has says whether a number is that of a refund that is known.
func (g *given) has(id string) bool {
	return slices.ContainsFunc(g.All, func(a asked) bool { return a.ID == id })
}

// first asks for a refund that was not asked for before, unless there is not so
// much, or another is not known to have ended: the two could not be told apart.
func (p *Provider) first(ctx context.Context, r payments.Refund, paid payments.Payment, m message, all given, version int64) (payments.RefundState, error) {
	left := paid.Amount.Minor
	for _, of := range refunds(m, paid.Amount.Currency) {
		if of.state != payments.RefundFailed && left > 0 {
			left -= of.sum.Minor
		}
	}
	if closed(m) {
		left = 0
	}
	switch {
	case paid.State != payments.StateSucceeded:
		return "", refused("refund", fmt.Errorf("%w: it was not paid", payments.ErrConflict))
	case slices.ContainsFunc(all.All, func(a asked) bool { return a.ID == "" && !a.over() }):
		return "", again("refund", "busy", errors.New("another refund of the payment is under way"))
	case r.Amount.Currency != paid.Amount.Currency || r.Amount.Minor > min(left, paid.Amount.Minor-paid.Refunded.Minor):
		return "", refused("refund", fmt.Errorf("%w: more than is left to give back", payments.ErrConflict))
	}
	all.All = append(all.All, asked{Key: r.Key, Amount: r.Amount})
	return p.ask(ctx, r, m, all, version, len(all.All)-1)
}

// further says how a refund stands that was asked for before.
func (p *Provider) further(ctx context.Context, r payments.Refund, m message, all given, version int64, i int) (payments.RefundState, error) {
	a, now := &all.All[i], p.cfg.Now()
	switch {
	case a.ID != "" || a.over():
	case now.Before(a.Busy):
		return "", again("refund", "busy", errRace)
	case a.Accepted && now.Sub(a.At) > patience:
		a.State = payments.RefundFailed
	case a.Accepted || now.Sub(a.At) < settling:
		return payments.RefundPending, nil
	default:
		return p.ask(ctx, r, m, all, version, i)
	}
	if err := p.save(ctx, "refund", kindRefunds, r.Ref, version, all); err != nil {
		return "", err
	}
	return a.State, nil
}

// ask records a refund, asks for it, and records what was answered.
func (p *Provider) ask(ctx context.Context, r payments.Refund, m message, all given, version int64, i int) (payments.RefundState, error) {
	a, now := &all.All[i], p.cfg.Now().UTC()
	a.At, a.Busy, a.Before = now, now.Add(lease), nil
	for _, of := range refunds(m, r.Amount.Currency) {
		a.Before = append(a.Before, of.id)
	}
	if err := p.save(ctx, "refund", kindRefunds, r.Ref, version, all); err != nil {
		return "", err
	}
	_, err := p.call(ctx, "refund", "revoke.php", message{
		{name: "pg_payment_id", value: r.Ref}, {name: "pg_refund_amount", value: r.Amount.Major()}, {name: "pg_idempotency_key", value: r.Key},
	})
	a.Busy, a.Accepted = time.Time{}, err == nil
	switch {
	case err == nil:
		if _, m, looked := p.status(ctx, "refund", r.Ref); looked == nil {
			all.learn(refunds(m, r.Amount.Currency))
		}
	case denied(err):
		a.State = payments.RefundFailed
	case !retry(err): // it was not let in: nothing has happened
		all.All = slices.Delete(all.All, i, i+1)
	}
	if kept := p.keep(ctx, "refund", kindRefunds, r.Ref, version+1, all); kept != nil {
		return "", kept
	}
	switch {
	case denied(err):
		return payments.RefundFailed, nil
	case err != nil:
		return "", err
	case a.over():
		return a.State, nil
	}
	return payments.RefundPending, nil
}

// retry says whether a call may have had its effect.
func retry(err error) bool {
	failed, ok := errors.AsType[*payments.Error](err)
	return !ok || failed.Retry
}
