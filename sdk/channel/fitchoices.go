package channel

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/sauda-commerce/sauda/sdk/message"
)

// ActionMore is the action of the choice that Fit puts after the buttons a
// message has room for. The engine handles it itself: it answers with what
// [More] returns.
const ActionMore = "fit.more"

// Arguments of ActionMore.
const (
	argChoices = "choices" // JSON of those that are still to be shown
	argText    = "text"
	argLocale  = "locale"
)

// More returns the message that shows the choices a page had no room for. It
// is to be fitted like any other. false: the action is not ActionMore, or not
// of our making.
func More(a message.Action) (message.Outbound, bool) {
	if a.Name != ActionMore {
		return message.Outbound{}, false
	}
	var rest []message.Choice
	if err := json.Unmarshal([]byte(a.Args[argChoices]), &rest); err != nil || len(rest) == 0 {
		return message.Outbound{}, false
	}
	return message.Outbound{Text: a.Args[argText], Choices: rest, Locale: a.Args[argLocale]}, true
}

// choices keeps choices as buttons, or numbers them, those of cards first.
func (f *fitter) choices(choices []message.Choice) {
	choices = slices.Concat(f.lifted, choices)
	if !f.numbered {
		f.out.Choices = f.page(choices, f.c.Choices)
		return
	}
	var lines []string
	for _, choice := range choices {
		lines = append(lines, f.number(choice))
	}
	f.add(strings.Join(lines, "\n"))
}

// number offers a choice by number and returns the line that says so.
func (f *fitter) number(choice message.Choice) string {
	choice.Label = clean(choice.Label)
	f.out.Numbered = append(slices.Clip(f.out.Numbered), choice)
	return strconv.Itoa(len(f.out.Numbered)) + ". " + choice.Label
}

// PickNumber returns the choice of a message that a typed number taps: one of
// Numbered or, in a message without them, of AllChoices, so that a shopper may
// type numbers where there are buttons too. "2", "2.", "2)" and "#2" are
// numbers.
func PickNumber(typed string, m message.Outbound) (message.Choice, bool) {
	list := m.Numbered
	if len(list) == 0 {
		list = m.AllChoices()
	}
	typed = strings.TrimRight(strings.TrimPrefix(strings.TrimSpace(typed), "#"), ".)")
	n, err := strconv.ParseUint(typed, 10, 16)
	if err != nil || n < 1 || n > uint64(len(list)) {
		return message.Choice{}, false
	}
	return list[n-1], true
}

// page returns as many choices as there is room for, the last of which is More
// if that is not all.
func (f *fitter) page(choices []message.Choice, room int) []message.Choice {
	if len(choices) == 0 {
		return nil
	}
	if len(choices) > room {
		choices = append(slices.Clone(choices[:room-1]), f.more(choices[room-1:]))
	}
	return f.distinct(choices)
}

func (f *fitter) more(rest []message.Choice) message.Choice {
	// Choices are texts and maps of texts, which always have a JSON form.
	raw, _ := json.Marshal(rest)
	return message.Choice{Label: f.labels.More, Action: message.Action{
		Name: ActionMore,
		Args: map[string]string{argChoices: string(raw), argText: f.labels.More, argLocale: f.out.Locale},
	}}
}

// distinct cuts labels to size so that no two are the same: a shopper may type
// one. More keeps its own.
func (f *fitter) distinct(choices []message.Choice) []message.Choice {
	choices = slices.Clone(choices)
	taken := map[string]bool{}
	claim := func(more bool) {
		for i := range choices {
			if (choices[i].Action.Name == ActionMore) == more {
				choices[i].Label = f.free(clean(choices[i].Label), taken)
			}
		}
	}
	claim(true)
	claim(false)
	return choices
}

// free is a label within the limit that is not taken yet, and takes it.
func (f *fitter) free(label string, taken map[string]bool) string {
	if label == "" {
		label = ellipsis
	}
	try := f.c.Unit.Cut(label, f.c.ChoiceLabel)
	for n := 2; taken[strings.ToLower(try)]; n++ {
		suffix := " " + strconv.Itoa(n)
		try = f.c.Unit.Cut(label, f.c.ChoiceLabel-len(suffix)) + suffix
	}
	taken[strings.ToLower(try)] = true
	return try
}
