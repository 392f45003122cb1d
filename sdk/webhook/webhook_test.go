package webhook_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/webhook"
)

// A hook that fails or panics is called again with the same event, and those
// beside it are not.
func TestHookUntilItUnderstands(t *testing.T) {
	t.Parallel()
	var got []hook.OrderPaid
	var beside listener
	r := open(t, webhook.Config{Hooks: []hook.Hook{
		hook.On(func(_ context.Context, e hook.OrderPaid) error {
			switch got = append(got, e); len(got) {
			case 1:
				return errors.New("not now")
			case 2:
				panic("a mistake")
			}
			return nil
		}),
		beside.hook(),
		hook.On(func(context.Context, hook.OrderPlaced) error { t.Error("called with another event"); return nil }),
	}})
	r.happen(paid(1))
	r.run(10*time.Minute, 5*time.Second)
	if diff := cmp.Diff([]hook.OrderPaid{paid(1), paid(1), paid(1)}, got); diff != "" {
		t.Errorf("called with (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{paid(1).ID}, beside.all()); diff != "" {
		t.Errorf("the hook beside it was called with (-want +got)\n%s", diff)
	}
	r.idle()
	r.happen(paid(1)) // found once more, later
	r.idle()
}

// The webhook is called until 2xx, signed anew each time by both secrets;
// redirects are answers like any other.
func TestWebhook(t *testing.T) {
	t.Parallel()
	answers := []int{500, 0, 302, 404, 204}
	body, err := hook.Marshal(paid(1))
	if err != nil {
		t.Fatal(err)
	}
	var calls int
	var stamps []string
	var r *rig
	r = open(t, webhook.Config{
		Webhooks: []webhook.Endpoint{{URL: "https://shop.example/in?token=SECRET", Secrets: []string{secret, older}, Events: []string{"order.paid"}}},
		HTTPClient: server(func(req *http.Request) (*http.Response, error) {
			if req.Method != http.MethodPost || req.URL.Host != "shop.example" || req.Header.Get("Content-Type") != "application/json" {
				t.Fatalf("call %d is %s to %s", calls, req.Method, req.URL.Host)
			}
			got, err := io.ReadAll(req.Body)
			r.must(err)
			if diff := cmp.Diff(string(body), string(got)); diff != "" {
				t.Errorf("body (-want +got)\n%s", diff)
			}
			for _, s := range []string{secret, older} {
				if err := webhook.Verify(s, req.Header, got, r.clock()); err != nil {
					t.Errorf("call %d: %v", calls, err)
				}
			}
			if id := req.Header.Get("webhook-id"); id != paid(1).ID {
				t.Errorf("call %d has the id %s", calls, id)
			}
			stamps = append(stamps, req.Header.Get("webhook-timestamp"))
			status := answers[calls]
			calls++
			if status == 0 {
				return nil, errors.New("no route")
			}
			return answer(status, http.Header{"Location": {"https://elsewhere.example/"}}), nil
		}).client(),
	})
	r.happen(paid(1), hook.Stamp(hook.OrderPlaced{}, "o-1", noon))
	r.run(10*time.Hour, time.Minute)
	if calls != len(answers) || len(slices.Compact(stamps)) != calls {
		t.Errorf("called %d times, want %d; at %v", calls, len(answers), stamps)
	}
	r.idle()
}

// What nobody answers is tried for three days, then kept, and told again when
// a person says so.
func TestGivenUp(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	var tries []time.Duration
	healthy := false
	var r *rig
	r = open(t, webhook.Config{
		Logger:   slog.New(slog.NewTextHandler(&log, nil)),
		Webhooks: []webhook.Endpoint{{Name: "erp", URL: "https://shop.example/in?token=SECRET", Secrets: []string{secret}}},
		HTTPClient: server(func(req *http.Request) (*http.Response, error) {
			tries = append(tries, r.clock().Sub(noon))
			if healthy {
				return answer(200, nil), nil
			}
			return nil, fmt.Errorf("cannot reach %s", req.URL)
		}).client(),
	})
	r.happen(paid(1))
	r.run(100*time.Hour, time.Minute)
	last := tries[len(tries)-1]
	if len(tries) != 10 || last < 72*time.Hour || last > 84*time.Hour {
		t.Errorf("%d tries, at %v", len(tries), tries)
	}
	r.idle()
	all := r.unheard()
	if len(all) != 1 || all[0].Subscriber != "erp" || all[0].Event != paid(1).ID || all[0].Tries != 10 || all[0].Reason == "" {
		t.Fatalf("kept: %+v", all)
	}
	if strings.Contains(all[0].Reason+log.String(), "SECRET") || !strings.Contains(log.String(), "given up") {
		t.Errorf("the log is\n%s", log.String())
	}
	healthy = true
	r.must(webhook.Resend(t.Context(), r.s, all[0].N, r.clock()))
	if err := webhook.Resend(t.Context(), r.s, all[0].N, r.clock()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("sent again twice: %v", err)
	}
	r.run(10*time.Minute, time.Minute)
	if len(tries) != 11 || len(r.unheard()) != 0 {
		t.Errorf("%d tries, %d kept", len(tries), len(r.unheard()))
	}
	r.idle()
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	date := noon.Add(2 * time.Hour).Format(http.TimeFormat)
	for name, tt := range map[string]struct {
		status int
		header http.Header
		wait   time.Duration // at least, and at most a tenth more; 0: none
	}{
		"ok":             {204, nil, 0},
		"failed":         {500, nil, 5 * time.Second},
		"seconds":        {429, http.Header{"Retry-After": {"3600"}}, time.Hour},
		"date":           {503, http.Header{"Retry-After": {date}}, 2 * time.Hour},
		"sooner":         {503, http.Header{"Retry-After": {"1"}}, 5 * time.Second},
		"past":           {503, http.Header{"Retry-After": {noon.Add(-time.Hour).Format(http.TimeFormat)}}, 5 * time.Second},
		"too long":       {503, http.Header{"Retry-After": {"99999999999999"}}, 24 * time.Hour},
		"negative":       {503, http.Header{"Retry-After": {"-9223372036854775808"}}, 5 * time.Second},
		"no number":      {503, http.Header{"Retry-After": {"tomorrow"}}, 5 * time.Second},
		"gone for good":  {410, nil, 0},
		"not our method": {405, nil, 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := open(t, webhook.Config{
				Webhooks:   []webhook.Endpoint{{URL: "https://shop.example/", Secrets: []string{secret}}},
				HTTPClient: server(func(*http.Request) (*http.Response, error) { return answer(tt.status, tt.header), nil }).client(),
			})
			r.happen(paid(1))
			r.timer.Once(t.Context())
			next, ok, err := r.s.NextTimer(t.Context())
			r.must(err)
			if got := next.Sub(noon); ok != (tt.wait > 0) || ok && (got < tt.wait || got > tt.wait+tt.wait/9) {
				t.Errorf("again: %v, after %v; want after %v", ok, got, tt.wait)
			}
			if kept := len(r.unheard()) > 0; kept != (tt.status == 410) {
				t.Errorf("kept as given up: %v", kept)
			}
		})
	}
}

