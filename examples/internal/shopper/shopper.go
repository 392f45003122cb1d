// Package shopper talks to a served shop over HTTP, as the widget does. The
// tests of the examples shop with it; it knows the wire contract and nothing
// else of Sauda.
package shopper

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// Shopper is one conversation. Make it with [Visit]; its methods end the test
// when the shop does not do what it must.
type Shopper struct {
	t     testing.TB
	base  string
	token string
	next  int
	seen  int64
	last  message
}

type choice struct{ Label, Payload string }

type message struct {
	Seq        int64
	From, Text string
	Cards      []struct {
		Title   string
		Choices []choice
	}
	Choices []choice
	Link    *struct{ URL string }
}

// Listen takes a free port of the loopback interface.
func Listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Visit opens a chat at a gateway's base URL and waits for the greeting.
// identity is the host's signed word on who this is, or "".
func Visit(t testing.TB, base, identity string) *Shopper {
	t.Helper()
	s := &Shopper{t: t, base: base}
	body := map[string]string{"locale": "en"}
	if identity != "" {
		body["identity"] = identity
	}
	var session struct{ Token string }
	s.json(http.MethodPost, "/webchat/sessions", body, &session, http.StatusCreated)
	s.token = session.Token
	s.Hears("")
	return s
}

// Says sends words and waits for an answer with want in it.
func (s *Shopper) Says(words, want string) {
	s.t.Helper()
	s.send(map[string]string{"text": words})
	s.Hears(want)
}

// Taps taps a button of the last answer and waits for an answer with want.
func (s *Shopper) Taps(label, want string) {
	s.t.Helper()
	all := s.last.Choices
	for _, card := range s.last.Cards {
		all = append(all, card.Choices...)
	}
	for _, c := range all {
		if strings.HasPrefix(c.Label, label) {
			s.send(map[string]string{"choice": c.Payload})
			s.Hears(want)
			return
		}
	}
	s.t.Fatalf("no button %q in %+v", label, s.last)
}

// Hears waits for a new message of the shop's with want in it.
func (s *Shopper) Hears(want string) {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		var page struct{ Messages []message }
		s.json(http.MethodGet, fmt.Sprintf("/webchat/messages?after=%d&wait=5", s.seen), nil, &page, http.StatusOK)
		for _, m := range page.Messages {
			s.seen = m.Seq
			if m.From == "shop" {
				s.last = m
			}
			if m.From == "shop" && strings.Contains(m.Text, want) {
				return
			}
		}
	}
	s.t.Fatalf("never heard %q, last %+v", want, s.last)
}

// Text is what the shop said last.
func (s *Shopper) Text() string { return s.last.Text }

// Pays follows the pay link of the last answer and lets the sandbox succeed.
func (s *Shopper) Pays() {
	s.t.Helper()
	if s.last.Link == nil {
		s.t.Fatalf("no pay link in %+v", s.last)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	opened, err := client.PostForm(s.last.Link.URL, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	opened.Body.Close()
	paid, err := client.PostForm(opened.Header.Get("Location"), url.Values{"outcome": {"succeed"}})
	if err != nil {
		s.t.Fatal(err)
	}
	paid.Body.Close()
	if opened.StatusCode != http.StatusSeeOther || paid.StatusCode != http.StatusSeeOther {
		s.t.Fatalf("the pay link answers %d, the sandbox %d; want 303 both", opened.StatusCode, paid.StatusCode)
	}
}

func (s *Shopper) send(body map[string]string) {
	s.t.Helper()
	s.next++
	body["id"] = fmt.Sprintf("00000000-0000-4000-8000-%012d", s.next)
	s.json(http.MethodPost, "/webchat/messages", body, nil, http.StatusAccepted)
}

func (s *Shopper) json(method, path string, in, out any, want int) {
	s.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.base+path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if s.token != "" {
		r.Header.Set("Authorization", "Bearer "+s.token)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != want {
		s.t.Fatalf("%s %s: %d %s (%v)", method, path, res.StatusCode, raw, err)
	}
	if out != nil {
		if err := json.Unmarshal(raw, out); err != nil {
			s.t.Fatal(err)
		}
	}
}
