package sdk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// PayLink is what a pay link is made of.
type PayLink struct {
	Ref     string             // the host's own, 1 to 64 bytes: one link each; shoppers see it as the number
	Title   string             // what is paid for, one line, for people. Required without Lines, at most 200 bytes
	Amount  money.Amount       // above zero, in a currency that a provider of the shop takes
	Lines   []quote.Line       // their totals are the amount. Those with a Ref take stock. Defaults to one with the title
	Contact contact.Identifier // whose it is. Defaults to anybody's
	Expires time.Time          // within a year. Defaults to Config.Links.Life from now
}

// Link is a pay link that there is.
type Link struct {
	URL   string      // of the page that shows it; whoever has it can pay
	State string      // open, processing, paid, expired, cancelled, refunded
	Order order.Order // what it pays
}

// PayLinks are links by which anything can be paid.
type PayLinks struct{ shop *Shop }

// PayLinks returns the links that the host makes.
func (s *Shop) PayLinks() *PayLinks { return &PayLinks{s} }

// Create makes a link to pay for an order of the host's, which may be one that
// Orders().Put told of, or for something that Sauda knows nothing of. The same
// ref and amount again give the same link, and false. A contact who chats is
// sent the link there, once, unless she has opted out; for anybody else its URL
// is the host's to hand out. The host's order system is not asked: hooks tell
// what becomes of the payment.
//
// Errors: field.Errors; ErrRefUsed, when the ref is used for another amount;
// order.ErrTransition, when the order wants no money (any more);
// store.ErrUnavailable.
func (p *PayLinks) Create(ctx context.Context, l PayLink) (Link, bool, error) {
	link, made, err := p.create(ctx, l)
	return link, made, p.shop.health.saw(err)
}

func (p *PayLinks) create(ctx context.Context, l PayLink) (Link, bool, error) {
	lines, wrong := p.check(l)
	if err := wrong.Err(); err != nil {
		return Link{}, false, fmt.Errorf("sdk: pay link: %w", err)
	}
	id, who, err := p.shop.contact(ctx, l.Contact, "contact.")
	if err != nil {
		return Link{}, false, err
	}
	o, made, err := p.shop.checkout.Link(ctx, checkout.Link{
		Ref: l.Ref, Title: l.Title, Amount: l.Amount, Lines: lines, Contact: id, Customer: who.Customer, Expires: l.Expires,
		Details: order.Details{Name: who.Name, Phone: who.Phone, Email: who.Email, Locale: who.Locale},
	})
	return p.link(o), made, err
}

func (p *PayLinks) link(o order.Order) Link {
	if o.PayToken == "" {
		return Link{Order: o}
	}
	c := p.shop.cfg
	return Link{URL: c.BaseURL + c.Links.Path + o.PayToken, State: p.shop.checkout.Shown(o), Order: o}
}

// check says what is wrong with a link, and returns its lines made whole.
func (p *PayLinks) check(l PayLink) ([]quote.Line, field.Errors) {
	var wrong field.Errors
	checkRef(&wrong, l.Ref)
	wrong.Check(l.Title != "" || len(l.Lines) > 0, "title", "is empty; say what is paid for")
	wrong.Check(field.Line(l.Title, 200), "title", "must be one line of at most 200 bytes")
	wrong.Check(l.Amount.Minor > 0, "amount.minor", "must be above zero")
	switch {
	case !money.Valid(l.Amount.Currency):
		wrong.Add("amount.currency", "is not a currency of ISO 4217; write USD")
	case !p.shop.checkout.Takes(l.Amount.Currency):
		wrong.Add("amount.currency", "is not taken by any payment provider of the shop")
	}
	now := p.shop.cfg.Now()
	wrong.Check(l.Expires.IsZero() || l.Expires.After(now), "expires_at", "is over; leave it out for the usual time")
	wrong.Check(!l.Expires.After(now.AddDate(1, 0, 1)), "expires_at", "must be within a year")
	lines, sum := p.shop.lines(&wrong, l.Lines, l.Amount.Currency)
	for i, line := range lines {
		_, _, err := p.shop.cfg.Catalog.Offer(line.Ref)
		wrong.Check(line.Ref.Product == "" || err == nil, fmt.Sprintf("lines[%d].ref", i), "is not in the catalogue; leave it out for a line that takes no stock")
	}
	wrong.Check(len(wrong) > 0 || len(lines) == 0 || sum == l.Amount, "lines", "come to %s; they must come to the amount, %s", sum, l.Amount)
	return lines, wrong
}

