package channel_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// drawMessage draws a message whose parts can be told apart: every choice has
// its own action, every address its own number.
func drawMessage(t *rapid.T) message.Outbound {
	n := 0
	address := func() string {
		n++
		return "https://s.example/" + strings.Repeat("i", n) + "."
	}
	list := func(name string, most int) []message.Choice {
		var all []message.Choice
		for range rapid.IntRange(0, most).Draw(t, name) {
			all = append(all, message.Choice{Label: anyText().Draw(t, "label"), Action: message.Action{Name: address()}})
		}
		return all
	}
	m := message.Outbound{Text: anyText().Draw(t, "text"), Choices: list("choices", 30), Replaces: "m1", Locale: "en"}
	for range rapid.IntRange(0, 7).Draw(t, "cards") {
		card := message.Card{Title: anyText().Draw(t, "title"), Subtitle: anyText().Draw(t, "subtitle"), Choices: list("card choices", 5)}
		if rapid.Bool().Draw(t, "card url") {
			card.URL = address()
		}
		if rapid.Bool().Draw(t, "price") {
			card.Price, card.Was = price(12900, "$129.00"), price(15900, "")
		}
		m.Cards = append(m.Cards, card)
	}
	if rapid.Bool().Draw(t, "link") {
		m.Link = &message.Link{Label: anyText().Draw(t, "link label"), URL: address()}
	}
	for range rapid.IntRange(0, 3).Draw(t, "media") {
		m.Media = append(m.Media, message.Media{Type: "image", URL: address(), Alt: anyText().Draw(t, "alt")})
	}
	return m
}

func drawCapabilities(t *rapid.T) channel.Capabilities {
	limit := func(name string, some ...int) int { return rapid.SampledFrom(some).Draw(t, name) }
	yes := func(name string) bool { return rapid.Bool().Draw(t, name) }
	return channel.Capabilities{
		Unit: rapid.SampledFrom(units).Draw(t, "unit"),
		Text: limit("text limit", 0, 40, 160, 4096, channel.Unlimited), Choices: limit("choice limit", 0, 1, 2, 3, 13, channel.Unlimited),
		ChoiceLabel: limit("label limit", 0, 8, 20, channel.Unlimited), Cards: limit("card limit", 0, 1, 2, 10, channel.Unlimited),
		CardTitle: limit("title limit", 0, 8, 80, channel.Unlimited), CardSubtitle: limit("subtitle limit", 0, 8, 80, channel.Unlimited),
		CardChoices: limit("card choice limit", 0, 1, 2, 3, channel.Unlimited), CardText: yes("card text"), CardPrice: yes("card price"),
		Link: yes("links"), Images: yes("images"), Edit: yes("edits"),
	}
}

func TestFitExceedsNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawCapabilities(t)
		for i, m := range channel.Fit(drawMessage(t), c, channel.FitLabels{}) {
			if err := channel.Fits(m, c); err != nil {
				t.Fatalf("message %d: %v", i, err)
			}
			if m.IsZero() {
				t.Fatalf("message %d is empty", i)
			}
		}
	})
}

// reachable are the actions of all choices of messages, those behind More in
// their place.
func reachable(list []message.Outbound, c channel.Capabilities) []string {
	var all []string
	for _, m := range list {
		for _, choice := range m.AllChoices() {
			if next, ok := channel.More(choice.Action); ok {
				all = append(all, reachable(channel.Fit(next, c, channel.FitLabels{}), c)...)
				continue
			}
			all = append(all, choice.Action.Name)
		}
	}
	return all
}

