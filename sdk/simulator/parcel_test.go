package simulator_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/parcel"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// rig is a platform and a shop that only listens; what it hears is kept.
type rig struct {
	*simulator.Parcel
	ch channel.Channel

	mu     sync.Mutex
	heard  []string // "id" or "id state" of each event, with "; " before each delivery
	refuse int      // so many deliveries
}

func newRig(t testing.TB, c simulator.ParcelConfig) *rig {
	t.Helper()
	r := &rig{}
	c.Token, c.Secret, c.Handler = "token", "secret", r
	r.Parcel = simulator.NewParcel(c)
	t.Cleanup(r.Close)
	ch, err := parcel.New(parcel.Config{
		Account: "shop", BaseURL: "http://parcel.example", Token: "token", Secrets: []string{"secret"},
		HTTPClient: &http.Client{Transport: r.Parcel}, Now: c.Now, SiteURL: "https://shop.example",
	})
	if err != nil {
		t.Fatal(err)
	}
	r.ch = ch
	return r
}

func (r *rig) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refuse > 0 {
		r.refuse--
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	body, err := io.ReadAll(q.Body)
	if err != nil {
		return
	}
	events, _, err := r.ch.Parse(channel.Delivery{Method: q.Method, Header: q.Header, Body: body})
	if err != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	for _, e := range events {
		word := e.ID
		if e.Status != nil {
			word = string(e.Status.State) + " " + e.Status.Reference
		}
		r.heard = append(r.heard, word)
	}
}

func (r *rig) hears() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string{}, r.heard...)
}

func (r *rig) sends(ctx context.Context, to, reference, text string) *channel.SendError {
	_, err := r.ch.Send(ctx, message.Address{Channel: "parcel", Account: "shop", ID: to}, channel.Message{ID: reference, Outbound: message.Outbound{Text: text}})
	if err == nil {
		return nil
	}
	return channel.Classify(err)
}

// Each fault is what it says, to the shop and to the shopper.
func TestFaultsOfRequests(t *testing.T) {
	t.Parallel()
	type outcome struct {
		Class         channel.Class
		After         time.Duration
		Scope         string
		Got, Lost     bool
		Took, EndedIn time.Duration
	}
	for kind, want := range map[simulator.FaultKind]outcome{
		"":                     {Got: true},
		simulator.FaultRefuse:  {Class: channel.Retry},
		simulator.FaultDrop:    {Class: channel.Ambiguous},
		simulator.FaultLose:    {Class: channel.Ambiguous, Got: true, Lost: true},
		simulator.FaultHang:    {Class: channel.Ambiguous, Took: 10 * time.Second},
		simulator.FaultFail:    {Class: channel.Retry},
		simulator.FaultLimit:   {Class: channel.RetryAfter, After: 3 * time.Second},
		simulator.FaultSlow:    {Got: true, Took: 3 * time.Second},
		simulator.FaultTrickle: {Class: channel.Ambiguous, Got: true, Lost: true, Took: 10 * time.Second},
		simulator.FaultEager:   {Got: true},
		simulator.FaultBounce:  {},
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, simulator.ParcelConfig{})
				r.SetFaults(simulator.Fault{Kind: kind, Wait: 3 * time.Second})
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				begin, failed := time.Now(), r.sends(ctx, "ann", "r1", "Hello")
				got := outcome{Took: time.Since(begin)}
				if failed != nil {
					got.Class, got.After, got.Scope = failed.Class, failed.After, failed.Scope
				}
				for _, m := range r.Received("ann") {
					got.Got, got.Lost = true, m.Lost
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
				if err := r.Settled(t.Context()); err != nil {
					t.Error(err)
				}
				statuses := []string{"sent r1", "delivered r1"}
				switch {
				case kind == simulator.FaultBounce:
					statuses = []string{"failed r1"}
				case !want.Got:
					statuses = []string{}
				}
				if diff := cmp.Diff(statuses, r.hears()); diff != "" {
					t.Errorf("statuses (-want +got)\n%s", diff)
				}
			})
		})
	}
}

func TestEagerStatusesComeFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, simulator.ParcelConfig{})
		r.SetFaults(simulator.Fault{Kind: simulator.FaultEager})
		if err := r.sends(t.Context(), "ann", "r1", "Hello"); err != nil {
			t.Fatal(err)
		}
		if got := len(r.hears()); got != 2 {
			t.Errorf("%d statuses before the answer", got)
		}
	})
}

func TestFaultsOfEvents(t *testing.T) {
	t.Parallel()
	one, two := "ev-ann-1", "ev-ann-2"
	for _, test := range []struct {
		name  string
		fault simulator.Fault
		want  []string
	}{
		{"none", simulator.Fault{}, []string{one, two, "sent r", "delivered r"}},
		{"late", simulator.Fault{Kind: simulator.FaultLate, Count: 1, Wait: time.Hour}, []string{two, "sent r", "delivered r", one}},
		{"repeated", simulator.Fault{Kind: simulator.FaultRepeat, First: 2, Wait: time.Hour}, []string{one, two, "sent r", "delivered r", two}},
		{"of another", simulator.Fault{Kind: simulator.FaultLate, Shopper: "bob", Wait: time.Hour}, []string{one, two, "sent r", "delivered r"}},
		{"a late status", simulator.Fault{Kind: simulator.FaultLateStatus, Count: 1, Wait: time.Hour}, []string{one, two, "delivered r", "sent r"}},
		{"a repeated status", simulator.Fault{Kind: simulator.FaultRepeatStatus, First: 2, Count: 1, Wait: time.Hour}, []string{one, two, "sent r", "delivered r", "delivered r"}},
		{"no status", simulator.Fault{Kind: simulator.FaultLoseStatus}, []string{one, two}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, simulator.ParcelConfig{})
				r.SetFaults(test.fault)
				for _, text := range []string{"one", "two"} {
					r.Says("ann", text)
					synctest.Wait()
				}
				if err := r.sends(t.Context(), "ann", "r", "Hello"); err != nil {
					t.Fatal(err)
				}
				time.Sleep(2 * time.Hour)
				if diff := cmp.Diff(test.want, r.hears()); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
			})
		})
	}
}

// A webhook comes again until it is taken, and what was said later waits.
func TestWebhooksAreRepeated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, simulator.ParcelConfig{})
		r.refuse = 3
		begin := time.Now()
		first := r.Says("ann", "one")
		synctest.Wait()
		if e := r.Event(first); e.Tries != 1 || !e.Acked.IsZero() {
			t.Errorf("after one refusal: %+v", e)
		}
		r.Says("ann", "two")
		if err := r.Settled(t.Context()); err != nil {
			t.Fatal(err)
		}
		if e := r.Event(first); e.Tries != 4 || e.Acked.Sub(begin) != 3500*time.Millisecond {
			t.Errorf("at last: %d tries in %s", e.Tries, e.Acked.Sub(begin))
		}
		if diff := cmp.Diff([]string{"ev-ann-1", "ev-ann-2"}, r.hears()); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		r.Again(first)
		synctest.Wait()
		if got := r.hears(); got[len(got)-1] != first {
			t.Errorf("again: %v", got)
		}
	})
}

func TestWebhooksAreGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, simulator.ParcelConfig{GiveUp: time.Minute})
		r.refuse = 1000
		id := r.Says("ann", "one")
		if err := r.Settled(t.Context()); err != nil {
			t.Fatal(err)
		}
		if e := r.Event(id); e.Tries < 8 || e.Tries > 20 || !e.Acked.IsZero() {
			t.Errorf("%+v", e)
		}
	})
}

func TestThrottling(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, simulator.ParcelConfig{})
		r.SetFaults(simulator.Fault{Kind: simulator.FaultLimit, Shopper: "ann", Count: 1, Wait: 5 * time.Second})
		ctx := t.Context()
		if e := r.sends(ctx, "ann", "1", "x"); e == nil || e.After != 5*time.Second || e.Scope != "address" {
			t.Errorf("%+v", e)
		}
		if e := r.sends(ctx, "bob", "2", "x"); e != nil {
			t.Errorf("another shopper: %v", e)
		}
		if e := r.sends(ctx, "ann", "3", "x"); e == nil || r.TooEarly() != 0 {
			t.Errorf("under way: %v, too early: %d", e, r.TooEarly())
		}
		time.Sleep(3 * time.Second)
		if e := r.sends(ctx, "ann", "4", "x"); e == nil || e.After != 2*time.Second || r.TooEarly() != 1 {
			t.Errorf("too early: %+v, %d", e, r.TooEarly())
		}
		time.Sleep(2 * time.Second)
		if e := r.sends(ctx, "ann", "5", "x"); e != nil {
			t.Errorf("in time: %v", e)
		}
	})
}

func TestRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, simulator.ParcelConfig{Rate: 10, Burst: 5, Silent: true})
		refused := 0
		for i := range 100 {
			if e := r.sends(t.Context(), "ann", fmt.Sprint(i), "x"); e != nil {
				if refused++; e.Class != channel.RetryAfter || e.Scope != "" {
					t.Errorf("%+v", e)
				}
			}
			time.Sleep(50 * time.Millisecond)
		}
		if got := len(r.Received("ann")); got < 58 || got > 61 || got+refused != 100 { // 5 + 1.1 × 10 × 5 s
			t.Errorf("%d taken, %d refused", got, refused)
		}
	})
}

// The same seed is the same chances, whoever else writes in between.
func TestChanceIsBySeed(t *testing.T) {
	t.Parallel()
	run := func(seed uint64, others int) string {
		r := newRig(t, simulator.ParcelConfig{Seed: seed, Silent: true})
		r.SetFaults(simulator.Fault{Kind: simulator.FaultFail, Chance: 0.5})
		var b strings.Builder
		for i := range 64 {
			for range others {
				r.sends(t.Context(), "bob", "o", "x")
			}
			if r.sends(t.Context(), "ann", fmt.Sprint(i), "x") == nil {
				b.WriteByte('+')
			} else {
				b.WriteByte('-')
			}
		}
		return b.String()
	}
	first := run(1, 0)
	if n := strings.Count(first, "+"); n < 16 || n > 48 {
		t.Errorf("%d of 64 by a chance of a half", n)
	}
	if again := run(1, 2); again != first {
		t.Errorf("the same seed:\n%s\n%s", first, again)
	}
	if other := run(2, 0); other == first {
		t.Error("another seed is no other")
	}
}

// Nobody waits for an answer that takes too long.
func TestSlowAnswersAreLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, simulator.ParcelConfig{})
		r.SetFaults(simulator.Fault{Kind: simulator.FaultSlow, Wait: time.Minute})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if e := r.sends(ctx, "ann", "1", "x"); e == nil || e.Class != channel.Ambiguous {
			t.Errorf("%v", e)
		}
		if got := r.Received("ann"); len(got) != 1 || !got[0].Lost {
			t.Errorf("%+v", got)
		}
	})
}

// What a shopper sees and does.
func TestShopper(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, simulator.ParcelConfig{})
		ctx, ann := t.Context(), message.Address{Channel: "parcel", Account: "shop", ID: "ann"}
		says := func(id string, m message.Outbound) {
			if _, err := r.ch.Send(ctx, ann, channel.Message{ID: id, Outbound: m}); err != nil {
				t.Errorf("%s: %v", id, err)
			}
		}
		button := func(label, payload string) []message.Choice {
			return []message.Choice{{Label: label, Payload: payload}}
		}
		says("1", message.Outbound{Text: "one", Choices: button("Add", "old")})
		says("2", message.Outbound{Text: "two", Cards: []message.Card{{Title: "Tent", Choices: button("Add", "card")}}})
		says("3", message.Outbound{Text: "ONE", Choices: button("Pay", "new"), Replaces: "1"})
		if e, ok := r.Taps("ann", "Add"); !ok || r.Event(e).Payload != "card" {
			t.Errorf("Add: %+v", r.Event(e))
		}
		if e, ok := r.Taps("ann", "Pay"); !ok || r.Event(e).Payload != "new" {
			t.Errorf("Pay: %+v", r.Event(e))
		}
		if _, ok := r.Taps("ann", "Nothing"); ok {
			t.Error("a button that nobody sent was tapped")
		}
		got := r.Received("ann")
		if len(got) != 3 || !got[2].Edit || got[2].ID != got[0].ID || got[2].Text != "ONE" {
			t.Errorf("received %+v", got)
		}
		r.Reads("ann")
		r.Reads("ann")
		if err := r.ch.(channel.Typist).Typing(ctx, ann); err != nil || r.Typed("ann") != 1 {
			t.Errorf("typing: %v, %d", err, r.Typed("ann"))
		}
		if err := r.Settled(ctx); err != nil {
			t.Fatal(err)
		}
		want := []string{"ev-ann-1", "ev-ann-2", "sent", "sent", "sent", "delivered", "delivered", "delivered", "read", "read", "read"}
		if got := r.hears(); len(got) != len(want) {
			t.Errorf("heard %v, want like %v", got, want)
		}
	})
}

