package channel

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/sauda-commerce/sauda/sdk/message"
)

// cards keeps cards as cards, or writes them down.
func (f *fitter) cards(cards []message.Card) {
	several := len(cards) > 1
	for i, card := range cards {
		number := ""
		if several && len(card.Choices) > 0 && !f.keepsChoices(card) && !f.numbered {
			number = strconv.Itoa(i+1) + "."
		}
		if f.c.Cards > 0 {
			f.out.Cards = append(f.out.Cards, f.card(card, number, several))
			continue
		}
		f.add(f.twin(card, number))
		if f.c.Images && !several && card.Image != "" {
			f.out.Media = append(f.out.Media, message.Media{Type: "image", URL: card.Image, Alt: card.ImageAlt})
		}
	}
}

// keepsChoices says whether the choices of a card stay on it, in pages if need
// be.
func (f *fitter) keepsChoices(card message.Card) bool {
	return f.c.Cards > 0 && (f.c.CardChoices >= 2 || f.c.CardChoices >= len(card.Choices))
}

// card is a card within the capabilities. The price comes first in the
// subtitle, so that it is not what is cut.
func (f *fitter) card(card message.Card, number string, several bool) message.Card {
	card.Title = f.c.Unit.Cut(join(" ", number, clean(card.Title)), f.c.CardTitle)
	card.Subtitle = clean(card.Subtitle)
	if !f.c.CardPrice {
		card.Subtitle = join(" · ", f.price(card), card.Subtitle)
		card.Price, card.Was = nil, nil
	}
	card.Subtitle = f.c.Unit.Cut(card.Subtitle, f.c.CardSubtitle)
	if !f.c.Images {
		card.Image, card.ImageAlt = "", ""
	}
	if !f.c.Link && card.URL != "" {
		f.add(labelled(card.Title, card.URL))
		card.URL = ""
	}
	if f.keepsChoices(card) {
		card.Choices = f.page(card.Choices, f.c.CardChoices)
		return card
	}
	for _, choice := range card.Choices {
		choice.Label = join(" ", number, clean(choice.Label))
		if several && f.numbered {
			choice.Label = labelled(choice.Label, card.Title)
		}
		f.lifted = append(f.lifted, choice)
	}
	card.Choices = nil
	return card
}

// twin is a card in words, with its choices below it when they are numbered.
func (f *fitter) twin(card message.Card, number string) string {
	lines := []string{join(" ", number, join(" · ", clean(card.Title), f.price(card))), clean(card.Subtitle), card.URL}
	for _, choice := range card.Choices {
		choice.Label = join(" ", number, clean(choice.Label))
		if f.numbered {
			lines = append(lines, f.number(choice))
		} else {
			f.lifted = append(f.lifted, choice)
		}
	}
	return join("\n", lines...)
}

// price is a card's price in words.
func (f *fitter) price(card message.Card) string {
	now, was := f.amount(card.Price), f.amount(card.Was)
	if was == "" {
		return now
	}
	return join(" ", now, "("+f.labels.Was+" "+was+")")
}

func (f *fitter) amount(p *message.Price) string {
	switch {
	case p == nil:
		return ""
	case p.Display != "":
		return clean(p.Display)
	}
	return p.Format(f.out.Locale)
}

// join joins what is not empty.
func join(between string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), between)
}

// clean is a text of one line. Spaces that do not break stay.
func clean(s string) string {
	gap := func(r rune) bool { return r == ' ' || unicode.IsControl(r) }
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), gap), " ")
	if strings.TrimSpace(s) == "" {
		return "" // spaces of other widths are kept, but say nothing alone
	}
	return s
}
