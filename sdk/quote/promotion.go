package quote

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// MaxCodes is how many codes a draft may have; those beyond are not looked at.
const MaxCodes = 5

// Promotion is what a code gives: a percentage, a sum, free delivery, or several
// of them.
type Promotion struct {
	Amount       money.Amount        // off the lines it is for, together. Defaults to none
	Categories   []string            // what it is for, as in Rate, beside Products. Defaults, with Products, to everything
	Code         string              // as the shop writes it; typed in any case it is the same. Required
	Ends         time.Time           // the first moment at which it does not hold any more. Defaults to never
	For          []string            // ids of contacts, or of customers at the host, whose alone it is. Defaults to everybody
	FreeDelivery bool                // delivery is free
	Min          money.Amount        // from this sum of all lines on, before discounts. Defaults to any
	Name         catalog.Text        // what it is called. Defaults to the code
	PerMillion   int64               // off each line it is for: 10 % is 100000; at most 1000000
	Products     []catalog.ProductID // what it is for, beside Categories
	Stackable    bool                // holds together with others that do. Defaults to alone
	Starts       time.Time           // the first moment at which it holds. Defaults to always
	Uses         int                 // in how many orders, of all shoppers. Defaults to any number
	UsesEach     int                 // in how many orders of one shopper. Defaults to any number
}

// Usage is how often a code stands in orders that were not given up, without the
// one that is being priced.
type Usage struct {
	Code string // as FoldCode has it
	All  int
	Hers int // of All, those of the shopper
}

// Applied is a promotion that holds in a quote.
type Applied struct {
	Code         string       `json:"code"` // as the shop writes it
	Name         string       `json:"name,omitempty"`
	Discount     money.Amount `json:"discount,omitzero"` // its part of Quote.Discount
	FreeDelivery bool         `json:"free_delivery,omitempty"`
}

// Reason says why a code does not apply.
type Reason string

// Reasons.
const (
	ReasonUnknown   Reason = "unknown"   // there is no such code
	ReasonEarly     Reason = "early"     // not before Refused.From
	ReasonExpired   Reason = "expired"   // it was until some time
	ReasonNotHers   Reason = "not_hers"  // it is somebody else's
	ReasonUsedUp    Reason = "used_up"   // by others
	ReasonUsed      Reason = "used"      // by her, as often as she may
	ReasonMin       Reason = "min"       // Refused.Missing more, and it holds
	ReasonNothing   Reason = "nothing"   // nothing here that it would make cheaper
	ReasonAlone     Reason = "alone"     // not together with Refused.With, which saves more
	ReasonUnchecked Reason = "unchecked" // the host's order system, which would know, did not answer
)

// Lasting says whether the reason stays, whatever she does with her cart.
func (r Reason) Lasting() bool {
	switch r {
	case ReasonMin, ReasonNothing, ReasonUnchecked:
		return false
	}
	return true
}

// Refused is a code that does not apply, and why.
type Refused struct {
	Code    string       `json:"code"` // as the shop writes it, or as it was typed
	Reason  Reason       `json:"reason,omitempty"`
	Missing money.Amount `json:"missing,omitzero"` // with ReasonMin
	From    time.Time    `json:"from,omitzero"`    // with ReasonEarly
	With    string       `json:"with,omitempty"`   // with ReasonAlone: the code that holds instead
	// Text is a sentence of the host's for the shopper, instead of one for the
	// reason.
	Text string `json:"text,omitempty"`
}

// FoldCode is what is compared of a code: without case, spaces around it, and
// the differences that Unicode makes between letters that look the same.
func FoldCode(code string) string {
	code = strings.Map(folded, norm.NFKC.String(strings.ToValidUTF8(code, "")))
	return strings.TrimSpace(norm.NFKC.String(code))
}

// folded is one rune for all that differ by case alone. (cases.Fold swaps the
// cases of Cherokee, so what it has folded would not stay.)
func folded(r rune) rune {
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	return unicode.ToLower(least)
}

