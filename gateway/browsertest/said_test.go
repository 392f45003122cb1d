package browsertest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// badWordsAndPictures shows what no shop should say: addresses of scripts,
// markup, words without an end, pictures that are not there.
func badWordsAndPictures(t *testing.T, r rig) {
	const markup = `<img src=x onerror=alert(1)>`
	endless := strings.Repeat("x", 600)
	s := r.stage(t)
	p := r.open(t, s.url)
	p.wears(view{320, 640, "light"})
	p.click(inLoader, "button", "Chat")
	s.says(map[string]any{
		"text": markup + endless, "link": map[string]any{"label": "Pay", "url": "javascript:alert(1)"},
		"cards": []any{
			map[string]any{"title": endless, "subtitle": markup, "image": "/no-such.png", "url": "data:text/html,<script>alert(2)</script>", "price": map[string]any{"display": markup}},
			map[string]any{"title": "Tent", "image": "javascript:alert(3)", "url": "https://shop.example/tent", "choices": []any{map[string]any{"label": endless, "payload": "p"}}},
		},
		"media": []any{
			map[string]any{"type": "image", "url": "/no-such-photo.png", "alt": "A map"},
			map[string]any{"type": "image", "url": "vbscript:x"},
			map[string]any{"type": "file", "url": "file:///etc/passwd", "alt": "Secrets"},
			map[string]any{"type": "file", "url": "mailto:shop@shop.example", "alt": "Write to us"},
		},
	})
	p.hears(markup)
	p.watch.wait(t, "404")
	p.watch.wait(t, "404")
	ask[bool](p, "seen", inChat, ".lost", "A map")
	ask[bool](p, "seen", inChat, ".lost", "Picture")
	ask[bool](p, "seen", inChat, ".picture svg", "")
	p.harmless()
	if links := strings.Join(ask[[]string](p, "all", inChat, "a"), ", "); links != "Write to us, Tent" {
		t.Errorf("the chat has links %s, want Write to us, Tent", links)
	}
	p.shot(r, "40-bad-words")
}

// carousel moves along the cards by keys, in both directions of writing.
func carousel(t *testing.T, r rig) {
	s := r.stage(t)
	p := r.open(t, s.url)
	p.click(inLoader, "button", "Chat")
	var cards []any
	for i := range 6 {
		cards = append(cards, map[string]any{"title": fmt.Sprintf("Tent %d", i), "choices": []any{map[string]any{"label": fmt.Sprintf("Take %d", i), "payload": "p"}}})
	}
	s.says(map[string]any{"cards": cards})
	p.hears("Tent 5")
	p.click(inChat, ".next", "")
	ask[bool](p, "first", 1)
	for _, dir := range []string{"ltr", "rtl"} {
		on, back := kb.ArrowRight, kb.ArrowLeft
		if dir == "rtl" {
			on, back = back, on
		}
		p.turn(dir)
		p.click(inChat, "#text", "")
		p.backTo("ul")
		p.drawn()
		p.press(kb.Home)
		ask[bool](p, "first", 0)
		p.press(on)
		ask[bool](p, "first", 1)
		p.press(on)
		ask[bool](p, "first", 2)
		p.press(back)
		ask[bool](p, "first", 1)
		p.press(kb.End)
		ask[bool](p, "last", "Tent 5")
		p.press(kb.Home)
		p.tabsTo("button Take 0", kb.Tab)
		p.press(on) // with the focus on a card, it moves along
		if now := ask[string](p, "focused"); now != "button Take 1" {
			t.Errorf("%s: from the button Take 0 the key leads to %q", dir, now)
		}
		ask[bool](p, "first", 1)
	}
	ask[bool](p, "has", inChat, ".cards", "aria-label", "Products")
}

// timesAndDays writes them in the shopper's language.
func timesAndDays(t *testing.T, r rig) {
	s := r.stage(t)
	at := func(days int) string { return time.Now().AddDate(0, 0, -days).Format(time.RFC3339) }
	s.says(map[string]any{"text": "long ago", "at": "2020-02-03T12:00:00Z"})
	s.says(map[string]any{"text": "yesterday", "at": at(1)})
	s.says(map[string]any{"text": "now", "at": at(0)})
	p := r.open(t, s.url+"/widget/?locale=kk")
	p.hears("now")
	days := ask[[]string](p, "all", inChat, ".day")
	if len(days) != 3 || days[0] != "2020 ж. 3 ақпан" || days[1] != "Кеше" || days[2] != "Бүгін" {
		t.Errorf("the days read %q, want 2020 ж. 3 ақпан, Кеше, Бүгін", days)
	}
	if times := ask[[]string](p, "all", inChat, ".message time"); len(times) != 3 || !strings.Contains(times[2], ":") {
		t.Errorf("the times read %q", times)
	}
}

// readOnce puts every message into the log once, so that it is read aloud once,
// and the history not at all.
func readOnce(t *testing.T, r rig) {
	s := r.stage(t)
	s.says(map[string]any{"text": "of old"})
	p := r.open(t, s.url+"/widget/")
	ask[bool](p, "has", inChat, "#log", "role", "log")
	ask[bool](p, "has", inChat, "#log", "aria-live", "off")
	p.hears("of old")
	ask[bool](p, "has", inChat, "#log", "aria-live", "polite")
	world := p.worldOf("")
	evaluate[bool](p, world, `globalThis.read = []; new MutationObserver((all) => {
		for (const { addedNodes } of all) for (const n of addedNodes) if (n.matches?.(".message")) read.push(n.querySelector(".bubble").textContent);
	}).observe(document.getElementById("log"), { childList: true }); true`)
	p.says("one")
	ask[[]string](p, "transcript")
	s.says(map[string]any{"text": "two"})
	p.hears("two")
	if read := evaluate[[]string](p, world, "read"); !slices.Equal(read, []string{"one", "two"}) {
		t.Errorf("read aloud is %q, want one and two, once each", read)
	}
}

// fewerMovements keeps still for shoppers who like it so.
func fewerMovements(t *testing.T, r rig) {
	s := r.stage(t)
	p := r.open(t, s.url+"/widget/")
	s.says(map[string]any{"cards": []any{map[string]any{"title": "Tent"}, map[string]any{"title": "Stove"}}})
	p.hears("Stove")
	ask[bool](p, "looks", inChat, ".cards", "scrollBehavior", "smooth")
	p.prefers("prefers-reduced-motion", "reduce")
	ask[bool](p, "looks", inChat, ".cards", "scrollBehavior", "auto")
	ask[bool](p, "looks", inChat, "#typing i", "animationName", "none")
}
