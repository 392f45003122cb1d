package quote

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// cheapest prices a draft with the promotions that save the most together: those
// that stack, or one that does not. The others are refused.
func (r Rules) cheapest(q Quote, d Draft, lang string, fit []Promotion) (best Quote, refused []Refused, err error) {
	var held []Promotion
	for i, with := range choices(fit) {
		is, err := r.priced(q, d, lang, with)
		if err != nil {
			return Quote{}, nil, err
		}
		if i == 0 || is.Total.Minor < best.Total.Minor {
			best, held = is, with
		}
	}
	for _, p := range fit {
		if !slices.ContainsFunc(held, func(h Promotion) bool { return h.Code == p.Code }) {
			refused = append(refused, Refused{Code: p.Code, Reason: ReasonAlone, With: codesOf(held)})
		}
	}
	return best, refused, nil
}

// choices are the sets of promotions that may hold together; none of them is
// better than the ones before where they save the same.
func choices(fit []Promotion) [][]Promotion {
	var stack []Promotion
	var alone [][]Promotion
	for _, p := range fit {
		if p.Stackable {
			stack = append(stack, p)
		} else {
			alone = append(alone, []Promotion{p})
		}
	}
	if len(stack) > 0 || len(alone) == 0 {
		return slices.Insert(alone, 0, stack)
	}
	return alone
}

func codesOf(all []Promotion) string {
	codes := make([]string, len(all))
	for i, p := range all {
		codes[i] = p.Code
	}
	return strings.Join(codes, ", ")
}

// discounted takes off what promotions give, other than delivery.
func (q *Quote) discounted(d Draft, lang string, with []Promotion) error {
	q.Discount, q.Promotions = money.New(0, d.Currency), nil
	for _, p := range with {
		q.Promotions = append(q.Promotions, Applied{Code: p.Code, Name: p.Name.In(lang), Discount: q.Discount})
	}
	for i := range q.Lines {
		if err := q.percent(i, d.Lines[i], with); err != nil {
			return fmt.Errorf("quote: discount of line %q: %w", q.Lines[i].Title, err)
		}
	}
	for _, i := range narrowest(d, with) {
		if err := q.amount(i, d, with[i]); err != nil {
			return fmt.Errorf("quote: promotion %s: %w", with[i].Code, err)
		}
	}
	return nil
}

// percent takes the percentages off one line, and notes whose they are.
func (q *Quote) percent(line int, of DraftLine, with []Promotion) error {
	const whole = 1_000_000
	shares := make([]int64, len(with))
	all := int64(0)
	for i, p := range with {
		if p.covers(of) {
			shares[i] = min(max(p.PerMillion, 0), whole)
			all += shares[i]
		}
	}
	if all == 0 {
		return nil
	}
	off, err := q.Lines[line].Total.MulRate(min(all, whole), whole)
	if err != nil {
		return err
	}
	parts, err := off.Allocate(shares...)
	if err != nil {
		return err
	}
	for i, part := range parts {
		if err := q.take(line, i, part); err != nil {
			return err
		}
	}
	return nil
}

// amount takes a promotion's sum off the lines it is for.
func (q *Quote) amount(promotion int, d Draft, p Promotion) error {
	left := make([]int64, len(q.Lines))
	all := int64(0)
	for i, l := range q.Lines {
		if p.covers(d.Lines[i]) {
			left[i] = l.Total.Minor - l.Discount.Minor
			all += left[i] // not more than the subtotal
		}
	}
	sum := money.New(min(p.Amount.Minor, all), d.Currency)
	if sum.Minor <= 0 || p.Amount.Currency != d.Currency {
		return nil
	}
	parts, err := sum.Allocate(left...)
	if err != nil {
		return err
	}
	for i, part := range parts {
		if err := q.take(i, promotion, part); err != nil {
			return err
		}
	}
	return nil
}

// take takes a sum off a line, for a promotion.
func (q *Quote) take(line, promotion int, sum money.Amount) (err error) {
	l, p := &q.Lines[line], &q.Promotions[promotion]
	if l.Discount, err = l.Discount.Add(sum); err != nil {
		return err
	}
	if p.Discount, err = p.Discount.Add(sum); err != nil {
		return err
	}
	q.Discount, err = q.Discount.Add(sum)
	return err
}

// narrowest are the positions of promotions, those for the fewest lines first:
// what is for everything then takes what they have left.
func narrowest(d Draft, with []Promotion) []int {
	at, lines := make([]int, len(with)), make([]int, len(with))
	for i, p := range with {
		at[i] = i
		for _, l := range d.Lines {
			if p.covers(l) {
				lines[i]++
			}
		}
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(lines[a], lines[b]) })
	return at
}

// idle moves the promotions that made nothing cheaper to those that are refused,
// and lists these by code.
func (q *Quote) idle(refused []Refused) []Refused {
	q.Promotions = slices.DeleteFunc(q.Promotions, func(a Applied) bool {
		idle := a.Discount.IsZero() && !a.FreeDelivery
		if idle {
			refused = append(refused, Refused{Code: a.Code, Reason: ReasonNothing})
		}
		return idle
	})
	if len(q.Promotions) == 0 {
		q.Promotions = nil
	}
	slices.SortStableFunc(refused, func(a, b Refused) int { return strings.Compare(FoldCode(a.Code), FoldCode(b.Code)) })
	return refused
}
