package channeltest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/channeltest"
	"github.com/sauda-commerce/sauda/sdk/message"
)

func TestToyConforms(t *testing.T) {
	t.Parallel()
	channeltest.Run(t, harness(func(c *toy) channel.Channel { return c }))
}

// broken is a toy with one method or other replaced.
type broken struct {
	*toy
	name         func() string
	capabilities func() channel.Capabilities
	parse        func(channel.Delivery) ([]message.Event, *channel.Reply, error)
	send         func(context.Context, message.Address, channel.Message) (channel.Receipt, error)
}

func (b broken) Name() string {
	if b.name != nil {
		return b.name()
	}
	return b.toy.Name()
}

func (b broken) Capabilities() channel.Capabilities {
	if b.capabilities != nil {
		return b.capabilities()
	}
	return b.toy.Capabilities()
}

func (b broken) Parse(d channel.Delivery) ([]message.Event, *channel.Reply, error) {
	if b.parse != nil {
		return b.parse(d)
	}
	return b.toy.Parse(d)
}

func (b broken) Send(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
	if b.send != nil {
		return b.send(ctx, to, m)
	}
	return b.toy.Send(ctx, to, m)
}

type (
	events  = []message.Event
	breaker func(*toy) channel.Channel
)

// breakers has a broken toy for each case of the suite.
var breakers = map[string]breaker{
	"the name is a constant key": func(c *toy) channel.Channel {
		return broken{toy: c, name: func() string { return "Toy" }, parse: func(d channel.Delivery) (events, *channel.Reply, error) {
			all, r, err := c.Parse(d)
			for i := range all {
				all[i].From.Channel = "Toy"
			}
			return all, r, err
		}}
	},
	"the capabilities are constant and sensible": func(c *toy) channel.Channel {
		var calls atomic.Int32
		return broken{toy: c, capabilities: func() channel.Capabilities {
			can := c.Capabilities()
			can.Window = time.Duration(calls.Add(1))
			return can
		}}
	},
	"the capabilities say which actions there are": func(c *toy) channel.Channel {
		return broken{toy: c, capabilities: func() channel.Capabilities {
			can := c.Capabilities()
			can.Typing = true
			return can
		}}
	},
	"samples are read": parsing(func(_ channel.Delivery, e *message.Event) { e.At = time.Time{} }),
	"the same delivery is the same events": func(c *toy) channel.Channel {
		var reads atomic.Int32
		var first atomic.Value
		return parsing(func(_ channel.Delivery, e *message.Event) {
			switch reads.Add(1) {
			case 1:
				first.Store(e.ID)
			case 2: // of the first again, in this case only
				if first.Load() == e.ID {
					e.ID += " again"
				}
			}
		})(c)
	},
	"different events have different ids": parsing(func(_ channel.Delivery, e *message.Event) { e.ID = e.From.ID }),
	"a delivery is left as it was": parsing(func(d channel.Delivery, _ *message.Event) {
		d.Header.Set("X-Seen", "yes")
	}),
	"an unsigned delivery is refused": accepting(func(d channel.Delivery) bool {
		return d.Header.Get(toySignature) == "" && len(d.Header) == 0 && bytes.Contains(d.Body, []byte(`"hello"}`))
	}),
	"a changed signature is refused": accepting(func(d channel.Delivery) bool {
		right, is := (&toy{secret: "right"}).sign(d.Body), d.Header.Get(toySignature)
		return is != "" && is != right && strings.HasPrefix(right+right, is)
	}),
	"a changed body is refused": accepting(func(d channel.Delivery) bool {
		return len(d.Body) > 30 && bytes.HasPrefix(d.Body, []byte(`{"id"`)) && !bytes.HasSuffix(d.Body, []byte(`"hello"}`))
	}),
	"a delivery signed with another secret is refused": accepting(func(d channel.Delivery) bool {
		return d.Header.Get(toySignature) == (&toy{secret: "wrong"}).sign(d.Body)
	}),
	"garbage is refused without a panic": func(c *toy) channel.Channel {
		return broken{toy: c, parse: func(d channel.Delivery) (events, *channel.Reply, error) {
			if bytes.HasPrefix(d.Body, []byte("\x00")) {
				panic("no such byte")
			}
			return c.Parse(d)
		}}
	},
	"challenges are answered": func(c *toy) channel.Channel {
		return broken{toy: c, parse: func(d channel.Delivery) (events, *channel.Reply, error) {
			all, r, err := c.Parse(d)
			if r != nil {
				r.Body = nil
			}
			return all, r, err
		}}
	},
	"reading does no I/O": func(c *toy) channel.Channel {
		return broken{toy: c, parse: func(d channel.Delivery) (events, *channel.Reply, error) {
			r, err := http.NewRequest(http.MethodGet, "https://"+toyHost+"/profile", http.NoBody)
			if err != nil {
				return nil, nil, err
			}
			if answer, err := c.transport.RoundTrip(r); err == nil {
				_ = answer.Body.Close() // nothing was written
			}
			return c.Parse(d)
		}}
	},
	"reading is concurrent": func(c *toy) channel.Channel {
		var reads atomic.Int32
		return parsing(func(_ channel.Delivery, e *message.Event) {
			// Stands for a race, which would not show every time: no other
			// case reads so many.
			if reads.Add(1) > 8 {
				e.Text = "torn"
			}
		})(c)
	},
	"what was fitted is sent": sending(func(m channel.Message) error {
		if len(m.Choices) > 0 && channel.Fits(m.Outbound, (&toy{}).Capabilities()) == nil {
			return &channel.SendError{Class: channel.BadRequest}
		}
		return nil
	}),
	"what cannot be shown is refused": func(c *toy) channel.Channel {
		return broken{toy: c, send: func(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
			m.Link = nil // lost
			return c.Send(ctx, to, m)
		}}
	},
	"an address of another channel is refused": func(c *toy) channel.Channel {
		return broken{toy: c, send: func(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
			to.Channel = c.Name()
			return c.Send(ctx, to, m)
		}}
	},
	"sending under a done context returns at once": func(c *toy) channel.Channel {
		return broken{toy: c, send: func(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
			if errors.Is(ctx.Err(), context.Canceled) {
				ctx = context.WithoutCancel(ctx)
			}
			return c.Send(ctx, to, m)
		}}
	},
	"sending is concurrent": sending(func(m channel.Message) error {
		if m.ID == "m15" { // the sixteenth of those at a time
			return &channel.SendError{Class: channel.Retry}
		}
		return nil
	}),
	"every button is in the request": func(c *toy) channel.Channel {
		return broken{toy: c, send: func(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
			if err := channel.Fits(m.Outbound, c.Capabilities()); err == nil {
				m.Choices = nil
			}
			return c.Send(ctx, to, m)
		}}
	},
	"one message is one request to the platform's host": func(c *toy) channel.Channel {
		return broken{toy: c, send: func(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
			r, err := c.Send(ctx, to, m)
			if err == nil {
				return c.Send(ctx, to, m)
			}
			return r, err
		}}
	},
	"throttling is obeyed": misclassifying(channel.RetryAfter, channel.Retry),
	"the platform's failures are tried again": func(c *toy) channel.Channel {
		return broken{toy: c, send: func(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
			r, err := c.Send(ctx, to, m)
			if failed := channel.Classify(err); err != nil && failed.Code == "503" {
				return r, &channel.SendError{Class: channel.BadRequest}
			}
			return r, err
		}}
	},
	"a refused token stops the channel":         misclassifying(channel.Auth, channel.BadRequest),
	"the platform's own answers are understood": misclassifying(channel.Unreachable, channel.BadRequest),
	"a hung platform does not hold the caller":  misjudging(context.DeadlineExceeded),
	"no secret is in an error":                  blabbing,
}