func TestShopperWhoDoesNotWant(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, simulator.ParcelConfig{})
		for _, step := range []struct {
			do   func()
			want channel.Class
		}{
			{func() {}, ""}, // the shop may write first
			{func() { r.OptsOut("ann") }, channel.OptedOut},
			{func() { r.OptsIn("ann") }, ""},
			{func() { r.Leaves("ann") }, channel.Unreachable},
			{func() { r.Starts("ann", "ad") }, ""},
			{func() { r.OptsOut("ann") }, channel.OptedOut},
			{func() { r.Edits("ann", r.Says("ann", "hello"), "Hello") }, ""},
		} {
			step.do()
			got := r.sends(t.Context(), "ann", "r", "Hello")
			if (got == nil) != (step.want == "") || got != nil && got.Class != step.want {
				t.Errorf("%v, want %q", got, step.want)
			}
		}
		if n := len(r.Refused()); n != 3 {
			t.Errorf("%d refusals recorded, want 3", n)
		}
	})
}

// The platform refuses what breaks its rules, each by its name.
func TestRules(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("a", n) }
	button := func(label, payload string) string {
		return `{"label":"` + label + `","payload":"` + payload + `"}`
	}
	const ok = `"reference":"r","to":"ann","text":"x"`
	for body, want := range map[string]string{
		`{` + ok + `}`:                                           "",
		`{"to":"ann","text":"x"}`:                                "bad_reference",
		`{"reference":"r","text":"x"}`:                           "bad_recipient",
		`{"reference":"r","to":"a\nb","text":"x"}`:               "bad_recipient",
		`{"reference":"r","to":"ann","text":" "}`:                "empty",
		`{` + ok + `,"colour":"red"}`:                            "bad_json",
		`{` + ok:                                                 "bad_json",
		`{` + ok + `,"replaces":"never"}`:                        "no_such_message",
		`{` + ok + long(70_000):                                  "too_large",
		`{` + ok + `,"buttons":[` + button("", "p"):              "bad_json",
		`{` + ok + `,"buttons":[` + button("", "p") + `]}`:       "bad_label",
		`{` + ok + `,"buttons":[` + button(long(41), "p") + `]}`: "bad_label",
		`{` + ok + `,"buttons":[` + button("a", "") + `]}`:       "bad_payload",
		`{` + ok + `,"buttons":[` + button("a", long(65)) + `]}`: "bad_payload",
		`{` + ok + `,"buttons":[` + strings.Repeat(button("a", "p")+",", 8) + button("a", "p") + `]}`: "too_many_buttons",
		`{` + ok + `,"cards":[` + strings.Repeat(`{"title":"a"},`, 10) + `{"title":"a"}]}`:            "too_many_cards",
		`{` + ok + `,"cards":[{"title":""}]}`:                                                         "bad_title",
		`{` + ok + `,"cards":[{"title":"a","subtitle":"` + long(201) + `"}]}`:                         "bad_subtitle",
		`{` + ok + `,"cards":[{"title":"a","image":"/a.png"}]}`:                                       "bad_image",
		`{` + ok + `,"cards":[{"title":"a","url":"ftp://x/"}]}`:                                       "bad_url",
		`{` + ok + `,"link":{"label":"Pay","url":"/pay/1"}}`:                                          "bad_link",
		`{` + ok + `,"media":[{"type":"image","url":"a.png"}]}`:                                       "bad_media",
		`{"reference":"r","to":"ann","text":"` + strings.Repeat("👋", 2049) + `"}`:                     "too_long",
	} {
		p := simulator.NewParcel(simulator.ParcelConfig{Token: "token", Silent: true})
		answer := httptest.NewRecorder()
		q := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/messages", strings.NewReader(body))
		q.Header.Set("Authorization", "Bearer token")
		q.Header.Set("Content-Type", "application/json")
		p.ServeHTTP(answer, q)
		got := ""
		for _, r := range p.Refused() {
			got = r.Code
		}
		if got != want || (answer.Code == http.StatusOK) != (want == "") {
			t.Errorf("%.120s: %d %q, want %q", body, answer.Code, got, want)
		}
		p.Close()
	}
}

