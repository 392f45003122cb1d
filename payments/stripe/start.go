package stripe

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stripe/stripe-go/v76"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// Metadata of what is made here, by which it is known again.
const (
	orderKey  = "sauda_order"
	intentKey = "sauda_key"
	amountKey = "sauda_amount" // of a link, which does not say it itself
	refundKey = "sauda_refund"
)

// Limits of Stripe's. https://docs.stripe.com/api/checkout/sessions/create
const (
	maxOrder = 200 // of a client_reference_id
	maxItems = 100
	maxName  = 250
)

// How long after an attempt was begun its key is relied on, which Stripe knows
// for 24 h at least, and how long a checkout is opened for it: Find looks no
// further.
const (
	keyLife   = 23 * time.Hour
	startLife = 24 * time.Hour
)

// Start opens a session, or a link. For a key that is too old to be known, what
// was opened is looked for first, and after a day no other is.
func (p *Provider) Start(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	if err := p.check(in); err != nil {
		return payments.Checkout{}, refused("start", err)
	}
	c, err := p.start(ctx, in)
	switch {
	case err != nil:
		return payments.Checkout{}, failed(ctx, "start", err)
	case c.Amount != in.Amount:
		return payments.Checkout{}, refused("start", fmt.Errorf("%w: the key was used for %v", payments.ErrConflict, c.Amount))
	}
	return c, nil
}

func (p *Provider) start(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	now, find := p.cfg.Now(), func() (payments.Checkout, error) { return p.find(ctx, in) }
	opens := func(key string, began time.Time) (payments.Checkout, error) {
		return once("start-"+in.Key+key, true, func(key string) (payments.Checkout, error) { return p.open(ctx, in, key, began) }, find)
	}
	if in.Created.IsZero() {
		return opens("", now)
	}
	if age := now.Sub(in.Created); age > keyLife {
		c, err := find()
		switch {
		case !isMissing(err):
			return c, err
		case age > startLife:
			return c, fmt.Errorf("%w: the attempt was begun more than a day ago: begin another", payments.ErrConflict)
		}
	}
	c, err := opens("", in.Created)
	if late(err) {
		c, err = opens("-late", now)
	}
	return c, err
}

// late says that a session was refused because it would end too soon, as that of
// a call that had to wait. Then none was made: the answer to a key that made one
// is that one.
func late(err error) bool {
	answer, ok := errors.AsType[*answerError](err)
	return ok && answer.param == "expires_at"
}

func (p *Provider) check(in payments.Intent) error {
	if err := in.Validate(); err != nil {
		return err
	}
	if !slices.Contains(p.cfg.Currencies, in.Amount.Currency) {
		return fmt.Errorf("%w: currency %s", payments.ErrUnsupported, in.Amount.Currency)
	}
	switch {
	case in.ReturnURL == "":
		return fmt.Errorf("%w: Intent.ReturnURL: Stripe leads every shopper back", payments.ErrMalformed)
	case len(in.Order) > maxOrder:
		return fmt.Errorf("%w: Intent.Order has more than %d bytes", payments.ErrMalformed, maxOrder)
	}
	_, err := toStripe(in.Amount)
	return err
}

// open asks Stripe for a page to pay on.
func (p *Provider) open(ctx context.Context, in payments.Intent, key string, began time.Time) (payments.Checkout, error) {
	if p.cfg.PaymentLinks {
		return p.openLink(ctx, in, key)
	}
	params := p.sessionParams(in, began)
	params.Context, params.IdempotencyKey = ctx, &key
	s, err := p.sessions.New(params)
	if err != nil {
		return payments.Checkout{}, err
	}
	if s.LastResponse.Header.Get("Idempotent-Replayed") == "true" { // it is as it was then
		if s, err = p.session(ctx, s.ID); err != nil {
			return payments.Checkout{}, err
		}
	}
	return p.checkout(s)
}

