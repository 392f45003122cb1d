package sdk

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// HostOrder is an order that was made outside of Sauda: on the host's website,
// by phone.
type HostOrder struct {
	Ref      string             // the host's own, 1 to 64 bytes
	Number   string             // for people, at most 64 bytes. Defaults to Ref
	Contact  contact.Identifier // whose it is. Defaults to nobody's who chats
	State    order.State        // open, processing, paid, completed, cancelled or refunded. Defaults to open
	Quote    quote.Quote        // what it costs; Total is required, Subtotal defaults to the sum of the lines
	Details  order.Details      // whom and where it is for. Name, phone, e-mail and language default to Contact's
	Shipment *order.Shipment    // how far it has come. Defaults to what SetStatus told
	Created  time.Time          // Defaults to now
	Updated  time.Time          // of what is told here; what is older than what is known changes nothing. Defaults to now
}

// Orders are all orders: those bought in the chat and those that the host tells
// of.
type Orders struct{ shop *Shop }

// Orders returns the orders of the shop.
func (s *Shop) Orders() *Orders { return &Orders{s} }

// Put tells of an order of the host's, so that its shopper finds it in the
// chat ("where is my order?") and is not reminded of a cart; the same ref again
// tells what has changed. True says that it is new. Nobody is sent a message
// because of it: SetStatus does that. An order that was bought in the chat, with
// the host's Backend or without, is known already: refs of those are refused. A
// host that tells of an order before its Backend has answered for it has one
// order all the same, by the Ref of the answer.
//
// Errors: field.Errors; ErrOlder, when something newer is known, with the order
// as it is; ErrRefUsed; store.ErrUnavailable.
func (o *Orders) Put(ctx context.Context, h HostOrder) (order.Order, bool, error) {
	is, made, err := o.put(ctx, h)
	return is, made, o.shop.health.saw(err)
}

func (o *Orders) put(ctx context.Context, h HostOrder) (order.Order, bool, error) {
	is, wrong := o.read(h)
	if err := wrong.Err(); err != nil {
		return order.Order{}, false, fmt.Errorf("sdk: order: %w", err)
	}
	id, who, err := o.shop.contact(ctx, h.Contact, "contact.")
	if err != nil {
		return order.Order{}, false, err
	}
	is.Contact, is.Customer = id, who.Customer
	for _, f := range []struct {
		to   *string
		from string
	}{{&is.Details.Name, who.Name}, {&is.Details.Phone, who.Phone}, {&is.Details.Email, who.Email}, {&is.Details.Locale, who.Locale}} {
		if *f.to == "" {
			*f.to = f.from
		}
	}
	return o.shop.checkout.Keep(ctx, is)
}

// read makes an order of what the host says, and says what is wrong with it.
func (o *Orders) read(h HostOrder) (order.Order, field.Errors) {
	var wrong field.Errors
	now := o.shop.cfg.Now().Truncate(time.Microsecond)
	is := order.Order{HostRef: h.Ref, Number: h.Number, State: h.State, Quote: h.Quote, Details: h.Details, Shipment: h.Shipment}
	if is.Number == "" {
		is.Number = h.Ref
	}
	if is.State == "" {
		is.State = order.Open
	}
	checkRef(&wrong, h.Ref)
	wrong.Check(h.Ref == "" || field.Line(is.Number, order.MaxNumber), "number", "must be one line of at most %d bytes", order.MaxNumber)
	switch is.State {
	case order.Paid, order.Completed:
		is.PaidAmount = h.Quote.Total
	case order.Open, order.Processing, order.Cancelled, order.Refunded:
	default:
		wrong.Add("state", "must be open, processing, paid, completed, cancelled or refunded")
	}
	is.Updated = when(&wrong, "updated_at", h.Updated, now)
	if !h.Created.IsZero() {
		is.Created = when(&wrong, "created_at", h.Created, now)
	}
	is.Quote = o.quote(&wrong, h.Quote)
	for name, s := range map[string]string{"name": h.Details.Name, "phone": h.Details.Phone, "email": h.Details.Email, "country": h.Details.Country, "locale": h.Details.Locale} {
		wrong.Check(field.Line(s, 254), "details."+name, "must be one line of at most 254 bytes")
	}
	for name, s := range map[string]string{"address": h.Details.Address, "note": h.Details.Note} {
		wrong.Check(field.Line(strings.NewReplacer("\r\n", " ", "\n", " ").Replace(s), 1000), "details."+name, "must be at most 1000 bytes without control characters but line ends")
	}
	if h.Shipment != nil {
		checkStatus(&wrong, "shipment.", h.Shipment.Told(), order.StepPacked, order.StepShipped, order.StepReady, order.StepDelivered)
	}
	return is, wrong
}

