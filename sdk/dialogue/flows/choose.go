package flows

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// choose asks for a variant, option by option, and puts it in the cart.
// Combinations that cannot be bought are not offered.
type choose struct{ shelf }

// choosing is what its frame keeps.
type choosing struct {
	Product  catalog.ProductID `json:"product"`
	Quantity int               `json:"quantity"`
	Picks    picks             `json:"picks,omitempty"`
	Option   string            `json:"option"` // asked for
	// Again says that the question was repeated once already.
	Again bool `json:"again,omitempty"`
}

// optionArg begins the names of arguments that hold picked values.
const optionArg = "o."

func (choose) Name() string { return "choose" }

func (f choose) Handle(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if in.Action.Name == "" {
		return f.answer(ctx, s, in)
	}
	if in.Action.Name == "choose.leave" {
		return say(s.Left("choose"), in.Say.T("choose.left"), menu(in)...), nil
	}
	c := choosing{Product: catalog.ProductID(arg(in, "p")), Quantity: 1, Picks: picks{}}
	if n, err := strconv.Atoi(arg(in, "n")); err == nil && n > 0 {
		c.Quantity = n
	}
	for name, value := range in.Action.Args {
		if option, ok := strings.CutPrefix(name, optionArg); ok {
			c.Picks[option] = value
		}
	}
	return f.choose(ctx, s, in, c)
}

// choose goes on with the next question, or puts the variant in the cart.
func (f shelf) choose(ctx context.Context, s dialogue.State, in dialogue.Input, c choosing) (dialogue.Outcome, error) {
	p, err := in.Catalog.Product(c.Product)
	if err != nil {
		return f.gone(ctx, s.Left("choose"), in, arg(in, "c"))
	}
	if !p.Available() {
		return f.similar(ctx, s.Left("choose"), in, p)
	}
	s.Product = catalog.Ref{Product: p.ID}
	from, _ := p.Price()
	note := priceChange(in, from, arg(in, "price"))
	kept := possible(p, c.Picks)
	wanted, _ := soldOut(p, c.Picks)
	option, ask := firstDropped(p, c.Picks, kept)
	if ask { // what is left is hers to choose, even where it is only one
		note = lines(note, in.Say.T("choose.sold_out", "What", joinPicks(in, p, c.Picks)))
	} else {
		kept, option, ask = next(p, kept)
	}
	if c.Picks = kept; !ask {
		return f.addPicked(s.Left("choose"), in, p, c, note)
	}
	c.Option, c.Again = option.Name, false
	s, err = s.Asking("choose", 1, "option", c)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	s = s.Expecting(understand.AskingOption)
	q := question(in, p, c, note)
	if wanted.ID != "" {
		q.Choices = slices.Insert(q.Choices, len(q.Choices)-1, askRestock(in, p, wanted.ID))
	}
	return dialogue.Outcome{Say: outbounds(q), Next: s}, nil
}

// addPicked puts the variant in the cart and shows it, if it has a picture of
// its own.
func (f shelf) addPicked(s dialogue.State, in dialogue.Input, p catalog.Product, c choosing, note string) (dialogue.Outcome, error) {
	v, _ := picked(p, c.Picks)
	out, err := f.add(s, in, []want{{ref: catalog.Ref{Product: p.ID, Variant: v.ID}, n: c.Quantity}})
	if err != nil {
		return out, err
	}
	out.Say[0].Text = lines(note, out.Say[0].Text)
	if v.Image != nil {
		out.Say[0].Cards = looks(in, p, c.Picks)
	}
	return out, nil
}

// looks is a card of what the picks look like and cost; none before the first
// pick, and where variants neither look nor cost otherwise than the product.
func looks(in dialogue.Input, p catalog.Product, k picks) []message.Card {
	fitting := p
	fitting.Variants = slices.DeleteFunc(slices.Clone(p.Variants), func(v catalog.Variant) bool {
		return !k.fits(v) || !v.Offer.Stock.Available(1)
	})
	_, differ := p.Price()
	if len(k) == 0 || len(fitting.Variants) == 0 || fitting.Variants[0].Image == nil && !differ {
		return nil
	}
	offer, from := fitting.From()
	c := message.Card{Title: titleWith(in, p, k), Price: price(in, offer.Price, from)}
	if offer.Reduced() {
		c.Was = price(in, offer.Was, false)
	}
	c.Subtitle = strings.Join(unitPrice(in, offer), "")
	image := fitting.Variants[0].Image
	if image == nil && len(p.Images) > 0 {
		image = &p.Images[0]
	}
	if image != nil {
		c.Image, c.ImageAlt = image.URL, cmp.Or(image.Alt.In(in.Say.Lang()), c.Title)
	}
	return []message.Card{c}
}

// possible drops picks, the last asked first, until something can be bought.
func possible(p catalog.Product, k picks) picks {
	kept := picks{}
	for _, o := range p.Options {
		value, ok := k[o.Name]
		if !ok {
			continue
		}
		if _, ok := picked(p, kept.with(o.Name, value)); ok {
			kept = kept.with(o.Name, value)
		}
	}
	return kept
}

// firstDropped is the first option whose pick cannot be had with the others.
func firstDropped(p catalog.Product, k, kept picks) (catalog.Option, bool) {
	for _, o := range p.Options {
		if k[o.Name] != "" && kept[o.Name] == "" {
			return o, true
		}
	}
	return catalog.Option{}, false
}

func question(in dialogue.Input, p catalog.Product, c choosing, note string) message.Outbound {
	o := optionOf(p, c.Option)
	title := titleWith(in, p, c.Picks)
	if c.Quantity > 1 {
		title = in.Say.T("choose.several", "Quantity", c.Quantity, "Title", title)
	}
	text := in.Say.T("choose.which", "Option", strings.ToLower(labelOf(in, o.Label, o.Name)), "Title", title)
	from, _ := p.Price()
	m := message.Outbound{Text: lines(note, text), Cards: looks(in, p, c.Picks)}
	for _, value := range open(p, c.Picks, c.Option) {
		args := []string{"p", string(p.ID), "c", p.CategoryPath(), "n", strconv.Itoa(c.Quantity), "price", priceArg(from)}
		for name, v := range c.Picks.with(c.Option, value) {
			args = append(args, optionArg+name, v)
		}
		m.Choices = append(m.Choices, choice(o.Called(value, in.Say.Lang()), "choose.set", args...))
	}
	m.Choices = append(m.Choices, choice(in.Say.T("choose.leave"), "choose.leave"))
	return m
}

func optionOf(p catalog.Product, name string) catalog.Option {
	for _, o := range p.Options {
		if o.Name == name {
			return o
		}
	}
	return catalog.Option{Name: name}
}

func titleWith(in dialogue.Input, p catalog.Product, k picks) string {
	if words := joinPicks(in, p, k); words != "" {
		return p.Title.In(in.Say.Lang()) + ", " + words
	}
	return p.Title.In(in.Say.Lang())
}

func joinPicks(in dialogue.Input, p catalog.Product, k picks) string {
	var all []string
	for _, o := range p.Options {
		if v := k[o.Name]; v != "" {
			all = append(all, o.Called(v, in.Say.Lang()))
		}
	}
	return strings.Join(all, ", ")
}

// Takes says whether words name a value of an option, or leave the question.
func (f choose) Takes(s dialogue.State, in dialogue.Input) bool {
	c, p, ok := f.asked(s, in)
	if !ok {
		return false
	}
	switch in.Meaning.Intent {
	case understand.IntentCancel, understand.IntentBack, understand.IntentSkip:
		return true
	case understand.IntentSetQuantity:
		return quantityOfThis(in.Meaning)
	case understand.IntentRemove, understand.IntentShowCart, understand.IntentOrders, understand.IntentDetails, understand.IntentAdd:
		return false
	}
	found := named(p, in.Event.Text, in)
	return c.Option != "" && (len(found) > 0 && !namesMore(in, p, found) || len(found) == 0 && otherValue(p, in) != "")
}

// quantityOfThis says whether words only say how many: "make it 3".
func quantityOfThis(m understand.Meaning) bool {
	return !slices.ContainsFunc(m.Items, func(it understand.Item) bool { return !it.That })
}

