package flows

import (
	"context"
	"slices"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// stepCode waits for a code.
const stepCode = "code"

// promo takes codes of promotions, and takes them out again.
type promo struct{ shelf }

func (promo) Name() string { return "promo" }

// Spots says whether words bring a code, want one taken out, or say that there
// is one.
func (promo) Spots(_ dialogue.State, in dialogue.Input) bool {
	h := hearCode(in)
	return len(h.codes) > 0 || h.out || h.has && asksCodes(in)
}

// Takes says whether words may be the code that was asked for: one word, or a
// way back.
func (promo) Takes(_ dialogue.State, in dialogue.Input) bool {
	switch m := in.Meaning; {
	case slices.Contains([]understand.Intent{understand.IntentBack, understand.IntentCancel, understand.IntentNo}, m.Intent):
		return true
	case m.Confident && slices.Contains(append(interrupting, leaving...), m.Intent):
		return false
	}
	return len(codeWords(in.Event.Text)) == 1
}

// Again asks for no code twice: what was asked before it is asked again.
func (f promo) Again(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	s = s.Left(f.Name())
	if top, waits := s.Top(); waits && top.Flow == dialogue.FlowCheckout {
		return checkout(f).Again(ctx, s, in)
	}
	return dialogue.Outcome{Next: s}, nil
}

func (f promo) Handle(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	_, asked := s.Waiting(f.Name())
	s = s.Left(f.Name())
	switch in.Action.Name {
	case "promo.ask":
		return f.ask(s, in)
	case "promo.remove":
		return f.remove(s, in, []string{arg(in, "code")})
	case "promo.back":
		return f.resume(s, in, in.Cart, "")
	}
	h := hearCode(in)
	switch {
	case h.out && len(h.codes) > 0:
		return f.remove(s, in, h.codes)
	case h.out:
		return f.remove(s, in, in.Cart.Codes)
	case len(h.codes) > 0:
		return f.add(s, in, h.codes)
	case !asked || h.has:
		return f.ask(s, in)
	case in.Meaning.Intent == understand.IntentBack || in.Meaning.Intent == understand.IntentCancel || in.Meaning.Intent == understand.IntentNo:
		return f.resume(s, in, in.Cart, "")
	}
	return f.add(s, in, codeWords(in.Event.Text))
}

// asksCodes says whether shoppers of this shop are offered to type a code.
func asksCodes(in dialogue.Input) bool {
	return len(in.Shop.Rules.Promotions) > 0 || in.Shop.Rules.Codes
}

// ask waits for a code, or says which there are.
func (f promo) ask(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	s, err := s.Asking(f.Name(), 1, stepCode, nil)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	out := say(s, in.Say.T("promo.ask"))
	if len(in.Cart.Codes) > 0 {
		out.Say[0].Text = in.Say.T("promo.yours", "Codes", in.Say.List(in.Cart.Codes))
	}
	for _, code := range in.Cart.Codes {
		out.Say[0].Choices = append(out.Say[0].Choices, choice(in.Say.T("promo.without", "Code", code), "promo.remove", "code", code))
	}
	out.Say[0].Choices = append(out.Say[0].Choices, choice(in.Say.T("menu.back"), "promo.back"))
	return out, nil
}

// add puts codes into the cart and says what they give; those that will not hold
// are left out, with the reason.
func (f promo) add(s dialogue.State, in dialogue.Input, codes []string) (dialogue.Outcome, error) {
	c, added := withCodes(in, codes)
	c.Updated = in.Now
	if c.Empty() {
		return f.note(s, in, c, added)
	}
	q, err := quoted(in, c, f.draft(s))
	if err != nil {
		return dialogue.Outcome{}, err
	}
	c, notes, yet := settled(in, c, q)
	for _, a := range q.Promotions {
		if slices.ContainsFunc(added, func(code string) bool { return sameCode(code, a.Code) }) {
			notes = slices.Insert(notes, 0, gives(in, a))
		}
	}
	if len(c.Codes) == len(in.Cart.Codes) && len(q.Promotions) == 0 && slices.ContainsFunc(q.Refused, isUnknown) {
		return f.unknown(s, in, lines(notes...))
	}
	return f.resume(s, in, c, lines(notes...), yet...)
}

// note keeps codes for a cart that has nothing in it yet.
func (f promo) note(s dialogue.State, in dialogue.Input, c cart.Cart, added []string) (dialogue.Outcome, error) {
	for _, code := range added {
		if _, known := in.Shop.Rules.Promotion(code); !known && !in.Shop.Rules.Codes {
			return f.unknown(s, in, whyRefused(in, quote.Refused{Code: code, Reason: quote.ReasonUnknown}))
		}
	}
	out := say(s, in.Say.T("promo.noted", "Codes", in.Say.List(added)), menu(in)...)
	out.Do = []dialogue.Effect{dialogue.PutCart{Cart: c}}
	return out, nil
}

// unknown says so and waits for another try.
func (f promo) unknown(s dialogue.State, in dialogue.Input, why string) (dialogue.Outcome, error) {
	s, err := s.Asking(f.Name(), 1, stepCode, nil)
	return say(s, why, choice(in.Say.T("menu.back"), "promo.back"), choice(in.Say.T("menu.person"), "person.call")), err
}

func (f promo) remove(s dialogue.State, in dialogue.Input, codes []string) (dialogue.Outcome, error) {
	c := in.Cart
	c.Codes = slices.DeleteFunc(slices.Clone(c.Codes), func(have string) bool {
		return slices.ContainsFunc(codes, func(code string) bool { return sameCode(code, have) })
	})
	if len(c.Codes) == len(in.Cart.Codes) {
		return f.resume(s, in, c, in.Say.T("promo.none"))
	}
	c.Updated = in.Now
	return f.resume(s, in, c, in.Say.T("promo.removed", "Codes", in.Say.List(codes)))
}

// resume shows what the codes are for: the summary, where it was, or the cart.
// Another question of the checkout is asked again by the router; then what would
// stand there, why codes do not hold yet, is said as well.
func (f promo) resume(s dialogue.State, in dialogue.Input, c cart.Cart, note string, yet ...string) (dialogue.Outcome, error) {
	frame, ordering := s.Waiting(dialogue.FlowCheckout)
	was := in.Cart
	in.Cart = c
	var out dialogue.Outcome
	var err error
	switch {
	case ordering && frame.Step == stepSummary && !c.Empty():
		d := checkout(f).read(frame)
		if !slices.Equal(c.Codes, was.Codes) {
			d.Agreed = nil
		}
		out, err = checkout(f).summary(s, in, d, note)
	case ordering && !c.Empty() && lines(append(yet, note)...) != "":
		out = say(s, lines(append([]string{note}, yet...)...), choice(in.Say.T("menu.cart"), "cart.show"))
	case ordering && !c.Empty():
		d := checkout(f).read(frame)
		out, err = checkout(f).proceed(s, in, d, frame.Step, "")
	default:
		out, err = basket(f).show(s, in, note)
	}
	if err == nil && len(out.Do) == 0 && !slices.Equal(c.Codes, was.Codes) {
		out.Do = []dialogue.Effect{dialogue.PutCart{Cart: c}}
	}
	return out, err
}

// draft is what is known of the order that is being made.
func (f promo) draft(s dialogue.State) draft {
	frame, _ := s.Waiting(dialogue.FlowCheckout)
	return checkout(f).read(frame)
}

func isUnknown(r quote.Refused) bool { return r.Reason == quote.ReasonUnknown }

func sameCode(a, b string) bool { return quote.FoldCode(a) == quote.FoldCode(b) }

// withCodes is the cart with more codes, as the shop writes them; when there are
// too many, those that came first go. added are the new ones.
func withCodes(in dialogue.Input, codes []string) (c cart.Cart, added []string) {
	c = in.Cart
	c.Codes = slices.Clone(c.Codes)
	for _, code := range codes[:min(len(codes), quote.MaxCodes)] {
		code = oneLine(code, maxCode)
		if p, ok := in.Shop.Rules.Promotion(code); ok {
			code = p.Code
		}
		added = append(added, code)
		if !slices.ContainsFunc(c.Codes, func(have string) bool { return sameCode(code, have) }) {
			c.Codes = append(c.Codes, code)
		}
	}
	c.Codes = c.Codes[max(0, len(c.Codes)-quote.MaxCodes):]
	return c, added
}

// maxCode is how many characters of a code are looked at.
const maxCode = 40
