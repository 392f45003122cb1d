package sdk

import (
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/dialogue/flows"
	"github.com/sauda-commerce/sauda/sdk/handoff"
	"github.com/sauda-commerce/sauda/sdk/internal/engine"
	"github.com/sauda-commerce/sauda/sdk/internal/identify"
	"github.com/sauda-commerce/sauda/sdk/internal/sign"
	"github.com/sauda-commerce/sauda/sdk/outbox"
	"github.com/sauda-commerce/sauda/sdk/reminder"
	"github.com/sauda-commerce/sauda/sdk/replay"
	"github.com/sauda-commerce/sauda/sdk/stocking"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/timer"
	"github.com/sauda-commerce/sauda/sdk/webhook"
)

// assemble makes the parts and wires them; verbs know nothing of each other.
func (s *Shop) assemble() (err error) {
	if s.channels, err = s.makeChannels(); err != nil {
		return err
	}
	ring, err := sign.NewRing(s.cfg.Secrets...)
	if err != nil {
		return fmt.Errorf("sdk: Config.Secrets: %w", err)
	}
	c := s.cfg
	s.outbox = outbox.New(outbox.Config{Store: c.Store, Channels: s.channels, Now: c.Now, Logger: c.Logger})
	s.webhook, err = webhook.New(webhook.Config{
		Store: c.Store, Hooks: c.Hooks, Webhooks: c.Webhooks, HTTPClient: c.HTTPClient, Now: c.Now, Logger: c.Logger,
	})
	if err != nil {
		return err
	}
	s.handoff = handoff.New(handoff.Config{Store: c.Store, Now: c.Now, Wake: func(id string) { s.engine.Schedule(id) }})
	s.checkout = checkout.New(checkout.Config{
		Store: c.Store, Catalog: c.Catalog, Backend: c.Orders, Providers: c.Payments, Choose: c.choosePayment(),
		Country: c.Profile.Country, Locale: c.Profile.Locale, Quote: checkout.Requote(checkout.Config{Catalog: c.Catalog, Now: c.Now}, c.rules(), c.Profile.Locale), Number: c.number(), ShopName: c.Profile.Name, Promotions: c.rules().Promotions,
		ReturnURL: func(token string) string { return c.BaseURL + c.Links.Path + token + "?return=0" },
		Life:      c.Links.Life, Reservation: c.Links.Reservation, Now: c.Now, Logger: c.Logger,
		Bought: s.bought, Telling: s.webhook.Telling, Wake: s.wake, Told: func(id string) { s.engine.Schedule(id) },
	})
	s.replay = replay.New(replay.Config{Store: c.Store, Now: c.Now})
	s.stocker = stocking.New(stocking.Config{
		Store: c.Store, Index: c.Catalog.Index(), Source: c.Catalog.Source(), Name: c.Stocking.Name,
		Refresh: c.Stocking.Refresh, AllowDelete: c.Stocking.AllowDelete, Now: c.Now, Logger: c.Logger,
	})
	s.links = ring.Key("deep link")
	return s.assembleEngine(ring.Key("choice"))
}