// otherValue are the words of a value that the shop's options have, but none
// of this product's; "" if that is not all they say.
func otherValue(p catalog.Product, in dialogue.Input) string {
	m := in.Meaning
	if len(m.Wishes) == 0 || m.Intent != understand.IntentSearch && m.Intent != understand.IntentPick {
		return ""
	}
	var values []string
	for _, w := range m.Wishes {
		if w.Kind != understand.KindAttribute || w.Strength == understand.Not || optionOf(p, w.Name).Values == nil {
			return ""
		}
		values = append(values, labelled(in, attributeTerm(in, w.Name), w.Values)...)
	}
	return strings.Join(values, ", ")
}

// namesMore says whether a query names more than values of options: then the
// words are a new search.
func namesMore(in dialogue.Input, p catalog.Product, found picks) bool {
	q := in.Meaning.Query
	var known []string
	for name, value := range found {
		known = append(known, tokens(value+" "+optionOf(p, name).Called(value, in.Say.Lang()))...)
	}
	more := slices.ContainsFunc(tokens(q.Text), func(w string) bool { return !slices.Contains(known, w) })
	return more || len(q.Categories) > 0 || len(q.Brands) > 0
}

// asked is what the frame waits for.
func (choose) asked(s dialogue.State, in dialogue.Input) (choosing, catalog.Product, bool) {
	frame, ok := s.Waiting("choose")
	if !ok {
		return choosing{}, catalog.Product{}, false
	}
	var c choosing
	if frame.Read(&c) != nil {
		return choosing{}, catalog.Product{}, false
	}
	p, err := in.Catalog.Product(c.Product)
	return c, p, err == nil
}

func (f choose) answer(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	c, p, ok := f.asked(s, in)
	if !ok {
		return dialogue.Outcome{}, dialogue.ErrNotUnderstood
	}
	switch in.Meaning.Intent {
	case understand.IntentCancel:
		return say(s.Left("choose"), in.Say.T("choose.left"), menu(in)...), nil
	case understand.IntentBack:
		if len(c.Picks) == 0 {
			return say(s.Left("choose"), in.Say.T("choose.left"), menu(in)...), nil
		}
		c.Picks = picks{}
		return f.choose(ctx, s, in, c)
	case understand.IntentSkip:
		if values := open(p, c.Picks, c.Option); len(values) > 0 {
			c.Picks = c.Picks.with(c.Option, values[0])
		}
		return f.choose(ctx, s, in, c)
	case understand.IntentSetQuantity:
		if in.Meaning.Quantity == 0 {
			return say(s.Left("choose"), in.Say.T("choose.left"), menu(in)...), nil
		}
		c.Quantity = in.Meaning.Quantity
		return f.choose(ctx, s, in, c)
	}
	found := named(p, in.Event.Text, in)
	if other := otherValue(p, in); other != "" && len(found) == 0 {
		return dialogue.Outcome{Say: outbounds(question(in, p, c, in.Say.T("choose.not_in", "Value", other))), Next: s}, nil
	}
	for name, value := range found {
		c.Picks = c.Picks.with(name, value)
	}
	return f.choose(ctx, s, in, c)
}

// Again asks for the option once more: once after an aside, and a few times when
// the answer was not understood. A shopper who goes on to something else has
// left the question.
func (f choose) Again(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	c, p, ok := f.asked(s, in)
	if !ok || !p.Available() || c.Again && s.Misses == 0 || s.Misses > patience || !aside(s, in) {
		return dialogue.Outcome{Next: s.Left(f.Name())}, nil
	}
	note := ""
	if s.Misses == 0 {
		note, c.Again = in.Say.T("choose.again"), true
	}
	s, err := s.Asking(f.Name(), 1, "option", c)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	s = s.Expecting(understand.AskingOption)
	return dialogue.Outcome{Say: outbounds(question(in, p, c, note)), Next: s}, nil
}

// aside says whether the shopper said something beside what she is doing: a
// question about the shop, her cart or her orders, a courtesy, or words that were
// not understood.
func aside(s dialogue.State, in dialogue.Input) bool {
	if in.Action.Name != "" {
		return false
	}
	switch in.Meaning.Intent {
	case understand.IntentAsk, understand.IntentShowCart, understand.IntentOrders, understand.IntentHelp, understand.IntentThanks, understand.IntentGreet, understand.IntentUpset:
		return true
	}
	return s.Misses > 0
}
