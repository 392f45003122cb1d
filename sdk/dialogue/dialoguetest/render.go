package dialoguetest

import (
	"strings"

	"github.com/sauda-commerce/sauda/sdk/message"
)

// Text writes messages as a transcript shows them.
func Text(all []message.Outbound) string {
	var b strings.Builder
	for i, m := range all {
		if i > 0 {
			b.WriteString("<\n")
		}
		write(&b, m)
	}
	return b.String()
}

func write(b *strings.Builder, m message.Outbound) {
	if m.Text != "" {
		for line := range strings.SplitSeq(m.Text, "\n") {
			b.WriteString(strings.TrimRight("< "+plain(line), " ") + "\n")
		}
	}
	for _, c := range m.Cards {
		parts := []string{c.Title}
		if c.Subtitle != "" {
			parts = append(parts, c.Subtitle)
		}
		if c.Price != nil {
			price := c.Price.Display
			if c.Was != nil {
				price += ", was " + c.Was.Display
			}
			parts = append(parts, price)
		}
		b.WriteString("<   * " + plain(strings.Join(parts, " | ")) + "\n")
		buttons(b, "<      ", c.Choices)
	}
	buttons(b, "<   ", m.Choices)
	if m.Link != nil {
		b.WriteString("<   [" + m.Link.Label + "] " + m.Link.URL + "\n")
	}
}

func buttons(b *strings.Builder, indent string, all []message.Choice) {
	if len(all) == 0 {
		return
	}
	labels := make([]string, len(all))
	for i, c := range all {
		labels[i] = "(" + plain(c.Label) + ")"
	}
	b.WriteString(indent + strings.Join(labels, " ") + "\n")
}

// plain makes hard spaces soft, so that transcripts can be typed.
func plain(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }
