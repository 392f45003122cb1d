package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
)

var (
	kills         = flag.Int("kills", 3, "how often the crash test kills the server")
	conversations = flag.Int("conversations", 200, "how many shoppers the crash test has")
)

// words are what each shopper of the crash test says, in this order.
var words = []string{"tents under 400", "add the second one", "help", "what's in my cart", "backpacks", "where is my order?"}

// TestKilledServerLosesNothing kills the real program, with SIGKILL, in the
// middle of many conversations, starts it again, and looks at the transcripts:
// promises P1, P2 and P3 on SQLite.
func TestKilledServerLosesNothing(t *testing.T) {
	t.Parallel()
	s := startProcess(t)
	shoppers := make([]*shopper, *conversations)
	for i := range shoppers {
		shoppers[i] = s.shopper(t)
	}
	var all sync.WaitGroup
	for _, w := range shoppers {
		all.Go(func() { w.chat(t) })
	}
	total := int64(len(shoppers) * len(words))
	for i := range *kills {
		s.waitAcked(t, total*int64(i+1)/int64(*kills+1))
		s.kill(t)
		s.start(t)
	}
	all.Wait()
	for _, w := range shoppers {
		w.check(t)
	}
	t.Logf("%d kills, %d messages acknowledged, 0 lost", *kills, s.acked.Load())
}

// process is the program under test, killed and started again.
type process struct {
	addr, data string
	cmd        *exec.Cmd
	acked      atomic.Int64
	client     *http.Client
}

func startProcess(t *testing.T) *process {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &process{addr: l.Addr().String(), data: t.TempDir(), client: &http.Client{Timeout: 30 * time.Second}}
	s.client.Transport = &http.Transport{MaxIdleConnsPerHost: 64, DisableKeepAlives: true}
	l.Close()
	s.start(t)
	t.Cleanup(func() { s.kill(t) })
	return s
}

// start runs "sauda demo" (this test's own binary) and waits until it is open.
func (s *process) start(t *testing.T) {
	t.Helper()
	program := filepath.Join(t.TempDir(), "sauda") // the name by which TestMain knows what to be
	if err := os.Symlink(must(os.Executable()), program); err != nil {
		t.Fatal(err)
	}
	s.cmd = exec.Command(program, "demo", "--data", s.data, "--listen", s.addr)
	s.cmd.Stderr = os.Stderr
	out := must(s.cmd.StdoutPipe())
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "is open") {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return
		}
	}
	t.Fatal("the server ended before it was open")
}

func (s *process) kill(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Wait()
}

// waitAcked waits until so many messages were acknowledged.
func (s *process) waitAcked(t *testing.T, n int64) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for s.acked.Load() < n {
		select {
		case <-tick.C:
		case <-t.Context().Done():
			t.Error("the test ended before the kill")
			return
		}
	}
}

// shopper is one conversation.
type shopper struct {
	s     *process
	token string
	acked []string // ids of acknowledged messages, in the order sent
}

func (s *process) shopper(t *testing.T) *shopper {
	t.Helper()
	var got struct{ Token string }
	status, body := s.call(t.Context(), http.MethodPost, "/webchat/sessions", "", []byte(`{"locale":"en"}`))
	if status != http.StatusCreated || json.Unmarshal(body, &got) != nil {
		t.Fatalf("session: %d %s", status, body)
	}
	return &shopper{s: s, token: got.Token}
}

// chat says everything, each message again and again until it is acknowledged,
// as a client that lost its connection does; some are sent twice even so.
func (w *shopper) chat(t *testing.T) {
	for _, text := range words {
		id := uuid.NewString()
		body, _ := json.Marshal(map[string]string{"id": id, "text": text})
		for {
			status, answer := w.s.call(t.Context(), http.MethodPost, "/webchat/messages", w.token, body)
			if status == http.StatusAccepted {
				break
			}
			if status != 0 && status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
				t.Errorf("message: %d %s", status, answer)
				return
			}
			if t.Context().Err() != nil {
				return
			}
		}
		w.acked = append(w.acked, id)
		w.s.acked.Add(1)
		if rand.N(10) == 0 {
			w.s.call(t.Context(), http.MethodPost, "/webchat/messages", w.token, body)
		}
	}
}

type line struct {
	Seq  int64
	ID   string
	From string
	Text string
}

// check reads the transcript: every acknowledged message once, in order, each
// answered before the next, and the sequence without a gap.
func (w *shopper) check(t *testing.T) {
	t.Helper()
	all := w.transcript(t)
	var said []string
	answered := true
	for i, m := range all {
		if m.Seq != int64(i+1) {
			t.Errorf("message %d has seq %d", i+1, m.Seq)
		}
		if m.From != "shopper" {
			answered = true
			continue
		}
		if !answered {
			t.Errorf("message %q was not answered before the next", all[i-1].Text)
		}
		said, answered = append(said, m.ID), false
	}
	if !answered {
		t.Error("the last message was not answered")
	}
	if fmt.Sprint(said) != fmt.Sprint(w.acked) {
		t.Errorf("the transcript has %v, acknowledged were %v", said, w.acked)
	}
}

// transcript waits until the last acknowledged message is answered.
func (w *shopper) transcript(t *testing.T) []line {
	t.Helper()
	var all []line
	for range 20 {
		after := int64(0)
		if n := len(all); n > 0 {
			after = all[n-1].Seq
		}
		var page struct{ Messages []line }
		status, body := w.s.call(t.Context(), http.MethodGet, fmt.Sprintf("/webchat/messages?after=%d&wait=5", after), w.token, nil)
		if status != http.StatusOK || json.Unmarshal(body, &page) != nil {
			t.Fatalf("transcript: %d %s", status, body)
		}
		all = append(all, page.Messages...)
		said := 0
		for _, m := range all {
			if m.From == "shopper" {
				said++
			}
		}
		if said >= len(w.acked) && all[len(all)-1].From == "shop" {
			return all
		}
	}
	return all
}

// call makes one request; a status of 0 means that there was no answer.
func (s *process) call(ctx context.Context, method, path, token string, body []byte) (int, []byte) {
	req := must(http.NewRequestWithContext(ctx, method, "http://"+s.addr+path, bytes.NewReader(body)))
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := s.client.Do(req)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, nil
	}
	return res.StatusCode, raw
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
