package flows

import (
	"context"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// beingPlaced answers a shopper whose order the host has not taken yet.
func beingPlaced(s dialogue.State, in dialogue.Input) dialogue.Outcome {
	for _, o := range in.Orders {
		if o.State == order.Placing {
			return delayed(s, in, o, o.Delay)
		}
	}
	return delayed(s, in, orderView{}, order.DelaySlow)
}

// delayed says how it stands with an order that the host has not taken yet.
func delayed(s dialogue.State, in dialogue.Input, o orderView, d order.Delay) dialogue.Outcome {
	list := choice(in.Say.T("menu.orders"), "orders.list")
	if d != order.DelayDown {
		return say(s, placingWords(in, d), list)
	}
	return say(s, placingWords(in, d), list,
		choice(in.Say.T("orders.cancel"), "orders.cancel", "id", o.ID), choice(in.Say.T("menu.person"), "person.call"))
}

func placingWords(in dialogue.Input, d order.Delay) string {
	if d == order.DelayDown {
		return in.Say.T("checkout.delayed")
	}
	return in.Say.T("checkout.placing")
}

// unanswered says that an order is cancelled because the host never answered.
func (f checkout) unanswered(s dialogue.State, in dialogue.Input, o orderView) dialogue.Outcome {
	return say(noLongerPlacing(s), in.Say.T("checkout.unanswered", "Number", o.Number),
		choice(in.Say.T("orders.repeat"), "orders.repeat", "id", o.ID),
		choice(in.Say.T("menu.browse"), "browse.open"), choice(in.Say.T("menu.person"), "person.call"))
}

// noLongerPlacing is a state in which no order is waited for any more. One that she has
// begun since goes on.
func noLongerPlacing(s dialogue.State) dialogue.State {
	if frame, ok := s.Waiting(dialogue.FlowCheckout); ok && frame.Step == stepPlacing {
		return s.Left(dialogue.FlowCheckout)
	}
	return s
}

// changedByHost shows the price that the host's order system asks for, and in
// what it differs.
func (f checkout) changedByHost(s dialogue.State, in dialogue.Input, o orderView, e dialogue.OrderEvent) (dialogue.Outcome, error) {
	d := begin(in.Contact)
	if frame, ok := s.Waiting(f.Name()); ok {
		d = f.read(frame)
	}
	note := in.Say.T("checkout.host_changed")
	if e.Quote != nil {
		d.Agreed, note = e.Quote, lines(note, changesText(in, o.Quote, *e.Quote))
	}
	d.settle(in)
	return f.summary(s, in, d, note)
}

// rejected says what the host does not take, and why; what can be had stays in
// the cart, and something similar is shown for what cannot.
func (f checkout) rejected(ctx context.Context, s dialogue.State, in dialogue.Input, e dialogue.OrderEvent) (dialogue.Outcome, error) {
	left, notes := withoutRejected(in, e.Lines)
	do := putIfChanged(in, left)
	in.Cart = left
	out := say(noLongerPlacing(s), lines(rejectedText(in, e, notes)...), rejectedChoices(in)...)
	out.Do = do
	if len(notes) == 0 {
		return out, nil
	}
	p, all, err := f.insteadOf(ctx, in, e.Lines)
	if len(all) > 0 {
		lead := in.Say.T("product.these_similar", "Title", p.Title.In(in.Say.Lang()))
		out.Say = append(out.Say, message.Outbound{Text: lead, Cards: f.cards(in, all)})
		out.Next.Shown, out.Next.Product = refs(all), catalog.Ref{}
	}
	return out, err
}

func rejectedText(in dialogue.Input, e dialogue.OrderEvent, notes []string) []string {
	first := in.Say.T("checkout.rejected_lines")
	switch {
	case e.Code != "":
		first = in.Say.T("checkout.rejected", "Reason", e.Code)
	case len(notes) == 0:
		first = in.Say.T("checkout.rejected", "Reason", in.Say.T("checkout.no_reason"))
	}
	if len(notes) == 0 {
		return []string{first, in.Say.T("checkout.kept")}
	}
	now := in.Say.T("cart.empty_now")
	if q, err := quoted(in, in.Cart, draft{}); err == nil && !in.Cart.Empty() {
		now = in.Say.N("cart.now", in.Cart.Count(), "Total", in.Say.Money(q.Subtotal))
	}
	return append(append([]string{first}, notes...), in.Say.T("checkout.not_charged"), now)
}

func rejectedChoices(in dialogue.Input) []message.Choice {
	all := []message.Choice{choice(in.Say.T("menu.browse"), "browse.open"), choice(in.Say.T("menu.person"), "person.call")}
	if in.Cart.Empty() {
		return all
	}
	return append([]message.Choice{choice(in.Say.T("checkout.start"), "checkout.start"), choice(in.Say.T("menu.cart"), "cart.show")}, all...)
}

// withoutRejected is the cart with as many of each rejected thing as can be
// had, and says what was taken out and why.
func withoutRejected(in dialogue.Input, rejected []order.RejectedLine) (left cart.Cart, notes []string) {
	left = in.Cart
	for _, r := range rejected {
		l, ok := left.Line(r.Ref)
		if !ok || r.Left >= l.Quantity {
			continue
		}
		left, _ = left.Set(r.Ref, r.Left)
		left.Updated = in.Now
		notes = append(notes, whyRejected(in, l.Title, r)...)
	}
	return left, notes
}

// whyRejected is the host's reason, and what became of the line.
func whyRejected(in dialogue.Input, title string, r order.RejectedLine) []string {
	reason := r.Reason
	if reason != "" && !strings.Contains(reason, title) {
		reason = in.Say.T("checkout.line_reason", "Title", title, "Reason", reason)
	}
	switch {
	case r.Left > 0:
		return []string{reason, in.Say.N("cart.only", r.Left, "Title", title)}
	case reason == "":
		return []string{in.Say.T("cart.sold_out_removed", "Title", title)}
	}
	return []string{reason, in.Say.T("cart.removed", "Title", title)}
}

// insteadOf is the first rejected thing of which nothing is left and for which
// there is something else, and what that is: its other variants, and what is
// like it.
func (f checkout) insteadOf(ctx context.Context, in dialogue.Input, rejected []order.RejectedLine) (p catalog.Product, all []catalog.Product, err error) {
	for _, r := range rejected {
		if p, err = in.Catalog.Product(r.Ref.Product); err != nil || r.Left > 0 {
			continue // without the product nothing is like it
		}
		if all, _, err = f.alike(ctx, in, p); err != nil {
			return p, nil, err
		}
		all = slices.DeleteFunc(all, func(a catalog.Product) bool {
			return slices.ContainsFunc(rejected, func(r order.RejectedLine) bool { return r.Ref.Product == a.ID })
		})
		if otherVariants(p, r.Ref.Variant) {
			all = slices.Insert(all, 0, p)
		}
		if len(all) > 0 {
			return p, all[:min(len(all), f.o.PageSize)], nil
		}
	}
	return p, nil, nil
}

// otherVariants says whether a product can be had in another variant.
func otherVariants(p catalog.Product, but catalog.VariantID) bool {
	return slices.ContainsFunc(p.Variants, func(v catalog.Variant) bool { return v.ID != but && v.Offer.Stock.Available(1) })
}
