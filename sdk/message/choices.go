package message

import "slices"

// AllChoices returns every choice a message offers, in the order that gives
// each its position: those of the cards first, then those below the message,
// then the numbered ones.
func (o Outbound) AllChoices() []Choice {
	var all []Choice
	for _, c := range o.Cards {
		all = append(all, c.Choices...)
	}
	all = append(all, o.Choices...)
	return append(all, o.Numbered...)
}

// Choice returns the choice at a position of AllChoices; false when there is
// none.
func (o Outbound) Choice(i int) (Choice, bool) {
	all := o.AllChoices()
	if i < 0 || i >= len(all) {
		return Choice{}, false
	}
	return all[i], true
}

// WithPayloads returns a copy whose choices carry the payload for their
// position in AllChoices.
func (o Outbound) WithPayloads(payload func(i int) string) Outbound {
	n := 0
	fill := func(all []Choice) []Choice {
		all = slices.Clone(all)
		for i := range all {
			all[i].Payload = payload(n)
			n++
		}
		return all
	}
	o.Cards = slices.Clone(o.Cards)
	for i := range o.Cards {
		o.Cards[i].Choices = fill(o.Cards[i].Choices)
	}
	o.Choices = fill(o.Choices)
	o.Numbered = fill(o.Numbered)
	return o
}

// IsZero says that a message shows nothing.
func (o Outbound) IsZero() bool {
	return o.Text == "" && o.Link == nil &&
		len(o.Cards)+len(o.Choices)+len(o.Media)+len(o.Numbered) == 0
}
