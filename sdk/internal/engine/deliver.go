package engine

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/internal/sign"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Deliver returns the writes that send messages of the shop, and the
// conversation as it is then. They are fitted to the channel first, so one row
// is one request.
func (e *Engine) Deliver(c conversation.Conversation, all []message.Outbound) (conversation.Conversation, []store.Statement, error) {
	c, d, err := e.deliver(c, conversation.Shop, all)
	return c, d.writes(), err
}

// delivery is messages on their way: into the transcript, and to the platform.
type delivery struct {
	said []conversation.Message
	rows []store.Row
}

func (d delivery) writes() []store.Statement {
	return append(store.AppendMessages(d.said), store.EnqueueAll(d.rows)...)
}

func (e *Engine) deliver(c conversation.Conversation, from conversation.From, all []message.Outbound) (conversation.Conversation, delivery, error) {
	var d delivery
	ch, ok := e.Channels[c.Address.Channel]
	if !ok {
		return c, d, fmt.Errorf("%w: %q", ErrUnknownChannel, c.Address.Channel)
	}
	for _, whole := range all {
		for _, part := range e.fit(whole, ch.Capabilities()) {
			id, err := newID()
			if err != nil {
				return c, d, err
			}
			c.Said++
			part = part.WithPayloads(func(i int) string { return sign.EncodeChoice(e.Choices, c.ID, id, i) })
			now := e.Now()
			d.said = append(d.said, conversation.Message{ID: id, Conversation: c.ID, Seq: c.Said, From: from, At: now, Body: part})
			if !ch.Capabilities().Transcript {
				d.rows = append(d.rows, store.Row{ID: id, Conversation: c.ID, To: c.Address, Body: part, Created: now})
			}
		}
	}
	return c, d, nil
}

func (e *Engine) fit(m message.Outbound, c channel.Capabilities) []message.Outbound {
	if c.Transcript { // the web chat shows everything
		return []message.Outbound{m}
	}
	say := e.Texts.Printer(m.Locale, e.Shop.Locale)
	return channel.Fit(m, c, channel.FitLabels{More: say.T("fit.more"), Link: say.T("fit.link"), Was: say.T("fit.was")})
}

func newID() (string, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("engine: id: %w", err)
	}
	return id.String(), nil
}
