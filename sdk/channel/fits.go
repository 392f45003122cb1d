package channel

import (
	"fmt"

	"github.com/sauda-commerce/sauda/sdk/message"
)

// Fits says whether a message is within the capabilities, as each that Fit
// returns is; the error names the first part that is not. An adapter may refuse
// with it what was not fitted, rather than lose a part silently.
func Fits(m message.Outbound, c Capabilities) error {
	c = c.usable()
	checks := []error{
		within("text", c.Unit.Len(m.Text), c.Text),
		within("choices", len(m.Choices), c.Choices),
		within("cards", len(m.Cards), c.Cards),
		allowed("link", m.Link != nil, c.Link),
		allowed("media", len(m.Media) > 0, c.Images),
		allowed("replaces", m.Replaces != "", c.Edit),
		allowed("text with cards", len(m.Cards) > 0 && (m.Text != "" || len(m.Media) > 0), c.CardText),
		c.labels(m.Choices),
	}
	if m.Link != nil {
		checks = append(checks, within("label of link", c.Unit.Len(m.Link.Label), c.ChoiceLabel))
	}
	for _, card := range m.Cards {
		checks = append(checks, c.card(card))
	}
	return first(checks...)
}

func (c Capabilities) card(card message.Card) error {
	return first(
		within("title of card", c.Unit.Len(card.Title), c.CardTitle),
		within("subtitle of card", c.Unit.Len(card.Subtitle), c.CardSubtitle),
		within("choices of card", len(card.Choices), c.CardChoices),
		allowed("price of card", card.Price != nil || card.Was != nil, c.CardPrice),
		allowed("address of card", card.URL != "", c.Link),
		allowed("picture of card", card.Image != "", c.Images),
		c.labels(card.Choices),
	)
}

func (c Capabilities) labels(choices []message.Choice) error {
	for _, choice := range choices {
		if err := within("label of choice", c.Unit.Len(choice.Label), c.ChoiceLabel); err != nil {
			return err
		}
	}
	return nil
}

func within(what string, n, limit int) error {
	if n <= max(limit, 0) {
		return nil
	}
	return fmt.Errorf("channel: %s: %d, at most %d fit", what, n, max(limit, 0))
}

func allowed(what string, has, can bool) error {
	if !has || can {
		return nil
	}
	return fmt.Errorf("channel: %s cannot be shown", what)
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
