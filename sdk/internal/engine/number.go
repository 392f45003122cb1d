package engine

import (
	"context"
	"slices"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
)

// number reads a typed number as the choice with that number in the last
// message of the shop, unless it answers a question. Where the channel shows
// buttons as buttons, only a number that means nothing else is one.
func (p *plan) number(ctx context.Context, in *dialogue.Input) error {
	if !numeric(in.Event.Text) || p.asked(*in) {
		return nil
	}
	last, ok, err := p.lastSaid(ctx)
	if err != nil || !ok || p.now.Sub(last.At) > ChoiceLife {
		return err
	}
	if len(last.Body.Numbered) == 0 && in.Meaning.Intent != understand.IntentUnknown {
		return nil
	}
	if c, ok := channel.PickNumber(in.Event.Text, last.Body); ok {
		in.Action = c.Action
	}
	return nil
}

// numeric keeps messages that are no number from costing a look at the store.
func numeric(s string) bool {
	const longest = 8 // " #65535."
	return len(s) <= longest && slices.ContainsFunc([]byte(s), func(c byte) bool { return c >= '0' && c <= '9' })
}

// asked says whether the flow that waits takes the words as an answer.
func (p *plan) asked(in dialogue.Input) bool {
	top, waits := p.is.State.Top()
	if !waits {
		return false
	}
	f, _ := p.e.Router.Flow(top.Flow)
	a, ok := f.(dialogue.Asker)
	return ok && a.Takes(p.is.State, in)
}

// lastSaid is the last message of the shop, if the shopper saw it lately.
func (p *plan) lastSaid(ctx context.Context) (conversation.Message, bool, error) {
	const lately = 5
	all, err := p.e.Store.Transcript(ctx, p.is.ID, p.is.Said-lately, lately)
	for _, m := range slices.Backward(all) {
		if m.From == conversation.Shop {
			return m, true, err
		}
	}
	return conversation.Message{}, false, err
}
