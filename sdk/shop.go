package sdk

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/handoff"
	"github.com/sauda-commerce/sauda/sdk/internal/engine"
	"github.com/sauda-commerce/sauda/sdk/internal/identify"
	"github.com/sauda-commerce/sauda/sdk/internal/notice"
	"github.com/sauda-commerce/sauda/sdk/internal/sign"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/outbox"
	"github.com/sauda-commerce/sauda/sdk/replay"
	"github.com/sauda-commerce/sauda/sdk/stocking"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/timer"
	"github.com/sauda-commerce/sauda/sdk/webhook"
)

// Errors that callers branch on.
var (
	ErrBusy            = engine.ErrBusy              // too much waits: answer 503 and let the platform try again
	ErrUnknownChannel  = engine.ErrUnknownChannel    // answer 404
	ErrUnknownProvider = checkout.ErrUnknownProvider // answer 404
	ErrNotFound        = store.ErrNotFound
	ErrOlder           = checkout.ErrOlder       // of a call: something newer is known, and nothing was changed
	ErrReceiptType     = checkout.ErrReceiptType // a receipt is no picture and no PDF
	ErrReceiptSize     = checkout.ErrReceiptSize // a receipt is empty or too large: see MaxReceipt
	ErrReceiptMany     = checkout.ErrReceiptMany // an order has so many receipts already
	ErrNoChat          = checkout.ErrNoChat      // of a link that is to be sent: nobody chats about it
	ErrRefUsed         = checkout.ErrRefUsed     // of a call: give it a ref of its own
	ErrRunning         = errors.New("sdk: the shop is running already")
)

// Shop sells in chats. Use New; it is safe for concurrent use.
type Shop struct {
	cfg      Config
	channels map[string]channel.Channel
	texts    *locale.Texts
	engine   *engine.Engine
	checkout *checkout.Desk
	handoff  *handoff.Desk
	identify *identify.Desk
	webhook  *webhook.Desk
	replay   *replay.Desk
	outbox   *outbox.Runner
	timers   *timer.Runner
	stocker  *stocking.Stocker
	links    sign.Key      // of deep links
	board    *notice.Board // nil where there are no other nodes to tell
	health   *health
	running  sync.Mutex
}

