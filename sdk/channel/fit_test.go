package channel_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Channels as they are, roughly.
var (
	everything = channel.Capabilities{
		Text: channel.Unlimited, Choices: channel.Unlimited, ChoiceLabel: channel.Unlimited,
		Cards: channel.Unlimited, CardText: true, CardTitle: channel.Unlimited, CardSubtitle: channel.Unlimited,
		CardChoices: channel.Unlimited, CardPrice: true, Link: true, Images: true, Edit: true,
	}
	plain   = channel.Capabilities{Text: 160}
	buttons = channel.Capabilities{Text: 4096, Choices: 3, ChoiceLabel: 20, Link: true, Images: true}
	album   = channel.Capabilities{
		Unit: channel.UTF16, Text: 2000, Choices: 13, ChoiceLabel: 20,
		Cards: 2, CardTitle: 80, CardSubtitle: 80, CardChoices: 3, Link: true, Images: true,
	}
)

func choices(labels ...string) []message.Choice {
	var all []message.Choice
	for i, l := range labels {
		all = append(all, message.Choice{Label: l, Action: message.Action{Name: "test.tap", Args: map[string]string{"n": fmt.Sprint(i)}}})
	}
	return all
}

func labels(all []message.Choice) []string {
	var out []string
	for _, c := range all {
		out = append(out, c.Label)
	}
	return out
}

func price(minor int64, display string) *message.Price {
	return &message.Price{Amount: money.Amount{Minor: minor, Currency: "USD"}, Display: display}
}

func tents(n int, buttons ...string) []message.Card {
	var all []message.Card
	for i := range n {
		all = append(all, message.Card{
			Title: fmt.Sprintf("Tent %d", i+1), Subtitle: "For two", Image: "/tent.png", ImageAlt: "A tent",
			Price: price(12900, "$129.00"), Was: price(15900, "$159.00"), Choices: choices(buttons...),
		})
	}
	return all
}

