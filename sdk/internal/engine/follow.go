package engine

import (
	"cmp"
	"context"
	"errors"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/internal/sign"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// followed is what became of a deep link; "" is nothing to speak of.
type followed string

const (
	linkYours   followed = "yours"   // it has logged her in
	linkUsed    followed = "used"    // by another conversation
	linkExpired followed = "expired" // or forgotten, long after that
	linkBroken  followed = "broken"  // not one of ours, or not all of it
	linkOther   followed = "other"   // it is another customer's, and she is logged in as herself
)

// follow takes the deep link that a conversation was started with, on whatever
// channel: the first conversation that does is the customer's from now on. What
// is left for the flows is the referral that the link stands for.
func (p *plan) follow(ctx context.Context) error {
	ev := &p.turn.Event
	if ev.Kind != message.KindStarted || !sign.IsLink(ev.Referral) {
		return nil
	}
	if p.recalled {
		return errRecalled
	}
	token := ev.Referral
	ev.Referral = ""
	hash, ok := sign.LinkKey(p.e.DeepLinks, token)
	if !ok {
		p.link = linkBroken
		return nil
	}
	l, err := p.e.Store.DeepLink(ctx, hash)
	if errors.Is(err, store.ErrNotFound) {
		p.link = linkExpired
		return nil
	}
	if err != nil {
		return err
	}
	p.use(l)
	return nil
}

// use logs the conversation in by a link, if it may.
func (p *plan) use(l store.DeepLink) {
	ev := &p.turn.Event
	is := cmp.Or(ev.Customer, p.turn.Contact.Customer)
	fresh := l.Conversation == "" && p.now.Before(l.Expires)
	switch {
	case is != "" && is != l.Customer:
		p.link = linkOther
		return
	case is == "" && l.Conversation != "":
		p.link = linkUsed
		return
	case is == "" && !fresh:
		p.link = linkExpired
		return
	case is == "":
		ev.Customer, p.link = l.Customer, linkYours
	}
	if fresh { // it is spent, whether it was needed or not
		p.b.Require(store.GuardDeepLink(l.Hash))
		p.b.Write(store.UseDeepLink(l.Hash, p.is.ID))
	}
	ev.Referral = l.Referral
}

// linked puts what became of a deep link before an answer, in its first message.
func (p *plan) linked(in dialogue.Input, answer []message.Outbound) []message.Outbound {
	var text string
	switch p.link {
	case linkYours:
		if text = in.Say.T("link.yours"); in.Contact.Name != "" {
			text = in.Say.T("link.yours_named", "Name", in.Contact.Name)
		}
	case linkUsed:
		text = in.Say.T("link.used")
	case linkExpired:
		text = in.Say.T("link.expired")
	case linkBroken:
		text = in.Say.T("link.broken")
	case linkOther:
		text = in.Say.T("link.other")
	default:
		return answer
	}
	return preceded(in, text, answer)
}

// preceded puts a text before an answer, in its first message.
func preceded(in dialogue.Input, text string, answer []message.Outbound) []message.Outbound {
	if len(answer) == 0 {
		return []message.Outbound{{Text: text, Locale: in.Say.Lang()}}
	}
	if answer[0].Text != "" {
		text += "\n\n" + answer[0].Text
	}
	answer[0].Text = text
	return answer
}
