package flows

import (
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// leaving are intents that a waiting checkout takes for itself.
var leaving = []understand.Intent{
	understand.IntentBack, understand.IntentCancel, understand.IntentPay, understand.IntentCheckout,
}

// interrupting are intents that are never an answer to a question of the
// checkout, if the words themselves say so.
var interrupting = []understand.Intent{
	understand.IntentShowCart, understand.IntentAdd, understand.IntentRemove, understand.IntentSetQuantity, understand.IntentClearCart,
	understand.IntentOrders, understand.IntentCancelOrder, understand.IntentReorder, understand.IntentAsk, understand.IntentHelp,
	understand.IntentPerson, understand.IntentLanguage, understand.IntentBrowse, understand.IntentAdvise, understand.IntentMenu,
	understand.IntentDetails, understand.IntentCompare, understand.IntentCheaper, understand.IntentMore, understand.IntentThanks,
	understand.IntentGreet, understand.IntentBye, understand.IntentOptIn, understand.IntentReset,
}

// shortAnswer is how many words an answer has at most that names a method; a
// longer text is a question about it.
const shortAnswer = 4

// Takes says whether typed words answer what the checkout asked.
func (f checkout) Takes(s dialogue.State, in dialogue.Input) bool {
	frame, ok := s.Waiting(f.Name())
	m := in.Meaning
	switch {
	case !ok || frame.Step == stepPlacing || in.Cart.Empty():
		return false
	case slices.Contains(leaving, m.Intent):
		return true
	case (frame.Step == stepContact || frame.Step == stepSummary) && len(reachIn(in.Event.Text)) > 0:
		return true
	case f.namesMethod(frame, in):
		return true
	case m.Confident && slices.Contains(interrupting, m.Intent):
		return false
	}
	switch frame.Step {
	case stepContact:
		return m.Intent != understand.IntentSearch || !m.Confident
	case stepDelivery:
		_, courier := f.delivers(frame, in)
		return courier && looksLikeAddress(in)
	case stepAddress:
		return m.Intent != understand.IntentSearch || !m.Confident || looksLikeAddress(in)
	}
	return m.Intent == understand.IntentYes || m.Intent == understand.IntentNo
}

// namesMethod says whether words choose a way to deliver, where it is asked or
// shown.
func (f checkout) namesMethod(frame dialogue.Frame, in dialogue.Input) bool {
	if frame.Step != stepDelivery && frame.Step != stepSummary {
		return false
	}
	_, named := methodNamed(in, in.Event.Text, f.read(frame).Country)
	return named && len(tokens(in.Event.Text)) <= shortAnswer
}

// delivers is the one method that needs an address, if it is the only one:
// then an address chooses it.
func (f checkout) delivers(frame dialogue.Frame, in dialogue.Input) (only quote.Method, ok bool) {
	for _, m := range in.Shop.Rules.For(f.read(frame).Country) {
		if m.Pickup {
			continue
		}
		if ok {
			return quote.Method{}, false
		}
		only, ok = m, true
	}
	return only, ok
}

func (checkout) read(frame dialogue.Frame) (d draft) {
	if frame.Read(&d) != nil {
		return draft{}
	}
	return d
}

// looksLikeAddress says whether words that name something of the catalogue are
// an address all the same: they have a number that is not a price.
func looksLikeAddress(in dialogue.Input) bool {
	for _, w := range in.Meaning.Wishes {
		if w.Kind == understand.KindPrice || w.Kind == understand.KindAttribute {
			return false
		}
	}
	return strings.ContainsAny(in.Event.Text, "0123456789") && len(tokens(in.Event.Text)) > 2
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
	case step == stepContact, step == stepSummary && len(reachIn(in.Event.Text)) > 0:
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
	words := " " + strings.Join(tokens(text), " ") + " "
	var found []quote.Method
	for _, m := range in.Shop.Rules.For(country) {
		name := strings.Join(tokens(m.Name.In(in.Say.Lang())), " ")
		if name != "" && strings.Contains(words, " "+name+" ") {
			found = append(found, m)
		}
	}
	if len(found) != 1 {
		return quote.Method{}, false
	}
	return found[0], true
}

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
