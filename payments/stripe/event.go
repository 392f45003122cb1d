package stripe

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/sauda-commerce/sauda/payments"
)

// signatureHeader holds the time, and a signature by each secret of the
// endpoint: "t=1700000000,v1=5257…,v1=6ffb…,v0=…".
const signatureHeader = "Stripe-Signature"

// ParseEvents reads a webhook. Nothing in it is looked at before a signature
// over its raw bytes is found to be right.
func (p *Provider) ParseEvents(ctx context.Context, d payments.Delivery) ([]payments.Event, error) {
	if err := p.verify(d); err != nil {
		return nil, err
	}
	if bytes.Equal(bytes.TrimSpace(d.Body), []byte("null")) {
		return nil, fmt.Errorf("%w: not an event", payments.ErrMalformed)
	}
	var w wire
	if err := json.Unmarshal(d.Body, &w); err != nil {
		return nil, fmt.Errorf("%w: not an event", payments.ErrMalformed)
	}
	n, err := read(w)
	if err != nil || !p.cfg.ofMode(w.Live) {
		return nil, err
	}
	return p.told(ctx, n)
}

// ofMode says whether an event is of the mode that the key is for: what is paid
// in test mode is paid by nobody. A key that says neither is of a double.
func (c Config) ofMode(live bool) bool {
	if _, mode, ok := strings.Cut(c.SecretKey, "_"); ok && (strings.HasPrefix(mode, "live_") || strings.HasPrefix(mode, "test_")) {
		return live == strings.HasPrefix(mode, "live_")
	}
	return true
}

// verify tries every secret on every signature, always all of them, in constant
// time. https://docs.stripe.com/webhooks/signature
func (p *Provider) verify(d payments.Delivery) error {
	values := d.Header.Values(signatureHeader)
	if len(values) != 1 {
		return payments.ErrSignature
	}
	at, sums, ok := signatures(values[0])
	if !ok {
		return payments.ErrSignature
	}
	found := false
	for _, secret := range p.cfg.WebhookSecrets {
		want := webhook.ComputeSignature(at, d.Body, secret)
		for _, sum := range sums {
			found = hmac.Equal(sum, want) || found
		}
	}
	if !found {
		return payments.ErrSignature
	}
	came := d.Received
	if came.IsZero() {
		came = p.cfg.Now()
	}
	if came.Sub(at).Abs() > p.cfg.Tolerance {
		return fmt.Errorf("%w: too old, or from the future: do the clocks agree?", payments.ErrSignature)
	}
	return nil
}

// maxSignatures is more than there are secrets at a time.
const maxSignatures = 16

// signatures reads the header. There is one time in it.
func signatures(header string) (at time.Time, sums [][]byte, ok bool) {
	for part := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "t":
			seconds, err := strconv.ParseInt(value, 10, 64)
			if err != nil || !at.IsZero() {
				return at, nil, false
			}
			at = time.Unix(seconds, 0)
		case "v1":
			if sum, err := hex.DecodeString(value); err == nil && len(sums) < maxSignatures {
				sums = append(sums, sum)
			}
		}
	}
	return at, sums, !at.IsZero() && len(sums) > 0
}

// wire is an event as Stripe writes it, in whatever version of its API: only
// what is the same in all of them.
type wire struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Account string `json:"account"` // of somebody else, through Connect
	Created int64  `json:"created"`
	Live    bool   `json:"livemode"`
	Data    struct {
		Object json.RawMessage `json:"object"`
	} `json:"data"`
}

// object is what an event is about: a session, a charge, a refund or a dispute.
type object struct {
	ID            string            `json:"id"`
	Metadata      map[string]string `json:"metadata"`
	PaymentIntent reference         `json:"payment_intent"`
	Status        string            `json:"status"` // of refunds

	AmountTotal   int64     `json:"amount_total"` // from here on of sessions
	Currency      string    `json:"currency"`
	ExpiresAt     int64     `json:"expires_at"`
	PaymentLink   reference `json:"payment_link"`
	PaymentStatus string    `json:"payment_status"`
}

// reference is the id of another object, or the object itself.
type reference string

// UnmarshalJSON reads either.
func (r *reference) UnmarshalJSON(text []byte) error {
	var whole struct {
		ID string `json:"id"`
	}
	if bytes.HasPrefix(text, []byte("{")) {
		err := json.Unmarshal(text, &whole)
		*r = reference(whole.ID)
		return err
	}
	return json.Unmarshal(text, (*string)(r))
}

// kinds are the types of events that are read, in Sauda's words.
func kinds(t string) payments.EventKind {
	return map[stripe.EventType]payments.EventKind{
		stripe.EventTypeCheckoutSessionCompleted:             payments.EventSucceeded, // or processing
		stripe.EventTypeCheckoutSessionAsyncPaymentSucceeded: payments.EventSucceeded,
		stripe.EventTypeCheckoutSessionAsyncPaymentFailed:    payments.EventFailed,
		stripe.EventTypeCheckoutSessionExpired:               payments.EventExpired, // or cancelled
		stripe.EventTypeChargeRefunded:                       payments.EventRefunded,
		stripe.EventTypeChargeRefundUpdated:                  payments.EventRefunded, // or unrefunded
		stripe.EventTypeRefundUpdated:                        payments.EventRefunded, // or unrefunded
		"refund.failed":                                      payments.EventUnrefunded,
		stripe.EventTypeChargeDisputeCreated:                 payments.EventDisputed,
	}[stripe.EventType(t)]
}

