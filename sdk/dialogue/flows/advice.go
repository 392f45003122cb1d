package flows

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/advise"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// question words a question, with how many products fit so far.
func (f advisor) question(in dialogue.Input, st advise.State, step advise.Step) message.Outbound {
	q := step.Question
	m := message.Outbound{Text: in.Say.N("advise.fit", step.Total) + " " + questionWords(in, *q)}
	for _, o := range q.Options {
		label := in.Say.T("advise.option", "Value", capital(optionWords(in, *q, o)), "Products", in.Say.Number(float64(o.Count)))
		m.Choices = append(m.Choices, choice(label, "advise.go", "s", packState(st.With(o.Answer))))
	}
	m.Choices = append(m.Choices,
		choice(in.Say.T("advise.any"), "advise.go", "s", packState(st.Skip(q.Name))),
		choice(in.Say.T("advise.now"), "advise.now", "s", packState(st)))
	if len(st.Answers)+len(st.Skipped) > 0 {
		m.Choices = append(m.Choices, choice(in.Say.T("menu.back"), "advise.go", "s", packState(back(st))))
	}
	return m
}

func questionWords(in dialogue.Input, q advise.Question) string {
	if own := cmp.Or(q.Words[in.Say.Lang()], q.Words[""]); own != "" {
		return own
	}
	switch q.Name {
	case catalog.FacetPrice:
		return in.Say.T("advise.ask_price")
	case catalog.FacetBrand:
		return in.Say.T("advise.ask_brand")
	case catalog.FacetCategory:
		return in.Say.T("advise.ask_category")
	}
	switch q.Name {
	case "use", "purpose", "activity", advise.QuestionNeed:
		return in.Say.T("advise.ask_use")
	case "capacity", "persons", "people":
		return in.Say.T("advise.ask_capacity")
	}
	label := capital(labelOf(in, q.Label, q.Name))
	if q.Kind == catalog.AttributeBool {
		return in.Say.T("advise.ask_whether", "What", label)
	}
	return in.Say.T("advise.ask_which", "What", label)
}

func optionWords(in dialogue.Input, q advise.Question, o advise.Option) string {
	switch {
	case q.Name == catalog.FacetPrice:
		return priceWords(in, catalog.Query{Price: o.Range, Currency: o.Currency})
	case q.Name == catalog.FacetCategory:
		return strings.Join(categoryNames(in, o.Values), "/")
	case o.Bool != nil && *o.Bool:
		return capital(in.Say.T("menu.yes"))
	case o.Bool != nil:
		return capital(in.Say.T("menu.no"))
	case len(o.Values) == 0:
		return rangeWords(in, o.Range, q.Unit)
	}
	if len(o.Values) == 1 {
		return labelOf(in, o.Label, o.Values[0])
	}
	return strings.Join(labelled(in, attributeTerm(in, q.Name), o.Values), "/")
}

// show skips the questions left.
func (f advisor) show(ctx context.Context, s dialogue.State, in dialogue.Input, st advise.State) (dialogue.Outcome, error) {
	step, err := f.o.Advice.Now(ctx, in.Catalog.Index(), st)
	if err != nil {
		return dialogue.Outcome{}, fmt.Errorf("flows: %w", err)
	}
	return f.present(s, in, st, step)
}

// present shows what advice came to.
func (f advisor) present(s dialogue.State, in dialogue.Input, st advise.State, step advise.Step) (dialogue.Outcome, error) {
	s = s.Left("advise")
	again := choice(in.Say.T("advise.over"), "advise.start")
	if len(step.Picks) > 0 {
		return f.picks(s, in, st, step, again), nil
	}
	if len(step.Relax) == 0 {
		return say(s, in.Say.T("search.none_at_all"), append(topCategories(in, 5), again)...), nil
	}
	out := say(s, in.Say.T("advise.nothing"))
	for _, r := range step.Relax {
		out.Say[0].Choices = append(out.Say[0].Choices, choice(relaxWords(in, r), "search.show", "q", pack(r.Query)))
	}
	out.Say[0].Choices = append(out.Say[0].Choices, again)
	return out, nil
}

