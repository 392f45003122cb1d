package channel

import (
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/sdk/message"
)

// FitLabels are the words that Fit needs, in the language of the message.
type FitLabels struct {
	// Link is the label of a link that has none. Defaults to "Open".
	Link string
	// More is the label of the choice that shows further choices, and the text
	// above them. Defaults to "More".
	More string
	// Was stands before a former price. Defaults to "was".
	Was string
}

func (l FitLabels) defaults() FitLabels {
	set := func(s *string, fallback string) {
		if *s = clean(*s); *s == "" {
			*s = fallback
		}
	}
	set(&l.Link, "Open")
	set(&l.More, "More")
	set(&l.Was, "was")
	return l
}

// Fit returns a message as what a channel can show: one message or several, to
// be sent in order, each within the capabilities. Nothing a shopper could read
// or do is lost:
//
//   - A text that is too long is split ([Unit.Split]); titles, subtitles and
//     labels are cut with an ellipsis, and labels beside each other differ.
//   - Buttons that are too many are paged: the last one is More, whose action
//     ([ActionMore]) holds the others; [More] returns them.
//   - Where a message may not have two buttons, its choices are numbered lines
//     of the text and stand in Numbered; [PickNumber] finds the one whose
//     number was typed.
//   - Cards that are too many go into further messages; where there are none,
//     they are paragraphs of the text. Buttons that a card may not have go
//     below the message.
//   - Links, pictures and files that cannot be shown are lines of the text with
//     their address.
//
// A message that edits another (Replaces) is a new one where the channel cannot
// edit; when it becomes several, the first edits. A message that shows nothing
// becomes none. Fitting again changes nothing.
func Fit(m message.Outbound, c Capabilities, labels FitLabels) []message.Outbound {
	f := &fitter{c: c.usable(), labels: labels.defaults(), out: m}
	if f.out.Text = strings.ToValidUTF8(m.Text, "\uFFFD"); strings.TrimSpace(m.Text) == "" {
		f.out.Text = ""
	}
	f.out.Cards, f.out.Choices, f.out.Media, f.out.Link = nil, nil, nil, nil
	if !c.Edit {
		f.out.Replaces = ""
	}
	f.plan(m)
	f.cards(m.Cards)
	f.media(m.Media)
	f.link(m.Link)
	f.choices(m.Choices)
	return f.messages()
}

// usable returns capabilities without those that are too small to be of use.
func (c Capabilities) usable() Capabilities {
	c.Text = max(c.Text, MinText)
	if c.ChoiceLabel < MinLabel {
		c.Choices, c.CardChoices, c.Link = 0, 0, false
	}
	if c.CardTitle < MinLabel || c.CardSubtitle < MinLabel {
		c.Cards = 0
	}
	return c
}

// fitter is one message being fitted.
type fitter struct {
	c        Capabilities
	labels   FitLabels
	out      message.Outbound // what there is so far
	lifted   []message.Choice // choices of cards that go below the message
	numbered bool             // choices below the message are lines of text
}

// plan decides whether choices are numbered, before any is placed.
func (f *fitter) plan(m message.Outbound) {
	below := len(m.Choices)
	for _, card := range m.Cards {
		if !f.keepsChoices(card) {
			below += len(card.Choices)
		}
	}
	f.numbered = below > f.c.Choices && f.c.Choices < 2
}

// add appends blocks to the text, as paragraphs of their own.
func (f *fitter) add(block string) {
	switch {
	case block == "":
	case f.out.Text == "":
		f.out.Text = block
	default:
		f.out.Text = strings.TrimRight(f.out.Text, "\n") + "\n\n" + block
	}
}

// media keeps files, or writes down what they show and where they are.
func (f *fitter) media(media []message.Media) {
	if f.c.Images {
		f.out.Media = append(f.out.Media, media...)
		return
	}
	for _, file := range media {
		f.add(labelled(clean(file.Alt), file.URL))
	}
}

// link keeps a link as a button, or writes it down.
func (f *fitter) link(link *message.Link) {
	if link == nil {
		return
	}
	l := message.Link{Label: clean(link.Label), URL: link.URL}
	if l.Label == "" {
		l.Label = f.labels.Link
	}
	if !f.c.Link {
		f.add(labelled(l.Label, l.URL))
		return
	}
	l.Label = f.c.Unit.Cut(l.Label, f.c.ChoiceLabel)
	f.out.Link = &l
}

// labelled is an address with what it leads to before it.
func labelled(label, url string) string {
	if label == "" || url == "" {
		return label + url
	}
	return label + ": " + url
}

// messages cuts what was fitted into messages.
func (f *fitter) messages() []message.Outbound {
	m := f.out
	if m.IsZero() {
		return nil
	}
	bare := message.Outbound{Purpose: m.Purpose, Locale: m.Locale}
	var list []message.Outbound
	texts := f.c.Unit.Split(m.Text, f.c.Text)
	for _, text := range texts[:len(texts)-1] {
		piece := bare
		piece.Text = text
		list = append(list, piece)
	}
	m.Text, m.Replaces = texts[len(texts)-1], ""
	list = append(list, f.chunks(m, bare)...)
	list[0].Replaces = f.out.Replaces
	return list
}

// chunks cuts a message by its cards. The text goes with the first of them or
// before, choices and link go with the last.
func (f *fitter) chunks(m, bare message.Outbound) []message.Outbound {
	if len(m.Cards) == 0 {
		return []message.Outbound{m}
	}
	head := bare
	head.Text, head.Media = m.Text, m.Media
	var list []message.Outbound
	if !f.c.CardText && !head.IsZero() {
		list, head = append(list, head), bare
	}
	for cards := range slices.Chunk(m.Cards, f.c.Cards) {
		head.Cards = cards
		list, head = append(list, head), bare
	}
	last := &list[len(list)-1]
	last.Choices, last.Numbered, last.Link = m.Choices, m.Numbered, m.Link
	return list
}
