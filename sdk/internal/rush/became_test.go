package rush

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/hook"
)

// money is what the providers have of hers.
func (b *buys) money() (kept []payments.Payment, returned int) {
	for _, t := range b.tills {
		for _, ref := range t.refs(b.order) {
			switch p := t.truth(ref); {
			case p.State == payments.StateSucceeded && p.Refunded.Minor < p.Amount.Minor:
				kept = append(kept, p)
			case p.State == payments.StateSucceeded:
				returned++
			}
		}
	}
	return kept, returned
}

// check checks what became of her order.
func (b *buys) check() {
	kept, returned := b.money()
	v, err := b.nodes[0].PayLink(context.Background(), b.token)
	if err != nil {
		b.t.Errorf("%s: %v", b.name, err)
		return
	}
	wrong := func(format string, args ...any) {
		b.t.Errorf("%s, order %s, %s: "+format+" (again with -seed %d)", slices.Concat([]any{b.name, b.order, v.Order.State}, args, []any{*seed})...)
	}
	paid := v.State == "paid"
	if v.Order.Reason == checkout.HeldAmount { // she paid an old price on a page that was closed: a person decides
		b.held.Add(1)
		if len(kept) != 1 || kept[0].Amount == v.Order.Quote.Total {
			wrong("it is held, of %v, and %v are kept", v.Order.Quote.Total, kept)
		}
		return
	}
	switch {
	case len(kept) > 1:
		wrong("%d payments are kept", len(kept))
	case len(kept) == 1 && !paid:
		wrong("%v is kept, and its link says that it is %s", kept[0].Amount, v.State)
	case len(kept) == 0 && paid:
		wrong("it is paid, and no provider has the money")
	case paid && (kept[0].Amount != v.Order.Quote.Total || kept[0].Ref != v.Order.Checkout):
		wrong("%v was paid by %s of %v by %s", kept[0].Amount, kept[0].Ref, v.Order.Quote.Total, v.Order.Checkout)
	}
	for _, t := range b.tills {
		if n := t.open(b.order); n > 0 {
			wrong("it can still be paid")
		}
	}
	thanks, sorry := b.read()
	if got, want := b.hooks(hook.OrderPaid{}.Type()), len(kept); got != want {
		wrong("the host heard %d times that it is paid", got)
	}
	if got, want := b.hooks(hook.PaymentSucceeded{}.Type()), len(kept)+returned; got != want {
		wrong("the host heard of %d payments, there were %d", got, want)
	}
	if thanks != len(kept) || sorry != returned {
		wrong("she read %d thanks and %d times that money goes back; %d payments are kept, %d went back", thanks, sorry, len(kept), returned)
	}
}

var (
	thanked  = regexp.MustCompile(`Thank you\. Order .* is paid`)
	sorryFor = regexp.MustCompile(`was paid twice|arrived after the order was closed|sold out before the payment`)
)

// hooks is how often the host heard of something about her order.
func (b *buys) hooks(what string) (n int) {
	for id := range b.heard[b.order] {
		if strings.HasPrefix(id, what+" ") {
			n++
		}
	}
	return n
}

// read is what she read: thanks, and that money goes back.
func (b *buys) read() (thanks, sorry int) {
	all, err := b.nodes[0].Transcript(context.Background(), conversation.IDOf(b.at), 0, 1000)
	if err != nil {
		b.t.Error(err)
	}
	for _, m := range all {
		switch {
		case m.From != conversation.Shop:
		case thanked.MatchString(m.Body.Text):
			thanks++
		case sorryFor.MatchString(m.Body.Text):
			sorry++
		}
	}
	return thanks, sorry
}
