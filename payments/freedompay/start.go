package freedompay

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// The shop's own parameters, which come back in callbacks.
const (
	orderField = "sauda_order"
	keyField   = "sauda_key"
	testField  = "sauda_test" // of what was opened while the shop tested; pg_testing_mode is called back always
)

// opened is the record of a payment.
type opened struct {
	Key     string       `json:"key"`
	Order   string       `json:"order"`
	Amount  money.Amount `json:"amount"`
	Ref     string       `json:"ref,omitempty"` // pg_payment_id; "" until it is known
	URL     string       `json:"url,omitempty"`
	Expires time.Time    `json:"expires,omitzero"`
	Busy    time.Time    `json:"busy,omitzero"`  // until when it may be under way
	Test    bool         `json:"test,omitempty"` // it moves no money
}

// orderID is an intent's key as a pg_order_id, which has at most 50 characters.
func orderID(key string) string {
	if len(key) <= 50 {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return "sha256-" + hex.EncodeToString(sum[:])[:40]
}

// Start opens a payment, or tells how the one of the key stands.
func (p *Provider) Start(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	if err := p.check(in); err != nil {
		return payments.Checkout{}, refused("start", err)
	}
	is, version, err := load[opened](ctx, p, "start", kindPayment, orderID(in.Key))
	switch {
	case err != nil:
		return payments.Checkout{}, err
	case version > 0 && (is.Order != in.Order || is.Amount != in.Amount || is.Key != in.Key):
		return payments.Checkout{}, refused("start", fmt.Errorf("%w: the key was used for another order or amount", payments.ErrConflict))
	case is.Ref != "":
		return p.present(ctx, is)
	case p.cfg.Now().Before(is.Busy):
		return payments.Checkout{}, again("start", "busy", errRace)
	}
	tried := version > 0
	is = opened{Key: in.Key, Order: in.Order, Amount: in.Amount, Busy: p.cfg.Now().Add(lease).UTC(), Test: p.cfg.Testing}
	if err := p.save(ctx, "start", kindPayment, orderID(in.Key), version, is); err != nil {
		return payments.Checkout{}, err
	}
	return p.open(ctx, in, is, version+1, tried)
}

// check says what is wrong with an intent.
func (p *Provider) check(in payments.Intent) error {
	if err := in.Validate(); err != nil {
		return err
	}
	switch {
	case !p.Capabilities().Accepts(in.Amount.Currency):
		return fmt.Errorf("%w: currency %q", payments.ErrUnsupported, in.Amount.Currency)
	case len(in.ReturnURL) > maxURL:
		return malformed("Intent.ReturnURL is longer than 255 characters")
	}
	most, err := money.ParseMajor(strconv.Itoa(maxSum), in.Amount.Currency)
	if err != nil || in.Amount.Minor > most.Minor {
		return fmt.Errorf("%w: more than %d %s at once", payments.ErrUnsupported, maxSum, in.Amount.Currency)
	}
	return nil
}

// present is a payment that was opened, as it stands now.
func (p *Provider) present(ctx context.Context, is opened) (payments.Checkout, error) {
	now, err := p.fetch(ctx, "start", is.Ref)
	if err != nil {
		return payments.Checkout{}, err
	}
	return payments.Checkout{Ref: is.Ref, URL: is.URL, Expires: is.Expires, Amount: is.Amount, State: now.State}, nil
}

// open asks for a payment while the record is ours. What it comes to is recorded
// even if the caller is gone; when that fails, nobody was told of the page.
func (p *Provider) open(ctx context.Context, in payments.Intent, is opened, version int64, tried bool) (payments.Checkout, error) {
	state, err := payments.StatePending, error(nil)
	if tried {
		state, err = p.adopt(ctx, &is)
	}
	if err == nil && is.Ref == "" {
		err = p.initialize(ctx, in, &is)
	}
	is.Busy = time.Time{}
	if kept := p.keep(ctx, "start", kindPayment, orderID(in.Key), version, is); err == nil {
		err = kept
	}
	if err != nil {
		return payments.Checkout{}, err
	}
	return payments.Checkout{Ref: is.Ref, URL: is.URL, Expires: is.Expires, Amount: is.Amount, State: state}, nil
}

// adopt looks for a payment whose answer was lost. One that waits to be paid is
// left alone, because nobody knows its page; one on which something has happened
// is taken for ours.
func (p *Provider) adopt(ctx context.Context, is *opened) (payments.State, error) {
	m, err := p.call(ctx, "start", "get_status3.php", message{{name: "pg_order_id", value: orderID(is.Key)}})
	if err != nil {
		if denied(err) { // there is none
			return payments.StatePending, nil
		}
		return "", err
	}
	found, err := p.payment(m, *is)
	if err != nil || found.State == payments.StatePending || found.State == payments.StateExpired || found.Amount != is.Amount {
		return payments.StatePending, nil
	}
	is.Ref = found.Ref
	return found.State, nil
}

// initialize asks for a payment page.
func (p *Provider) initialize(ctx context.Context, in payments.Intent, is *opened) error {
	now := p.cfg.Now()
	life := p.cfg.Life
	if !in.Expires.IsZero() {
		life = min(max(in.Expires.Sub(now), minLife), p.cfg.Life)
	}
	life = life.Truncate(time.Second)
	m, err := p.call(ctx, "start", "init_payment.php", p.request(in, life))
	if err != nil {
		return err
	}
	ref, page := m.get("pg_payment_id"), m.get("pg_redirect_url")
	if !digits.MatchString(ref) || !webPage(page) {
		return again("start", payments.CodeUnavailable, errors.New("the answer has no payment page"))
	}
	is.Ref, is.URL, is.Expires = ref, page, now.Add(life).UTC()
	return nil
}

func webPage(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

// request is what init_payment.php is asked.
// https://docs.freedompay.kz/api-11620859
func (p *Provider) request(in payments.Intent, life time.Duration) (m message) {
	m.set("pg_order_id", orderID(in.Key))
	m.set("pg_idempotency_key", in.Key)
	m.set("pg_amount", in.Amount.Major())
	m.set("pg_currency", in.Amount.Currency)
	m.set("pg_description", description(in))
	m.set("pg_lifetime", strconv.Itoa(int(life/time.Second)))
	m.set("pg_auto_clearing", "1")
	m.set("pg_language", language(in.Locale))
	m.set("pg_request_method", "POST")
	m.set("pg_result_url", p.cfg.ResultURL)
	if in.ReturnURL != "" {
		m.set("pg_success_url", in.ReturnURL)
		m.set("pg_failure_url", in.ReturnURL)
		m.set("pg_success_url_method", "GET")
		m.set("pg_failure_url_method", "GET")
	}
	if p.cfg.Testing {
		m.set("pg_testing_mode", "1")
		m.set(testField, "1")
	}
	if emailPattern.MatchString(in.Payer.Email) {
		m.set("pg_user_contact_email", in.Payer.Email)
	}
	if phonePattern.MatchString(in.Payer.Phone) {
		m.set("pg_user_phone", in.Payer.Phone[1:])
	}
	m.set(orderField, in.Order)
	m.set(keyField, in.Key)
	return m
}

var (
	emailPattern = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)
	phonePattern = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
)

// description is what the shopper reads above the form.
func description(in payments.Intent) string {
	const most = 200 // characters; the provider takes 1,024
	text := []rune(strings.TrimSpace(in.Title + " " + in.Number))
	return cmp.Or(string(text[:min(len(text), most)]), in.Order)
}

// language is one that the page speaks: the shopper's, or English. The provider
// writes kg for Kyrgyz.
func language(locale string) string {
	base, _, _ := strings.Cut(strings.ToLower(locale), "-")
	switch {
	case base == "" || known(base, "ru", "en", "kk", "uz"):
		return base
	case base == "ky":
		return "kg"
	}
	return "en"
}