// One that hangs, one that fails: the third hears everything at once.
func TestOneDoesNotDelayTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const events = 40
		var fine listener
		var hung, failed atomic.Int32
		r := open(t, webhook.Config{Hooks: []hook.Hook{
			hook.On(func(ctx context.Context, _ hook.Event) error { hung.Add(1); <-ctx.Done(); return ctx.Err() }),
			hook.On(func(context.Context, hook.Event) error { failed.Add(1); return errors.New("never") }),
			fine.hook(),
		}})
		for n := range events {
			r.happen(paid(n))
		}
		ctx, stop := context.WithCancel(t.Context())
		var done sync.WaitGroup
		done.Go(func() { r.timer.Run(ctx) })
		begin := time.Now()
		for len(fine.all()) < events && time.Since(begin) < time.Minute {
			time.Sleep(100 * time.Millisecond)
		}
		took := time.Since(begin)
		stop()
		done.Wait()
		r.must(r.s.Close())
		if took > 40*time.Second || len(fine.all()) != events {
			t.Errorf("%d of %d heard after %v", len(fine.all()), events, took)
		}
		t.Logf("heard after %v; %d calls hung, %d failed", took, hung.Load(), failed.Load())
	})
}

// Several that hang, with much to be told, do not take the workers from what
// has nothing to do with them.
func TestHungDoNotTakeTheWorkers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const events = 60
		hang := hook.On(func(ctx context.Context, _ hook.OrderPlaced) error { <-ctx.Done(); return ctx.Err() })
		var fine listener
		r := open(t, webhook.Config{Hooks: []hook.Hook{hang, hang, hook.On(func(ctx context.Context, e hook.OrderPaid) error {
			return fine.hook().Call(ctx, e)
		})}})
		for n := range events {
			id := fmt.Sprint("o-", n)
			r.happen(hook.Stamp(hook.OrderPlaced{Order: hook.Order{ID: id}}, id, noon))
		}
		ctx, stop := context.WithCancel(t.Context())
		var done sync.WaitGroup
		done.Go(func() { r.timer.Run(ctx) })
		step := func() {
			time.Sleep(100 * time.Millisecond)
			r.mu.Lock()
			r.now = r.now.Add(100 * time.Millisecond)
			r.mu.Unlock()
		}
		for range 40 { // 4 s: they hang
			step()
		}
		r.happen(paid(1))
		begin := time.Now()
		for len(fine.all()) == 0 && time.Since(begin) < time.Minute {
			step()
		}
		took := time.Since(begin)
		stop()
		done.Wait()
		r.must(r.s.Close())
		if took > 4*time.Second {
			t.Errorf("heard after %v", took)
		}
		t.Logf("heard after %v", took)
	})
}

