// Package webchat is the shop's own web chat: the reference channel, which can
// show everything there is.
//
// It is stateless. [Channel.Open] mints a signed session for a visitor, the
// visitor's requests carry it, [Channel.Parse] reads them. Nothing is sent
// anywhere: the shopper reads the transcript, and Send wakes those who wait
// for it ([Channel.Watch]).
package webchat

import (
	"context"
	"errors"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/internal/sign"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Config is what a web chat may be told. The zero value works.
type Config struct {
	// IdentitySecret, of at least 32 bytes, is shared with the host, who signs
	// the ids of its logged-in users with it (SignIdentity). Defaults to none:
	// every visitor is a guest and an identity is refused.
	IdentitySecret []byte
	// Name of the channel. Defaults to "webchat".
	Name string
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// OldIdentitySecret is accepted beside IdentitySecret while the host changes
	// from one to the other. Defaults to none.
	OldIdentitySecret []byte
	// SessionLife is how long a session is accepted. Defaults to 30 days.
	SessionLife time.Duration
}

const defaultLife = 30 * 24 * time.Hour

var errNoSecrets = errors.New("webchat: the channel has no secrets yet: sdk.New hands them over, or call WithSecrets")

// Channel is a web chat. It is safe for concurrent use.
type Channel struct {
	name     string
	life     time.Duration
	now      func() time.Time
	identity [][]byte // secrets of the host's: the current one, and the one before
	session  sign.Key // of tokens that visitors hold
	start    sign.Key // of starts, which only Open writes
	owner    sign.Key // of the mark in a token that says whose it is
	ready    bool     // it has keys
	hub      *hub     // shared by copies
}

var (
	_ channel.Channel  = (*Channel)(nil)
	_ channel.Secreted = (*Channel)(nil)
)

// New returns a web chat. It has no secrets of its own: until WithSecrets it
// opens no session and accepts none.
func New(cfg Config) *Channel {
	c := &Channel{name: cfg.Name, life: cfg.SessionLife, now: cfg.Now, hub: newHub()}
	for _, secret := range [][]byte{cfg.IdentitySecret, cfg.OldIdentitySecret} {
		if len(secret) > 0 {
			c.identity = append(c.identity, secret)
		}
	}
	if c.name == "" {
		c.name = "webchat"
	}
	if c.life <= 0 {
		c.life = defaultLife
	}
	if c.now == nil {
		c.now = time.Now
	}
	return c
}

// WithSecrets returns a copy, a *Channel, that signs sessions with the first
// secret and accepts those signed with any. Both share their listeners.
func (c *Channel) WithSecrets(secrets ...[]byte) (channel.Channel, error) {
	for _, secret := range c.identity {
		if len(secret) < sign.MinSecret {
			return nil, errors.New("webchat: Config.IdentitySecret or OldIdentitySecret is too short, at least 32 bytes are needed; make one with: openssl rand -hex 32")
		}
	}
	ring, err := sign.NewRing(secrets...)
	if err != nil {
		return nil, err
	}
	keyed := *c
	// The name is in the purpose, so that two web chats of one shop do not
	// take each other's sessions.
	keyed.session = ring.Key("webchat session " + c.name)
	keyed.start = ring.Key("webchat start " + c.name)
	keyed.owner = ring.Key("webchat owner " + c.name)
	keyed.ready = true
	return &keyed, nil
}

// Name returns the configured name.
func (c *Channel) Name() string { return c.name }

// Capabilities says that everything can be shown, by way of the transcript.
func (c *Channel) Capabilities() channel.Capabilities {
	return channel.Capabilities{
		Text:         channel.Unlimited,
		Choices:      channel.Unlimited,
		ChoiceLabel:  channel.Unlimited,
		Cards:        channel.Unlimited,
		CardText:     true,
		CardTitle:    channel.Unlimited,
		CardSubtitle: channel.Unlimited,
		CardChoices:  channel.Unlimited,
		CardPrice:    true,
		Link:         true,
		Images:       true,
		Edit:         true,
		Transcript:   true,
	}
}

// Send wakes those who watch the conversation. The message itself is in the
// transcript already.
func (c *Channel) Send(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return channel.Receipt{}, &channel.SendError{Class: channel.Retry, Err: err}
	}
	if to.Channel != c.name || to.ID == "" {
		return channel.Receipt{}, &channel.SendError{Class: channel.BadRequest, Code: "address"}
	}
	c.hub.wake(to)
	return channel.Receipt{MessageID: m.ID}, nil
}

// WakeAll wakes everybody who watches, of any conversation: something may have
// been said by another node. It never blocks.
func (c *Channel) WakeAll() { c.hub.wakeAll() }

// Watch returns a channel that receives when the conversation has something
// new. Wake-ups are coalesced: one may stand for many, so read everything
// there is after each, and read once after Watch, before waiting. A channel
// that is closed has been pushed out by newer ones (MaxWatchers): stop
// waiting. Call stop when done.
func (c *Channel) Watch(conversation message.Address) (news <-chan struct{}, stop func()) {
	return c.hub.watch(conversation)
}
