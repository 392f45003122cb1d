package flows

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// patience is how many answers that do not fit are met with an example only;
// then a person is offered as well.
const patience = 2

// question is what a step asks.
func (f checkout) question(in dialogue.Input, d draft, step string) message.Outbound {
	var m message.Outbound
	switch step {
	case stepContact:
		m.Text = contactQuestion(in, d)
	case stepDelivery:
		m.Text = in.Say.T("checkout.ask_delivery")
		for _, way := range in.Shop.Rules.For(d.Country) {
			m.Choices = append(m.Choices, choice(methodLabel(in, d, way), "checkout.method", "id", way.ID))
		}
	case stepAddress:
		m.Text = in.Say.T("checkout.ask_address")
		if d.Address != "" {
			m.Choices = append(m.Choices, choice(clip(d.Address, 40), "checkout.keep"))
		}
	}
	if step != stepContact {
		m.Choices = append(m.Choices, choice(in.Say.T("menu.back"), "checkout.back"))
	}
	m.Choices = append(m.Choices, choice(in.Say.T("checkout.cancel"), "checkout.cancel"))
	if d.Tries >= patience {
		m.Choices = append(m.Choices, choice(in.Say.T("menu.person"), "person.call"))
	}
	return m
}

func contactQuestion(in dialogue.Input, d draft) string {
	switch {
	case d.Name == "" && d.Phone == "" && d.Email == "":
		return in.Say.T("checkout.ask_contact")
	case d.Name == "":
		return in.Say.T("checkout.ask_name")
	case d.Tries > 0:
		return in.Say.T("checkout.ask_reach_again")
	}
	return in.Say.T("checkout.ask_reach", "Name", d.Name)
}

func methodLabel(in dialogue.Input, d draft, m quote.Method) string {
	d.Delivery = m.ID
	price := in.Say.T("checkout.free")
	if q, err := quoted(in, in.Cart, d); err == nil && q.Delivery != nil {
		price = priceOf(in, q.Delivery.Price)
	}
	return in.Say.T("checkout.method", "Name", m.Name.In(in.Say.Lang()), "Price", price)
}

// summary shows the whole order at today's prices, with Pay below.
func (f checkout) summary(s dialogue.State, in dialogue.Input, d draft, note string) (dialogue.Outcome, error) {
	was := in
	now, notes := reread(in)
	if in.Cart = now; now.Empty() {
		out := say(s.Left(f.Name()), lines(append(notes, in.Say.T("checkout.empty"))...), menu(in)...)
		out.Do = putIfChanged(was, now)
		return out, nil
	}
	q, err := d.price(in)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	now, gone, yet := settled(in, now, q)
	in.Cart, notes = now, slices.Concat(gone, []string{note}, notes, yet)
	d.Cart, d.Shown, d.Quote, d.Tries = now.Lines, q.Total, &q, 0
	if s, err = f.wait(s, d, stepSummary); err != nil {
		return dialogue.Outcome{}, err
	}
	text := paragraphs(lines(notes...), quoteText(in, q), addressee(in, d))
	out := say(s, text, choice(in.Say.T("checkout.pay"), "checkout.pay"), choice(in.Say.T("checkout.change"), "checkout.change"))
	if len(now.Codes) == 0 {
		out.Say[0].Choices = append(out.Say[0].Choices, codeChoices(in)...)
	}
	out.Say[0].Choices = append(out.Say[0].Choices, choice(in.Say.T("checkout.cancel"), "checkout.cancel"))
	out.Do = putIfChanged(was, now)
	return out, nil
}

// price is what the order costs: ours, unless the host asked for another.
func (d draft) price(in dialogue.Input) (quote.Quote, error) {
	if d.Agreed != nil {
		return *d.Agreed, nil
	}
	return quoted(in, in.Cart, d)
}

// quoteText is a quote in words, a line each.
func quoteText(in dialogue.Input, q quote.Quote) string {
	return lines(in.Say.T("checkout.yours"), quoteLines(in, q))
}

// quoteLines are the lines and the sums of a quote.
func quoteLines(in dialogue.Input, q quote.Quote) string {
	var text []string
	for _, l := range q.Lines {
		text = append(text, in.Say.T("cart.line", "Quantity", l.Quantity, "Title", l.Title, "Total", in.Say.Money(l.Total)))
	}
	text = append(text, discounts(in, q)...)
	if q.Delivery != nil {
		text = append(text, delivered(in, q))
	}
	total := in.Say.T("checkout.total", "Total", in.Say.Money(q.Total))
	switch {
	case q.Tax.IsZero():
	case q.TaxIncluded:
		total = in.Say.T("checkout.total_with_tax", "Total", in.Say.Money(q.Total), "Tax", in.Say.Money(q.Tax))
	default:
		text = append(text, in.Say.T("checkout.tax", "Tax", in.Say.Money(q.Tax)))
	}
	return lines(append(text, total)...)
}

// addressee says whom and where the order is for.
func addressee(in dialogue.Input, d draft) string {
	var reach []string
	for _, part := range []string{d.Name, d.Phone, d.Email} {
		if part != "" {
			reach = append(reach, part)
		}
	}
	address := d.Address
	if m, ok := d.method(in); !ok || m.Pickup {
		address = ""
	}
	return lines(in.Say.T("checkout.to", "Who", strings.Join(reach, ", ")), address)
}

// changeMenu offers what can be changed about an order.
func (f checkout) changeMenu(s dialogue.State, in dialogue.Input, d draft) dialogue.Outcome {
	choices := []message.Choice{choice(in.Say.T("checkout.edit_contact"), "checkout.edit", "step", stepContact)}
	if len(in.Shop.Rules.For(d.Country)) > 1 {
		choices = append(choices, choice(in.Say.T("checkout.edit_delivery"), "checkout.edit", "step", stepDelivery))
	}
	if m, ok := d.method(in); ok && !m.Pickup {
		choices = append(choices, choice(in.Say.T("checkout.edit_address"), "checkout.edit", "step", stepAddress))
	}
	choices = append(choices, codeChoices(in)...)
	return say(s, in.Say.T("checkout.change_what"), append(choices,
		choice(in.Say.T("checkout.edit_cart", "Things", strconv.Itoa(in.Cart.Count())), "cart.edit"),
		choice(in.Say.T("menu.back"), "checkout.start"))...)
}