// Get returns the link with a ref. Errors: ErrNotFound, store.ErrUnavailable.
func (p *PayLinks) Get(ctx context.Context, ref string) (Link, error) {
	o, err := p.shop.checkout.LinkOf(ctx, ref)
	if err != nil {
		return Link{}, p.shop.health.saw(err)
	}
	return p.link(o), nil
}

// Cancel ends the link with a ref; ended, it stays so. Errors: ErrNotFound;
// order.ErrTransition, when it is paid or is that of an order that was bought
// in the chat; store.ErrUnavailable.
func (p *PayLinks) Cancel(ctx context.Context, ref string) (Link, error) {
	o, err := p.shop.checkout.Unlink(ctx, ref)
	if err != nil {
		return Link{}, p.shop.health.saw(err)
	}
	return p.link(o), nil
}

// Send sends the link of an order into the chat once more, for a person who helps
// a shopper: by the order's ref, id or number, those bought in the chat too. Of
// several in a minute one is sent. It is where the order is spoken of, or where
// its contact spoke last, and not sent if she has opted out.
//
// Errors: ErrNotFound; order.ErrTransition, when it cannot be paid now;
// ErrNoChat; store.ErrUnavailable.
func (p *PayLinks) Send(ctx context.Context, ref string) (Link, error) {
	o, err := p.shop.checkout.Resend(ctx, ref)
	if err != nil {
		return Link{}, p.shop.health.saw(err)
	}
	return p.link(o), nil
}

// maxRef is how long a reference of the host's may be, in bytes.
const maxRef = 64

func checkRef(wrong *field.Errors, ref string) {
	wrong.Check(ref != "" && field.Line(ref, maxRef) && ref == strings.TrimSpace(ref), "ref", "must be 1 to %d bytes without spaces around or control characters", maxRef)
}

// Bounds of an order of the host's.
const (
	maxLines = 200
	maxID    = 200 // bytes, of a product's id, and others that it names
)

// lines makes lines of a currency whole and adds them up: a total left out is
// that of the pieces.
func (s *Shop) lines(wrong *field.Errors, all []quote.Line, currency string) ([]quote.Line, money.Amount) {
	wrong.Check(len(all) <= maxLines, "lines", "are more than %d", maxLines)
	sum := money.New(0, currency)
	lines := make([]quote.Line, 0, len(all))
	for i, l := range all[:min(len(all), maxLines)] {
		at := fmt.Sprintf("lines[%d].", i)
		wrong.Check(l.Title != "" && field.Line(l.Title, 500), at+"title", "must be one line of 1 to 500 bytes")
		wrong.Check(field.Line(string(l.Ref.Product), maxID) && field.Line(string(l.Ref.Variant), maxID), at+"ref", "must be ids of at most %d bytes", maxID)
		wrong.Check(l.Quantity > 0 && l.Quantity <= 1_000_000, at+"quantity", "must be 1 to 1,000,000")
		total, err := l.Unit.Mul(int64(l.Quantity))
		if l.Total == (money.Amount{}) {
			wrong.Check(err == nil, at+"unit", "is too much")
			l.Total = total
		}
		wrong.Check(l.Total.Currency == currency && (l.Unit == (money.Amount{}) || l.Unit.Currency == currency), at+"total", "must be in %s", currency)
		wrong.Check(l.Total.Minor >= 0 && l.Unit.Minor >= 0, at+"total", "must not be negative")
		if l.Unit == (money.Amount{}) {
			l.Unit = money.New(l.Total.Minor/int64(max(1, l.Quantity)), currency)
		}
		if l.Total.Currency == currency {
			next, err := sum.Add(l.Total)
			wrong.Check(err == nil, at+"total", "is too much")
			sum = next
		}
		lines = append(lines, l)
	}
	return lines, sum
}
