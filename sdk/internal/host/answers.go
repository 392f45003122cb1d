package host

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// How large the parts of an answer may be. What identifies something is not cut
// but refused; what is only read is cut, in characters.
const (
	mostLines = 100
	mostRef   = 256 // bytes
	mostWords = 300
	mostTitle = 200
)

// usableQuote is a quote that can be shown and charged in a currency.
func usableQuote(q quote.Quote, currency string) (quote.Quote, error) {
	amounts := []money.Amount{q.Subtotal, q.Discount, q.Tax}
	if len(q.Lines) > mostLines {
		return q, fmt.Errorf("a quote of %d lines, at most %d can be shown", len(q.Lines), mostLines)
	}
	q.Lines = slices.Clone(q.Lines)
	for i, l := range q.Lines {
		if l.Quantity < 1 {
			return q, fmt.Errorf("line %d of the quote has %d pieces: leave it out, or write at least 1", i+1, l.Quantity)
		}
		q.Lines[i].Title = words(l.Title, mostTitle)
		amounts = append(amounts, l.Unit, l.Total, l.Discount, l.Tax)
	}
	if q.Delivery != nil {
		q.Delivery = new(*q.Delivery)
		q.Delivery.Name = words(q.Delivery.Name, mostTitle)
		amounts = append(amounts, q.Delivery.Price, q.Delivery.Tax)
	}
	q.Promotions, q.Refused = usableCodes(q.Promotions, q.Refused)
	for _, p := range q.Promotions {
		amounts = append(amounts, p.Discount)
	}
	for _, r := range q.Refused {
		amounts = append(amounts, r.Missing)
	}
	if q.Total.Currency != currency || q.Total.Minor < 0 {
		return q, fmt.Errorf("a total of %v: want one in %q, of nothing or more", q.Total, currency)
	}
	for _, a := range amounts {
		if a.Currency != currency && !a.IsZero() {
			return q, fmt.Errorf("an amount of %v in a quote in %s: write all in one currency", a, currency)
		}
	}
	return q, nil
}

// usableCodes are what can be shown of the codes in a quote: no more of them
// than a draft has.
func usableCodes(applied []quote.Applied, refused []quote.Refused) ([]quote.Applied, []quote.Refused) {
	applied = slices.Clone(applied[:min(len(applied), quote.MaxCodes)])
	for i, p := range applied {
		applied[i].Code, applied[i].Name = words(p.Code, mostTitle), words(p.Name, mostTitle)
	}
	refused = slices.Clone(refused[:min(len(refused), quote.MaxCodes)])
	for i, r := range refused {
		refused[i].Code, refused[i].With, refused[i].Text = words(r.Code, mostTitle), words(r.With, mostTitle), words(r.Text, mostWords)
	}
	return applied, refused
}

// usablePlacement is an answer about an order that says one thing.
func usablePlacement(p order.Placement, o order.Order) (order.Placement, error) {
	if p.Accepted && (p.Changed != nil || p.Refused()) || p.Changed != nil && p.Refused() {
		return p, errors.New("the answer says two things: want exactly one of Accepted, Changed, and Rejected with or without Lines")
	}
	p.Number = words(p.Number, mostRef)
	if n := utf8.RuneCountInString(p.Number); n > order.MaxNumber {
		return p, fmt.Errorf("a Number of %d characters, at most %d can be kept", n, order.MaxNumber)
	}
	if len(p.Ref) > mostRef || !utf8.ValidString(p.Ref) {
		return p, fmt.Errorf("a Ref of %d bytes: want at most %d, as UTF-8", len(p.Ref), mostRef)
	}
	p.Rejected = words(p.Rejected, mostWords)
	p.Lines = usableLines(p.Lines, o.Quote)
	if p.Changed == nil {
		return p, nil
	}
	q, err := usableQuote(*p.Changed, o.Quote.Total.Currency)
	p.Changed = &q
	return p, err
}

// usableLines are the rejected lines that are of the order, each once, and
// cannot be had as asked.
func usableLines(all []order.RejectedLine, q quote.Quote) (kept []order.RejectedLine) {
	for _, l := range all {
		asked := 0
		for _, of := range q.Lines {
			if of.Ref == l.Ref {
				asked += of.Quantity
			}
		}
		again := slices.ContainsFunc(kept, func(k order.RejectedLine) bool { return k.Ref == l.Ref })
		if l.Left = max(0, l.Left); l.Left < asked && !again {
			l.Reason = words(l.Reason, mostWords)
			kept = append(kept, l)
		}
	}
	return kept
}

// usable are the orders that can be shown, at most limit, each once. Nothing
// that only Sauda may know, such as a pay link, is believed.
func (w orders) usable(all []order.Order, limit int) (kept []order.Order) {
	seen := map[string]bool{}
	for _, o := range all[:min(len(all), limit)] {
		o, err := usableOrder(o)
		switch {
		case err != nil:
			w.logger.Warn("host: an order that Orders.Find answered is left out", "error", err)
		case !seen[o.ID]:
			seen[o.ID] = true
			kept = append(kept, o)
		}
	}
	return kept
}

func usableOrder(o order.Order) (order.Order, error) {
	o.PayToken, o.Checkout, o.Provider, o.Attempt, o.Version, o.Delay = "", "", "", 0, 0, ""
	o.Title, o.Shipment = words(o.Title, mostTitle), usableShipment(o.Shipment)
	switch {
	case o.ID == "" || len(o.ID) > mostRef || !utf8.ValidString(o.ID):
		return o, fmt.Errorf("an ID of %d bytes: want 1 to %d, as UTF-8", len(o.ID), mostRef)
	case !o.State.Valid():
		return o, errors.New("its State is none of package order's")
	case !money.Valid(o.Quote.Total.Currency):
		return o, errors.New("the currency of its Total is not one of ISO 4217")
	}
	if o.Number = words(o.Number, order.MaxNumber); o.Number == "" {
		o.Number = words(o.ID, order.MaxNumber)
	}
	var err error
	o.Quote, err = usableQuote(o.Quote, o.Quote.Total.Currency)
	return o, err
}

// usableShipment is what can be shown of how far an order has come; nil if there
// is nothing. An address that is none of the web is left out.
func usableShipment(s *order.Shipment) *order.Shipment {
	if s == nil || !slices.Contains([]order.Step{order.StepPacked, order.StepShipped, order.StepReady, order.StepDelivered}, s.Status) {
		return nil
	}
	is := *s
	is.Carrier, is.Number = words(s.Carrier, order.MaxNumber), words(s.Number, order.MaxNumber)
	if !field.URL(s.URL) {
		is.URL = ""
	}
	return &is
}

// words is text on one line, cut to so many characters.
func words(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if field.Unseen(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
