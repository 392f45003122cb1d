package flows

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/advise"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// advisor is the flow "advise": it helps to choose by a few questions. Every
// button carries the whole state that it leads to, so an old one still works.
type advisor struct{ shelf }

// advising is what its frame keeps.
type advising struct {
	State advise.State `json:"state"`
	Asked string       `json:"asked"` // name of the question
	// Again says that the question was repeated once already.
	Again bool `json:"again,omitempty"`
}

func (advisor) Name() string { return "advise" }

func (advisor) Hears() []understand.Intent { return []understand.Intent{understand.IntentAdvise} }

func (f advisor) Handle(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if in.Action.Name != "" {
		return f.tapped(ctx, s, in)
	}
	a, waiting := f.waiting(s)
	if waiting && in.Meaning.Intent != understand.IntentAdvise {
		return f.answer(ctx, s, in, a)
	}
	q := in.Meaning.Query
	if blank(q) && s.Query != nil && len(s.Query.Categories) > 0 {
		q = catalog.Query{Categories: s.Query.Categories} // what was looked at
	}
	return f.ask(ctx, s, in, begun(in, q))
}

// begun is the state of a dialogue about what a query finds.
func begun(in dialogue.Input, q catalog.Query) advise.State {
	q.Lang, q.Currency = in.Say.Lang(), currency(in)
	q.Cursor, q.Sort = "", catalog.SortRelevance
	return advise.State{Query: q, Nice: nice(in.Meaning)}
}

// nice are the wishes that rank and do not rule out.
func nice(m understand.Meaning) []catalog.Filter {
	var all []catalog.Filter
	for _, w := range m.Wishes {
		if w.Strength == understand.Nice && w.Kind == understand.KindAttribute {
			all = append(all, catalog.Filter{Name: w.Name, Values: w.Values, Range: w.Range, Bool: w.Bool})
		}
	}
	return all
}

func (f advisor) tapped(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	var st advise.State
	switch in.Action.Name {
	case "advise.leave":
		return say(s.Left("advise"), in.Say.T("advise.left"), menu(in)...), nil
	case "advise.start":
		q := catalog.Query{}
		if c := arg(in, "c"); c != "" {
			q.Categories = []string{c}
		}
		return f.ask(ctx, s, in, begun(in, q))
	}
	if err := json.Unmarshal([]byte(arg(in, "s")), &st); err != nil {
		return f.ask(ctx, s, in, begun(in, catalog.Query{}))
	}
	if in.Action.Name == "advise.now" {
		return f.show(ctx, s, in, st)
	}
	return f.ask(ctx, s, in, st)
}

// ask takes the next step: a question, products, or what to give up.
func (f advisor) ask(ctx context.Context, s dialogue.State, in dialogue.Input, st advise.State) (dialogue.Outcome, error) {
	if blank(st.Query) && len(st.Answers) == 0 {
		return f.askWhat(s, in, st)
	}
	step, err := f.o.Advice.Next(ctx, in.Catalog.Index(), st)
	if err != nil {
		return dialogue.Outcome{}, fmt.Errorf("flows: %w", err)
	}
	if looser, ok := loosened(st); ok && step.Question == nil && len(step.Picks) == 0 {
		return f.ask(ctx, s, in, looser)
	}
	if step.Question == nil {
		return f.present(s, in, st, step)
	}
	kind := understand.AskingOption
	if step.Question.Name == catalog.FacetPrice {
		kind = understand.AskingBudget
	}
	m := f.question(in, st, step)
	return f.wait(s, advising{State: st, Asked: step.Question.Name}, kind, m)
}

// loosened is advice that begins with less, when all that was told at once fits
// nothing: first without words that name nothing here, then with facts that rank
// instead of ruling out. false when there is nothing to give up unasked.
func loosened(st advise.State) (advise.State, bool) {
	q := st.Query
	switch {
	case q.Text != "" && len(st.Answers) == 0:
		st.Query.Text = ""
	case len(q.Filters) > 0 && len(q.Categories) > 0 && len(st.Answers) == 0 && q.Price == (catalog.Range{}):
		st.Nice, st.Query.Filters = append(slices.Clone(st.Nice), q.Filters...), nil
	default:
		return st, false
	}
	return st, true
}