// A commit, then a crash: who comes next tells. A crash after the call: told
// again, with the same id.
func TestCrash(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "shop.db")
	var first, second listener
	r := openAt(t, path, webhook.Config{Hooks: []hook.Hook{first.hook()}})
	r.happen(paid(1))
	r.must(r.s.Close()) // before anything was told

	var dying *rig
	dying = openAt(t, path, webhook.Config{Hooks: []hook.Hook{hook.On(func(ctx context.Context, e hook.Event) error {
		err := first.hook().Call(ctx, e)
		return errors.Join(err, dying.s.Close()) // after it was told, before that was kept
	})}})
	dying.timer.Once(t.Context())

	next := openAt(t, path, webhook.Config{Hooks: []hook.Hook{second.hook()}})
	next.run(time.Minute, time.Second)
	want := []string{paid(1).ID}
	if diff := cmp.Diff([][]string{want, want}, [][]string{first.all(), second.all()}); diff != "" {
		t.Errorf("heard (-want +got)\n%s", diff)
	}
	next.idle()
}

// However many nodes there are, an event is told by one of them.
func TestNodes(t *testing.T) {
	t.Parallel()
	const events, nodes = 100, 3
	var heard listener
	r := open(t, webhook.Config{Hooks: []hook.Hook{heard.hook()}})
	var want []string
	for n := range events {
		want = append(want, paid(n).ID)
		r.happen(paid(n))
	}
	var all sync.WaitGroup
	for range nodes {
		_, runner := r.node(webhook.Config{Hooks: []hook.Hook{heard.hook()}})
		all.Go(func() {
			for runner.Once(t.Context()) > 0 {
			}
		})
	}
	all.Wait()
	r.run(time.Minute, time.Second) // what was put off
	got := heard.all()
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("heard (-want +got)\n%s", diff)
	}
	r.idle()
}

// An event of a subscriber that this node does not have waits for a node that
// has it, and is kept when there is none.
func TestAbsent(t *testing.T) {
	t.Parallel()
	var heard listener
	r := open(t, webhook.Config{Hooks: []hook.Hook{heard.hook()}})
	r.happen(paid(1), paid(2))
	_, without := r.node(webhook.Config{})
	without.Once(t.Context())
	r.run(time.Hour, time.Minute)
	if len(heard.all()) != 2 {
		t.Errorf("%d heard, want 2", len(heard.all()))
	}
	r.happen(paid(3))
	r.timer = without
	r.run(100*time.Hour, time.Minute)
	if all := r.unheard(); len(all) != 1 || all[0].Event != paid(3).ID {
		t.Errorf("kept: %+v", all)
	}
	r.idle()
}

func TestNobodyHears(t *testing.T) {
	t.Parallel()
	r := open(t, webhook.Config{Hooks: []hook.Hook{hook.On(func(context.Context, hook.Disputed) error { return nil })}})
	writes, err := r.Telling(paid(1))
	if err != nil || len(writes) != 0 {
		t.Errorf("%d writes, error %v", len(writes), err)
	}
}

// A node of an older version does not know the type, and does not lose it.
func TestNewerEvent(t *testing.T) {
	t.Parallel()
	var heard listener
	r := open(t, webhook.Config{Hooks: []hook.Hook{heard.hook()}})
	payload := `{"to":"hook 1","id":"evt_1","type":"order.teleported","since":"2026-11-24T12:00:00Z","body":{"type":"order.teleported","timestamp":"2026-11-24T12:00:00Z","data":{}}}`
	r.must(r.s.Commit(t.Context(), store.Batch{Writes: []store.Statement{
		store.SetTimer(store.Timer{Key: "webhook:hook 1:evt_1", Kind: webhook.Timer, Due: noon, Payload: []byte(payload)}),
	}}))
	r.timer.Once(t.Context())
	if _, ok, err := r.s.NextTimer(t.Context()); !ok || err != nil || len(heard.all()) != 0 {
		t.Errorf("again: %v (error %v), heard %v", ok, err, heard.all())
	}
}
