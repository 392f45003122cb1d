package flows

import (
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
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
	case onlyContact(in, f.read(frame)):
		return true
	case f.namesMethod(frame, in):
		return true
	case m.Confident && slices.Contains(interrupting, m.Intent):
		return false
	}
	switch frame.Step {
	case stepContact:
		return m.Intent != understand.IntentSearch || !m.Confident || f.read(frame).Name == "" && looksLikeName(in)
	case stepDelivery:
		_, courier := f.delivers(frame, in)
		return courier && looksLikeAddress(in)
	case stepAddress:
		return m.Intent != understand.IntentSearch || !m.Confident || looksLikeAddress(in)
	}
	return m.Intent == understand.IntentYes || m.Intent == understand.IntentNo || movesTo(in, f.read(frame))
}

// onlyContact says whether words are a phone number or an e-mail address,
// perhaps with a name, and say no place.
func onlyContact(in dialogue.Input, d draft) bool {
	r := readContact(in.Event.Text, region(in, d))
	return (r.phone != "" || r.email != "") && r.address == ""
}

// movesTo says whether words below the summary are where the order shall go
// instead: the numbers in an address are no phone number.
func movesTo(in dialogue.Input, d draft) bool {
	r := readContact(in.Event.Text, region(in, d))
	goods := in.Meaning.Intent == understand.IntentSearch && in.Meaning.Confident
	return r.phone == "" && r.email == "" && !goods && looksLikeAddress(in) && strings.Contains(in.Event.Text, ",")
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

// looksLikeName says whether words that name something of the catalogue are a
// person's name all the same: "Bob Brown" where brown is a colour.
func looksLikeName(in dialogue.Input) bool {
	q := in.Meaning.Query
	words := strings.Fields(in.Event.Text)
	return len(words) > 1 && len(words) < 5 && q.Text != "" && len(q.Categories)+len(q.Brands) == 0 &&
		q.Price == (catalog.Range{}) && isName(in.Event.Text)
}

func (checkout) read(frame dialogue.Frame) (d draft) {
	if frame.Read(&d) != nil {
		return draft{}
	}
	return d
}

// looksLikeAddress says whether words that name something of the catalogue are
// an address all the same: they have a number that is not a price, or a comma
// as well.
func looksLikeAddress(in dialogue.Input) bool {
	text := in.Event.Text
	if !strings.ContainsAny(text, "0123456789") || len(tokens(text)) <= 2 {
		return false
	}
	for _, w := range in.Meaning.Wishes {
		if w.Kind == understand.KindPrice || w.Kind == understand.KindAttribute {
			return strings.Contains(text, ",")
		}
	}
	return true
}
