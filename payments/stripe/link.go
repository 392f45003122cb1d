package stripe

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/stripe/stripe-go/v76"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// isLink tells a Payment Link's id from a session's.
func isLink(ref string) bool { return strings.HasPrefix(ref, "plink_") }

// openLink makes a Payment Link that can be paid once.
// https://docs.stripe.com/api/payment-link/create
func (p *Provider) openLink(ctx context.Context, in payments.Intent, key string) (payments.Checkout, error) {
	minor, err := toStripe(in.Amount)
	if err != nil {
		return payments.Checkout{}, err
	}
	currency := strings.ToLower(in.Amount.Currency)
	sold, err := p.prices.New(&stripe.PriceParams{
		Params:   stripe.Params{Context: ctx, IdempotencyKey: stripe.String(key + "-price")},
		Currency: &currency, UnitAmount: &minor, ProductData: &stripe.PriceProductDataParams{Name: stripe.String(clip(name(in)))},
	})
	if err != nil {
		return payments.Checkout{}, err
	}
	known := metadata(in)
	known[amountKey] = strconv.FormatInt(minor, 10) + " " + currency
	l, err := p.links.New(&stripe.PaymentLinkParams{
		Params:    stripe.Params{Context: ctx, IdempotencyKey: &key},
		LineItems: []*stripe.PaymentLinkLineItemParams{{Price: &sold.ID, Quantity: stripe.Int64(1)}},
		Metadata:  known, PaymentIntentData: &stripe.PaymentLinkPaymentIntentDataParams{Metadata: metadata(in)},
		Restrictions: &stripe.PaymentLinkRestrictionsParams{CompletedSessions: &stripe.PaymentLinkRestrictionsCompletedSessionsParams{Limit: stripe.Int64(1)}},
		AfterCompletion: &stripe.PaymentLinkAfterCompletionParams{
			Type:     stripe.String(string(stripe.PaymentLinkAfterCompletionTypeRedirect)),
			Redirect: &stripe.PaymentLinkAfterCompletionRedirectParams{URL: &in.ReturnURL},
		},
	})
	if err != nil {
		return payments.Checkout{}, err
	}
	return p.linkCheckout(ctx, l, in)
}

// linkCheckout is a link as a shopper is led to it.
func (p *Provider) linkCheckout(ctx context.Context, l *stripe.PaymentLink, in payments.Intent) (payments.Checkout, error) {
	is, _, err := p.linkTruth(ctx, l.ID)
	if err != nil {
		return payments.Checkout{}, err
	}
	query := url.Values{"client_reference_id": {in.Order}, "locale": {locale(in.Locale)}}
	return payments.Checkout{Ref: l.ID, URL: l.URL + "?" + query.Encode(), Amount: is.Amount, State: is.State}, nil
}

// findLink looks for the link of an intent. Links do not say when they were
// made, so all of the account are listed.
func (p *Provider) findLink(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	list := p.links.List(&stripe.PaymentLinkListParams{ListParams: stripe.ListParams{Context: ctx, Limit: stripe.Int64(perPage)}})
	for list.Next() {
		l := list.PaymentLink()
		switch {
		case l.Metadata[intentKey] != in.Key:
		case l.Metadata[orderKey] != in.Order:
			return payments.Checkout{}, errOtherOrder
		default:
			return p.linkCheckout(ctx, l, in)
		}
	}
	if err := list.Err(); err != nil {
		return payments.Checkout{}, err
	}
	return payments.Checkout{}, fmt.Errorf("%w: no link was made under this key", payments.ErrNotFound)
}

// linkTruth is what became of a link: of what its sessions say the strongest.
func (p *Provider) linkTruth(ctx context.Context, id string) (payments.Payment, *stripe.CheckoutSession, error) {
	l, err := p.links.Get(id, &stripe.PaymentLinkParams{Params: stripe.Params{Context: ctx}})
	if err != nil {
		return payments.Payment{}, nil, err
	}
	is, err := unpaid(l)
	if err != nil {
		return payments.Payment{}, nil, err
	}
	all, err := p.sessionsOf(ctx, id, "complete")
	if err != nil {
		return payments.Payment{}, nil, err
	}
	if len(all) > 0 {
		is.State = payments.StatePending // it may be inactive because it was paid
	}
	var says *stripe.CheckoutSession
	for _, s := range all {
		one, err := p.payment(ctx, s)
		if err != nil {
			return payments.Payment{}, nil, err
		}
		if says == nil || one.State == payments.StateSucceeded {
			says = s
		}
		is = payments.Merge(is, one)
	}
	return is, says, nil
}

// unpaid is what a link says of itself.
func unpaid(l *stripe.PaymentLink) (payments.Payment, error) {
	if l.Metadata[orderKey] == "" || l.Metadata[intentKey] == "" {
		return payments.Payment{}, fmt.Errorf("%w: a link that was not made here", payments.ErrNotFound)
	}
	amount, err := amountOf(l.Metadata[amountKey])
	if err != nil {
		return payments.Payment{}, err
	}
	is := payments.Payment{Ref: l.ID, Order: l.Metadata[orderKey], Key: l.Metadata[intentKey], State: payments.StatePending, Amount: amount}
	if !l.Active {
		is.State = payments.StateCancelled
	}
	return is, nil
}

// amountOf reads the metadata that say what a link costs: "1250 usd".
func amountOf(text string) (money.Amount, error) {
	digits, currency, _ := strings.Cut(text, " ")
	minor, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return money.Amount{}, fmt.Errorf("%w: a link without its amount", payments.ErrMalformed)
	}
	return fromStripe(minor, currency)
}

// sessionsOf are the sessions that a link opened, of one status.
func (p *Provider) sessionsOf(ctx context.Context, link, status string) ([]*stripe.CheckoutSession, error) {
	params := &stripe.CheckoutSessionListParams{
		ListParams: stripe.ListParams{Context: ctx, Limit: stripe.Int64(perPage)}, PaymentLink: &link, Status: &status,
	}
	params.AddExpand("data." + deep)
	var all []*stripe.CheckoutSession
	list := p.sessions.List(params)
	for list.Next() {
		all = append(all, list.CheckoutSession())
	}
	return all, list.Err()
}

// closeLink takes a link away, and the pages that stand open under it.
func (p *Provider) closeLink(ctx context.Context, id string) error {
	if _, err := p.links.Update(id, &stripe.PaymentLinkParams{Params: stripe.Params{Context: ctx}, Active: stripe.Bool(false)}); err != nil {
		return err
	}
	open, err := p.sessionsOf(ctx, id, "open")
	if err != nil {
		return err
	}
	for _, s := range open {
		if err := p.expire(ctx, s.ID); err != nil {
			return err
		}
	}
	return nil
}
