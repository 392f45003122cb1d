package browsertest

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// patience is how long anything may take to show itself.
const patience = 30 * time.Second

// tab is a tab of the browser, and the shopper before it. She uses mouse and
// keyboard; scripts only look, and say where things are.
type tab struct {
	t     *testing.T
	ctx   context.Context
	watch *watch
	heard int                        // number of the last message of the shop's that she has read
	world runtime.ExecutionContextID // scripts look from; 0 is the page's own
	at    point                      // where in the window that is
}

// point is a place in a window, in pixels.
type point struct{ X, Y float64 }

// open opens an address in a browser profile of its own.
func (r rig) open(t *testing.T, url string) *tab {
	t.Helper()
	p := attach(t, r.browser, chromedp.WithNewBrowserContext())
	p.visit(url)
	return p
}

func attach(t *testing.T, parent context.Context, how ...chromedp.ContextOption) *tab {
	t.Helper()
	p := &tab{t: t, watch: &watch{}}
	ctx, stop := chromedp.NewContext(parent, append(how, chromedp.WithListener(p.watch.see))...)
	p.ctx = ctx
	if err := chromedp.Do(ctx); err != nil { // without a deadline, which the tab would keep
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		for _, problem := range p.watch.take() {
			t.Errorf("on the page: %s", problem)
		}
	})
	return p
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

func (p *tab) address() string {
	p.t.Helper()
	at, err := chromedp.Run(p.ctx, chromedp.Location())
	if err != nil {
		p.t.Fatal(err)
	}
	return at
}

func (p *tab) visit(url string) {
	p.t.Helper()
	p.do(chromedp.Navigate(url))
}

//go:embed testdata/look.js
var look string

// ask waits until a function of look.js has an answer. A page that is replaced
// meanwhile is no obstacle.
func ask[T any](p *tab, name string, args ...any) T {
	p.t.Helper()
	var answer *T
	var err error
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); <-tick.C {
		if answer, err = peek[T](p, name, args...); answer != nil {
			return *answer
		}
	}
	p.t.Fatalf("%s%q: not there in %s (%v)\nthe page: %s", name, args, patience, err, p.text())
	panic("unreachable")
}

// peek asks once; nil is no answer yet.
func peek[T any](p *tab, name string, args ...any) (*T, error) {
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	with, err := json.Marshal(append([]any{name}, args...))
	if err != nil {
		return nil, err
	}
	here := func(e *runtime.EvaluateParams) { e.ContextID = p.world }
	raw, err := chromedp.Run(ctx, chromedp.Evaluate[string](fmt.Sprintf("JSON.stringify((%s)(...%s) || null)", look, with), here))
	if err != nil {
		return nil, err
	}
	var answer *T
	return answer, json.Unmarshal([]byte(raw), &answer)
}

// text is what can be read in the tab, for a person who looks for a mistake.
func (p *tab) text() string {
	text, err := peek[string](p, "text")
	if err != nil {
		return err.Error()
	}
	return *text
}

// Where a thing is looked for.
const (
	inPage   = "page"
	inLoader = "loader" // the button and the frame that widget.js adds
	inChat   = "chat"   // the widget's frame
)

// click clicks the last element that fits a selector and begins with a text,
// where it is seen.
func (p *tab) click(where, selector, text string) {
	p.t.Helper()
	p.front()
	spot := ask[point](p, "spot", where, selector, text)
	p.do(chromedp.MouseClickXY(p.at.X+spot.X, p.at.Y+spot.Y))
}

// front brings the tab to the front: one behind another is not painted.
func (p *tab) front() {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, page.BringToFront, cdp.Empty{}); err != nil {
		p.t.Fatal(err)
	}
}

func (p *tab) press(keys string, modifiers ...chromedp.Modifier) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...)))
}

// enter presses Enter as a keyboard does: what handles the key down can keep
// the character from being typed.
func (p *tab) enter() {
	p.t.Helper()
	for _, e := range []input.DispatchKeyEventParams{
		{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13},
		{Type: input.DispatchKeyEventTypeKeyUp, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13},
	} {
		if _, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, e); err != nil {
			p.t.Fatal(err)
		}
	}
}

// opens opens the chat by its button and waits for a message.
func (p *tab) opens(want string) {
	p.t.Helper()
	p.click(inLoader, "button", "Chat")
	p.hears(want)
}

// says types a message into the chat and sends it.
func (p *tab) says(text string) {
	p.t.Helper()
	p.click(inChat, "#text", "")
	p.press(text)
	p.enter()
}

// taps taps a button of the last message that has one so labelled.
func (p *tab) taps(label string) {
	p.t.Helper()
	p.click(inChat, ".message:not(.shopper) button", label)
}

// hears waits for a new message of the shop's with these words in it.
func (p *tab) hears(want string) {
	p.t.Helper()
	p.heard = ask[int](p, "heard", p.heard, want)
}

// sees waits for a heading or another element with a text on the page.
func (p *tab) sees(selector, text string) {
	p.t.Helper()
	ask[bool](p, "seen", inPage, selector, text)
}

// transcript is every message in the chat, in its order.
func (p *tab) transcript() []string {
	p.t.Helper()
	return ask[[]string](p, "transcript")
}

// follows taps the last pay link, which opens a tab.
func (p *tab) follows() *tab {
	p.t.Helper()
	return p.opening(func() { p.click(inChat, "a.link", "Pay") })
}

// opening does what opens the last pay link in a tab. The rest of the story goes
// on in a tab of our own with the same address: one that a link has opened is
// on its way already before anything can be watched there.
func (p *tab) opening(do func()) *tab {
	p.t.Helper()
	want := ask[string](p, "link")
	opened := chromedp.WaitNewTarget(p.ctx, func(i *target.Info) bool { return i.URL == want })
	do()
	select {
	case id := <-opened:
		if _, err := chromedp.CallBrowser(p.ctx, target.CloseTarget, target.CloseTargetParams{TargetID: id}); err != nil {
			p.t.Fatal(err)
		}
	case <-time.After(patience):
		p.t.Fatal("the pay link opens no tab")
	}
	pay := attach(p.t, p.ctx)
	pay.visit(want)
	return pay
}

// ordered checks that messages are there once each and in order.
func (p *tab) ordered() {
	p.t.Helper()
	seqs := ask[[]int](p, "numbers")
	for i, seq := range seqs {
		if seq != i+1 {
			p.t.Fatalf("messages are numbered %v, want 1, 2, 3 …", seqs)
		}
	}
}

// count is how often a text is a whole message.
func count(all []string, text string) int {
	return len(slices.DeleteFunc(slices.Clone(all), func(s string) bool { return !strings.HasSuffix(s, fmt.Sprintf(": %s", text)) }))
}
