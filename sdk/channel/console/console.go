// Package console is a chat in the terminal: lines in, text out. "sauda chat"
// is one.
//
// Choices are shown as numbers; typing a number taps the choice that had it in
// the last message that had any.
package console

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Config is what a console may be told. The zero value works and is silent.
type Config struct {
	// In is read line by line. Defaults to nothing.
	In io.Reader
	// Locale is the language of the shopper, BCP 47. Defaults to none: the
	// shop's own.
	Locale string
	// Name of the channel. Defaults to "console".
	Name string
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// Out is what is written to. Defaults to io.Discard.
	Out io.Writer
	// Referral is where the shopper comes from: the token of a deep link, or
	// where the chat shall begin. Defaults to none.
	Referral string
	// User names the shopper's conversation, which a later console of the same
	// user goes on with. Defaults to "you".
	User string
}

// Channel is one shopper at a terminal. It is safe for concurrent use.
type Channel struct {
	cfg Config
	key []byte // signs deliveries, so that nobody else can make them

	polling sync.Mutex // one Poll at a time; guards what follows
	in      *bufio.Reader
	read    chan line // of the read under way
	reading bool
	begun   bool
	pending *channel.Delivery // not stored yet

	mu    sync.Mutex       // guards Out and what follows
	shown message.Outbound // the last message with choices
}

var (
	_ channel.Channel = (*Channel)(nil)
	_ channel.Poller  = (*Channel)(nil)
)

// New returns a console.
func New(cfg Config) *Channel {
	if cfg.In == nil {
		cfg.In = strings.NewReader("")
	}
	if cfg.Out == nil {
		cfg.Out = io.Discard
	}
	if cfg.Name == "" {
		cfg.Name = "console"
	}
	if cfg.User == "" {
		cfg.User = "you"
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Channel{cfg: cfg, key: []byte(rand.Text()), in: bufio.NewReader(cfg.In), read: make(chan line, 1)}
}

// Name returns the configured name.
func (c *Channel) Name() string { return c.cfg.Name }

// Capabilities says that there is text and nothing else: what stands around it,
// such as the word before a former price, is then written in the language of
// the message by whom the shop's texts are known to.
func (c *Channel) Capabilities() channel.Capabilities {
	return channel.Capabilities{Text: channel.Unlimited}
}

// Address is the conversation of the console's user.
func (c *Channel) Address() message.Address {
	return message.Address{Channel: c.cfg.Name, Account: c.cfg.Name, ID: c.cfg.User}
}

// Send writes a message as text.
func (c *Channel) Send(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return channel.Receipt{}, &channel.SendError{Class: channel.Retry, Err: err}
	}
	if to != c.Address() {
		return channel.Receipt{}, &channel.SendError{Class: channel.Unreachable, Code: "address"}
	}
	if err := channel.Fits(m.Outbound, c.Capabilities()); err != nil {
		return channel.Receipt{}, &channel.SendError{Class: channel.BadRequest, Err: err}
	}
	if err := c.show(m.Outbound); err != nil {
		return channel.Receipt{}, &channel.SendError{Class: channel.Retry, Err: err}
	}
	return channel.Receipt{MessageID: m.ID}, nil
}

func (c *Channel) show(m message.Outbound) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(m.Numbered) > 0 {
		c.shown = m
	}
	_, err := io.WriteString(c.cfg.Out, printable(m.Text)+"\n\n")
	return err
}

// printable is a text without the characters that move a terminal's cursor.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
}

// line is what was read.
type line struct {
	text string
	err  error
}

// Poll begins the conversation and hands over a delivery for each line, until
// ctx is done or the input ends. When ctx is done in the middle of a read, the
// read goes on, since a terminal's cannot be broken off; its line belongs to
// the next Poll.
func (c *Channel) Poll(ctx context.Context, deliver func(context.Context, channel.Delivery) error) error {
	c.polling.Lock()
	defer c.polling.Unlock()
	for {
		d, err := c.next(ctx)
		if errors.Is(err, io.EOF) || ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if err := deliver(ctx, d); err != nil {
			return err
		}
		c.pending = nil
	}
}

// next is the delivery to hand over, again if it was not stored.
func (c *Channel) next(ctx context.Context) (channel.Delivery, error) {
	for c.pending == nil {
		b, err := c.body(ctx)
		if err != nil {
			return channel.Delivery{}, err
		}
		if b == (body{}) {
			continue
		}
		d, err := c.delivery(b)
		if err != nil {
			return channel.Delivery{}, err
		}
		c.pending = &d
	}
	return *c.pending, nil
}

// body is the start, or the next line; zero for an empty one.
func (c *Channel) body(ctx context.Context) (body, error) {
	if !c.begun {
		c.begun = true
		return body{Start: true}, nil
	}
	text, err := c.line(ctx)
	if err != nil || text == "" {
		return body{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if choice, ok := channel.PickNumber(text, c.shown); ok && choice.Payload != "" {
		return body{Choice: choice.Payload, Text: choice.Label}, nil
	}
	return body{Text: text}, nil
}

// line is the next line without space around it. The last one needs no end.
func (c *Channel) line(ctx context.Context) (string, error) {
	if !c.reading {
		c.reading = true
		go func() {
			text, err := c.in.ReadString('\n')
			c.read <- line{text, err}
		}()
	}
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case got := <-c.read:
		c.reading = false
		text := strings.TrimSpace(printable(strings.ToValidUTF8(got.text, "\uFFFD")))
		if text != "" && errors.Is(got.err, io.EOF) {
			return text, nil // the next read tells of the end again
		}
		return text, got.err
	}
}