func (s *Shop) assembleEngine(choices sign.Key) error {
	c := s.cfg
	zone, err := time.LoadLocation(c.Profile.TimeZone)
	if err != nil {
		return fmt.Errorf("sdk: Config.Profile.TimeZone: %w", err)
	}
	reminders := reminder.New(reminder.Config{
		Store: c.Store, Catalog: c.Catalog, Idle: c.Reminders.Idle, Quiet: c.Reminders.Quiet, Zone: zone, Rule: c.policy(),
		Window: s.window, Build: s.remind, BuildStock: s.restock, Now: c.Now, Logger: c.Logger,
	})
	router, err := dialogue.NewRouter(append(flows.All(flows.Options{Advice: c.Advice, Recommend: c.recommend()}), c.Flows...)...).WithSteps(c.steps())
	if err != nil {
		return fmt.Errorf("sdk: Config.Steps: %w", err)
	}
	s.identify = identify.New(identify.Config{
		Store: c.Store, Now: c.Now,
		Cart:   func(c cart.Cart, id string) []store.Statement { return reminders.Schedule(c, id, s.cfg.Now()) },
		Uncart: func(id string) []store.Statement { return []store.Statement{store.CancelTimer(reminder.Key(id))} },
	})
	s.engine = engine.New(engine.Config{
		Store: c.Store, Channels: s.channels, Catalog: c.Catalog, Texts: s.texts,
		Router: router,
		Shop: dialogue.Shop{
			Name: c.Profile.Name, Currency: c.Profile.Currency, Locale: c.Profile.Locale, Country: c.Profile.Country,
			Zone: zone, Rules: c.rules(), Texts: c.Profile.Answers, BaseURL: c.BaseURL, PayPath: c.Links.Path,
			Hours: c.Profile.Hours, Places: c.Profile.Places, Ways: s.checkout.Ways,
		},
		Customers: c.Customers, Orders: c.Orders, Checkout: s.checkout, Telling: s.webhook.Telling, Identify: s.identify, Reminder: reminders, Choices: choices,
		DeepLinks: s.links, Model: c.Model,
		Backlog: c.Limits.Backlog, Workers: c.Limits.Turns, Deadline: 10 * time.Second,
		Now: c.Now, Logger: c.Logger, Wake: s.wake, Failed: func(err error) { _ = s.health.saw(err) },
		Stale: s.stocker.Stale, Grown: s.grown, Left: s.left,
	})
	s.assembleBoard()
	reminders.Deliver, reminders.Sent = s.engine.Deliver, s.engine.Notify
	s.outbox.Recheck = reminders.Recheck
	s.timers = timer.New(timer.Config{Store: c.Store, Now: c.Now, Logger: c.Logger, Handlers: map[string]timer.Handler{
		checkout.TimerPlace:     s.checkout.Place,
		checkout.TimerPlaced:    s.checkout.Placed,
		checkout.TimerTell:      s.checkout.Tell,
		checkout.TimerRefund:    s.checkout.Refund,
		checkout.TimerLook:      s.checkout.Look,
		checkout.TimerRelease:   s.checkout.Release,
		checkout.TimerExpire:    s.checkout.Expire,
		checkout.TimerReconcile: s.checkout.Reconcile,
		checkout.TimerWaiting:   s.checkout.Remind,
		checkout.TimerWish:      s.checkout.Grant,
		webhook.Timer:           s.webhook.Handle,
		reminder.Timer:          reminders.Handle,
		reminder.TimerStock:     reminders.HandleStock,
		timerSweep:              s.sweep,
	}})
	return nil
}

// bought returns the writes that go with an order made outside the chat: no
// reminder of a cart follows it, also none that is being decided now.
func (s *Shop) bought(contactID string) []store.Statement {
	return []store.Statement{store.CancelTimer(reminder.Key(contactID)), store.TouchContact(contactID)}
}

// wake makes deliveries and timers look now.
func (s *Shop) wake() {
	s.outbox.Wake()
	s.timers.Wake()
}

func (s *Shop) window(name string) time.Duration {
	if ch, ok := s.channels[name]; ok {
		return ch.Capabilities().Window
	}
	return 0
}

// makeChannels hands the shop's secrets to the channels that want them.
func (s *Shop) makeChannels() (map[string]channel.Channel, error) {
	all := map[string]channel.Channel{}
	for _, ch := range s.cfg.Channels {
		if k, ok := ch.(channel.Secreted); ok {
			keyed, err := k.WithSecrets(s.cfg.Secrets...)
			if err != nil {
				return nil, fmt.Errorf("sdk: channel %s: %w", ch.Name(), err)
			}
			ch = keyed
		}
		all[ch.Name()] = ch
	}
	return all, nil
}
