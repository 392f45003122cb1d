package message

import "slices"

// AllChoices returns every choice a message offers, in the order that gives
// them their index in a payload: the cards' own first, then Choices, then
// Numbered.
func (m Outbound) AllChoices() []Choice {
	var all []Choice
	for _, c := range m.Cards {
		all = append(all, c.Choices...)
	}
	all = append(all, m.Choices...)
	return append(all, m.Numbered...)
}

// WithPayloads returns the message with the payload of each choice set to what
// payload returns for its index in AllChoices. The receiver is not changed.
func (m Outbound) WithPayloads(payload func(index int) string) Outbound {
	n := 0
	set := func(list []Choice) []Choice {
		list = slices.Clone(list)
		for i := range list {
			list[i].Payload = payload(n)
			n++
		}
		return list
	}
	m.Cards = slices.Clone(m.Cards)
	for i := range m.Cards {
		m.Cards[i].Choices = set(m.Cards[i].Choices)
	}
	m.Choices = set(m.Choices)
	m.Numbered = set(m.Numbered)
	return m
}

// IsZero says whether there is nothing to show.
func (m Outbound) IsZero() bool {
	return m.Text == "" && m.Link == nil &&
		len(m.Cards)+len(m.Choices)+len(m.Media)+len(m.Numbered) == 0
}
