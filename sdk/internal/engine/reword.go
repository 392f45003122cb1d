package engine

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/internal/host"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// What goes to a model and comes back, at most: characters, terms, and digits of
// a number that may be a phone's or a card's.
const (
	mostUnclear  = 500
	mostReworded = 200
	mostTerms    = 100
	mostDigits   = 5
)

// factReworded is the fact in which a model's answer is kept with the event.
const factReworded = "engine.reworded"

// reworded is the input in the words of the model, if the shop has one, it knows
// some, and they are harmless.
func (p *plan) reworded(ctx context.Context, in dialogue.Input) (dialogue.Input, bool, error) {
	if p.e.Model == nil || !p.mayReword(in) {
		return in, false, nil
	}
	text, err := p.askModel(ctx, in)
	if err != nil || text == "" {
		return in, false, err
	}
	// What was asked and offered is not for the model to answer.
	heard := dialogue.Reading(p.is.State, in)
	heard.Asking, heard.Options, heard.InOrder = "", nil, false
	in.Meaning = p.e.reader().Read(text, heard)
	in.Meaning.Chosen = nil
	return in, dialogue.Harmless(in.Meaning.Intent) && !in.Meaning.OptOut && !p.asked(in), nil
}

// mayReword says whether words may be shown to somebody else: typed ones, of no
// checkout, with nothing in them to find a person by.
func (p *plan) mayReword(in dialogue.Input) bool {
	_, ordering := p.is.State.Waiting(dialogue.FlowCheckout)
	text := in.Event.Text
	if ordering || in.Event.Masked || in.Event.Kind != message.KindText || in.Action.Name != "" || in.Meaning.OptOut || len([]rune(text)) > mostUnclear {
		return false
	}
	digits := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits <= mostDigits && !strings.Contains(text, "@") && strings.ContainsFunc(text, unicode.IsLetter)
}

// askModel is what the model said of the event's words, now or the first time.
func (p *plan) askModel(ctx context.Context, in dialogue.Input) (string, error) {
	if p.recalled { // the event may not be the next: nothing is kept with it
		return "", errRecalled
	}
	known, err := p.kept()
	if err != nil {
		return "", err
	}
	var text string
	if raw, ok := known[factReworded]; ok {
		return text, json.Unmarshal(raw, &text)
	}
	unclear, model := p.unclear(in), p.e.Model
	text, err = host.Ask(ctx, prepare, func(ctx context.Context) (string, error) { return model(ctx, unclear) })
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		p.e.Logger.Warn("engine: the model did not answer", "error", err)
		text = ""
	}
	text = tidy(text)
	raw, err := json.Marshal(text)
	if err != nil {
		return "", err
	}
	return text, p.keep(ctx, dialogue.Facts{factReworded: raw})
}

// unclear is what the model is told.
func (p *plan) unclear(in dialogue.Input) dialogue.Unclear {
	words, lang := p.e.Catalog.Index().Vocabulary(), in.Say.Lang()
	return dialogue.Unclear{
		Text: in.Event.Text, Lang: lang, Categories: names(words.Categories, lang), Brands: names(words.Brands, lang),
	}
}

// names are what the largest terms are called in a language.
func names(all []catalog.Term, lang string) []string {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b catalog.Term) int { return b.Count - a.Count })
	var called []string
	for _, t := range all[:min(len(all), mostTerms)] {
		name := t.Label.In(lang)
		if name == "" {
			name = t.Value
		}
		called = append(called, name)
	}
	return called
}

// tidy is a model's answer as a shopper would have written it.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s[:min(len(s), 8*mostReworded)], ""))
	r := []rune(strings.Join(strings.Fields(s), " "))
	return string(r[:min(len(r), mostReworded)])
}