func TestFit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		m    message.Outbound
		c    channel.Capabilities
		want []message.Outbound
	}{
		{"nothing is nothing", message.Outbound{Text: " \n"}, plain, nil},
		{
			"what can be shown stays as it is",
			message.Outbound{Text: "Tents", Cards: tents(1, "Add"), Choices: choices("Back"), Replaces: "m1"},
			everything,
			[]message.Outbound{{Text: "Tents", Cards: tents(1, "Add"), Choices: choices("Back"), Replaces: "m1"}},
		},
		{
			"choices without buttons are numbered",
			message.Outbound{Text: "Pay now?", Choices: choices("Yes", "No"), Replaces: "m1"},
			plain,
			[]message.Outbound{{Text: "Pay now?\n\n1. Yes\n2. No", Numbered: choices("Yes", "No")}},
		},
		{
			"cards without cards or buttons are paragraphs",
			message.Outbound{Text: "Tents:", Cards: tents(2, "Add"), Choices: choices("Back")},
			plain,
			[]message.Outbound{{
				Text:     "Tents:\n\nTent 1 · $129.00 (was $159.00)\nFor two\n1. Add\n\nTent 2 · $129.00 (was $159.00)\nFor two\n2. Add\n\n3. Back",
				Numbered: append(append(choices("Add"), choices("Add")...), choices("Back")...),
			}},
		},
		{
			"a link without link buttons is text",
			message.Outbound{Text: "Your order", Link: &message.Link{URL: "https://s.example/pay/1"}},
			plain,
			[]message.Outbound{{Text: "Your order\n\nOpen: https://s.example/pay/1"}},
		},
		{
			"pictures without pictures are text",
			message.Outbound{Media: []message.Media{{Type: "image", URL: "https://s.example/a.png", Alt: "Size chart"}}},
			plain,
			[]message.Outbound{{Text: "Size chart: https://s.example/a.png"}},
		},
		{
			"one card without cards keeps its picture",
			message.Outbound{Cards: tents(1, "Add", "Ask")},
			buttons,
			[]message.Outbound{{
				Text:    "Tent 1 · $129.00 (was $159.00)\nFor two",
				Media:   []message.Media{{Type: "image", URL: "/tent.png", Alt: "A tent"}},
				Choices: choices("Add", "Ask"),
			}},
		},
		{
			"labels are cut and differ",
			message.Outbound{Text: "Which?", Choices: choices("The very long green one", "The very long green two", "x")},
			buttons,
			[]message.Outbound{{Text: "Which?", Choices: relabelled(choices("", "", "x"), "The very long green…", "The very long gre… 2", "x")}},
		},
		{
			"the price of a card goes into the subtitle, text before cards",
			message.Outbound{Text: "Tents:", Cards: tents(1, "Add")},
			album,
			[]message.Outbound{{Text: "Tents:"}, {Cards: []message.Card{{
				Title: "Tent 1", Subtitle: "$129.00 (was $159.00) · For two", Image: "/tent.png", ImageAlt: "A tent", Choices: choices("Add"),
			}}}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := channel.Fit(test.m, test.c, channel.FitLabels{})
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func relabelled(all []message.Choice, labels ...string) []message.Choice {
	for i := range all {
		all[i].Label = labels[i]
	}
	return all
}

func TestFitPagesButtons(t *testing.T) {
	t.Parallel()
	m := message.Outbound{Text: "Which size?", Choices: choices("S", "M", "L", "XL", "XXL"), Locale: "ru"}
	var pages [][]string
	for {
		fitted := channel.Fit(m, buttons, channel.FitLabels{More: "Ещё"})
		if len(fitted) != 1 {
			t.Fatalf("%d messages, want 1", len(fitted))
		}
		shown := fitted[0].Choices
		pages = append(pages, append([]string{fitted[0].Locale, fitted[0].Text}, labels(shown)...))
		next, ok := channel.More(shown[len(shown)-1].Action)
		if !ok {
			break
		}
		m = next
	}
	want := [][]string{{"ru", "Which size?", "S", "M", "Ещё"}, {"ru", "Ещё", "L", "XL", "XXL"}}
	if diff := cmp.Diff(want, pages); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestFitNumbersCardsWhoseButtonsMoveBelow(t *testing.T) {
	t.Parallel()
	got := channel.Fit(message.Outbound{Text: "Tents:", Cards: tents(2, "Add to cart")}, buttons, channel.FitLabels{})
	if len(got) != 1 {
		t.Fatalf("%d messages, want 1", len(got))
	}
	want := "Tents:\n\n1. Tent 1 · $129.00 (was $159.00)\nFor two\n\n2. Tent 2 · $129.00 (was $159.00)\nFor two"
	if diff := cmp.Diff(want, got[0].Text); diff != "" {
		t.Errorf("text (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"1. Add to cart", "2. Add to cart"}, labels(got[0].Choices)); diff != "" {
		t.Errorf("choices (-want +got)\n%s", diff)
	}
}

func TestFitSplitsAlbums(t *testing.T) {
	t.Parallel()
	m := message.Outbound{Text: "Tents:", Cards: tents(5, "Add"), Choices: choices("Back"), Purpose: message.PurposeReminder, Locale: "ru"}
	var got []string
	for _, part := range channel.Fit(m, album, channel.FitLabels{}) {
		got = append(got, fmt.Sprintf("%q, %d cards, %d choices, %s, %s", part.Text, len(part.Cards), len(part.Choices), part.Purpose, part.Locale))
	}
	want := []string{
		`"Tents:", 0 cards, 0 choices, reminder, ru`,
		`"", 2 cards, 0 choices, reminder, ru`,
		`"", 2 cards, 0 choices, reminder, ru`,
		`"", 1 cards, 1 choices, reminder, ru`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestMoreRefusesWhatItDidNotMake(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]message.Action{
		"another action": {Name: "cart.add", Args: map[string]string{"choices": `[{"label":"x"}]`}},
		"no choices":     {Name: channel.ActionMore},
		"no JSON":        {Name: channel.ActionMore, Args: map[string]string{"choices": "["}},
		"none left":      {Name: channel.ActionMore, Args: map[string]string{"choices": "[]"}},
	} {
		if _, ok := channel.More(a); ok {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestPickNumber(t *testing.T) {
	t.Parallel()
	numbered := message.Outbound{Numbered: choices("a", "b")}
	tapped := message.Outbound{Cards: tents(1, "a", "b"), Choices: choices("c")}
	for _, test := range []struct {
		typed string
		m     message.Outbound
		want  string // label; "" for none
	}{
		{"1", numbered, "a"},
		{" 2. ", numbered, "b"},
		{"2)", numbered, "b"},
		{"#2", numbered, "b"},
		{"3", numbered, ""},
		{"0", numbered, ""},
		{"-1", numbered, ""},
		{"+1", numbered, ""},
		{"two", numbered, ""},
		{"2 tents", numbered, ""},
		{"99999999999999999999", numbered, ""},
		{"", numbered, ""},
		{"3", tapped, "c"},
		{"1", message.Outbound{}, ""},
	} {
		got, ok := channel.PickNumber(test.typed, test.m)
		if got.Label != test.want || ok != (test.want != "") {
			t.Errorf("PickNumber(%q) = %q, %t; want %q", test.typed, got.Label, ok, test.want)
		}
	}
}

func TestFitLeavesItsArgumentAlone(t *testing.T) {
	t.Parallel()
	m := message.Outbound{Text: "Tents", Cards: tents(3, "A", "B", "C"), Choices: choices("D", "E", "F", "G"), Link: &message.Link{URL: "https://s.example"}}
	before := fmt.Sprintf("%+v %+v", m, *m.Link)
	for _, c := range []channel.Capabilities{everything, plain, buttons, album} {
		channel.Fit(m, c, channel.FitLabels{})
	}
	if after := fmt.Sprintf("%+v %+v", m, *m.Link); after != before {
		t.Errorf("before %s\nafter  %s", before, after)
	}
}

func BenchmarkFit(b *testing.B) {
	m := message.Outbound{Text: strings.Repeat("A fine tent. ", 20), Cards: tents(10, "Add to cart", "Details"), Choices: choices("Back", "Menu")}
	for b.Loop() {
		channel.Fit(m, album, channel.FitLabels{})
	}
}