// Promotion finds the promotion of a code, however it is typed.
func (r Rules) Promotion(code string) (Promotion, bool) {
	code = FoldCode(code)
	i := slices.IndexFunc(r.Promotions, func(p Promotion) bool { return FoldCode(p.Code) == code })
	if i < 0 || code == "" {
		return Promotion{}, false
	}
	return r.Promotions[i], true
}

// Named are the promotions whose codes are words of texts, each once.
func (r Rules) Named(texts ...string) (named []Promotion) {
	if len(r.Promotions) == 0 {
		return nil
	}
	for _, text := range texts {
		for _, word := range strings.Fields(text) {
			p, ok := r.Promotion(strings.Trim(word, marks))
			if ok && !slices.ContainsFunc(named, func(n Promotion) bool { return n.Code == p.Code }) {
				named = append(named, p)
			}
		}
	}
	return named
}

// marks may stand around a code in a sentence.
const marks = ".,;:!?\"'`()[]<>«»“”„‘’…"

// Limited says whether it matters how often the promotion was used.
func (p Promotion) Limited() bool { return p.Uses > 0 || p.UsesEach > 0 }

// fitting are the promotions of a draft's codes that would hold alone, by code,
// and the codes that would not.
func (r Rules) fitting(d Draft, subtotal money.Amount) (fit []Promotion, refused []Refused) {
	codes := map[string]string{} // folded: as typed
	for _, c := range d.Codes[:min(len(d.Codes), MaxCodes)] {
		if folded := FoldCode(c); folded != "" && codes[folded] == "" {
			codes[folded] = strings.TrimSpace(c)
		}
	}
	folded := make([]string, 0, len(codes))
	for c := range codes {
		folded = append(folded, c)
	}
	slices.Sort(folded)
	for _, c := range folded {
		p, known := r.Promotion(c)
		if !known {
			refused = append(refused, r.unknown(codes[c]))
		} else if no := p.refuses(d, subtotal); no.Reason != "" {
			refused = append(refused, no)
		} else {
			fit = append(fit, p)
		}
	}
	return fit, refused
}

func (r Rules) unknown(code string) Refused {
	if r.Codes {
		return Refused{Code: code, Reason: ReasonUnchecked}
	}
	return Refused{Code: code, Reason: ReasonUnknown}
}

// refuses says why a promotion does not hold, whatever others there are; no
// reason if it does.
func (p Promotion) refuses(d Draft, subtotal money.Amount) Refused {
	used := d.used(p.Code)
	no := Refused{Code: p.Code}
	switch {
	case d.At.Before(p.Starts):
		no.Reason, no.From = ReasonEarly, p.Starts
	case !p.Ends.IsZero() && !d.At.Before(p.Ends):
		no.Reason = ReasonExpired
	case !p.hers(d):
		no.Reason = ReasonNotHers
	case p.UsesEach > 0 && used.Hers >= p.UsesEach:
		no.Reason = ReasonUsed
	case p.Uses > 0 && used.All >= p.Uses:
		no.Reason = ReasonUsedUp
	case subtotal.Minor < p.Min.Minor:
		no.Reason, no.Missing = ReasonMin, money.New(p.Min.Minor-subtotal.Minor, d.Currency)
	case !p.FreeDelivery && !slices.ContainsFunc(d.Lines, p.covers):
		no.Reason = ReasonNothing
	}
	return no
}

// hers says whether the shopper may use it.
func (p Promotion) hers(d Draft) bool {
	is := func(id string) bool { return id != "" && slices.Contains(p.For, id) }
	return len(p.For) == 0 || is(d.Contact) || is(d.Customer)
}

// covers says whether it is for a line.
func (p Promotion) covers(l DraftLine) bool {
	if len(p.Products)+len(p.Categories) == 0 || slices.Contains(p.Products, l.Ref.Product) {
		return true
	}
	return slices.ContainsFunc(p.Categories, func(c string) bool { return within(l.Category, c) > 0 })
}

// used is how often a code was used.
func (d Draft) used(code string) Usage {
	code = FoldCode(code)
	for _, u := range d.Used {
		if u.Code == code {
			return u
		}
	}
	return Usage{Code: code}
}
