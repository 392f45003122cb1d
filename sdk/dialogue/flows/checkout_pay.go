package flows

import (
	"slices"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// pay places the order, if nothing has changed since the summary.
func (f checkout) pay(s dialogue.State, in dialogue.Input, d draft) (dialogue.Outcome, error) {
	if step := d.missing(in); step != stepSummary {
		return f.proceed(s, in, d, step, "")
	}
	now, notes := reread(in)
	if len(notes) > 0 || !slices.Equal(d.Cart, now.Lines) {
		note := ""
		if len(notes) == 0 && d.Cart != nil {
			note = in.Say.T("checkout.cart_changed")
		}
		d.Agreed = nil
		return f.summary(s, in, d, note)
	}
	q, err := d.price(in)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	if d.Shown.Currency != "" && q.Total != d.Shown { // the host, or a rule of the shop, asks another now
		note := in.Say.T("checkout.host_changed")
		if lostCode(q) { // the summary says why
			note = ""
		}
		if d.Quote != nil {
			note = lines(note, changesText(in, *d.Quote, q))
		}
		return f.summary(s, in, d, note)
	}
	if s, err = f.wait(s, d, stepPlacing); err != nil {
		return dialogue.Outcome{}, err
	}
	return dialogue.Outcome{Next: s, Do: []dialogue.Effect{
		dialogue.PutContact{Contact: d.remember(in)},
		dialogue.PlaceOrder{Order: d.order(in, q)},
	}}, nil
}

func (d draft) order(in dialogue.Input, q quote.Quote) order.Order {
	o := order.Order{State: order.Placing, Contact: in.Contact.ID, Quote: q}
	o.Details = order.Details{
		Name: d.Name, Phone: d.Phone, Email: d.Email, Address: d.Address, Country: d.Country, Locale: in.Say.Lang(),
	}
	if m, ok := d.method(in); !ok || m.Pickup {
		o.Details.Address = ""
	}
	return o
}
