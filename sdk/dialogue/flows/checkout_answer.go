package flows

import (
	"strings"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// Spots says whether words below the summary are about codes: then the summary is
// shown anew, which is the answer.
func (f checkout) Spots(s dialogue.State, in dialogue.Input) bool {
	top, _ := s.Top()
	return top.Flow == f.Name() && top.Step == stepSummary && !in.Cart.Empty() && promo(f).Spots(s, in)
}

// answer takes typed words.
func (f checkout) answer(s dialogue.State, in dialogue.Input, d draft, step string) (dialogue.Outcome, error) {
	switch in.Meaning.Intent {
	case understand.IntentCancel:
		return f.cancel(s, in), nil
	case understand.IntentBack:
		return f.back(s, in, d, step)
	}
	if stale(s, in) {
		return f.pause(s, in), nil
	}
	frame, _ := s.Waiting(f.Name())
	named, names := methodNamed(in, in.Event.Text, d.Country)
	courier, delivers := f.delivers(frame, in)
	switch {
	case in.Meaning.Intent == understand.IntentNo && step != stepSummary:
		return f.pause(s, in), nil
	case step == stepSummary && movesTo(in, d):
		if m, ok := d.method(in); (!ok || m.Pickup) && delivers {
			d.Delivery = courier.ID
		}
		return f.answerAddress(s, in, d)
	case step == stepContact, onlyContact(in, d), step == stepSummary && len(reachIn(in.Event.Text)) > 0:
		return f.answerContact(s, in, d)
	case step == stepAddress:
		return f.answerAddress(s, in, d)
	case names && f.namesMethod(frame, in):
		d.Delivery, d.Agreed, d.Tries = named.ID, nil, 0
		return f.proceed(s, in, d, d.missing(in), "")
	case step == stepDelivery && delivers && looksLikeAddress(in):
		d.Delivery = courier.ID
		return f.answerAddress(s, in, d)
	case step == stepDelivery:
		return f.proceed(s, in, d, step, "")
	case in.Meaning.Intent == understand.IntentNo:
		return f.changeMenu(s, in, d), nil
	}
	return f.pay(s, in, d)
}

func (f checkout) answerContact(s dialogue.State, in dialogue.Input, d draft) (dialogue.Outcome, error) {
	if in.Meaning.Intent == understand.IntentPay || in.Meaning.Intent == understand.IntentCheckout {
		return f.proceed(s, in, d, stepContact, "")
	}
	r := readContact(in.Event.Text, region(in, d))
	d.Tries++
	note := ""
	switch {
	case r.badPhone:
		note = in.Say.T("checkout.bad_phone")
	case r.badEmail:
		note = in.Say.T("checkout.bad_email")
	}
	if r.name == "" && d.Name == "" && d.Tries >= patience && len(reachIn(in.Event.Text)) == 0 {
		r.name = clip(oneLine(in.Event.Text, maxName), maxName) // asked twice: it is what she is called
	}
	if r.name != "" && (d.Name == "" || r.phone != "" || r.email != "") {
		d.Name, d.Tries = r.name, 0
	}
	if r.phone != "" {
		d.Phone, d.Tries = r.phone, 0
	}
	if r.email != "" {
		d.Email, d.Tries = r.email, 0
	}
	if r.address != "" && d.Address == "" {
		d.Address = r.address
	}
	if note == "" && d.Tries > 0 {
		note = in.Say.T("checkout.contact_example")
		if d.Name == "" && d.Phone == "" && d.Email == "" { // the question has the example
			note = in.Say.T("checkout.unread")
		}
	}
	if note != "" {
		d.Tries = max(1, d.Tries)
		return f.proceed(s, in, d, stepContact, note)
	}
	return f.proceed(s, in, d, d.missing(in), "")
}

func (f checkout) answerAddress(s dialogue.State, in dialogue.Input, d draft) (dialogue.Outcome, error) {
	address := oneLine(in.Event.Text, maxAddress)
	if len([]rune(address)) < minAddress || len(tokens(address)) < 2 {
		d.Tries++
		return f.proceed(s, in, d, stepAddress, in.Say.T("checkout.bad_address"))
	}
	d.Address, d.Tries, d.Agreed = address, 0, nil
	return f.proceed(s, in, d, d.missing(in), "")
}

// methodNamed finds the one delivery method whose name typed words hold.
func methodNamed(in dialogue.Input, text, country string) (quote.Method, bool) {
	said := tokens(text)
	words := " " + strings.Join(said, " ") + " "
	var found []quote.Method
	for _, m := range in.Shop.Rules.For(country) {
		all := tokens(m.Name.In(in.Say.Lang()))
		if len(all) == 0 {
			continue
		}
		// "pickup" and "pick up" are enough for "Pickup at the shop"
		first := len(said) <= 2 && strings.HasPrefix(strings.Join(said, ""), all[0])
		if first || strings.Contains(words, " "+strings.Join(all, " ")+" ") {
			found = append(found, m)
		}
	}
	if len(found) != 1 {
		return quote.Method{}, false
	}
	return found[0], true
}