// when is a time that the host tells: now if it tells none, or if its clock is a
// little ahead of ours.
func when(wrong *field.Errors, name string, t, now time.Time) time.Time {
	const ahead = 5 * time.Minute
	wrong.Check(!t.After(now.Add(ahead)), name, "is in the future")
	if t.IsZero() || t.After(now) {
		return now
	}
	return t.UTC().Truncate(time.Microsecond)
}

// quote is what an order of the host's costs, made whole.
func (o *Orders) quote(wrong *field.Errors, q quote.Quote) quote.Quote {
	currency := q.Total.Currency
	wrong.Check(money.Valid(currency), "quote.total.currency", "is not a currency of ISO 4217; write USD")
	lines, sum := o.shop.lines(wrong, q.Lines, currency)
	q.Lines = lines
	if q.Subtotal == (money.Amount{}) {
		q.Subtotal = sum
	}
	amounts := map[string]*money.Amount{"subtotal": &q.Subtotal, "total": &q.Total, "discount": &q.Discount, "tax": &q.Tax}
	if q.Delivery != nil {
		d := *q.Delivery
		q.Delivery, amounts["delivery.price"] = &d, &d.Price
		wrong.Check(field.Line(d.Name, 200), "quote.delivery.name", "must be one line of at most 200 bytes")
		wrong.Check(field.Line(d.ID, maxID), "quote.delivery.id", "must be one line of at most %d bytes", maxID)
	}
	for name, a := range amounts {
		if *a == (money.Amount{}) {
			*a = money.New(0, currency)
		}
		wrong.Check(a.Currency == currency && a.Minor >= 0, "quote."+name, "must be in the currency of the total and not negative")
	}
	return q
}

// SetStatus tells how an order has come a step further: one of the host's by
// its ref; one bought in the chat by the ref that the Backend gave it, or by its
// id or number. Orders only go forward, so calls may come twice and out of
// order. The shopper is told of each step once, in the conversation of the order
// or in the one where she spoke last, unless she has opted out.
//
// Errors: ErrNotFound; field.Errors; order.ErrTransition, when the step is not
// for this order, with the reason; store.ErrUnavailable.
func (o *Orders) SetStatus(ctx context.Context, ref string, s order.Status) (order.Order, error) {
	var wrong field.Errors
	checkStatus(&wrong, "", s, order.Steps()...)
	s.At = when(&wrong, "at", s.At, o.shop.cfg.Now().Truncate(time.Microsecond))
	if err := wrong.Err(); err != nil {
		return order.Order{}, fmt.Errorf("sdk: status: %w", err)
	}
	is, err := o.shop.checkout.Follow(ctx, ref, s)
	return is, o.shop.health.saw(err)
}

func checkStatus(wrong *field.Errors, part string, s order.Status, steps ...order.Step) {
	names := make([]string, len(steps))
	known := false
	for i, step := range steps {
		names[i], known = string(step), known || step == s.Status
	}
	wrong.Check(known, part+"status", "must be one of %s", strings.Join(names, ", "))
	wrong.Check(field.Line(s.Carrier, 100), part+"carrier", "must be one line of at most 100 bytes")
	wrong.Check(field.Line(s.Number, 100), part+"number", "must be one line of at most 100 bytes")
	wrong.Check(s.URL == "" || field.URL(s.URL), part+"url", "is not an address of the web; write https://…")
}

// Get returns an order by what SetStatus knows it by. Errors: ErrNotFound,
// store.ErrUnavailable.
func (o *Orders) Get(ctx context.Context, ref string) (order.Order, error) {
	is, err := o.shop.checkout.Named(ctx, ref)
	return is, o.shop.health.saw(err)
}

// List lists all orders, newest first, at most limit (1 to 100) from a cursor
// on, and the cursor of the next page: "" is for the first page, and comes with
// the last. Errors: field.Errors, store.ErrUnavailable.
func (o *Orders) List(ctx context.Context, after string, limit int) ([]order.Order, string, error) {
	created, id, ok := readCursor(after)
	if !ok {
		return nil, "", fmt.Errorf("sdk: orders: %w", field.Errors{{Name: "after", Reason: "is not a cursor of this list"}})
	}
	limit = min(max(limit, 1), 100)
	all, err := o.shop.cfg.Store.OrdersBefore(ctx, created, id, limit)
	if err != nil || len(all) < limit {
		return all, "", o.shop.health.saw(err)
	}
	return all, writeCursor(all[len(all)-1]), nil
}

func writeCursor(o order.Order) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(o.Created.UnixMicro(), 10) + " " + o.ID))
}

func readCursor(s string) (created time.Time, id string, ok bool) {
	if s == "" {
		return time.Time{}, "", true
	}
	raw, err := base64.RawURLEncoding.DecodeString(s)
	at, id, two := strings.Cut(string(raw), " ")
	n, failed := strconv.ParseInt(at, 10, 64)
	return time.UnixMicro(n), id, err == nil && failed == nil && two && id != "" && field.Line(id, 100)
}