// New returns a shop: it checks the configuration, brings the store's schema up
// to date and fills the index from the store. It starts nothing.
func New(c Config) (*Shop, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	texts, err := c.words()
	if err != nil {
		return nil, err
	}
	if c, err = c.withSecrets(); err != nil {
		return nil, err
	}
	if c.Catalog.Index() == nil {
		c.Catalog = c.Catalog.WithIndex(search.New(c.search()))
	}
	s := &Shop{cfg: c, texts: texts, health: &health{store: c.Store}}
	if err := s.assemble(); err != nil {
		return nil, err
	}
	ctx := context.Background()
	if err := c.Store.Migrate(ctx); err != nil {
		return nil, err
	}
	if err := s.markSecrets(ctx); err != nil {
		return nil, err
	}
	if err := s.stocker.Load(ctx); err != nil {
		return nil, err
	}
	if err := s.planReconciling(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// Run runs conversations, deliveries, timers and the catalogue's refreshing
// until ctx ends; then it finishes what is under way, leaves the rest to other
// nodes on the same store, and returns ctx's error. A second Run at the same
// time is ErrRunning.
func (s *Shop) Run(ctx context.Context) error {
	if !s.running.TryLock() {
		return ErrRunning
	}
	defer s.running.Unlock()
	defer s.tellOthers(ctx)()
	var all sync.WaitGroup
	parts := []func(context.Context){s.engine.Run, s.outbox.Run, s.timers.Run, s.stocker.Run, s.planSweep}
	for _, ch := range s.channels {
		if p, ok := ch.(channel.Poller); ok {
			parts = append(parts, func(ctx context.Context) { s.poll(ctx, ch.Name(), p) })
		}
	}
	for _, part := range parts {
		all.Go(func() { part(ctx) })
	}
	all.Wait()
	return ctx.Err()
}

func (s *Shop) poll(ctx context.Context, name string, p channel.Poller) {
	defer func() {
		if r := recover(); r != nil {
			s.cfg.Logger.Error("sdk: a channel ended", "channel", name, "error", fmt.Sprint("panic: ", r))
		}
	}()
	err := p.Poll(ctx, func(ctx context.Context, d channel.Delivery) error {
		_, err := s.Receive(ctx, name, d)
		return err
	})
	if err != nil && ctx.Err() == nil {
		s.cfg.Logger.Error("sdk: a channel ended", "channel", name, "error", err)
	}
}

// Receive takes a raw delivery of a platform. When the error is nil, all of it
// is on disk and takes effect once, however often it is delivered; only then
// answer the platform, with the Reply if there is one.
//
// Errors: channel.ErrSignature, channel.ErrMalformed, ErrUnknownChannel,
// ErrBusy, store.ErrUnavailable.
func (s *Shop) Receive(ctx context.Context, channelName string, d channel.Delivery) (*channel.Reply, error) {
	reply, err := s.engine.Receive(ctx, channelName, d)
	return reply, s.health.saw(err)
}

// ReceivePayment takes a raw callback of a payment provider, with the same
// promise. Errors: payments.ErrSignature, payments.ErrMalformed,
// ErrUnknownProvider, store.ErrUnavailable.
func (s *Shop) ReceivePayment(ctx context.Context, provider string, d payments.Delivery) error {
	return s.health.saw(s.checkout.Receive(ctx, provider, d))
}

// PaymentReply is what a provider waits for as the answer to a callback that
// ReceivePayment took; nil for nothing but status 200.
func (s *Shop) PaymentReply(provider string, d payments.Delivery) *payments.Reply {
	return s.checkout.Reply(provider, d)
}

// Channel returns a channel by name, as the shop uses it: with its secrets.
func (s *Shop) Channel(name string) (channel.Channel, bool) {
	ch, ok := s.channels[name]
	return ch, ok
}

// Profile returns what the shop is, with defaults filled in.
func (s *Shop) Profile() Profile { return s.cfg.Profile }

// BaseURL returns what links begin with.
func (s *Shop) BaseURL() string { return s.cfg.BaseURL }

// Printer returns the texts in the first of the languages that there is, or
// the shop's own.
func (s *Shop) Printer(languages ...string) locale.Printer {
	return s.texts.Printer(append(languages, s.cfg.Profile.Locale)...)
}

// Handoff returns where the staff answer shoppers.
func (s *Shop) Handoff() *handoff.Desk { return s.handoff }

// Replay answers requests that are made again the way they were answered the
// first time.
func (s *Shop) Replay() *replay.Desk { return s.replay }

// Transcript returns the messages of a conversation after a seq, oldest first.
func (s *Shop) Transcript(ctx context.Context, conversationID string, after int64, limit int) ([]conversation.Message, error) {
	return s.cfg.Store.Transcript(ctx, conversationID, after, limit)
}

// Customer returns the host's id of the customer whose a conversation is; "" for
// a guest's, and for one that is not known.
func (s *Shop) Customer(ctx context.Context, conversationID string) (string, error) {
	c, err := s.cfg.Store.ContactOf(ctx, conversationID)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return c.Customer, err
}

// Typing says whether the shop is about to say something.
func (s *Shop) Typing(conversationID string) bool { return s.engine.Working(conversationID) }

// PayLink reads what a pay link shows. It changes nothing. An unknown token is
// ErrNotFound.
func (s *Shop) PayLink(ctx context.Context, token string) (checkout.View, error) {
	return s.checkout.View(ctx, token)
}

// OpenPayLink reserves the stock and returns where to pay, in the way that she
// chose; opening it again gives the same place. It fails with a
// *checkout.Refusal or ErrNotFound.
func (s *Shop) OpenPayLink(ctx context.Context, token string, c checkout.Choice) (checkout.Opened, error) {
	return s.checkout.Open(ctx, token, c)
}

// Sync asks the catalogue's source once, now, and shows the result in the index.
func (s *Shop) Sync(ctx context.Context) (stocking.Report, error) {
	r, err := s.stocker.Sync(ctx)
	return r, errors.Join(err, s.stocker.CatchUp(ctx))
}

// Ready says whether the shop can take messages: nil, or why not. It writes as
// much as a message may need; to ask often costs nothing more. While it fails,
// Receive does too, and both recover by themselves.
func (s *Shop) Ready(ctx context.Context) error { return s.health.ask(ctx) }

// Settle handles everything that is due now, turn by turn, and returns when
// nothing is: events, deliveries, timers. It is for tests and for hosts that
// run the shop by hand; beside Run it is harmless.
func (s *Shop) Settle(ctx context.Context) error {
	for {
		n, err := s.engine.Settle(ctx)
		if err != nil {
			return err
		}
		s.outbox.Once(ctx)
		if n += s.timers.Once(ctx); n == 0 {
			return ctx.Err()
		}
	}
}
