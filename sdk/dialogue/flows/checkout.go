package flows

import (
	"cmp"
	"context"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// Steps of the checkout, in order. What is known is not asked.
const (
	stepContact  = "contact"
	stepDelivery = "delivery"
	stepAddress  = "address"
	stepSummary  = "summary"
	stepPlacing  = "placing" // Pay was tapped; the order is on its way
)

// draftVersion is of the form of draft.
const draftVersion = 1

// staleAfter is how long a checkout waits before it asks whether to go on.
const staleAfter = 24 * time.Hour

// draft is what is known of an order that is being made.
type draft struct {
	Name     string `json:"name,omitempty"`
	Phone    string `json:"phone,omitempty"` // E.164
	Email    string `json:"email,omitempty"`
	Address  string `json:"address,omitempty"`
	Country  string `json:"country,omitempty"`
	Delivery string `json:"delivery,omitempty"`
	// Cart is what the summary showed, to notice a change before Pay.
	Cart []cart.Line `json:"cart,omitempty"`
	// Shown is the total of the summary: no other is ordered without a word. The
	// zero amount, of no currency, is of a summary by an older version.
	Shown money.Amount `json:"shown,omitzero"`
	// Quote is what the summary showed, to say in what another one differs.
	Quote *quote.Quote `json:"quote,omitempty"`
	// Agreed is a price that the host's order system asked for, instead of ours.
	Agreed *quote.Quote `json:"agreed,omitempty"`
	Tries  int          `json:"tries,omitempty"` // answers in a row that did not fit
}

// checkout takes an order: who, how, where, and then Pay.
type checkout struct{ shelf }

func (checkout) Name() string { return dialogue.FlowCheckout }

func (checkout) Hears() []understand.Intent {
	return []understand.Intent{understand.IntentCheckout, understand.IntentPay}
}

func (f checkout) Handle(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if in.Event.Kind == message.KindInternal {
		return f.event(ctx, s, in)
	}
	frame, waiting := s.Waiting(f.Name())
	d := begin(in.Contact)
	if frame.Step == stepPlacing {
		if in.Cart.Empty() {
			return beingPlaced(s, in), nil
		}
		frame, waiting = dialogue.Frame{}, false // she orders more meanwhile
	}
	if waiting && frame.Version == draftVersion {
		d = draft{}
		if err := frame.Read(&d); err != nil {
			return dialogue.Outcome{}, err
		}
	}
	d.settle(in)
	switch {
	case in.Action.Name != "":
		return f.tapped(s, in, d, waiting)
	case f.Spots(s, in):
		return promo(f).Handle(ctx, s, in)
	case !waiting:
		return f.start(s, in, d)
	}
	return f.answer(s, in, d, frame.Step)
}

// begin is a draft with what is known of the contact.
func begin(c contact.Contact) draft {
	return draft{Name: c.Name, Phone: c.Phone, Email: c.Email, Address: c.Address, Country: c.Country, Delivery: c.Delivery}
}

// settle drops a delivery method that is not offered, and takes the only one.
func (d *draft) settle(in dialogue.Input) {
	methods := in.Shop.Rules.For(d.Country)
	if _, ok := d.method(in); ok {
		return
	}
	d.Delivery = ""
	if len(methods) == 1 {
		d.Delivery = methods[0].ID
	}
}

// method is the chosen way to deliver.
func (d draft) method(in dialogue.Input) (quote.Method, bool) {
	for _, m := range in.Shop.Rules.For(d.Country) {
		if m.ID == d.Delivery {
			return m, true
		}
	}
	return quote.Method{}, false
}

// missing is the first step whose answer is not known.
func (d draft) missing(in dialogue.Input) string {
	m, chosen := d.method(in)
	switch {
	case d.Name == "" || d.Phone == "" && d.Email == "":
		return stepContact
	case !chosen && len(in.Shop.Rules.For(d.Country)) > 0:
		return stepDelivery
	case chosen && !m.Pickup && d.Address == "":
		return stepAddress
	}
	return stepSummary
}

// start begins, or offers the pay link of an order that waits for one.
func (f checkout) start(s dialogue.State, in dialogue.Input, d draft) (dialogue.Outcome, error) {
	if in.Cart.Empty() {
		pays := in.Meaning.Intent == understand.IntentPay || in.Action.Name == "checkout.pay"
		if o, ok := payable(in); ok && pays {
			return payMessage(s, in, o, in.Say.T("orders.still_open", "Number", o.Number)), nil
		}
		return say(s.Left(f.Name()), in.Say.T("checkout.empty"), menu(in)...), nil
	}
	d.Tries = 0
	return f.proceed(s, in, d, d.missing(in), "")
}

// proceed asks the question of a step; note goes before it.
func (f checkout) proceed(s dialogue.State, in dialogue.Input, d draft, step, note string) (dialogue.Outcome, error) {
	if step == stepSummary {
		return f.summary(s, in, d, note)
	}
	s, err := f.wait(s, d, step)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	m := f.question(in, d, step)
	m.Text = lines(note, m.Text)
	return dialogue.Outcome{Say: []message.Outbound{m}, Next: s}, nil
}

func (f checkout) wait(s dialogue.State, d draft, step string) (dialogue.State, error) {
	s, err := s.Asking(f.Name(), draftVersion, step, d)
	if err == nil && (step == stepDelivery || step == stepSummary) {
		s = s.Expecting(understand.AskingOption)
	}
	return s, err
}

// Again asks once more, below the answer to something else.
func (f checkout) Again(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	frame, _ := s.Waiting(f.Name())
	var d draft
	if err := frame.Read(&d); err != nil {
		return dialogue.Outcome{}, err
	}
	if in.Event.Kind == message.KindStarted && (frame.Step == stepContact || frame.Step == stepAddress) {
		var err error
		if d, s, err = f.learn(s, in, d); err != nil { // she may have logged in
			return dialogue.Outcome{}, err
		}
		frame, _ = s.Waiting(f.Name())
	}
	switch {
	case frame.Step == stepPlacing, in.Cart.Empty():
		return dialogue.Outcome{Next: s}, nil
	case stale(s, in):
		return f.pause(s, in), nil
	case frame.Step == stepSummary:
		return say(s, in.Say.T("checkout.waits"),
			choice(in.Say.T("checkout.start"), "checkout.start"), choice(in.Say.T("checkout.cancel"), "checkout.cancel")), nil
	}
	d.Tries = max(1, d.Tries) // no thanks for the name a second time
	m := f.question(in, d, frame.Step)
	m.Text = in.Say.T("checkout.back_to", "Question", m.Text)
	return dialogue.Outcome{Say: outbounds(m), Next: s}, nil
}

// learn fills what she has not told yet with what is known of her by now, and
// waits for what is still missing.
func (f checkout) learn(s dialogue.State, in dialogue.Input, d draft) (draft, dialogue.State, error) {
	known := begin(in.Contact)
	d.Name, d.Address, d.Country = cmp.Or(d.Name, known.Name), cmp.Or(d.Address, known.Address), cmp.Or(d.Country, known.Country)
	d.Phone, d.Email, d.Delivery = cmp.Or(d.Phone, known.Phone), cmp.Or(d.Email, known.Email), cmp.Or(d.Delivery, known.Delivery)
	d.settle(in)
	s, err := f.wait(s, d, d.missing(in))
	return d, s, err
}

// stale says whether the shopper was away so long that we ask before going on.
func stale(s dialogue.State, in dialogue.Input) bool {
	return !s.At.IsZero() && in.Now.Sub(s.At) > staleAfter
}

// pause asks whether to go on.
func (checkout) pause(s dialogue.State, in dialogue.Input) dialogue.Outcome {
	s.Confirm = true
	return say(s, in.Say.N("checkout.still", in.Cart.Count()),
		choice(in.Say.T("checkout.continue"), "checkout.start"), choice(in.Say.T("checkout.cancel"), "checkout.cancel"))
}

// payable is the newest order that can be paid by its link.
func payable(in dialogue.Input) (o orderView, ok bool) {
	for _, o := range in.Orders {
		if o.Linked() {
			return o, true
		}
	}
	return orderView{}, false
}