func (f advisor) wait(s dialogue.State, a advising, kind understand.Asking, m message.Outbound) (dialogue.Outcome, error) {
	s, err := s.Asking("advise", 1, "question", a)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	return dialogue.Outcome{Say: outbounds(m), Next: s.Expecting(kind)}, nil
}

// askWhat asks for the kind of thing.
func (f advisor) askWhat(s dialogue.State, in dialogue.Input, st advise.State) (dialogue.Outcome, error) {
	m := message.Outbound{Text: in.Say.T("advise.what")}
	for _, c := range leaves(in) {
		m.Choices = append(m.Choices, choice(categoryName(in, c.path), "advise.start", "c", c.path))
	}
	m.Choices = append(m.Choices, choice(in.Say.T("advise.leave"), "advise.leave"))
	return f.wait(s, advising{State: st, Asked: catalog.FacetCategory}, understand.AskingOption, m)
}

// leaves are the largest categories without others below.
func leaves(in dialogue.Input) []category {
	terms := in.Catalog.Index().Vocabulary().Categories
	inner := map[string]bool{}
	for _, t := range terms {
		for i, c := range t.Value {
			if c == '/' {
				inner[t.Value[:i]] = true
			}
		}
	}
	var all []category
	for _, t := range terms {
		if !inner[t.Value] {
			all = append(all, category{t.Value, t.Count})
		}
	}
	slices.SortFunc(all, func(a, b category) int { return cmp.Or(b.count-a.count, strings.Compare(a.path, b.path)) })
	return all[:min(categoriesPerPage, len(all))]
}

func (advisor) waiting(s dialogue.State) (a advising, ok bool) {
	frame, ok := s.Waiting("advise")
	return a, ok && frame.Read(&a) == nil
}

// Takes says whether words answer the question or add a wish.
func (f advisor) Takes(s dialogue.State, in dialogue.Input) bool {
	if _, ok := f.waiting(s); !ok {
		return false
	}
	switch m := in.Meaning; m.Intent {
	case understand.IntentSkip, understand.IntentBack, understand.IntentCancel:
		return true
	case understand.IntentCheaper, understand.IntentMore:
		return true
	case understand.IntentSearch, understand.IntentUnknown:
		if m.Query.Sort != catalog.SortRelevance && blank(m.Query) {
			return true
		}
		return !onlyWords(m) && (len(m.Chosen) != 1 || len(m.Wishes) > 1)
	}
	return false
}

// onlyWords says whether words name nothing that the catalogue knows.
func onlyWords(m understand.Meaning) bool {
	return !slices.ContainsFunc(m.Wishes, func(w understand.Wish) bool { return w.Kind != understand.KindWords })
}

// answer takes typed words.
func (f advisor) answer(ctx context.Context, s dialogue.State, in dialogue.Input, a advising) (dialogue.Outcome, error) {
	st, q := a.State, in.Meaning.Query
	switch {
	case in.Meaning.Intent == understand.IntentCancel:
		return say(s.Left("advise"), in.Say.T("advise.left"), menu(in)...), nil
	case in.Meaning.Intent == understand.IntentBack:
		return f.ask(ctx, s, in, back(st))
	case in.Meaning.Intent == understand.IntentMore && !blank(st.Query):
		return f.show(ctx, s, in, st)
	case in.Meaning.Intent == understand.IntentSkip && a.Asked == catalog.FacetCategory && blank(st.Query):
		return f.list(ctx, s.Left("advise"), in, catalog.Query{InStock: true}, listing{})
	case in.Meaning.Intent == understand.IntentSkip:
		return f.ask(ctx, s, in, st.Skip(a.Asked))
	case len(q.Categories) > 0:
		st = begun(in, q)
		return f.ask(ctx, s, in, st)
	case q.Sort != catalog.SortRelevance && blank(q) && !blank(st.Query):
		found := st.Search()
		found.Sort = q.Sort
		return f.list(ctx, s.Left(f.Name()), in, found, listing{})
	}
	st.Nice = append(slices.Clone(st.Nice), nice(in.Meaning)...)
	return f.ask(ctx, s, in, told(st, q))
}

