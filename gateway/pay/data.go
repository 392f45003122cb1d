package pay

import (
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/gateway/internal/page"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/order"
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
	Changes   []string // in what it costs something else than when the link was sent
	Number    string   // of the order, in words; without one there is no order to show
	Lines     []Row
	Sums      []Row
	Contact   string // who ordered
	Manual    *Manual
	Ways      []Way  // how it can be paid, the best first, where there are several: the field "way" of the form
	Total     string // what it costs, as the hidden field "total" of the form: what she saw is what is asked for
	Pay       string // label of the button of a form that posts to the page; empty: it cannot be paid now
	Until     string // how long the link lives
	Again     string // address at which the page looks again by itself, after 4 s; or, with a Manual, that a link leads to
	Home      string // address of the shop itself; empty: there is no way back but the chat
	Texts     Texts
}

// Row is one line of the order, or one sum below them.
type Row struct {
	Title, Quantity, Amount string
	Note                    string // what is the matter with the line: sold out
	Total                   bool
}

// Way is one way to pay.
type Way struct {
	Name, Title string // of the field "way"; what she reads
	Chosen      bool
}

// Manual is how to pay where a person of the shop takes the money.
type Manual struct {
	Text    []string     // the owner's own words, a line each
	Amount  string       // to transfer; empty: nothing now
	Comment string       // what to write beside it
	Phone   string       // to transfer to
	Call    template.URL // the same as a tel: address
	URL     string       // a page to pay on
	QR      template.URL // a picture to scan, in the address itself
	Claim   string       // label of the button that says that she has paid: a form with the fields do=claim, way and the file "receipt"
	Way     string       // of that form the field "way": of which way she says so
	Send    string       // label of the button that sends a receipt alone, once she has said so
}

// Texts stand on every page.
type Texts struct{ Again, Amount, Back, Changes, Comment, Contact, Home, Other, Phone, QR, Receipt, ReceiptHint, Secure, URL, Ways string }

