package widget

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/rivo/uniseg"

	"github.com/sauda-commerce/sauda/gateway/internal/page"
	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/sdk/locale"
)

// indexPage is what index.html shows.
type indexPage struct {
	Lang, Dir, Shop, Initial string
	Assets                   string // folder of the files, relative to the page
	Texts                    map[string]string
	JSON                     string // Texts, for the script
}

// slot stands where the script puts a link's own words.
const slot = "\x01"

// Index answers GET /widget/: the app that the loader puts into a frame, and a
// page of its own.
func (h *Handler) Index(w http.ResponseWriter, r *http.Request) {
	p := h.Shop.Printer(page.Languages(r, r.URL.Query().Get("locale"))...)
	name := h.Shop.Profile().Name
	texts := appTexts(p, name)
	encoded, err := json.Marshal(texts)
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	initial, _, _, _ := uniseg.FirstGraphemeClusterInString(name, -1)
	var b bytes.Buffer
	err = h.app.index.Execute(&b, indexPage{
		Lang: p.Lang(), Dir: page.Dir(p.Lang()), Shop: name, Initial: initial,
		Assets: h.app.hash, Texts: texts, JSON: string(encoded),
	})
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	page.HTML(w.Header(), h.policy())
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(b.Bytes()) // a browser that is gone asks again
}

// policy lets the app be framed by the shop's pages, load its own files and
// pictures from anywhere, and nothing else.
func (h *Handler) policy() string {
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; connect-src 'self'; " +
		"base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; frame-ancestors " + h.Origins.Sources()
}

// appTexts are the texts of the app in a language.
func appTexts(p locale.Printer, shop string) map[string]string {
	return map[string]string{
		"chat":         p.T("widget.chat", "Shop", shop),
		"close":        p.T("widget.close"),
		"empty":        p.T("widget.empty"),
		"failed":       p.T("widget.failed"),
		"input":        p.T("widget.input"),
		"jump":         p.T("widget.jump"),
		"offline":      p.T("widget.offline"),
		"opens":        p.T("widget.opens", "Label", slot),
		"placeholder":  p.T("widget.placeholder"),
		"products":     p.T("widget.products"),
		"restarted":    p.T("widget.restarted"),
		"retry":        p.T("widget.retry"),
		"role_shop":    p.T("widget.role_shop"),
		"role_shopper": p.T("widget.role_shopper"),
		"role_staff":   p.T("widget.role_staff"),
		"send":         p.T("widget.send"),
		"slow":         p.T("widget.slow"),
		"subtitle":     p.T("widget.subtitle"),
		"typing":       p.T("widget.typing"),
		"was":          p.T("widget.was"),
	}
}
