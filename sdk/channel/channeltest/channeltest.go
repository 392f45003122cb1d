// Package channeltest is the conformance suite of channels: what package
// channel promises of every adapter, as data.
//
// An adapter's test calls [Run] with a [Harness]. What an adapter cannot do is
// taken from its own Capabilities, so the engine and the suite believe the same.
// A case returns an error instead of failing a test; so the suite itself is
// tested on broken adapters.
package channeltest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Harness is what the suite must know of an adapter. Its functions are called
// concurrently.
type Harness struct {
	// New returns a channel that reaches its platform by transport only. Two
	// channels it returns are set up alike.
	New func(transport http.RoundTripper) (channel.Channel, error)
	// Samples are deliveries to ch as its platform makes them, each of another
	// event or events: at least one of every kind the adapter knows.
	Samples func(ch channel.Channel) ([]channel.Delivery, error)
	// Signed is a delivery to ch of any body, signed as the platform does it.
	Signed func(ch channel.Channel, body []byte) (channel.Delivery, error)
	// Stranger returns a channel like New's with other secrets: what is signed
	// for it is forged for the others.
	Stranger func() (channel.Channel, error)
	// Challenges are requests by which the platform checks who answers (a GET
	// with a token, at set-up), and the answer it wants.
	Challenges []Challenge
	// SignatureHeader or SignatureQuery says where a delivery's signature,
	// secret or token stands.
	SignatureHeader, SignatureQuery string
	// BodyUnsigned says that the signature is a secret or token, which does
	// not depend on the body.
	BodyUnsigned bool
	// To are addresses that can be written to; one is enough.
	To []message.Address
	// Secrets must not be in the text of any error.
	Secrets []string
	// HTTP says how the platform answers; nil for a channel that makes no
	// requests.
	HTTP *HTTP
}

// Challenge is a request that wants a certain answer, and no event.
type Challenge struct {
	Delivery channel.Delivery
	Want     channel.Reply
	// Forged is the same with a wrong token: it must be refused.
	Forged channel.Delivery
}

// HTTP is a platform that is reached by HTTP.
type HTTP struct {
	// Host is the only one to be called.
	Host string
	// Accept is the platform's answer to a message that it takes.
	Accept func(*http.Request) *http.Response
	// Answers are the platform's own ways to refuse. The suite tries 429, 500,
	// 502, 503 and 401 itself.
	Answers []Answer
}

// Answer is one way to refuse a message, and what the adapter makes of it.
type Answer struct {
	Name   string
	Status int
	Header http.Header
	Body   string
	Want   channel.Class
	After  time.Duration // for RetryAfter and Capped
}

// Case is one thing that is promised. Check returns nil if it is kept.
type Case struct {
	Name  string
	Check func(ctx context.Context, h Harness) error
}

// Cases returns the suite for a harness.
func Cases(h Harness) []Case {
	all := slices.Concat(identityCases(), parseCases(h), sendCases())
	if h.HTTP != nil {
		all = append(all, httpCases()...)
	}
	return all
}

// Run runs the suite, each case as a parallel subtest.
func Run(t *testing.T, h Harness) {
	t.Helper()
	for _, c := range Cases(h) {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			if err := c.Run(t.Context(), h); err != nil {
				t.Error(err)
			}
		})
	}
}

// Run is Check, where a panic is an error too.
func (c Case) Run(ctx context.Context, h Harness) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return c.Check(ctx, h)
}

// refusing is the transport of those who must not use one.
type refusing struct{}

func (refusing) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("channeltest: no network")
}

// fresh returns a channel whose platform takes everything.
func (h Harness) fresh() (channel.Channel, error) {
	if h.HTTP == nil {
		return h.New(refusing{})
	}
	return h.New(roundTrip(func(r *http.Request) (*http.Response, error) {
		if err := r.Context().Err(); err != nil {
			return nil, err
		}
		return h.HTTP.Accept(r), nil
	}))
}

func (h Harness) samples(ch channel.Channel) ([]channel.Delivery, error) {
	samples, err := h.Samples(ch)
	if err == nil && len(samples) == 0 {
		err = errors.New("the harness has no samples")
	}
	return samples, err
}

// with calls check with a fresh channel and its samples.
func with(check func(h Harness, ch channel.Channel, samples []channel.Delivery) error) func(context.Context, Harness) error {
	return func(_ context.Context, h Harness) error {
		ch, err := h.fresh()
		if err != nil {
			return err
		}
		samples, err := h.samples(ch)
		if err != nil {
			return err
		}
		return check(h, ch, samples)
	}
}