// types are those of kinds, as a list is asked for.
func types() []*string {
	all := []string{"refund.failed"}
	for _, t := range []stripe.EventType{
		stripe.EventTypeCheckoutSessionCompleted, stripe.EventTypeCheckoutSessionAsyncPaymentSucceeded,
		stripe.EventTypeCheckoutSessionAsyncPaymentFailed, stripe.EventTypeCheckoutSessionExpired, stripe.EventTypeChargeRefunded,
		stripe.EventTypeChargeRefundUpdated, stripe.EventTypeRefundUpdated, stripe.EventTypeChargeDisputeCreated,
	} {
		all = append(all, string(t))
	}
	slices.Sort(all)
	return stripe.StringSlice(all)
}

// note is what an event says, and what has to be asked about it.
type note struct {
	event   payments.Event // Kind "" is nothing
	session string         // to ask about
	intent  string         // to ask about
}

// read says what an event means. It asks nobody.
func read(w wire) (note, error) {
	if w.ID == "" || w.Type == "" {
		return note{}, fmt.Errorf("%w: not an event", payments.ErrMalformed)
	}
	kind := kinds(w.Type)
	if kind == "" || w.Account != "" {
		return note{}, nil
	}
	var o object
	if err := json.Unmarshal(w.Data.Object, &o); err != nil {
		return note{}, fmt.Errorf("%w: event %s", payments.ErrMalformed, word(w.ID))
	}
	n := note{event: payments.Event{ID: w.ID, Kind: kind, At: time.Unix(w.Created, 0).UTC()}}
	if strings.HasPrefix(w.Type, "checkout.session.") {
		return readSession(n, w, o)
	}
	n.intent = string(o.PaymentIntent)
	if n.intent == "" || w.Type == string(stripe.EventTypeChargeRefunded) && !own(o.Metadata) {
		return note{}, nil // of another system that uses the account
	}
	if w.Type == string(stripe.EventTypeChargeRefundUpdated) || w.Type == string(stripe.EventTypeRefundUpdated) {
		if refundState(stripe.RefundStatus(o.Status)) == payments.RefundFailed {
			n.event.Kind = payments.EventUnrefunded
		}
	}
	if n.event.Kind == payments.EventUnrefunded {
		n.event.Refund = cmp.Or(o.Metadata[refundKey], o.ID)
	}
	return n, nil
}

// own says whether metadata are of what was opened here.
func own(metadata map[string]string) bool {
	return metadata[orderKey] != "" && metadata[intentKey] != ""
}

// readSession reads an event about a session, which has all in it unless the
// payment failed.
func readSession(n note, w wire, o object) (note, error) {
	if !own(o.Metadata) {
		return note{}, nil
	}
	amount, err := fromStripe(o.AmountTotal, o.Currency)
	if err != nil || o.ID == "" || amount.Minor <= 0 {
		return note{}, fmt.Errorf("%w: event %s", payments.ErrMalformed, word(w.ID))
	}
	e := &n.event
	e.Ref, e.Order, e.Key, e.Amount = o.ID, o.Metadata[orderKey], o.Metadata[intentKey], amount
	if o.PaymentLink != "" {
		e.Ref = string(o.PaymentLink)
	}
	switch {
	case e.Kind == payments.EventFailed:
		n.session = o.ID
	case w.Type == string(stripe.EventTypeCheckoutSessionCompleted) && o.PaymentStatus == string(stripe.CheckoutSessionPaymentStatusUnpaid):
		e.Kind = payments.EventProcessing
	case e.Kind == payments.EventExpired && o.PaymentLink != "":
		return note{}, nil // the link goes on
	case e.Kind == payments.EventExpired && ended(e.At, o.ExpiresAt) == payments.StateCancelled:
		e.Kind = payments.EventCancelled
	}
	return n, nil
}

// told asks what an event does not say.
func (p *Provider) told(ctx context.Context, n note) ([]payments.Event, error) {
	if n.event.Kind == "" {
		return nil, nil
	}
	if n.session == "" && n.intent == "" {
		return []payments.Event{n.event}, nil
	}
	is, err := p.about(ctx, n)
	switch {
	case isMissing(err): // of another system that uses the account
		return nil, nil
	case err != nil:
		return nil, failed(ctx, "parse", err)
	case n.event.Kind == payments.EventRefunded && is.Refunded.IsZero(): // pending, or failed
		return nil, nil
	}
	e := n.event
	e.Ref, e.Order, e.Key, e.Amount, e.Refunded = is.Ref, is.Order, is.Key, is.Amount, is.Refunded
	if e.Kind == payments.EventFailed && is.State == payments.StateFailed {
		e.Code = is.Code
	}
	return []payments.Event{e}, nil
}

// about is the truth about the checkout of an event.
func (p *Provider) about(ctx context.Context, n note) (payments.Payment, error) {
	if n.session != "" {
		s, err := p.session(ctx, n.session)
		if err != nil {
			return payments.Payment{}, err
		}
		return p.payment(ctx, s)
	}
	params := &stripe.CheckoutSessionListParams{
		ListParams: stripe.ListParams{Context: ctx, Limit: stripe.Int64(1), Single: true}, PaymentIntent: &n.intent,
	}
	params.AddExpand("data." + deep)
	list := p.sessions.List(params)
	if list.Next() {
		return p.payment(ctx, list.CheckoutSession())
	}
	if err := list.Err(); err != nil {
		return payments.Payment{}, err
	}
	return payments.Payment{}, fmt.Errorf("%w: a payment that was not made by a session", payments.ErrNotFound)
}
