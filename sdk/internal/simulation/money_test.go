package simulation

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/sauda-commerce/sauda/payments"
)

var (
	thanks = regexp.MustCompile(`Thank you\. Order (\d+) is paid: \$([\d,]+\.\d\d)\.`)
	sorry  = regexp.MustCompile(`(?:[Oo]rder (\d+) was paid twice|[pP]ayment for order (\d+) arrived)`)
	bought = regexp.MustCompile(`(?m)^(\d+) × (.+): \$`)
)

// stock checks P7: of what is rare, no more was sold than there was.
func (f *facts) stock() {
	sold, counted := map[string]int{}, map[string]bool{}
	for _, r := range f.all {
		m := thanks.FindStringSubmatch(r.Text)
		if m == nil || counted[m[1]] {
			continue
		}
		counted[m[1]] = true
		for _, line := range bought.FindAllStringSubmatch(r.Text, -1) {
			n, _ := strconv.Atoi(line[1]) // digits
			sold[line[2]] += n
		}
	}
	for title, had := range pieces {
		if sold[title] > had {
			f.add("P7", "", "%d × %s were sold, there were %d", sold[title], title, had)
		}
	}
}

// account is what a shopper paid for one order by what the provider knows, and
// what she was told of it.
type account struct {
	shopper  string
	paid     int             // payments that succeeded
	returned int             // of them, those that she got back
	kept     int64           // cents
	total    int64           // cents, as the thanks say; 0 without
	sorry    map[string]bool // messages that tell of money that goes back
}

// accounts joins the provider's payments with the orders' numbers, by the pay
// links.
func (f *facts) accounts() map[string]*account {
	numbers, all := map[string]string{}, map[string]*account{}
	for _, r := range f.all {
		if m := ready.FindStringSubmatch(r.Text); m != nil && r.Link != nil {
			numbers[r.Link.URL] = m[1]
			all[m[1]] = &account{shopper: r.Shopper, sorry: map[string]bool{}}
		}
	}
	for _, p := range f.w.box.Payments() {
		a := all[numbers[f.w.tills[p.Ref].link]]
		switch {
		case p.State != payments.StateSucceeded:
		case a == nil:
			f.add("P5", "", "payment %s is of no order that anybody was told of", p.Ref)
		default:
			a.paid++
			a.kept += p.Amount.Minor - p.Refunded.Minor
			if p.Refunded.Minor >= p.Amount.Minor {
				a.returned++
			}
		}
	}
	for _, r := range f.all {
		if m := thanks.FindStringSubmatch(r.Text); m != nil && all[m[1]] != nil {
			all[m[1]].total = cents(m[2])
		}
		if m := sorry.FindStringSubmatch(r.Text); m != nil && all[m[1]+m[2]] != nil {
			all[m[1]+m[2]].sorry[r.Reference] = true
		}
	}
	return all
}

func cents(s string) int64 {
	n, _ := strconv.ParseInt(strings.NewReplacer(",", "", ".", "").Replace(s), 10, 64) // digits
	return n
}

// money checks P5 and P6 by what the provider knows: no more is kept for an
// order than its total, and whoever paid was told what became of each payment.
func (f *facts) money() {
	for number, a := range f.accounts() {
		s := f.shopper(a.shopper)
		switch deaf := s != nil && f.deaf(s); {
		case a.paid-a.returned > 1:
			f.add("P5", a.shopper, "order %s: %d payments are kept", number, a.paid-a.returned)
		case a.total > 0 && a.kept != a.total:
			f.add("P5", a.shopper, "order %s: %d cents are kept of a total of %d", number, a.kept, a.total)
		case a.total == 0 && a.kept > 0 && !deaf:
			f.add("P6", a.shopper, "order %s: %d cents are kept, and nobody said thanks", number, a.kept)
		case len(a.sorry) != a.returned && !deaf:
			f.add("P5", a.shopper, "order %s: %d payments went back, she was told of %d", number, a.returned, len(a.sorry))
		}
	}
}

func (f *facts) shopper(id string) *shopper {
	if i := slices.IndexFunc(f.w.shoppers, func(s *shopper) bool { return s.id == id }); i >= 0 {
		return f.w.shoppers[i]
	}
	return nil
}

// returned is how many payments went back.
func (w *world) returned() (n int) {
	for _, p := range w.box.Payments() {
		if p.Refunded.Minor > 0 {
			n++
		}
	}
	return n
}
