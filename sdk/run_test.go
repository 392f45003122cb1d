package sdk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/policy"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// No goroutine outlives the tests: those of every Run among them. Only that of
// the PostgreSQL that the tests share does.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest.(*Server).Start.func1"))
}

// live is a shop that runs, on a clock of the test's.
type live struct {
	*sdk.Shop
	t     testing.TB
	db    *store.Store
	web   *webchat.Channel
	ahead atomic.Int64
}

func newLive(t testing.TB, c sdk.Config) *live {
	t.Helper()
	l := &live{t: t}
	begin := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	c.Now = func() time.Time { return begin.Add(time.Duration(l.ahead.Load())) }
	if c.Store == nil {
		c.Store = openAt(t, filepath.Join(t.TempDir(), "shop.db"))
	}
	c.Catalog = catalog.New(demo.Source())
	c.Channels = []channel.Channel{webchat.New(webchat.Config{Now: c.Now})}
	shop, err := sdk.New(c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := shop.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.Shop, l.db, l.web = shop, c.Store, channelOf(t, shop)
	return l
}

// runs runs the shop until the test ends, or stop is called.
func (l *live) runs() (stop func() error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx) }()
	stop = sync.OnceValue(func() error { cancel(); return <-done })
	l.t.Cleanup(func() { _ = stop() })
	return stop
}

// visitor is one web chat.
type visitor struct {
	l       *live
	session webchat.Session
	news    <-chan struct{}
}

func (l *live) visits() *visitor {
	l.t.Helper()
	session, started, err := l.web.Open(webchat.SessionRequest{Locale: "en"})
	if err != nil {
		l.t.Fatal(err)
	}
	news, stop := l.web.Watch(session.Address)
	l.t.Cleanup(stop)
	if _, err := l.Receive(context.Background(), "webchat", started); err != nil {
		l.t.Fatal(err)
	}
	return &visitor{l, session, news}
}

// posts hands a message over; nil means that it is on disk.
func (v *visitor) posts(field, value string) error {
	body, err := json.Marshal(map[string]string{"id": uuid.NewString(), field: value})
	if err != nil {
		return err
	}
	_, err = v.l.Receive(context.Background(), "webchat", channel.Delivery{
		Method: http.MethodPost, Header: http.Header{"Authorization": {"Bearer " + v.session.Token}}, Body: body,
	})
	return err
}

func (v *visitor) messages() []conversation.Message {
	v.l.t.Helper()
	all, err := v.l.Transcript(context.Background(), conversation.IDOf(v.session.Address), 0, 1000)
	if err != nil {
		v.l.t.Error(err)
	}
	return all
}

// waits waits until the shop has said a text, and returns its message.
func (v *visitor) waits(text string) message.Outbound {
	v.l.t.Helper()
	for {
		for _, m := range v.messages() {
			if m.From != conversation.Shopper && strings.Contains(m.Body.Text, text) {
				return m.Body
			}
		}
		select {
		case <-v.news:
		case <-time.After(20 * time.Second):
			v.l.t.Errorf("the shop does not say %q", text)
			return message.Outbound{}
		}
	}
}

func (v *visitor) taps(m message.Outbound, label string) error {
	for _, c := range m.AllChoices() {
		if c.Label == label {
			return v.posts("choice", c.Payload)
		}
	}
	return fmt.Errorf("there is no choice %q in %q", label, m.Text)
}

// A shop that runs answers, with Settle beside it; a second Run is refused; when
// Run ends everything has ended, and it can begin again.
func TestRun(t *testing.T) {
	t.Parallel()
	l := newLive(t, sdk.Config{})
	for range 2 {
		stop := l.runs()
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				v := l.visits()
				for _, text := range []string{"help", "show me tents under 400", "what's in my cart"} {
					if err := v.posts("text", text); err != nil {
						t.Error(err)
					}
					if err := l.Settle(t.Context()); err != nil {
						t.Errorf("Settle beside Run: %v", err)
					}
				}
				v.waits("cart is empty")
			})
		}
		all.Wait()
		if err := l.Run(t.Context()); !errors.Is(err, sdk.ErrRunning) {
			t.Errorf("a second Run: %v", err)
		}
		if err := stop(); !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v", err)
		}
	}
}

