package widget

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// listen opens an event stream and returns its blocks as they come.
func (b *bench) listen(ctx context.Context, token, lastEventID string) (*http.Response, <-chan string) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(ctx, "GET", b.server.URL+"/webchat/events", nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if lastEventID != "" {
		r.Header.Set("Last-Event-ID", lastEventID)
	}
	res, err := b.server.Client().Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	blocks := make(chan string)
	go func() {
		defer close(blocks)
		defer res.Body.Close()
		var block strings.Builder
		lines := bufio.NewScanner(res.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if lines.Text() != "" {
				block.WriteString(lines.Text() + "\n")
				continue
			}
			select {
			case blocks <- block.String():
			case <-ctx.Done():
				return
			}
			block.Reset()
		}
	}()
	return res, blocks
}

func next(t *testing.T, blocks <-chan string) string {
	t.Helper()
	select {
	case s, ok := <-blocks:
		if !ok {
			t.Fatal("the stream has ended")
		}
		return s
	case <-time.After(5 * time.Second):
		t.Fatal("nothing came in 5 s")
	}
	return ""
}

func TestEvents(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	token, me := b.visitor()
	b.shop.say(me, conversation.Shop, "", message.Outbound{Text: "one\ntwo\r\n\ndata: forged"})
	res, blocks := b.listen(t.Context(), token, "")
	if got := res.Header.Get("Content-Type"); res.StatusCode != 200 || got != "text/event-stream; charset=utf-8" {
		t.Fatalf("%d %q", res.StatusCode, got)
	}
	if got := next(t, blocks); got != "retry: 2000\n" {
		t.Errorf("the stream begins with %q", got)
	}
	first := next(t, blocks)
	if !strings.HasPrefix(first, "id: 1\ndata: {\"seq\":1,") || strings.Count(first, "\n") != 2 {
		t.Errorf("the first event is %q", first)
	}
	b.shop.say(me, conversation.Staff, "", message.Outbound{Text: "three"})
	if got := next(t, blocks); !strings.HasPrefix(got, "id: 2\ndata: {\"seq\":2,") || !strings.Contains(got, `"from":"staff"`) {
		t.Errorf("the second event is %q", got)
	}
	// Another tab goes on from where it was.
	_, resumed := b.listen(t.Context(), token, "1")
	next(t, resumed)
	if got := next(t, resumed); !strings.HasPrefix(got, "id: 2\n") {
		t.Errorf("resumed after 1 with %q", got)
	}
}

func TestEventsRefuse(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	token, _ := b.visitor()
	for _, last := range []string{"x", "-1", "99999999999999999999", "1,2"} {
		if res, body := b.do("GET", "/webchat/events", token, "", "Last-Event-ID", last); res.StatusCode != 422 || !strings.Contains(body, "Last-Event-ID") {
			t.Errorf("Last-Event-ID %q: %d %s, want 422 naming it", last, res.StatusCode, body)
		}
	}
}

func TestStreamsAreLimited(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	token, _ := b.visitor()
	ctx, cancel := context.WithCancel(t.Context())
	for range 3 {
		_, blocks := b.listen(ctx, token, "")
		next(t, blocks)
	}
	if res, _ := b.do("GET", "/webchat/events", token, ""); res.StatusCode != 429 || res.Header.Get("Retry-After") == "" {
		t.Errorf("the fourth stream: %d, want 429 with Retry-After", res.StatusCode)
	}
	other, _ := b.visitor()
	if res, _ := b.listen(ctx, other, ""); res.StatusCode != 200 {
		t.Errorf("another visitor's stream: %d, want 200", res.StatusCode)
	}
	cancel()
	for range 1000 { // the server notices that clients are gone when it does
		if release, ok := b.h.streams.Take(mustVerify(t, b, token)); ok {
			release()
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("streams that have ended still count")
}

func mustVerify(t *testing.T, b *bench, token string) string {
	t.Helper()
	a, err := b.shop.chat.Verify(token)
	if err != nil {
		t.Fatal(err)
	}
	return a.ID
}

// More than a page is written in order, once, without gaps.
func TestEventsCatchUp(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	token, me := b.visitor()
	const n = 2*maxPage + 7
	for range n {
		b.shop.say(me, conversation.Shop, "", message.Outbound{Text: "x"})
	}
	_, blocks := b.listen(t.Context(), token, "")
	next(t, blocks)
	for seq := 1; seq <= n; seq++ {
		if got := next(t, blocks); !strings.HasPrefix(got, fmt.Sprintf("id: %d\n", seq)) {
			t.Fatalf("event %d is %.40q", seq, got)
		}
	}
}

// A quiet stream says that it lives, finds what another node has said, and
// ends when the server is told to stop.
func TestHeartbeatAndStop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		done := make(chan struct{})
		b := newBench(t, func(c *Config) { c.Done = done })
		b.server.Close() // the handler is called directly: a bubble has no network
		token, me := b.visitor()
		r := httptest.NewRequest("GET", "/webchat/events", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		ended := make(chan time.Time)
		go func() {
			b.h.Events(w, r)
			ended <- time.Now()
		}()
		time.Sleep(20 * time.Second) // one heartbeat
		b.shop.mu.Lock()             // said by another node: nobody is woken
		id := conversation.IDOf(me)
		b.shop.log[id] = append(b.shop.log[id], conversation.Message{Seq: 1, From: conversation.Shop, Body: message.Outbound{Text: "from afar"}})
		b.shop.mu.Unlock()
		time.Sleep(15 * time.Second)
		close(done)
		<-ended
		body := w.Body.String()
		if n := strings.Count(body, ": still here\n\n"); n != 1 || !strings.Contains(body, "from afar") {
			t.Errorf("%d heartbeats in %q, want 1 and what was said", n, body)
		}
	})
}
