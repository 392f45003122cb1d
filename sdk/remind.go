package sdk

import (
	"strings"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/dialogue/flows"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/reminder"
)

// restock writes that something a shopper waited for is back.
func (s *Shop) restock(r reminder.Restock) (message.Outbound, error) {
	say := s.Printer(r.Contact.Locale, r.Conversation.Locale)
	m, err := flows.Restocked(dialogue.Input{Say: say, Catalog: s.cfg.Catalog, Contact: r.Contact}, r.Ref)
	m.Locale = say.Lang()
	return m, err
}

// remind writes the reminder of a cart: what is in it now, and the ways on,
// never to be asked again among them.
func (s *Shop) remind(r reminder.Reminder) message.Outbound {
	say := s.Printer(r.Contact.Locale, r.Conversation.Locale)
	lines := []string{say.T("reminder.cart")}
	for _, l := range r.Lines {
		lines = append(lines, say.T("reminder.line", "Quantity", say.Number(float64(l.Quantity)), "Title", l.Title, "Price", say.Money(l.Price)))
	}
	choice := func(label, action string) message.Choice {
		return message.Choice{Label: label, Action: message.Action{Name: action}}
	}
	var web *message.Link
	if r.Cart.URL != "" {
		web = &message.Link{Label: say.T("reminder.web"), URL: r.Cart.URL}
	}
	return message.Outbound{
		Text: strings.Join(lines, "\n"), Link: web,
		Choices: []message.Choice{
			choice(say.T("checkout.start"), "checkout.start"), choice(say.T("menu.cart"), "cart.show"), choice(say.T("reminder.stop"), "opt.out"),
		},
		Locale: say.Lang(),
	}
}