// plainPage is a page without an order.
func (h *Handler) plainPage(p locale.Printer, state, heading, text string) Data {
	shop := h.shop.Profile().Name
	return Data{
		Lang: p.Lang(), Dir: page.Dir(p.Lang()), Style: h.style, Shop: shop, State: state, Home: h.home,
		Title: p.T("pay.title", "Title", heading, "Shop", shop), Heading: heading, Text: text,
		Texts: Texts{
			Again: p.T("pay.again"), Amount: p.T("pay.amount"), Back: p.T("pay.back"), Changes: p.T("pay.changes"),
			Comment: p.T("pay.comment"), Contact: p.T("pay.contact"), Home: p.T("pay.home"), Other: p.T("pay.other"),
			Phone: p.T("pay.phone"), QR: p.T("pay.qr"), Receipt: p.T("pay.receipt"), ReceiptHint: p.T("pay.receipt_hint"),
			Secure: p.T("pay.secure"), URL: p.T("pay.url"), Ways: p.T("pay.ways"),
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
	returned = returned && !v.Declined && v.Instructions == nil // the provider has answered, or there is none: nothing to wait for
	d := h.plainPage(p, v.State, "", "")
	d.Heading, d.Text = said(p, v, returned)
	d.Title = p.T("pay.title", "Title", d.Heading, "Shop", d.Shop)
	if away(v) {
		d.Texts.Back = p.T("pay.away_back")
	}
	d.Number = p.T("pay.order", "Number", v.Order.Number)
	d.Lines, d.Sums = rows(p, v.Quote, v.Gone)
	d.Sums = append(d.Sums, after(p, v)...)
	d.Contact = v.Order.Details.Name
	d.Manual = manual(p, v)
	if v.Receipts > 0 {
		d.Texts.Receipt = p.T("pay.receipt_more")
	}
	switch wish := r.URL.Query().Get("way"); {
	case v.State == open && v.Reason != "":
		d.Alert = reason(p, &checkout.Refusal{Reason: v.Reason, Titles: v.Gone}, away(v))
	case v.State == open:
		h.payable(&d, p, v, wish)
	case v.State == processing && v.Instructions != nil && v.Instructions.OnDelivery && len(v.Ways) > 1: // she may change her mind
		d.Ways, d.Total, d.Pay = ways(p, v, wish), totalField(v.Otherwise), p.T("pay.other_pay")
		if v.Otherwise != v.Quote.Total { // what is agreed stays so: the page shows that
			d.Pay = p.T("pay.other_pay_sum", "Amount", p.Money(v.Otherwise))
		}
	}
	switch {
	case d.Manual != nil && v.State == processing:
		d.Again = "?"
	case (v.State == processing || returned && d.Pay != "") && looks < refreshes:
		d.Again = "?return=" + strconv.Itoa(looks+1)
	}
	return d
}

// payable adds to a page what it takes to pay.
func (h *Handler) payable(d *Data, p locale.Printer, v checkout.View, wish string) {
	for _, c := range v.Changes {
		if words := c.Words(p); words != "" {
			d.Changes = append(d.Changes, words)
		}
	}
	d.Ways = ways(p, v, wish)
	if slices.ContainsFunc(v.Ways, func(w checkout.Way) bool { return w.Manual }) { // what comes next depends on the way
		d.Texts.Secure = ""
	}
	d.Total = totalField(v.Quote.Total)
	d.Until = h.until(p, v)
	switch {
	case v.Quote.Total.IsZero():
		d.Pay, d.Texts.Secure = p.T("pay.pay_nothing"), ""
	case v.Instructions == nil:
		d.Pay = p.T("pay.pay", "Amount", p.Money(v.Quote.Total))
	case len(d.Ways) > 0: // she reads how to pay, and may still want another way
		d.Pay = p.T("pay.other_pay")
	}
}

// ways are the ways to choose from; none where there is no choice, and not the
// one by which the page tells how to pay. The one that she wished for on the way
// here is chosen, else the one that the shop thinks best, or that is open.
func ways(p locale.Printer, v checkout.View, wish string) (shown []Way) {
	if len(v.Ways) < 2 {
		return nil
	}
	others := slices.DeleteFunc(slices.Clone(v.Ways), func(w checkout.Way) bool { return w.Chosen && v.Instructions != nil })
	chosen := slices.IndexFunc(others, func(w checkout.Way) bool { return w.Provider == wish })
	if chosen < 0 {
		chosen = max(0, slices.IndexFunc(others, func(w checkout.Way) bool { return w.Chosen }))
	}
	for i, w := range others {
		shown = append(shown, Way{Name: w.Provider, Title: w.Called(p.Lang()), Chosen: i == chosen})
	}
	return shown
}

// said are the heading and the sentence of a page with an order.
func said(p locale.Printer, v checkout.View, returned bool) (heading, text string) {
	heading, text = words(p, v.State, returned)
	if there := awayText(p, v.State); away(v) && there != "" {
		text = there
	}
	in := v.Instructions
	switch {
	case in != nil && v.State == processing && in.OnDelivery:
		return p.T("pay.on_delivery_title"), p.T("pay.on_delivery_text")
	case in != nil && v.State == processing:
		return p.T("pay.waiting_title"), waiting(p, v)
	case in != nil && v.State == open && in.OnDelivery:
		return p.T("pay.agree_title"), p.T("pay.agree_text")
	case in != nil && v.State == open:
		return p.T("pay.how_title"), p.T("pay.how_text")
	case v.NotReceived && v.State == open:
		return p.T("pay.not_received_title"), p.T("pay.not_received_text")
	case v.Declined && v.State == open:
		return p.T("pay.declined_title"), p.T("pay.declined_text")
	case v.State == paid && !v.Order.RefundedAmount.IsZero():
		return heading, p.T("pay.part_refunded_text", "Sum", p.Money(v.Order.RefundedAmount))
	case v.Order.Title != "" && v.State == open && !returned:
		heading = v.Order.Title
	}
	return heading, text
}

// waiting says that a person looks for the money.
func waiting(p locale.Printer, v checkout.View) string {
	switch {
	case away(v) && v.Receipts > 0:
		return p.T("pay.away_waiting_receipt_text")
	case away(v):
		return p.T("pay.away_waiting_text")
	case v.Receipts > 0:
		return p.T("pay.waiting_receipt_text")
	}
	return p.T("pay.waiting_text")
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

// refused says why something was not done.
func (h *Handler) refused(r *http.Request, v checkout.View, cause error) string {
	p := h.printer(r, v)
	switch {
	case errors.Is(cause, errNoReceipt):
		return p.T("pay.receipt_none")
	case errors.Is(cause, checkout.ErrReceiptSize):
		return p.T("pay.receipt_size")
	case errors.Is(cause, checkout.ErrReceiptType):
		return p.T("pay.receipt_type")
	case errors.Is(cause, checkout.ErrReceiptMany):
		return p.T("pay.receipt_many")
	}
	refusal, _ := errors.AsType[*checkout.Refusal](cause)
	if refusal.Reason != checkout.ReasonOpenElsewhere {
		return reason(p, refusal, away(v))
	}
	way := refusal.At.Provider
	for _, w := range v.Ways {
		if w.Provider == way {
			way = w.Called(p.Lang())
		}
	}
	return p.T("pay.refused_open_elsewhere", "Way", way, "Time", h.clock(p, refusal.Until))
}

// until says how long the link lives, in the shop's time: the reader's own zone
// is not known.
func (h *Handler) until(p locale.Printer, v checkout.View) string {
	if v.Order.PayExpires.IsZero() {
		return ""
	}
	return p.T("pay.until", "Time", h.clock(p, v.Order.PayExpires))
}

// clock is a time on the shop's clock.
func (h *Handler) clock(p locale.Printer, t time.Time) string {
	zone, err := time.LoadLocation(h.shop.Profile().TimeZone)
	if err != nil {
		zone = time.UTC
	}
	t = t.In(zone)
	return p.DateTime(t) + " " + zoneName(t)
}

// zoneName is what people call a time's zone: CET, or UTC+5 where it has no name
// but "+05".
func zoneName(t time.Time) string {
	name := t.Format("MST")
	if name[0] != '+' && name[0] != '-' {
		return name
	}
	hours, minutes, _ := strings.Cut(t.Format("-07:00"), ":")
	name = "UTC" + hours[:1] + strings.TrimPrefix(hours[1:], "0")
	if minutes != "00" {
		name += ":" + minutes
	}
	return name
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
	case checkout.ReasonNoWay:
		return p.T("pay.refused_no_way")
	case checkout.ReasonChanged:
		return p.T("pay.refused_changed")
	case checkout.ReasonNotOpen:
		return p.T("pay.refused_not_open")
	}
	return p.T("pay.refused_unavailable")
}
