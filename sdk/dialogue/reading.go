package dialogue

import (
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
)

// FlowCheckout is the name of the flow that takes orders. While it waits,
// "cancel" may mean the order as well.
const FlowCheckout = "checkout"

// Reading is what typed words may refer to in a conversation: what was shown,
// what is in the cart, what was asked. The engine reads the shopper's words
// with it, before the router sees them. Input.Meaning is not used.
func Reading(s State, in Input) understand.Context {
	_, ordering := s.Waiting(FlowCheckout)
	c := understand.Context{Lang: in.Say.Lang(), Currency: in.Shop.Currency, InOrder: ordering}
	for _, ref := range s.Shown {
		if l, ok := listed(in, ref); ok {
			c.Shown = append(c.Shown, l)
		} else { // positions must stay those that the shopper sees
			c.Shown = append(c.Shown, understand.Listed{Ref: ref})
		}
	}
	for _, line := range in.Cart.Lines {
		l, _ := listed(in, line.Ref)
		l.Ref, l.Title, l.Price = line.Ref, line.Title, line.Price
		c.Cart = append(c.Cart, l)
	}
	if f, waits := s.Top(); waits {
		c.Asking = f.Kind
	}
	if s.Confirm {
		c.Asking = understand.AskingYesNo
	}
	for _, o := range s.Offered {
		c.Options = append(c.Options, o.Label)
	}
	return c
}

// Spoken is the language to go on in: that of Input.Say, or the one that the
// shopper's words are clearly in, if the shop speaks it and she has chosen none.
func Spoken(in Input) string {
	lang := in.Meaning.Written
	if lang == "" || in.Contact.Locale != "" || !slices.Contains(in.Say.Languages(), lang) {
		return in.Say.Lang()
	}
	return lang
}

// listed describes a product or variant of the catalogue.
func listed(in Input, ref catalog.Ref) (understand.Listed, bool) {
	p, err := in.Catalog.Product(ref.Product)
	if err != nil {
		return understand.Listed{}, false
	}
	l := understand.Listed{
		Ref: ref, Title: p.Title.In(in.Say.Lang()), Brand: p.Brand,
		Category: p.CategoryPath(), Values: map[string]string{},
	}
	l.Price, _ = p.Price()
	describe(l.Values, p.Attributes)
	v, ok := p.Variant(ref.Variant)
	if !ok {
		for _, o := range p.Options {
			l.Values[o.Name] = strings.Join(o.Values, ", ")
		}
		return l, true
	}
	l.Price = v.Offer.Price
	describe(l.Values, v.Attributes)
	for name, value := range v.Values {
		l.Values[name] = value
	}
	return l, true
}

func describe(values map[string]string, all []catalog.Attribute) {
	for _, a := range all {
		if a.Kind == catalog.AttributeText {
			values[a.Name] = strings.Join(a.Text, ", ")
		}
	}
}
