package browsertest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// apiKey calls the REST API of a till.
const apiKey = "browsertest-browsertest-browsertest"

// ways are the settings of a shop that takes money in three ways: on the
// sandbox's page, by a transfer that a person confirms, and at the door.
const ways = `
catalog: {demo: true}
api: {keys: [{name: test, key: %s, scopes: ["*"]}]}
payments:
  sandbox: {}
  prefer: [manual-kaspi, manual-cash, sandbox]
  manual:
    - {name: Kaspi, title: Kaspi transfer, phone: +7 701 000 00 00, qr: %q, text: "Open Kaspi, scan the code or send to the number.\nWe look within an hour."}
    - {name: Cash, title: Cash on delivery, on_delivery: true, text: Please have it ready.}
`

// till is a shop of the settings file with ways to pay, without a storefront.
func (r rig) till(t *testing.T, settings string) *server {
	t.Helper()
	code := filepath.Join(t.TempDir(), "qr.png")
	if err := os.WriteFile(code, checkers(t), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, program: r.program, command: "serve", data: t.TempDir(), listen: "127.0.0.1:0", config: filepath.Join(t.TempDir(), "sauda.yaml")}
	if err := os.WriteFile(s.config, fmt.Appendf(nil, ways+settings, apiKey, code), 0o600); err != nil {
		t.Fatal(err)
	}
	s.start()
	t.Cleanup(func() { s.end(os.Interrupt) })
	return s
}

// checkers is a picture that looks as if it could be scanned.
func checkers(t *testing.T) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 29, 29))
	for x := range 29 {
		for y := range 29 {
			m.SetGray(x, y, color.Gray{Y: uint8((x*x + 3*x*y + y*y*7) % 5 / 2 * 255)})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// calls calls the REST API and reads the answer.
func (s *server) calls(path, body string) map[string]any {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+apiKey)
	r.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		s.t.Fatalf("%s: %d %s %v", path, res.StatusCode, raw, err)
	}
	var answer map[string]any
	if err := json.Unmarshal(raw, &answer); err != nil {
		s.t.Fatal(err)
	}
	return answer
}

// link is the address of a pay link for two things.
func (s *server) link(ref string) string {
	s.t.Helper()
	answer := s.calls("/api/v1/paylinks", fmt.Sprintf(`{"ref":%q,"amount":{"minor":24800,"currency":"USD"},"title":"Deposit for the tents",
		"lines":[{"title":"Ridge 2 tent, green, with a groundsheet and a repair set","quantity":2,"total":{"minor":23900,"currency":"USD"}},{"title":"Pegs","quantity":1,"total":{"minor":900,"currency":"USD"}}]}`, ref))
	return fmt.Sprint(answer["url"])
}

// paysBy picks a way to pay by its label and posts the form.
func (p *tab) paysBy(way, button string) {
	p.t.Helper()
	p.click(inPage, "fieldset label", way)
	p.click(inPage, "form button", button)
}

// payByHand chooses a transfer, shows its receipt, and is paid when a person of
// the shop says so: on a page without a script.
func payByHand(t *testing.T, r rig) {
	script := axe(t)
	s := r.till(t, "")
	at := s.link("H-1")
	p := r.open(t, at)
	p.sees("h1", "Deposit for the tents")
	p.sees("legend", "How would you like to pay?")
	p.shot(r, "40-ways")
	p.barriers(r, script, "ways")
	p.paysBy("Kaspi transfer", "Pay")
	p.sees("h1", "How to pay")
	p.sees("dd", "$248.00")
	p.shot(r, "41-how")
	p.barriers(r, script, "how")
	file := filepath.Join(t.TempDir(), "receipt.png")
	if err := os.WriteFile(file, checkers(t), 0o600); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.SetUploadFiles("input[type=file]", []string{file}))
	p.click(inPage, "form button", "I have paid")
	p.sees("h1", "Awaiting confirmation")
	p.shot(r, "42-waiting")
	p.barriers(r, script, "waiting")
	if got := p.address(); got != at {
		t.Errorf("the page is at %s, want %s", got, at)
	}
	s.calls("/api/v1/orders/H-1/payment", `{"paid":true,"by":"Dana"}`)
	p.click(inPage, "a.again", "")
	p.sees("h1", "Paid")
	p.shot(r, "43-paid")
}

// payAnotherWay changes her mind: from cash to a page of the provider's.
func payAnotherWay(t *testing.T, r rig) {
	script := axe(t)
	s := r.till(t, "")
	p := r.open(t, s.link("W-1"))
	p.paysBy("Cash on delivery", "Pay")
	p.sees("h1", "Pay on delivery")
	p.shot(r, "44-on-delivery")
	p.barriers(r, script, "on-delivery")
	p.paysBy("sandbox", "Pay another way")
	p.sees(".band", "Sandbox")
	p.click(inPage, "button.main", "Pay")
	p.sees("h1", "Paid")

	p.visit(s.link("W-2"))
	p.paysBy("Cash on delivery", "Pay")
	p.click(inPage, "form button", "I'll pay on delivery")
	p.sees("h1", "Noted: you pay on delivery")
	p.shot(r, "45-agreed")
	p.barriers(r, script, "agreed")
	p.paysBy("sandbox", "Pay another way") // she had rather pay now
	p.sees(".band", "Sandbox")
	p.click(inPage, "button.main", "Pay")
	p.sees("h1", "Paid")
}

// payByHandFromRight reads how to pay in Arabic.
func payByHandFromRight(t *testing.T, r rig) {
	script := axe(t)
	folder, err := filepath.Abs(filepath.Join("..", "..", "sdk", "locale", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	words := speaks(t, "sdk/locale/testdata", "ar")
	s := r.till(t, fmt.Sprintf("shop: {texts: %q, locale: ar, languages: [ar]}\n", folder))
	p := r.open(t, s.link("R-1"))
	p.fromRight(inPage)
	p.shot(r, "46-rtl-ways")
	p.barriers(r, script, "rtl-ways")
	p.paysBy("Kaspi transfer", words.part("pay.pay"))
	p.sees("h1", words["pay.how_title"])
	p.shot(r, "47-rtl-how")
	p.barriers(r, script, "rtl-how")
}