// What is acknowledged while nothing runs is answered when it does.
func TestRunFindsWhatWaits(t *testing.T) {
	t.Parallel()
	l := newLive(t, sdk.Config{})
	v := l.visits()
	if err := v.posts("text", "show me tents under 400"); err != nil {
		t.Fatal(err)
	}
	if n := len(v.messages()); n != 0 {
		t.Errorf("%d messages before anything runs", n)
	}
	l.runs()
	v.waits("found")
}

// Two shops live in one process: one's shoppers, sessions and buttons are
// nothing to the other.
func TestTwoShops(t *testing.T) {
	t.Parallel()
	one := newLive(t, sdk.Config{Profile: sdk.Profile{Name: "One"}})
	two := newLive(t, sdk.Config{Profile: sdk.Profile{Name: "Two"}})
	one.runs()
	two.runs()
	v, w := one.visits(), two.visits()
	v.waits("the bot of One")
	w.waits("the bot of Two")
	stranger := &visitor{two, v.session, nil}
	if err := stranger.posts("text", "help"); !errors.Is(err, channel.ErrSignature) {
		t.Errorf("a session of the other shop: %v", err)
	}
	if n := len(stranger.messages()); n != 0 {
		t.Errorf("%d messages of a shopper of the other shop", n)
	}
	if _, err := one.Receive(t.Context(), "telegram", channel.Delivery{}); !errors.Is(err, sdk.ErrUnknownChannel) {
		t.Errorf("an unknown channel: %v", err)
	}
}

// Too much that waits is refused, and taken again later.
func TestBusy(t *testing.T) {
	t.Parallel()
	l := newLive(t, sdk.Config{Limits: sdk.Limits{Backlog: 3}})
	v := l.visits()
	var err error
	for range 5 {
		if err = v.posts("text", "help"); err != nil {
			break
		}
	}
	if !errors.Is(err, sdk.ErrBusy) {
		t.Fatalf("five messages that nobody handles: %v", err)
	}
	if err := l.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := v.posts("text", "help"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// P8 and P9 through the whole shop: the reminders of forty carts are due in the
// very moment in which their shoppers order or say stop. No reminder stands
// below the order or the answer to "stop", or comes after the acknowledgement.
func TestReminderRaces(t *testing.T) {
	t.Parallel()
	l := newLive(t, sdk.Config{Reminders: sdk.Reminders{Quiet: policy.Quiet{From: 60, To: 60}}})
	l.runs()
	var ready, all sync.WaitGroup
	start, slots := make(chan struct{}), make(chan struct{}, 6) // so that some are late
	var reminders atomic.Int32
	for i := range 40 {
		ready.Add(1)
		all.Go(func() {
			v := l.visits()
			summary := v.fills()
			ready.Done()
			<-start
			slots <- struct{}{}
			defer func() { <-slots }()
			if i%2 == 0 {
				v.does(v.taps(summary, "Pay"))
				v.waits("is ready")
			} else {
				v.does(v.posts("text", "stop"))
			}
			before := count(v.messages())
			if i%2 == 1 {
				v.waits("no more messages from us")
			}
			v.does(v.posts("text", "help"))
			v.waits("I find products")
			if after := count(v.messages()); after != before {
				t.Errorf("shopper %d was reminded after the fact", i)
			}
			reminders.Add(int32(count(v.messages())))
		})
	}
	ready.Wait()
	l.ahead.Add(int64(time.Hour))
	close(start)
	all.Wait()
	t.Logf("%d of 40 reminders were quicker", reminders.Load())
}

func (v *visitor) does(err error) {
	v.l.t.Helper()
	if err != nil {
		v.l.t.Error(err)
	}
}

// fills takes a shopper to the summary of her order.
func (v *visitor) fills() message.Outbound {
	v.does(v.posts("text", "show me tents under 400"))
	v.does(v.taps(v.waits("found"), "Add to cart"))
	v.does(v.taps(v.waits("in your cart"), "Checkout"))
	v.waits("Your name")
	v.does(v.posts("text", "Ann Lee, +1 202 555 0143"))
	return v.waits("Your order")
}

// count counts reminders.
func count(all []conversation.Message) (n int) {
	for _, m := range all {
		if strings.Contains(m.Body.Text, "You left something") {
			n++
		}
	}
	return n
}
