package pay

import (
	"html/template"
	"net/http"
	"strconv"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/gateway/internal/page"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// Data is what the template shows, in the reader's language; empty parts are
// left out.
type Data struct {
	Lang, Dir string
	Style     template.CSS // pay.css, whose hash the policy names: no other style is applied
	Shop      string
	State     string // open, processing, paid, expired, cancelled, refunded; missing, failed, forbidden
	Title     string // of the window
	Heading   string
	Alert     string // what is wrong
	Text      string
	Number    string // of the order, in words; without one there is no order to show
	Lines     []Row
	Sums      []Row
	Contact   string // who ordered
	Pay       string // label of the button of a form that posts to the page; empty: it cannot be paid now
	Until     string // how long the link lives
	Again     string // address at which the page looks again by itself, after 4 s
	Texts     Texts
}

// Row is one line of the order, or one sum below them.
type Row struct {
	Title, Quantity, Amount string
	Total                   bool
}

// Texts stand on every page.
type Texts struct{ Again, Back, Contact, Secure string }

// plainPage is a page without an order.
func (h *Handler) plainPage(p locale.Printer, state, heading, text string) Data {
	shop := h.shop.Profile().Name
	return Data{
		Lang: p.Lang(), Dir: page.Dir(p.Lang()), Style: h.style, Shop: shop, State: state,
		Title: p.T("pay.title", "Title", heading, "Shop", shop), Heading: heading, Text: text,
		Texts: Texts{
			Again: p.T("pay.again"), Back: p.T("pay.back"), Contact: p.T("pay.contact"), Secure: p.T("pay.secure"),
		},
	}
}

// printer speaks the language of the order, else of the browser.
func (h *Handler) printer(r *http.Request, v checkout.View) locale.Printer {
	return h.shop.Printer(page.Languages(r, v.Order.Details.Locale)...)
}

// States of a link, as checkout.View has them.
const (
	open       = "open"
	processing = "processing"
	paid       = "paid"
	expired    = "expired"
	cancelled  = "cancelled"
	refunded   = "refunded"
)

func (h *Handler) orderPage(v checkout.View, r *http.Request) Data {
	p := h.printer(r, v)
	looks, returned := returns(r)
	returned = returned && !v.Declined // the provider has answered: there is nothing to wait for
	heading, text := words(p, v.State, returned)
	if there := awayText(p, v.State); away(v) && there != "" {
		text = there
	}
	if v.Order.Title != "" && v.State == open && !returned {
		heading = v.Order.Title
	}
	if v.Declined {
		heading, text = p.T("pay.declined_title"), p.T("pay.declined_text")
	}
	d := h.plainPage(p, v.State, heading, text)
	if away(v) {
		d.Texts.Back = p.T("pay.away_back")
	}
	d.Number = p.T("pay.order", "Number", v.Order.Number)
	d.Lines, d.Sums = rows(p, v.Order.Quote)
	d.Contact = v.Order.Details.Name
	if v.State == open && v.Reason != "" {
		d.Alert = reason(p, &checkout.Refusal{Reason: v.Reason, Titles: v.Gone}, away(v))
	} else if v.State == open {
		d.Pay = p.T("pay.pay", "Amount", p.Money(v.Order.Quote.Total))
		d.Until = h.until(p, v)
	}
	if (v.State == processing || returned && d.Pay != "") && looks < refreshes {
		d.Again = "?return=" + strconv.Itoa(looks+1)
	}
	return d
}

// returns says whether the shopper comes back from the provider, and how often
// the page has looked since: the shop gives providers the link with "?return=0".
func returns(r *http.Request) (looks int, returned bool) {
	q := r.URL.Query()
	if !q.Has("return") {
		return 0, false
	}
	looks, err := strconv.Atoi(q.Get("return"))
	if err != nil || looks < 0 {
		looks = 0
	}
	return looks, true
}

// words are the heading and the sentence of a state.
func words(p locale.Printer, state string, returned bool) (heading, text string) {
	switch state {
	case processing:
		return p.T("pay.processing_title"), p.T("pay.processing_text")
	case paid:
		return p.T("pay.paid_title"), p.T("pay.paid_text")
	case expired:
		return p.T("pay.expired_title"), p.T("pay.expired_text")
	case cancelled:
		return p.T("pay.cancelled_title"), p.T("pay.cancelled_text")
	case refunded:
		return p.T("pay.refunded_title"), p.T("pay.refunded_text")
	}
	if returned {
		return p.T("pay.checking_title"), p.T("pay.checking_text")
	}
	return p.T("pay.open_title"), ""
}

// until says how long the link lives, in the shop's time: the reader's own zone
// is not known.
func (h *Handler) until(p locale.Printer, v checkout.View) string {
	if v.Order.PayExpires.IsZero() {
		return ""
	}
	zone, err := time.LoadLocation(h.shop.Profile().TimeZone)
	if err != nil {
		zone = time.UTC
	}
	t := v.Order.PayExpires.In(zone)
	return p.T("pay.until", "Time", p.DateTime(t)+" "+t.Format("MST"))
}

// away says whether the payer did not come from the chat, so that there is none
// to go back to.
func away(v checkout.View) bool {
	return v.Order.Conversation == "" && v.Order.Origin != order.FromChat
}

// awayText is the sentence of a state for who has no chat to go back to; "" if
// it is no other.
func awayText(p locale.Printer, state string) string {
	switch state {
	case paid:
		return p.T("pay.away_paid_text")
	case expired:
		return p.T("pay.away_expired_text")
	case cancelled:
		return p.T("pay.away_cancelled_text")
	}
	return ""
}

// reason says why a link cannot be paid now, also to who has no chat to go back
// to.
func reason(p locale.Printer, f *checkout.Refusal, away bool) string {
	switch {
	case away && f.Reason == checkout.ReasonExpired:
		return p.T("pay.away_refused_expired")
	case away && f.Reason == checkout.ReasonSoldOut:
		return p.T("pay.away_refused_sold_out", "Titles", p.List(f.Titles))
	case away && f.Reason == checkout.ReasonNoProvider:
		return p.T("pay.away_refused_no_provider")
	}
	switch f.Reason {
	case checkout.ReasonExpired:
		return p.T("pay.refused_expired")
	case checkout.ReasonSettled:
		return p.T("pay.refused_settled")
	case checkout.ReasonClosed:
		return p.T("pay.refused_closed")
	case checkout.ReasonProcessing:
		return p.T("pay.refused_processing")
	case checkout.ReasonSoldOut:
		return p.T("pay.refused_sold_out", "Titles", p.List(f.Titles))
	case checkout.ReasonNoProvider:
		return p.T("pay.refused_no_provider")
	}
	return p.T("pay.refused_unavailable")
}

// rows are the lines of an order and the sums below them.
func rows(p locale.Printer, q quote.Quote) (lines, sums []Row) {
	for _, l := range q.Lines {
		line := Row{Title: l.Title, Amount: p.Money(l.Total)}
		if l.Quantity != 1 {
			line.Quantity = p.T("pay.quantity", "Count", l.Quantity, "Price", p.Money(l.Unit))
		}
		lines = append(lines, line)
	}
	add := func(title string, a money.Amount) { sums = append(sums, Row{Title: title, Amount: p.Money(a)}) }
	if q.Delivery != nil || !q.Discount.IsZero() || !q.Tax.IsZero() {
		add(p.T("pay.subtotal"), q.Subtotal)
	}
	if !q.Discount.IsZero() {
		add(p.T("pay.discount"), money.New(-q.Discount.Minor, q.Discount.Currency))
	}
	if q.Delivery != nil {
		sums = append(sums, Row{Title: p.T("pay.delivery") + ": " + q.Delivery.Name, Amount: price(p, q.Delivery.Price)})
	}
	if !q.Tax.IsZero() && !q.TaxIncluded {
		add(p.T("pay.tax"), q.Tax)
	}
	sums = append(sums, Row{Title: p.T("pay.total"), Amount: p.Money(q.Total), Total: true})
	if !q.Tax.IsZero() && q.TaxIncluded {
		add(p.T("pay.included_tax"), q.Tax)
	}
	return lines, sums
}

// price says "free" rather than nothing.
func price(p locale.Printer, a money.Amount) string {
	if a.IsZero() {
		return p.T("pay.free")
	}
	return p.Money(a)
}