func (f advisor) picks(s dialogue.State, in dialogue.Input, st advise.State, step advise.Step, again message.Choice) dialogue.Outcome {
	out := say(s, in.Say.N("advise.picks", len(step.Picks)))
	q := st.Search()
	out.Next.Query, out.Next.Shown = &q, nil
	for _, p := range step.Picks {
		c := f.card(in, p.Product, nil)
		c.Subtitle = pickWords(in, p, q.Price != (catalog.Range{}))
		c.Price = price(in, p.Offer.Price, false)
		out.Say[0].Cards = append(out.Say[0].Cards, c)
		out.Next.Shown = append(out.Next.Shown, catalog.Ref{Product: p.Product.ID})
	}
	out.Next.Product = catalog.Ref{}
	if len(out.Next.Shown) == 1 {
		out.Next.Product = out.Next.Shown[0]
	}
	if step.Total > len(step.Picks) {
		out.Say[0].Choices = append(out.Say[0].Choices, choice(in.Say.N("advise.all", step.Total), "search.show", "q", pack(q)))
	}
	out.Say[0].Choices = append(out.Say[0].Choices, again)
	return out
}

// pickWords says what a pick is there for and why, all of it facts. budget says
// whether the shopper named one.
func pickWords(in dialogue.Input, p advise.Pick, budget bool) string {
	var all []string
	for _, r := range p.Reasons {
		if r.Kind == advise.ReasonPrice && !budget {
			continue
		}
		if words := reasonWords(in, r); words != "" {
			all = append(all, words)
		}
	}
	for _, r := range p.Missing {
		if words := reasonWords(in, r); words != "" {
			all = append(all, in.Say.T("search.not", "What", words))
		}
	}
	role := in.Say.T("advise.role_" + string(p.Role))
	if len(all) == 0 {
		return role
	}
	return in.Say.T("advise.because", "Role", role, "Reasons", strings.Join(all, " · "))
}

func reasonWords(in dialogue.Input, r advise.Reason) string {
	switch r.Kind {
	case advise.ReasonPrice:
		return in.Say.T("advise.within")
	case advise.ReasonCheaper:
		return in.Say.T("advise.cheaper", "Sum", in.Say.Money(r.Amount))
	case advise.ReasonReduced:
		return in.Say.T("advise.reduced", "Sum", in.Say.Money(r.Amount))
	case advise.ReasonRating:
		return in.Say.T("product.rated", "Average", in.Say.Number(r.Rating.Average), "Ratings", in.Say.Number(float64(r.Rating.Count)))
	}
	label := labelOf(in, r.Label, r.Name)
	switch {
	case r.Bool != nil && !*r.Bool:
		return in.Say.T("search.not", "What", strings.ToLower(label))
	case r.Bool != nil:
		return strings.ToLower(label)
	case r.Number != nil:
		return label + " " + in.Say.Measure(*r.Number, r.Unit)
	}
	return strings.Join(labelled(in, attributeTerm(in, r.Name), r.Values), ", ")
}

// relaxWords says what would help.
func relaxWords(in dialogue.Input, r advise.Relaxation) string {
	if r.Name == catalog.FacetPrice && r.Price != (money.Amount{}) {
		return in.Say.T("advise.relax_price", "Sum", in.Say.Money(r.Price), "Products", in.Say.Number(float64(r.Total)))
	}
	what := ""
	switch r.Name {
	case catalog.FacetPrice:
		what = in.Say.T("advise.budget")
	case catalog.FacetBrand:
		what = in.Say.T("advise.brand")
	case catalog.FacetCategory:
		what = in.Say.T("advise.category")
	case advise.RelaxWords:
		what = in.Say.T("advise.words")
	case advise.RelaxReduced:
		what = in.Say.T("search.reduced")
	case advise.RelaxStock:
		what = in.Say.T("search.in_stock")
	case advise.RelaxAll:
		return in.Say.T("advise.relax_all", "Products", in.Say.Number(float64(r.Total)))
	default:
		what = strings.ToLower(labelOf(in, attributeTerm(in, r.Name).Label, r.Name))
	}
	return in.Say.N("search.without", r.Total, "What", what)
}