func (p *Provider) sessionParams(in payments.Intent, began time.Time) *stripe.CheckoutSessionParams {
	params := &stripe.CheckoutSessionParams{
		Mode: stripe.String(string(stripe.CheckoutSessionModePayment)), ClientReferenceID: &in.Order,
		SuccessURL: &in.ReturnURL, CancelURL: &in.ReturnURL, LineItems: items(in), Locale: stripe.String(locale(in.Locale)),
		Metadata:          metadata(in),
		PaymentIntentData: &stripe.CheckoutSessionPaymentIntentDataParams{Metadata: metadata(in)},
	}
	if !in.Expires.IsZero() {
		params.ExpiresAt = stripe.Int64(expires(in.Expires, began).Unix())
	}
	if a, err := mail.ParseAddress(in.Payer.Email); err == nil && a.Address == in.Payer.Email {
		params.CustomerEmail = &in.Payer.Email
	}
	return params
}

// expires is an end that Stripe takes. It depends on when the attempt was
// begun, not on now, so that a repeated call says the same.
func expires(wish, began time.Time) time.Time {
	if first := began.Add(minLife); wish.Before(first) {
		return first
	}
	if last := began.Add(maxLife); wish.After(last) {
		return last
	}
	return wish
}

func metadata(in payments.Intent) map[string]string {
	return map[string]string{orderKey: in.Order, intentKey: in.Key}
}

// items are the lines of the order if they add up and Stripe can show them; else
// one line with all of it.
func items(in payments.Intent) []*stripe.CheckoutSessionLineItemParams {
	var all []*stripe.CheckoutSessionLineItemParams
	sum := money.New(0, in.Amount.Currency)
	for _, l := range in.Lines {
		added, err := sum.Add(l.Amount)
		minor, errStripe := toStripe(l.Amount)
		if err != nil || errStripe != nil || l.Amount.Minor < 0 || len(all) == maxItems {
			return []*stripe.CheckoutSessionLineItemParams{whole(in)}
		}
		sum, all = added, append(all, line(l, minor, name(in)))
	}
	if len(all) == 0 || sum != in.Amount {
		return []*stripe.CheckoutSessionLineItemParams{whole(in)}
	}
	return all
}

// line is a row of Stripe's, which says the price of one piece. Where the row
// cannot be divided, the pieces stand in its name.
func line(l payments.Line, minor int64, otherwise string) *stripe.CheckoutSessionLineItemParams {
	title, count := cmp.Or(strings.TrimSpace(l.Title), otherwise), int64(l.Quantity)
	if minor%(count*step(l.Amount.Currency)) != 0 {
		title, count = strconv.FormatInt(count, 10)+" × "+title, 1
	}
	return item(title, l.Amount.Currency, minor/count, count)
}

func whole(in payments.Intent) *stripe.CheckoutSessionLineItemParams {
	minor, _ := toStripe(in.Amount) // checked
	return item(name(in), in.Amount.Currency, minor, 1)
}

func item(title, currency string, minor, count int64) *stripe.CheckoutSessionLineItemParams {
	return &stripe.CheckoutSessionLineItemParams{Quantity: &count, PriceData: &stripe.CheckoutSessionLineItemPriceDataParams{
		Currency: stripe.String(strings.ToLower(currency)), UnitAmount: &minor,
		ProductData: &stripe.CheckoutSessionLineItemPriceDataProductDataParams{Name: stripe.String(clip(title))},
	}}
}

// name is what is paid for, in one line.
func name(in payments.Intent) string {
	return cmp.Or(strings.TrimSpace(strings.TrimSpace(in.Title)+" "+in.Number), in.Order)
}

// clip cuts a name to what Stripe takes.
func clip(s string) string {
	s = strings.ToValidUTF8(s, "")
	for utf8.RuneCountInString(s) > maxName {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}

// locales are the languages of Stripe's pages.
// https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-locale
const locales = "bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW"

// locale is the language of the page, or "auto", which is that of the shopper's
// browser.
func locale(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	for _, known := range []string{tag, base} {
		if slices.Contains(strings.Fields(locales), known) {
			return known
		}
	}
	return "auto"
}