// parsing breaks what is read.
func parsing(change func(channel.Delivery, *message.Event)) breaker {
	return func(c *toy) channel.Channel {
		return broken{toy: c, parse: func(d channel.Delivery) (events, *channel.Reply, error) {
			all, r, err := c.Parse(d)
			for i := range all {
				change(d, &all[i])
			}
			return all, r, err
		}}
	}
}

// accepting takes some deliveries for signed.
func accepting(some func(channel.Delivery) bool) breaker {
	return func(c *toy) channel.Channel {
		return broken{toy: c, parse: func(d channel.Delivery) (events, *channel.Reply, error) {
			if !c.genuine(d) && some(d) {
				return events{{ID: "1", Kind: message.KindText}}, nil, nil
			}
			return c.Parse(d)
		}}
	}
}

func (t *toy) genuine(d channel.Delivery) bool { return d.Header.Get(toySignature) == t.sign(d.Body) }

// sending fails for some messages.
func sending(fail func(channel.Message) error) breaker {
	return func(c *toy) channel.Channel {
		return broken{toy: c, send: func(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
			if err := fail(m); err != nil {
				return channel.Receipt{}, err
			}
			return c.Send(ctx, to, m)
		}}
	}
}

// misclassifying takes one class for another.
func misclassifying(class, as channel.Class) breaker {
	return func(c *toy) channel.Channel {
		return broken{toy: c, send: func(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
			r, err := c.Send(ctx, to, m)
			if err != nil && channel.Classify(err).Class == class {
				err = &channel.SendError{Class: as}
			}
			return r, err
		}}
	}
}

// misjudging takes an error for a mistake of ours.
func misjudging(target error) breaker {
	return func(c *toy) channel.Channel {
		return broken{toy: c, send: func(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
			r, err := c.Send(ctx, to, m)
			if errors.Is(err, target) {
				err = &channel.SendError{Class: channel.BadRequest}
			}
			return r, err
		}}
	}
}

// blabbing tells the whole address, token included, as net/http does.
func blabbing(c *toy) channel.Channel {
	return broken{toy: c, send: func(ctx context.Context, to message.Address, m channel.Message) (channel.Receipt, error) {
		r, err := c.Send(ctx, to, m)
		if failed := channel.Classify(err); err != nil && failed.Err != nil {
			failed.Err = fmt.Errorf("Post \"https://%s/send?token=%s\": %w", toyHost, toyToken, failed.Err)
		}
		return r, err
	}}
}

// Each case finds the channel that is broken in its way, and no other does.
func TestBrokenChannelsFailTheirOwnCase(t *testing.T) {
	t.Parallel()
	for _, c := range channeltest.Cases(harness(func(c *toy) channel.Channel { return c })) {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			wrap, ok := breakers[c.Name]
			if !ok {
				t.Fatal("no channel is broken in this way")
			}
			h := harness(wrap)
			var failed []string
			for _, other := range channeltest.Cases(h) {
				if err := other.Run(t.Context(), h); err != nil {
					failed = append(failed, other.Name)
				}
			}
			if diff := cmp.Diff([]string{c.Name}, failed); diff != "" {
				t.Errorf("failed cases (-want +got)\n%s", diff)
			}
		})
	}
}
