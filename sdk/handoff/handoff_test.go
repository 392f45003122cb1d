package handoff_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/handoff"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
	"github.com/sauda-commerce/sauda/sdk/timer"
)

var (
	noon   = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	ann    = message.Address{Channel: "talk", Account: "shop", ID: "ann"}
	secret = []byte("a secret of thirty-two bytes at least")
)

// desk is a handoff desk with a clock that its timers run by.
type desk struct {
	*testing.T
	*handoff.Desk
	s     *store.Store
	now   time.Time
	timer *timer.Runner
	woken []string
}

func open(t *testing.T, c handoff.Config) *desk {
	t.Helper()
	s, err := sqlite.Open(filepath.Join(t.TempDir(), "shop.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{T: t, s: s, now: noon}
	d.must(s.Migrate(t.Context()))
	c.Store, c.Secret = s, secret
	c.Now = func() time.Time { return d.now }
	c.Wake = func(id string) { d.woken = append(d.woken, id) }
	d.Desk = handoff.New(c)
	d.timer = timer.New(timer.Config{Store: s, Now: c.Now, Handlers: map[string]timer.Handler{handoff.Timer: d.Handle}})
	return d
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// call asks for a person, and lets the timers run for some time.
func (d *desk) call(hours int) {
	d.Helper()
	writes, err := d.Calling(handoff.Request{ID: "r1", Conversation: "c", Channel: "talk", Reason: "help", At: d.now})
	d.must(err)
	d.must(d.s.Commit(d.Context(), store.Batch{Writes: writes}))
	for range hours * 60 {
		d.timer.Once(d.Context())
		d.now = d.now.Add(time.Minute)
	}
}

// staffed stores a conversation that a person answers since a time.
func (d *desk) staffed(a message.Address, with bool, since time.Time) string {
	d.Helper()
	c := conversation.Conversation{ID: conversation.IDOf(a), Address: a, Contact: conversation.GuestOf(a), WithStaff: with, Since: since}
	d.must(d.s.Commit(d.Context(), store.Batch{Writes: []store.Statement{store.InsertConversation(c)}}))
	return c.ID
}

func TestHookUntilItSucceeds(t *testing.T) {
	t.Parallel()
	var got []handoff.Request
	d := open(t, handoff.Config{On: func(_ context.Context, r handoff.Request) error {
		if got = append(got, r); len(got) < 3 {
			return errors.New("not now")
		}
		return nil
	}})
	d.call(1)
	want := handoff.Request{ID: "r1", Conversation: "c", Channel: "talk", Reason: "help", At: noon}
	if diff := cmp.Diff([]handoff.Request{want, want, want}, got); diff != "" {
		t.Errorf("called with (-want +got)\n%s", diff)
	}
}

// hook is a client whose server is a function.
type hook func(*http.Request) (*http.Response, error)

func (h hook) RoundTrip(r *http.Request) (*http.Response, error) { return h(r) }

func answer(status int, header http.Header) *http.Response {
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader("thanks"))}
}

// The webhook is repeated until 2xx, signed anew each time; redirects are
// answers like any other; and a hook that succeeded is not called again.
func TestWebhook(t *testing.T) {
	t.Parallel()
	answers := []int{500, 0, 302, 404, 204}
	var calls, hooks int
	var d *desk
	d = open(t, handoff.Config{
		Webhook: "https://staff.example/in?token=SECRET",
		On:      func(context.Context, handoff.Request) error { hooks++; return nil },
		HTTPClient: &http.Client{Transport: hook(func(r *http.Request) (*http.Response, error) {
			if r.Method != http.MethodPost || r.URL.Host != "staff.example" {
				t.Fatalf("call %d is %s to %s", calls, r.Method, r.URL.Host)
			}
			body, err := io.ReadAll(r.Body)
			d.must(err)
			if err := handoff.Verify(secret, r.Header.Get(handoff.Header), body, d.now); err != nil {
				t.Errorf("call %d: %v", calls, err)
			}
			if want := `{"id":"r1","conversation":"c","channel":"talk","reason":"help","at":"2026-11-24T12:00:00Z"}`; string(body) != want {
				t.Errorf("body %s", body)
			}
			status := answers[calls]
			calls++
			if status == 0 {
				return nil, errors.New("no route")
			}
			return answer(status, http.Header{"Location": {"https://elsewhere.example/"}}), nil
		})},
	})
	d.call(2)
	if calls != len(answers) || hooks != 1 {
		t.Errorf("the webhook was called %d times and the hook %d, want %d and 1", calls, hooks, len(answers))
	}
}

func TestErrorsHoldNoSecret(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"https://staff.example/in?token=SECRET", "https://SECRET@staff\x7f/", "SECRET://x"} {
		d := open(t, handoff.Config{Webhook: url, HTTPClient: &http.Client{Transport: hook(func(r *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("cannot reach %s", r.URL)
		})}})
		err := d.Handle(t.Context(), store.Timer{Key: "handoff:webhook:r1", Payload: []byte("{}")})
		if err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("the error is %v", err)
		}
	}
}

