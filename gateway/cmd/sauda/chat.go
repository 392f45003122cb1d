package main

import (
	"context"
	"fmt"

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
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	talk := &untilEnd{Channel: console.New(console.Config{In: t.in, Out: t.out})}
	s := server{cfg: quiet(cfg), log: t.err, channels: []channel.Channel{talk}}
	s.opened = func(a *app) {
		talk.answer, talk.ended = func() { _ = a.shop.Settle(ctx) }, stop
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
	answer, ended func()
}

// Poll is that of the console.
func (u *untilEnd) Poll(ctx context.Context, deliver func(context.Context, channel.Delivery) error) error {
	defer u.ended()
	return u.Channel.Poll(ctx, func(ctx context.Context, d channel.Delivery) error {
		err := deliver(ctx, d)
		u.answer()
		return err
	})
}
