package hook

import (
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// Order is what the host sees of an order. It holds no pay token.
type Order struct {
	ID           string       `json:"id"`
	Number       string       `json:"number"`           // for people
	Ref          string       `json:"ref,omitempty"`    // the host's own reference
	Origin       order.Origin `json:"origin,omitempty"` // "": bought in the chat; "host", "link": a call told of it
	Title        string       `json:"title,omitempty"`  // what a pay link is for
	State        order.State  `json:"state"`
	Shipment     *Shipment    `json:"shipment,omitempty"`     // how far it has come, as far as was told
	Reason       string       `json:"reason,omitempty"`       // why rejected or cancelled, or why a payment waits for a person
	Conversation string       `json:"conversation,omitempty"` // id
	Contact      Contact      `json:"contact"`                // whom it is for, as said for this order
	Lines        []Line       `json:"lines"`
	Subtotal     money.Amount `json:"subtotal"` // of the lines
	Delivery     *Delivery    `json:"delivery,omitempty"`
	Discount     money.Amount `json:"discount,omitzero"` // positive
	Tax          money.Amount `json:"tax,omitzero"`
	TaxIncluded  bool         `json:"tax_included,omitempty"` // Tax is within Total already
	Total        money.Amount `json:"total"`
	Paid         money.Amount `json:"paid,omitzero"`
	Refunded     money.Amount `json:"refunded,omitzero"`   // of what was paid, so far
	Disputed     bool         `json:"disputed,omitempty"`  // her bank has asked the money back: what is not sent yet stays
	Expires      time.Time    `json:"expires_at,omitzero"` // until when it can be paid
	Created      time.Time    `json:"created_at"`
	Updated      time.Time    `json:"updated_at"`
}

// Shipment is how far an order has come.
type Shipment struct {
	Status  order.Step `json:"status"`
	Carrier string     `json:"carrier,omitempty"`
	Number  string     `json:"number,omitempty"`
	URL     string     `json:"url,omitempty"` // where to follow it
	At      time.Time  `json:"at,omitzero"`
}

// Line is some pieces of one thing.
type Line struct {
	Product  string       `json:"product,omitempty"` // "": a thing that takes no stock, told of by the host
	Variant  string       `json:"variant,omitempty"`
	Title    string       `json:"title"`
	Quantity int          `json:"quantity"`
	Price    money.Amount `json:"price"` // of one
	Total    money.Amount `json:"total"`
}

// Delivery is the chosen method and its price.
type Delivery struct {
	ID    string       `json:"id"`
	Name  string       `json:"name"`
	Price money.Amount `json:"price"`
}

// Contact is what the host sees of a shopper. What is not known is empty.
type Contact struct {
	ID       string `json:"id,omitempty"`
	Customer string `json:"external_id,omitempty"` // the host's user id
	Name     string `json:"name,omitempty"`
	Phone    string `json:"phone,omitempty"` // E.164
	Email    string `json:"email,omitempty"`
	Address  string `json:"address,omitempty"`
	Country  string `json:"country,omitempty"` // ISO 3166 alpha-2
	Locale   string `json:"locale,omitempty"`  // BCP 47
	OptedOut bool   `json:"opted_out,omitempty"`
}

// Payment is what the host sees of one payment.
type Payment struct {
	Provider string         `json:"provider"`
	Ref      string         `json:"ref,omitempty"` // the provider's, of the checkout
	State    payments.State `json:"state"`
	Amount   money.Amount   `json:"amount"`
	Code     string         `json:"code,omitempty"` // why it failed: a Decline code of package payments
	At       time.Time      `json:"at,omitzero"`    // by the provider's clock
}

// Refund is how much of a payment was given back.
type Refund struct {
	Total money.Amount `json:"total"` // so far, in all: of two, the larger is the later
	Full  bool         `json:"full"`  // nothing is left of the payment
}

// Of returns the host's view of an order.
func Of(o order.Order) Order {
	v := Order{
		ID: o.ID, Number: o.Number, Ref: o.HostRef, Origin: o.Origin, Title: o.Title, State: o.State, Reason: o.Reason, Conversation: o.Conversation,
		Contact: Contact{
			ID: o.Contact, Customer: o.Customer, Name: o.Details.Name, Phone: o.Details.Phone, Email: o.Details.Email,
			Address: o.Details.Address, Country: o.Details.Country, Locale: o.Details.Locale,
		},
		Lines: []Line{}, Subtotal: o.Quote.Subtotal, Discount: o.Quote.Discount,
		Tax: o.Quote.Tax, TaxIncluded: o.Quote.TaxIncluded, Total: o.Quote.Total,
		Paid: o.PaidAmount, Refunded: o.RefundedAmount, Disputed: o.Disputed, Expires: o.PayExpires.UTC(), Created: o.Created.UTC(), Updated: o.Updated.UTC(),
	}
	for _, l := range o.Quote.Lines {
		v.Lines = append(v.Lines, Line{string(l.Ref.Product), string(l.Ref.Variant), l.Title, l.Quantity, l.Unit, l.Total})
	}
	if d := o.Quote.Delivery; d != nil {
		v.Delivery = &Delivery{d.ID, d.Name, d.Price}
	}
	if s := o.Shipment; s != nil {
		v.Shipment = &Shipment{s.Status, s.Carrier, s.Number, s.URL, s.At.UTC()}
	}
	return v
}

// OfContact returns the host's view of a contact.
func OfContact(c contact.Contact) Contact {
	return Contact{
		ID: c.ID, Customer: c.Customer, Name: c.Name, Phone: c.Phone, Email: c.Email,
		Address: c.Address, Country: c.Country, Locale: c.Locale, OptedOut: c.OptedOut,
	}
}

// OfPayment returns the host's view of a payment at a provider.
func OfPayment(provider string, p payments.Payment) Payment {
	return Payment{Provider: provider, Ref: p.Ref, State: p.State, Amount: p.Amount, Code: p.Code, At: p.At.UTC()}
}

// OfRefund returns how much of a payment was given back.
func OfRefund(p payments.Payment) Refund {
	return Refund{Total: p.Refunded, Full: p.Refunded.Minor >= p.Amount.Minor}
}