func TestNobodyToTell(t *testing.T) {
	t.Parallel()
	d := open(t, handoff.Config{})
	writes, err := d.Calling(handoff.Request{ID: "r1"})
	if err != nil || len(writes) != 0 {
		t.Errorf("%d writes, error %v", len(writes), err)
	}
	// A timer of a configuration that had a webhook ends.
	d.must(d.s.Commit(t.Context(), store.Batch{Writes: []store.Statement{
		store.SetTimer(store.Timer{Key: "handoff:webhook:r1", Kind: handoff.Timer, Due: noon, Payload: []byte("{}")}),
	}}))
	d.timer.Once(t.Context())
	if _, ok, err := d.s.NextTimer(t.Context()); ok || err != nil {
		t.Errorf("it goes on (error %v)", err)
	}
}

func TestWaiting(t *testing.T) {
	t.Parallel()
	d := open(t, handoff.Config{})
	late := d.staffed(ann, true, noon)
	early := d.staffed(message.Address{Channel: "talk", ID: "bob"}, true, noon.Add(-time.Hour))
	d.staffed(message.Address{Channel: "talk", ID: "eve"}, false, time.Time{})
	all, err := d.Waiting(t.Context(), 10)
	d.must(err)
	var got []string
	for _, c := range all {
		got = append(got, c.ID)
	}
	if diff := cmp.Diff([]string{early, late}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestSayAndBack(t *testing.T) {
	t.Parallel()
	d := open(t, handoff.Config{})
	id := d.staffed(ann, true, noon)
	free := d.staffed(message.Address{Channel: "talk", ID: "bob"}, false, time.Time{})
	for _, c := range []struct {
		name, id, text string
		want           error
	}{
		{"well", id, " We are on it. ", nil},
		{"empty", id, " \n ", handoff.ErrText},
		{"too long", id, strings.Repeat("x", 4001), handoff.ErrText},
		{"not UTF-8", id, "\xff", handoff.ErrText},
		{"with the bot", free, "hello", handoff.ErrNotWithStaff},
		{"unknown", "nobody", "hello", store.ErrNotFound},
	} {
		if err := d.Say(t.Context(), c.id, "Zoe", c.text); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	d.must(d.Back(t.Context(), id, "Zoe"))
	if err := d.Back(t.Context(), free, "Zoe"); !errors.Is(err, handoff.ErrNotWithStaff) {
		t.Errorf("back from the bot: %v", err)
	}
	turn, err := d.s.Turn(t.Context(), id)
	d.must(err)
	if turn.Event.Name != dialogue.EventStaffSaid || turn.Event.Payload != `{"text":"We are on it.","staff":"Zoe"}` {
		t.Errorf("the first event is %s %s", turn.Event.Name, turn.Event.Payload)
	}
	if turn.Conversation.Received != 2 || len(d.woken) != 2 || d.woken[0] != id {
		t.Errorf("%d events, woken %v", turn.Conversation.Received, d.woken)
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	body := []byte(`{"id":"1"}`)
	good := handoff.Sign(secret, noon, body)
	for _, c := range []struct {
		name, header, body string
		secret             []byte
		now                time.Time
		ok                 bool
	}{
		{"good", good, string(body), secret, noon, true},
		{"four minutes late", good, string(body), secret, noon.Add(4 * time.Minute), true},
		{"six minutes late", good, string(body), secret, noon.Add(6 * time.Minute), false},
		{"of the future", good, string(body), secret, noon.Add(-6 * time.Minute), false},
		{"another body", good, `{"id":"2"}`, secret, noon, false},
		{"another secret", good, string(body), []byte("x"), noon, false},
		{"another time", strings.Replace(good, "t=1", "t=2", 1), string(body), secret, noon, false},
		{"empty", "", string(body), secret, noon, false},
		{"no time", good[strings.Index(good, "v1="):], string(body), secret, noon, false},
	} {
		if err := handoff.Verify(c.secret, c.header, []byte(c.body), c.now); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func FuzzVerify(f *testing.F) {
	good := handoff.Sign(secret, noon, []byte("body"))
	for _, s := range []string{good, "", "t=,v1=", "t=1,v1=zz", good + ",v1=00", "t=99999999999999999999,v1=00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		err := handoff.Verify(secret, header, []byte("body"), noon)
		upTo := strings.Index(good, "v1=") + len("v1=")
		if (err == nil) != (strings.EqualFold(header, good) && header[:upTo] == good[:upTo]) {
			t.Errorf("%q: %v", header, err)
		}
	})
}
