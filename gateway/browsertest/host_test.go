package browsertest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// unread counts what is said while the chat is closed: on its button, in the
// title of the page, and on the next page too.
func unread(t *testing.T, r rig) {
	const title = "Fernhill Outdoor"
	s := r.stage(t)
	s.says(map[string]any{"text": "Hello"})
	p := r.open(t, s.url)
	ask[bool](p, "titled", title)
	p.click(inLoader, "button", "Chat")
	p.hears("Hello")
	p.closes()
	s.says(map[string]any{"text": "one"})
	ask[bool](p, "seen", inLoader, ".count", "1")
	s.says(map[string]any{"text": "two"})
	ask[bool](p, "seen", inLoader, ".count", "2")
	ask[bool](p, "titled", "(2) "+title)
	ask[bool](p, "seen", inLoader, "button", "Chat, new messages: 2") // as it is read aloud
	p.visit(s.url + "/?q=tent")
	ask[bool](p, "seen", inLoader, ".count", "2")
	p.click(inLoader, "button", "Chat")
	p.hears("two")
	ask[bool](p, "titled", title)
	p.do(chromedp.Reload())
	s.says(map[string]any{"text": "three"})
	ask[bool](p, "seen", inLoader, ".count", "1") // what was seen counts no more
}

// closes closes the chat, and waits until the chat knows.
func (p *tab) closes() {
	p.t.Helper()
	p.press(kb.Escape)
	ask[bool](p, "focus", inLoader, "button")
	ask[bool](p, "gone", inChat, "#form")
}

// sound is off until it is turned on, and then heard for what is not seen.
func sound(t *testing.T, r rig) {
	s := r.stage(t)
	s.says(map[string]any{"text": "Hello"})
	p := r.open(t, s.url)
	p.click(inLoader, "button", "Chat")
	p.hears("Hello")
	ask[bool](p, "has", inChat, "#log", "aria-live", "polite") // what comes at first is history, and never heard
	ask[bool](p, "has", inChat, "#sound", "aria-pressed", "false")
	ask[bool](p, "has", inChat, "#sound", "aria-label", "Sound for new messages")
	p.run(`{
		const { OscillatorNode } = document.querySelector("[data-sauda]").shadowRoot.querySelector("iframe").contentWindow;
		const start = OscillatorNode.prototype.start;
		OscillatorNode.prototype.start = function (at) { document.body.dataset.tones = Number(document.body.dataset.tones || 0) + 1; start.call(this, at); };
	}`)
	p.closes()
	s.says(map[string]any{"text": "one"})
	ask[bool](p, "seen", inLoader, ".count", "1")
	ask[bool](p, "has", inPage, "body", "data-tones", nil)
	p.click(inLoader, "button", "Chat")
	p.click(inChat, "#sound", "")
	ask[bool](p, "has", inPage, "body", "data-tones", "2") // heard as it is chosen
	ask[bool](p, "has", inChat, "#sound", "aria-pressed", "true")
	s.says(map[string]any{"text": "two"}) // seen, so not heard
	p.hears("two")
	p.closes()
	s.says(map[string]any{"text": "three"})
	ask[bool](p, "has", inPage, "body", "data-tones", "4")
	p.do(chromedp.Reload())
	p.click(inLoader, "button", "Chat")
	ask[bool](p, "has", inChat, "#sound", "aria-pressed", "true")
}

// strictHost is a page of another origin that allows almost nothing. The chat
// works there, in the shop's colours, and breaks none of its rules.
func strictHost(t *testing.T, r rig) {
	var mu sync.Mutex
	var reports []string
	var chat string
	mux := http.NewServeMux()
	host := httptest.NewServer(mux)
	t.Cleanup(host.Close)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", fmt.Sprintf("default-src 'none'; script-src %s; style-src 'self'; img-src data:; frame-src %s; base-uri 'none'; form-action 'none'; "+
			"require-trusted-types-for 'script'; trusted-types 'none'; report-uri /report", chat, chat))
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><meta charset="utf-8"><title>A strict shop</title><link rel="icon" href="data:,">`+
			`<link rel="stylesheet" href="/own.css"><h1>A strict shop</h1><script src="%s/widget.js" data-shop></script></html>`, chat)
	})
	mux.HandleFunc("/own.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, `:root { --sauda-accent: rgb(122, 31, 162); --sauda-radius: 3px; --sauda-scheme: dark; --sauda-bad: url(https://elsewhere.example); }`)
	})
	mux.HandleFunc("/report", func(_ http.ResponseWriter, r *http.Request) {
		report, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		reports = append(reports, string(report))
	})
	chat = r.shop(t, fmt.Sprintf("channels: {webchat: {origins: [%q]}}", host.URL)).url

	p := r.open(t, host.URL)
	ask[bool](p, "looks", inLoader, "button", "backgroundColor", "rgb(122, 31, 162)")
	p.click(inLoader, "button", "Chat")
	in := p.inside()
	in.hears("Hello")
	ask[bool](in, "looks", inChat, "header", "backgroundColor", "rgb(122, 31, 162)")
	ask[bool](in, "looks", inChat, "body", "backgroundColor", "rgb(20, 24, 22)") // the dark one
	ask[bool](in, "looks", inChat, ".bubble", "borderTopLeftRadius", "3px")
	in.fillsCart()
	in.order()
	p.press(kb.Escape)
	ask[bool](p, "focus", inLoader, "button")
	mu.Lock()
	defer mu.Unlock()
	if len(reports) > 0 {
		t.Errorf("rules of the page that were broken: %q", reports)
	}
}