// What Fit makes fit, the platform takes: the adapter's limits and the
// platform's are the same.
func TestFittedMessagesAreTaken(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.ParcelConfig{Silent: true, Rate: -1})
	words := rapid.StringN(0, 300, -1)
	choice := rapid.Custom(func(t *rapid.T) message.Choice {
		return message.Choice{Label: words.Draw(t, "label"), Payload: rapid.StringMatching(`[A-Za-z0-9_-]{35}`).Draw(t, "payload")}
	})
	card := rapid.Custom(func(t *rapid.T) message.Card {
		return message.Card{
			Title: "T" + words.Draw(t, "title"), Subtitle: words.Draw(t, "subtitle"), Image: rapid.SampledFrom([]string{"", "/a.png", "https://cdn.example/a.png"}).Draw(t, "image"),
			Choices: rapid.SliceOfN(choice, 0, 6).Draw(t, "choices of card"),
		}
	})
	rapid.Check(t, func(rt *rapid.T) {
		m := message.Outbound{
			Text: "T" + rapid.StringN(0, 6000, -1).Draw(rt, "text"), Cards: rapid.SliceOfN(card, 0, 13).Draw(rt, "cards"), Choices: rapid.SliceOfN(choice, 0, 20).Draw(rt, "choices"),
		}
		for i, part := range channel.Fit(m, r.ch.Capabilities(), channel.FitLabels{}) {
			part = part.WithPayloads(func(i int) string { return fmt.Sprintf("p%d", i) })
			_, err := r.ch.Send(context.Background(), message.Address{Channel: "parcel", Account: "shop", ID: "ann"}, channel.Message{ID: "r", Outbound: part})
			if err != nil {
				refused := r.Refused()
				rt.Fatalf("part %d: %v: %+v\n%+v", i, err, refused[max(0, len(refused)-1):], part)
			}
		}
	})
}

// The same over a real network.
func TestOverTheNetwork(t *testing.T) {
	t.Parallel()
	shop := &parrot{}
	gateway := httptest.NewServer(shop)
	defer gateway.Close()
	p := simulator.NewParcel(simulator.ParcelConfig{Token: "token", Secret: "secret", WebhookURL: gateway.URL, Backoff: 10 * time.Millisecond})
	platform := httptest.NewServer(p)
	defer platform.Close()
	defer p.Close()
	var err error
	shop.ch, err = parcel.New(parcel.Config{Account: "shop", BaseURL: platform.URL, Token: "token", Secrets: []string{"secret"}})
	if err != nil {
		t.Fatal(err)
	}
	p.SetFaults(simulator.Fault{Kind: simulator.FaultLose, Count: 1}, simulator.Fault{Kind: simulator.FaultDrop, First: 2, Count: 1}, simulator.Fault{Kind: simulator.FaultFail, First: 3, Count: 1})
	id := p.Says("ann", "hello")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := p.Await(ctx, "ann", func(got []simulator.Received) bool { return len(got) == 2 }); err != nil {
		t.Fatal(err)
	}
	if err := p.Settled(ctx); err != nil {
		t.Fatal(err)
	}
	if e := p.Event(id); e.Tries != 4 || e.Acked.IsZero() {
		t.Errorf("%+v", e)
	}
}