func TestFitLosesNoChoiceAndKeepsTheirOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, c := drawMessage(t), drawCapabilities(t)
		var want []string
		for _, choice := range m.AllChoices() {
			want = append(want, choice.Action.Name)
		}
		got := reachable(channel.Fit(m, c, channel.FitLabels{}), c)
		// Choices of cards that keep theirs come before those of cards that
		// do not: only then may the order differ.
		if sameRoom(m, c) {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("(-want +got)\n%s", diff)
			}
		}
		if diff := cmp.Diff(want, got, cmpopts.SortSlices(func(a, b string) bool { return a < b })); diff != "" {
			t.Fatalf("(-want +got)\n%s", diff)
		}
	})
}

// sameRoom says whether all cards or none have room for their choices.
func sameRoom(m message.Outbound, c channel.Capabilities) bool {
	return len(m.Cards) < 2 || c.CardChoices == 0 || c.CardChoices >= 2
}

// words is all that a shopper can read, without spaces.
func words(list []message.Outbound) string {
	var b strings.Builder
	for _, m := range list {
		b.WriteString(m.Text)
		for _, card := range m.Cards {
			b.WriteString(card.Title + card.Subtitle + card.URL)
		}
		for _, media := range m.Media {
			b.WriteString(media.Alt + media.URL)
		}
		if m.Link != nil {
			b.WriteString(m.Link.Label + m.Link.URL)
		}
	}
	return squeeze(b.String())
}

func TestFitLosesNoWords(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, c := drawMessage(t), drawCapabilities(t)
		got := words(channel.Fit(m, c, channel.FitLabels{}))
		want := []string{m.Text}
		if m.Link != nil {
			want = append(want, m.Link.URL)
		}
		for _, media := range m.Media {
			want = append(want, media.URL)
		}
		for _, card := range m.Cards {
			want = append(want, card.URL)
			if c.Cards == 0 { // elsewhere they may be cut
				want = append(want, card.Title, card.Subtitle)
				if card.Price != nil {
					want = append(want, "$129.00(was$159.00)")
				}
			}
		}
		for _, w := range want {
			if w = squeeze(w); !strings.Contains(got, w) {
				t.Fatalf("lost %q in %q", w, got)
			}
		}
	})
}

func TestFitTwiceIsFitOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawCapabilities(t)
		once := channel.Fit(drawMessage(t), c, channel.FitLabels{})
		var twice []message.Outbound
		for _, m := range once {
			twice = append(twice, channel.Fit(m, c, channel.FitLabels{})...)
		}
		if diff := cmp.Diff(once, twice, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-once +twice)\n%s", diff)
		}
	})
}

func TestFitLabelsDiffer(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawCapabilities(t)
		for _, m := range channel.Fit(drawMessage(t), c, channel.FitLabels{}) {
			lists := [][]message.Choice{m.Choices}
			for _, card := range m.Cards {
				lists = append(lists, card.Choices)
			}
			for _, list := range lists {
				seen := map[string]bool{}
				for _, choice := range list {
					if key := strings.ToLower(choice.Label); key == "" || seen[key] {
						t.Fatalf("label %q is empty or there twice", choice.Label)
					} else {
						seen[key] = true
					}
				}
			}
		}
	})
}

func FuzzFit(f *testing.F) {
	f.Add("Tents for two", "Add to cart", 20, 3, 20)
	f.Add(strings.Repeat(family, 9), accent, 16, 1, 8)
	f.Add("a\xff\r\n\r\nb", "\u200d", 0, 2, 9)
	f.Fuzz(func(t *testing.T, text, label string, limit, room, labelLimit int) {
		m := message.Outbound{Text: text, Choices: choices(label, label, label, text), Cards: []message.Card{{Title: label, Subtitle: text, Choices: choices(text, label)}}}
		for _, u := range units {
			c := channel.Capabilities{Unit: u, Text: limit, Choices: room, ChoiceLabel: labelLimit, Cards: room, CardTitle: labelLimit, CardSubtitle: limit, CardChoices: room}
			for _, part := range channel.Fit(m, c, channel.FitLabels{}) {
				if err := channel.Fits(part, c); err != nil {
					t.Error(err)
				}
			}
		}
	})
}