// told adds what a query says to what is known.
func told(st advise.State, q catalog.Query) advise.State {
	if q.Price != (catalog.Range{}) {
		st = st.With(advise.Answer{Name: catalog.FacetPrice, Range: q.Price, Currency: q.Currency})
	}
	if len(q.Brands) > 0 {
		st = st.With(advise.Answer{Name: catalog.FacetBrand, Values: q.Brands})
	}
	for _, f := range q.Filters {
		if f.Not {
			st.Query.Filters = append(slices.Clone(st.Query.Filters), f)
			continue
		}
		st = st.With(advise.Answer{Name: f.Name, Values: f.Values, Range: f.Range, Bool: f.Bool})
	}
	st.Query.Reduced = st.Query.Reduced || q.Reduced
	return st
}

// back takes the last answer back; without one, what it is about.
func back(st advise.State) advise.State {
	switch {
	case len(st.Answers) > 0:
		return st.Forget(st.Answers[len(st.Answers)-1].Name)
	case len(st.Skipped) > 0:
		return st.Forget(st.Skipped[len(st.Skipped)-1])
	}
	return advise.State{}
}

// adviceStale is how long a question waits before it is asked differently.
const adviceStale = 24 * time.Hour

// Again asks the question once more; after a day, whether it still matters.
func (f advisor) Again(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	a, ok := f.waiting(s)
	if !ok || f.over(s, in) {
		return dialogue.Outcome{Next: s.Left(f.Name())}, nil
	}
	if !s.At.IsZero() && in.Now.Sub(s.At) > adviceStale {
		s.Confirm = true
		text := in.Say.T("advise.still_any")
		q := a.State.Search()
		q.InStock = false
		if what := describe(chips(in, q)); what != "" {
			text = in.Say.T("advise.still", "What", what)
		}
		return say(s, text,
			choice(in.Say.T("advise.continue"), "advise.go", "s", packState(a.State)),
			choice(in.Say.T("advise.leave"), "advise.leave")), nil
	}
	if a.Again && s.Misses == 0 {
		return f.remind(s, in, a), nil
	}
	out, err := f.ask(ctx, s, in, a.State)
	if err == nil && len(out.Say[0].Cards) > 0 { // nothing is left to ask
		return dialogue.Outcome{Next: s.Left("advise")}, nil
	}
	if err == nil {
		out.Next, err = repeated(out.Next)
	}
	return out, err
}

// remind says in one line that a question, which was repeated, still waits.
func (advisor) remind(s dialogue.State, in dialogue.Input, a advising) dialogue.Outcome {
	return say(s, in.Say.T("advise.waits"),
		choice(in.Say.T("advise.continue"), "advise.go", "s", packState(a.State)),
		choice(in.Say.T("advise.leave"), "advise.leave"))
}

// repeated notes that the question of a state is asked for the second time.
func repeated(s dialogue.State) (dialogue.State, error) {
	frame, ok := s.Waiting("advise")
	var a advising
	if !ok || frame.Read(&a) != nil {
		return s, nil
	}
	a.Again = true
	again, err := s.Asking("advise", frame.Version, frame.Step, a)
	return again.Expecting(frame.Kind), err
}

// over says whether the shopper went on to something else, which ends advice.
func (advisor) over(s dialogue.State, in dialogue.Input) bool {
	switch in.Meaning.Intent {
	case understand.IntentOrders, understand.IntentShowCart, understand.IntentAdd, understand.IntentLanguage:
		return false
	case understand.IntentYes, understand.IntentNo:
		return false
	}
	flow, _, _ := strings.Cut(in.Action.Name, ".")
	return in.Event.Kind != message.KindInternal && flow != "cart" && flow != "orders" && !aside(s, in)
}

// packState writes a state as an argument of a choice.
func packState(st advise.State) string {
	raw, err := json.Marshal(st)
	if err != nil { // a range that is not a number; nothing we build
		return "{}"
	}
	return string(raw)
}
