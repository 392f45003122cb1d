package main

import (
	"context"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/console"
)

// chatCommand talks to the shop in the terminal.
type chatCommand struct {
	Demo bool `help:"Talk to the demo shop."`
}

// Run chats until the input ends. A server beside it opens pay links.
func (chat chatCommand) Run(ctx context.Context, c *commands, t terminal) error {
	more := map[string]any{}
	if chat.Demo {
		dir, clean, err := demoFolder(c.Data)
		if err != nil {
			return err
		}
		defer clean()
		more = demoSettings(dir)
	}
	more["listen"] = "127.0.0.1:0"
	cfg, err := c.settings(t, more)
	if err != nil {
		return err
	}
	if chat.Demo {
		cfg = cfg.pretended()
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	talk := &untilEnd{Channel: console.New(console.Config{In: t.in, Out: t.out})}
	s := server{seams: c.seams, cfg: quiet(cfg), log: t.err, channels: []channel.Channel{talk}}
	s.opened = func(a *app) {
		talk.answer, talk.ended = func(ctx context.Context) error { return a.answered(ctx, talk.Name()) }, stop
	}
	s.ready = func(string) {
		fmt.Fprintln(t.out, "Type what you would say to the shop; a number taps a button. End with Ctrl-D.")
	}
	return s.serve(ctx)
}

// untilEnd is a console that says when its input has ended. Each line is
// answered before the next is read, so that a number in a script means what
// was shown last, as it does to a person.
type untilEnd struct {
	*console.Channel
	answer func(context.Context) error
	ended  func()
}

// Poll is that of the console.
func (u *untilEnd) Poll(ctx context.Context, deliver func(context.Context, channel.Delivery) error) error {
	defer u.ended()
	return u.Channel.Poll(ctx, func(ctx context.Context, d channel.Delivery) error {
		if err := deliver(ctx, d); err != nil {
			return err
		}
		return u.answer(ctx)
	})
}

// answered waits until a channel has nothing left to handle or to send.
func (a *app) answered(ctx context.Context, name string) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if err := a.shop.Settle(ctx); err != nil {
			return err
		}
		if _, waits, err := a.store.NextLane(ctx, name); err != nil || !waits {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
