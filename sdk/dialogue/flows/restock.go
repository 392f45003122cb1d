package flows

import (
	"context"
	"fmt"
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// restock notes that a shopper wants to hear, once, when something sold out is
// back. Her tap is the consent to that one message.
type restock struct{ shelf }

func (restock) Name() string { return "restock" }

func (restock) Hears() []understand.Intent { return []understand.Intent{understand.IntentRestock} }

func (f restock) Handle(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if in.Action.Name == "" {
		return f.typed(ctx, s, in)
	}
	ref := catalog.Ref{Product: catalog.ProductID(arg(in, "p")), Variant: catalog.VariantID(arg(in, "v"))}
	s = s.Left("choose")
	if in.Action.Name == "restock.stop" {
		out := say(s, in.Say.T("restock.stopped"), menu(in)...)
		out.Do = []dialogue.Effect{dialogue.AwaitStock{Ref: ref, Stop: true}}
		return out, nil
	}
	p, err := in.Catalog.Product(ref.Product)
	if err != nil {
		return f.gone(ctx, s, in, arg(in, "c"))
	}
	if _, there := p.Variant(ref.Variant); ref.Variant != "" && !there {
		return f.choose(ctx, s, in, choosing{Product: p.ID, Quantity: 1, Picks: picks{}})
	}
	s.Product = ref
	if inStock(p, ref.Variant) {
		m, err := f.restocked(in, ref)
		return dialogue.Outcome{Say: outbounds(m), Next: s}, err
	}
	return f.note(s, in, p, ref), nil
}

// typed is the same wish in words: of what the button below the last message
// offers, or of the one thing spoken of that is sold out.
func (f restock) typed(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	for _, o := range s.Offered {
		if o.Action.Name == "restock.ask" {
			in.Action = o.Action
			return f.Handle(ctx, s, in)
		}
	}
	all, err := point(ctx, s, in)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	found := all[0].refs
	if len(found) == 0 && !all[0].item.Pointed {
		found = s.Shown
	}
	if len(found) > 1 {
		found = slices.DeleteFunc(slices.Clone(found), func(ref catalog.Ref) bool {
			p, err := in.Catalog.Product(ref.Product)
			return err != nil || inStock(p, ref.Variant)
		})
	}
	if len(found) != 1 {
		return f.whichBack(s, in, found), nil
	}
	p, err := in.Catalog.Product(found[0].Product)
	if err != nil {
		return f.gone(ctx, s, in, "")
	}
	if inStock(p, found[0].Variant) {
		return f.detail(s, in, p, ""), nil
	}
	s.Product = found[0]
	return f.note(s.Left("choose"), in, p, found[0]), nil
}

// whichBack asks which of several is meant; with none, what to look for.
func (f restock) whichBack(s dialogue.State, in dialogue.Input, sold []catalog.Ref) dialogue.Outcome {
	if len(sold) == 0 {
		return ask(s, in)
	}
	return f.which(s, in, pointed{refs: sold})
}

// note answers the wish and has it kept.
func (restock) note(s dialogue.State, in dialogue.Input, p catalog.Product, ref catalog.Ref) dialogue.Outcome {
	title := p.Called(ref.Variant, in.Say.Lang())
	never := choice(in.Say.T("restock.never"), "restock.stop", "p", string(ref.Product), "v", string(ref.Variant))
	choices := append([]message.Choice{never}, menu(in)[:1]...)
	if in.Contact.OptedOut {
		return say(s, in.Say.T("restock.opted_out"), choice(in.Say.T("opt.undo"), "opt.in"), menu(in)[0])
	}
	if _, waits := in.Contact.WaitFor(ref, in.Now); waits {
		return say(s, in.Say.T("restock.already", "Title", title), choices...)
	}
	if _, ok := in.Contact.Waiting(ref, in.Now); !ok {
		return say(s, in.Say.T("restock.many", "Most", contact.MaxWaits), menu(in)...)
	}
	out := say(s, in.Say.T("restock.noted", "Title", title), choices...)
	out.Do = []dialogue.Effect{dialogue.AwaitStock{Ref: ref}}
	return out
}

// Restocked is the message that something is back: its card, to be bought at
// once. Of the input it needs Say and Catalog.
func Restocked(in dialogue.Input, ref catalog.Ref) (message.Outbound, error) {
	return shelf{Options{}.withDefaults()}.restocked(in, ref)
}

func (f shelf) restocked(in dialogue.Input, ref catalog.Ref) (message.Outbound, error) {
	p, err := in.Catalog.Product(ref.Product)
	if err != nil {
		return message.Outbound{}, fmt.Errorf("flows: restocked: %w", err)
	}
	card := f.card(in, p, factNames(p))
	if v, ok := p.Variant(ref.Variant); ok {
		card = f.variantCard(in, p, v)
	}
	text := in.Say.T("restock.back", "Title", card.Title)
	return message.Outbound{Text: text, Cards: []message.Card{card}, Choices: menu(in)[:1]}, nil
}

// variantCard is the card of one variant, which can be added without a question.
func (f shelf) variantCard(in dialogue.Input, p catalog.Product, v catalog.Variant) message.Card {
	one := p
	one.Offer, one.Variants, one.Options = v.Offer, nil, nil
	if v.Image != nil {
		one.Images = []catalog.Image{*v.Image}
	}
	c := f.card(in, one, factNames(p))
	c.Title = p.Called(v.ID, in.Say.Lang())
	c.Choices[0].Action.Args["v"] = string(v.ID)
	return c
}

// askRestock is the choice to be told when something is back.
func askRestock(in dialogue.Input, p catalog.Product, v catalog.VariantID) message.Choice {
	return choice(in.Say.T("restock.ask"), "restock.ask", "p", string(p.ID), "v", string(v), "c", p.CategoryPath())
}

// noticeThen puts the choice before others where a product is sold out.
func noticeThen(in dialogue.Input, p catalog.Product, others []message.Choice) []message.Choice {
	if p.Available() {
		return others
	}
	return append([]message.Choice{askRestock(in, p, "")}, others...)
}

// inStock says whether one piece can be bought; without a variant, of any.
func inStock(p catalog.Product, id catalog.VariantID) bool {
	if v, ok := p.Variant(id); ok {
		return v.Offer.Stock.Available(1)
	}
	return p.Available()
}

// instead answers for what is sold out: by what else the product comes in, or
// by what is like it.
func (f shelf) instead(ctx context.Context, s dialogue.State, in dialogue.Input, p catalog.Product, id catalog.VariantID, n int) (dialogue.Outcome, error) {
	v, ok := p.Variant(id)
	if !ok || !p.Available() {
		return f.similar(ctx, s, in, p)
	}
	return f.choose(ctx, s, in, choosing{Product: p.ID, Quantity: max(1, n), Picks: v.Values})
}

// soldOut is the one variant that picks name, if it cannot be bought.
func soldOut(p catalog.Product, k picks) (found catalog.Variant, ok bool) {
	for _, v := range p.Variants {
		switch {
		case !k.fits(v):
		case ok || v.Offer.Stock.Available(1):
			return catalog.Variant{}, false
		default:
			found, ok = v, true
		}
	}
	return found, ok
}
