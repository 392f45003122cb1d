package browsertest

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// markupStaysText has a shopper write markup wherever she can write.
func markupStaysText(t *testing.T, r rig) {
	const attack = `<img src=x onerror=alert(1)><script>alert(2)</script>`
	s := r.shop(t)
	p := r.open(t, s.url+"/?q="+url.QueryEscape(`"><script>alert(0)</script><svg onload=alert(0)>`))
	p.harmless()
	p.opens("Hello")
	p.says(attack)
	p.hears("")
	if all := p.transcript(); count(all, attack) != 1 {
		t.Errorf("the message is not there as it was written: %q", all)
	}
	p.harmless()
	p.fillsCart()
	p.taps("Checkout")
	p.hears("name")
	p.says("Ann & Lee, ann@example.com")
	p.hears("How would you like to get it?")
	p.taps("Courier")
	p.hears("Where shall it go?")
	const address = `12 <i onclick=alert(3)>Oak</i> Street, Springfield, 12345`
	p.says(address)
	p.hears("Your order")
	if said := ask[string](p, "message", p.heard); !strings.Contains(said, address) || !strings.Contains(said, "Ann & Lee") {
		t.Errorf("the order does not show what she wrote: %s", said)
	}
	p.harmless()
	p.taps("Pay")
	p.hears("is ready")

	pay := p.follows()
	pay.sees("h1", "Your order")
	pay.harmless()
	pay.click(inPage, "form button", "Pay")
	pay.sees(".band", "Sandbox")
	pay.harmless()
}

// harmless checks that no element was made of what shoppers wrote. That no
// script ran, the watch sees: all of them would open a dialog.
func (p *tab) harmless() {
	p.t.Helper()
	type made struct{ Elements []string }
	if got := ask[made](p, "made"); len(got.Elements) > 0 {
		p.t.Errorf("markup became elements: %q", got.Elements)
	}
}

// foreign is a host that nobody may call.
const foreign = "elsewhere.example"

// watchSees does what no page may do, to see that the tests would notice.
func watchSees(t *testing.T, r rig) {
	p := r.open(t, r.shop(t).url)
	p.opens("Hello")
	for want, script := range map[string]string{
		"broken":                  `console.error("broken")`,
		"thrown":                  `setTimeout(() => { throw new Error("thrown") })`,
		"Content Security Policy": `document.body.insertAdjacentHTML("beforeend", "<button onclick='1'>x</button>"); document.body.lastChild.click()`,
		"404":                     `document.body.append(Object.assign(new Image(), { src: "/no-such.png" }))`,
	} {
		p.run(script)
		p.watch.wait(t, want)
	}
	p.visit("http://" + foreign + "/")
	p.sees("body", refusal)
	p.watch.wait(t, "elsewhere")
	p.watch.take()
}

func (p *tab) run(script string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](script+"; true")); err != nil {
		p.t.Fatal(err)
	}
}
