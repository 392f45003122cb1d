package engine

import (
	"context"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Notify tells a channel whose shopper reads the transcript that it has grown,
// and the other nodes, where she may be reading.
func (e *Engine) Notify(ctx context.Context, c conversation.Conversation) {
	if ch, ok := e.Channels[c.Address.Channel]; ok && ch.Capabilities().Transcript {
		e.Grown(c.Address)
		e.wake(ctx, ch, c.Address)
	}
}

// Grew tells the readers at this node that another has made a transcript grow.
func (e *Engine) Grew(a message.Address) {
	if ch, ok := e.Channels[a.Channel]; ok && ch.Capabilities().Transcript {
		e.wake(context.Background(), ch, a)
	}
}

func (e *Engine) wake(ctx context.Context, ch channel.Channel, a message.Address) {
	if _, err := ch.Send(ctx, a, channel.Message{}); err != nil {
		e.Logger.Debug("engine: nobody was woken", "channel", a.Channel, "error", err)
	}
}

// watched is a channel that can wake all its readers.
type watched interface{ WakeAll() }

// Missed has the readers at this node look for themselves: another may have
// made any transcript grow.
func (e *Engine) Missed() {
	for _, ch := range e.Channels {
		if w, ok := ch.(watched); ok {
			w.WakeAll()
		}
	}
}
