package flows

import "github.com/sauda-commerce/sauda/sdk/dialogue"

// tapped does what a button of the checkout says. waiting is false where the
// button is of a checkout that is over: then what it wants begins anew.
func (f checkout) tapped(s dialogue.State, in dialogue.Input, d draft, waiting bool) (dialogue.Outcome, error) {
	if in.Cart.Empty() || in.Action.Name == "checkout.start" {
		return f.start(s, in, d)
	}
	frame, _ := s.Waiting(f.Name())
	switch in.Action.Name {
	case "checkout.cancel":
		return f.cancel(s, in), nil
	case "checkout.back":
		return f.back(s, in, d, frame.Step)
	case "checkout.method":
		if d.Delivery, d.Agreed = arg(in, "id"), nil; !waiting {
			return f.start(s, in, begin(in.Contact))
		}
		d.settle(in)
		return f.proceed(s, in, d, d.missing(in), "")
	case "checkout.edit":
		return f.editStep(s, in, d, arg(in, "step"))
	case "checkout.change":
		return f.changeMenu(s, in, d), nil
	case "checkout.pay":
		return f.pay(s, in, d)
	}
	return f.proceed(s, in, d, d.missing(in), "")
}

// editStep asks one question anew.
func (f checkout) editStep(s dialogue.State, in dialogue.Input, d draft, step string) (dialogue.Outcome, error) {
	d.Agreed = nil
	switch step {
	case stepContact:
		d.Name, d.Phone, d.Email = "", "", ""
	case stepDelivery, stepAddress:
	default:
		step = d.missing(in)
	}
	return f.proceed(s, in, d, step, "")
}

func (f checkout) back(s dialogue.State, in dialogue.Input, d draft, step string) (dialogue.Outcome, error) {
	several := len(in.Shop.Rules.For(d.Country)) > 1
	m, _ := d.method(in)
	switch {
	case step == stepSummary && m.ID != "" && !m.Pickup:
		return f.proceed(s, in, d, stepAddress, "")
	case (step == stepSummary || step == stepAddress) && several:
		return f.proceed(s, in, d, stepDelivery, "")
	case step == stepContact:
		return basket{}.show(s.Left(f.Name()), in, "")
	}
	return f.editStep(s, in, d, stepContact)
}

// cancel leaves the checkout; the cart stays.
func (f checkout) cancel(s dialogue.State, in dialogue.Input) dialogue.Outcome {
	return say(s.Left(f.Name()), in.Say.T("checkout.cancelled"), menu(in)...)
}
