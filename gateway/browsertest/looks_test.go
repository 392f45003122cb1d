package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// view is a window that a shopper may have.
type view struct {
	width, height int64
	scheme        string
}

var views = []view{{320, 640, "light"}, {320, 640, "dark"}, {1280, 800, "light"}, {1280, 800, "dark"}}

// looks goes through every state that a shopper sees, in every view, and checks
// that nothing sticks out of a narrow window. Whether it looks good, a person
// has to say: -shots takes the pictures.
func looks(t *testing.T, r rig) {
	s := r.shop(t)
	p := r.open(t, s.url)
	p.shot(r, "01-storefront")
	p.opens("Hello")
	p.shot(r, "02-hello")
	p.says("show me tents under 400")
	p.hears("Tents")
	p.shot(r, "03-cards")
	p.taps("Details")
	p.hears("")
	p.shot(r, "04-details")
	p.says("show me rain jackets")
	p.hears("Rain jackets")
	p.taps("Choose")
	p.hears("Which size")
	p.shot(r, "05-variant")
	p.chooses(p.taps)
	p.says("help me choose a tent")
	p.hears("fit so far")
	p.shot(r, "06-advice")
	p.taps("Show now")
	p.hears("fit")
	p.shot(r, "07-picks")
	p.says("what's in my cart")
	p.hears("Your cart")
	p.shot(r, "08-cart")
	p.order()
	p.shot(r, "09-ordered")
	p.payPages(r)
	p.shot(r, "16-thanks")
	p.says("I want a person")
	p.hears("")
	p.shot(r, "17-person")
	p.watch.away(true)
	s.kill()
	ask[bool](p, "state", "offline")
	p.says("are you there?")
	p.shot(r, "18-offline")
	s.start()
	ask[bool](p, "state", "online")
	p.watch.away(false)
	p.visit(s.url + "/pay/no-such-link")
	p.watch.wait(t, "404")
	p.shot(r, "19-no-such-link")
	p.visit(s.url + "/?q=jacket")
	p.shot(r, "20-search")
}

// payPages takes pictures on the way from the pay link to "paid".
func (p *tab) payPages(r rig) {
	p.t.Helper()
	pay := p.follows()
	pay.sees("h1", "Your order")
	pay.shot(r, "10-pay")
	pay.click(inPage, "form button", "Pay")
	pay.sees(".band", "Sandbox")
	pay.shot(r, "11-sandbox")
	pay.click(inPage, "button", "Decline")
	pay.sees("h1", "did not go through")
	pay.shot(r, "12-declined")
	p.hears("did not go through")
	p.shot(r, "13-declined-chat")
	pay.click(inPage, "form button", "Pay")
	pay.sees(".band", "Sandbox")
	sandbox := pay.address()
	pay.click(inPage, "button", "Leave it pending")
	pay.sees("h1", "Payment under way")
	pay.shot(r, "14-pending")
	pay.visit(sandbox)
	pay.click(inPage, "button", "Let it succeed")
	pay.sees("h1", "Paid")
	pay.shot(r, "15-paid")
	p.hears("is paid")
}

// shot looks at the tab in every view, and takes pictures if anybody wants them.
func (p *tab) shot(r rig, name string) {
	p.t.Helper()
	p.front()
	for _, v := range views {
		if r.shots == "" && v.scheme == "dark" {
			continue // colours change no sizes
		}
		p.wears(v)
		ask[bool](p, "still")
		type wide struct{ Elements []string }
		if w := ask[wide](p, "wide"); len(w.Elements) > 0 {
			p.t.Errorf("%s at %d pixels is too wide: %q", name, v.width, w.Elements)
		}
		if r.shots != "" {
			p.picture(filepath.Join(r.shots, fmt.Sprintf("%s-%d-%s.png", name, v.width, v.scheme)))
		}
	}
}

func (p *tab) picture(file string) {
	p.t.Helper()
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(file, png, 0o644)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *tab) wears(v view) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(v.width, v.height))
	p.prefers("prefers-color-scheme", v.scheme)
}

// prefers sets what the shopper has told her system that she likes.
func (p *tab) prefers(feature, value string) {
	p.t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: feature, Value: value}}}
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, media); err != nil {
		p.t.Fatal(err)
	}
}
