package main

import (
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/dialogue/flows"
	"github.com/sauda-commerce/sauda/sdk/message"
)

//go:embed texts
var embedded embed.FS

// texts are what the flow says, in English and Russian, and a help text of the
// shop's own that mentions it.
func texts() (fs.FS, error) { return fs.Sub(embedded, "texts") }

// sold is what the shop's books say of one piece.
type sold struct {
	Item  string    `json:"item"`
	Until time.Time `json:"until"` // the last day of the warranty
}

// books find a piece by its serial number; nil for none. It may take a while.
type books func(ctx context.Context, serial string) (*sold, error)

// warranty tells whether a piece is under warranty. It is a dialogue.Flow; the
// methods beside Name and Handle are optional interfaces.
type warranty struct{ find books }

var (
	_ dialogue.Spotter  = warranty{}
	_ dialogue.Asker    = warranty{}
	_ dialogue.Preparer = warranty{}
)

// Name is what the flow's actions and stored states begin with.
func (warranty) Name() string { return "warranty" }

// Spots says which words are for this flow: serial numbers, and what Sauda
// understands as a question about the warranty, in any language.
func (warranty) Spots(_ dialogue.State, in dialogue.Input) bool {
	return serial(in) != "" || in.Meaning.Topic == understand.TopicWarranty
}

// Takes says what is an answer while the flow waits for a serial number. All
// else is an interruption, and then Again asks once more.
func (warranty) Takes(_ dialogue.State, in dialogue.Input) bool {
	return leaves(in) || strings.ContainsFunc(in.Event.Text, unicode.IsDigit) && len(strings.Fields(in.Event.Text)) == 1
}

// Again repeats the question below the answer to something else.
func (w warranty) Again(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	return w.ask(s, in, "warranty.ask")
}

// Prepare looks the number up. Handle may not: it is run again when a turn
// loses a race, and must come to the same.
func (w warranty) Prepare(ctx context.Context, _ dialogue.State, in dialogue.Input) (dialogue.Facts, error) {
	if serial(in) == "" {
		return nil, nil
	}
	piece, err := w.find(ctx, serial(in))
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(piece) // null when there is none
	return dialogue.Facts{"piece": raw}, err
}

// Handle decides what is said, from its arguments alone.
func (w warranty) Handle(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	number := serial(in)
	raw, looked := in.Facts["piece"]
	switch {
	case in.Action.Name == "warranty.claim":
		return claim(s.Left(w.Name()), in, number), nil
	case number == "" && (leaves(in) || in.Action.Name == "warranty.leave"):
		return say(s.Left(w.Name()), in.Say.T("warranty.left"), flows.Menu(in)...), nil
	case number == "" && strings.ContainsFunc(in.Event.Text, unicode.IsDigit):
		return w.ask(s, in, "warranty.odd")
	case number == "":
		return w.ask(s, in, "warranty.ask")
	case !looked: // honest, with a way on
		return say(s.Left(w.Name()), in.Say.T("warranty.down"), button(in.Say.T("warranty.again"), "warranty.check", number), person(in)), nil
	}
	var piece *sold
	if err := json.Unmarshal(raw, &piece); err != nil {
		return dialogue.Outcome{}, fmt.Errorf("customflow: facts: %w", err)
	}
	if piece == nil {
		return w.ask(s, in, "warranty.unknown", "Serial", number)
	}
	key := "warranty.covered"
	if in.Now.After(piece.Until.AddDate(0, 0, 1)) {
		key = "warranty.over"
	}
	text := in.Say.T(key, "Item", piece.Item, "Until", in.Say.Date(piece.Until))
	return say(s.Left(w.Name()), text, button(in.Say.T("warranty.claim"), "warranty.claim", number), flows.Menu(in)[0]), nil
}

// ask waits for a serial number, with a way out.
func (w warranty) ask(s dialogue.State, in dialogue.Input, key string, args ...any) (dialogue.Outcome, error) {
	s, err := s.Asking(w.Name(), 1, "serial", nil)
	return say(s, in.Say.T(key, args...), button(in.Say.T("warranty.leave"), "warranty.leave", ""), person(in)), err
}

// claim calls for a person, who sees what it is about.
func claim(s dialogue.State, in dialogue.Input, number string) dialogue.Outcome {
	out := say(s, in.Say.T("person.called"), button(in.Say.T("person.bot"), dialogue.ActionHandBack, ""))
	out.Do = []dialogue.Effect{dialogue.HandOff{Reason: "warranty claim for " + number}}
	return out
}

var form = regexp.MustCompile(`(?i)\bap-\d{5}\b`)

// serial is the number in the typed words, or that of a tapped button.
func serial(in dialogue.Input) string {
	return strings.ToUpper(cmp.Or(in.Action.Args["serial"], form.FindString(in.Event.Text)))
}

// leaves says whether typed words leave the question.
func leaves(in dialogue.Input) bool {
	return slices.Contains([]understand.Intent{understand.IntentCancel, understand.IntentBack, understand.IntentNo, understand.IntentSkip}, in.Meaning.Intent)
}

func say(s dialogue.State, text string, choices ...message.Choice) dialogue.Outcome {
	return dialogue.Outcome{Say: []message.Outbound{{Text: text, Choices: choices}}, Next: s}
}

func person(in dialogue.Input) message.Choice {
	return button(in.Say.T("menu.person"), "person.call", "")
}

func button(label, action, serial string) message.Choice {
	return message.Choice{Label: label, Action: message.Action{Name: action, Args: map[string]string{"serial": serial}}}
}
