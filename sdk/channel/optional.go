package channel

import (
	"context"

	"github.com/sauda-commerce/sauda/sdk/message"
)

// Typist is a channel that can show that the shop is typing. Best effort: an
// error is logged and forgotten.
type Typist interface {
	Typing(ctx context.Context, to message.Address) error
}

// Secreted is a channel that signs what it hands out with the shop's secrets.
// sdk.New calls WithSecrets once, before anything else, and uses the channel it
// returns, so a host never has to share a secret twice.
type Secreted interface {
	// WithSecrets returns a copy that signs with the first secret and accepts
	// all. It refuses secrets that are too short. What goes on in the original
	// (who listens) goes on in the copy.
	WithSecrets(secrets ...[]byte) (Channel, error)
}

// Poller is a channel that fetches its deliveries instead of being called.
type Poller interface {
	// Poll hands deliveries over one at a time until ctx is done, which is no
	// error, or the source ends, which is none either. Shop.Run calls it once
	// and again, with backoff, after an error. A delivery for which deliver
	// returns an error was not stored: it is handed over again, or Poll
	// returns that error.
	Poll(ctx context.Context, deliver func(context.Context, Delivery) error) error
}
