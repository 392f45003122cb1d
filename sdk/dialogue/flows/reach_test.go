package flows_test

import (
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue/dialoguetest"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Every product of the demo shop is on the screen after three taps from the
// menu, with a button that buys it or asks which one.
func TestReach(t *testing.T) {
	t.Parallel()
	all, err := demo.Products()
	if err != nil {
		t.Fatal(err)
	}
	p := profile()
	p.Currency = demo.Currency
	s := shopOf(t, contact.Contact{}, p, all...)
	if _, err := s.Do(t.Context(), message.Event{Kind: message.KindStarted}, message.Action{}); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	walk(t, s, 3, seen)
	for _, p := range all {
		if !seen[string(p.ID)] {
			t.Errorf("%s (%s) is more than three taps away", p.ID, p.CategoryPath())
		}
	}
}

// walk taps whatever leads through the categories and their lists, some taps
// deep, and notes the products it sees.
func walk(t *testing.T, s *dialoguetest.Shop, taps int, seen map[string]bool) {
	t.Helper()
	last := s.Said[len(s.Said)-1]
	for _, card := range last.Cards {
		for _, c := range card.Choices {
			seen[c.Action.Args["p"]] = true
		}
	}
	for _, c := range last.Choices {
		if taps == 0 || !strings.HasPrefix(c.Action.Name, "browse.") && !strings.HasPrefix(c.Action.Name, "search.") {
			continue
		}
		next, err := s.Clone()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := next.Do(t.Context(), message.Event{Kind: message.KindChoice, Text: c.Label}, c.Action); err != nil {
			t.Fatal(err)
		}
		walk(t, next, taps-1, seen)
	}
}
