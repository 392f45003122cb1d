package widget

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/sauda-commerce/sauda/gateway/internal/page"
	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/sdk/locale"
)

// indexPage is what index.html shows.
type indexPage struct {
	Lang, Dir, Shop, Initial string
	Assets                   string   // folder of the files, relative to the page
	Modules                  []string // to load with the script
	Texts                    map[string]string
	JSON                     string // those of the script
}

// Slots stand where the script puts its own: a link's words, or a date's day,
// month and year.
const slot, slotMonth, slotYear = "\x01", "\x02", "\x03"

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
		Assets: h.app.hash, Modules: h.app.modules, Texts: texts, JSON: string(encoded),
	})
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	page.HTML(w.Header(), h.policy())
	w.Header().Set("Cache-Control", "no-cache")
	h.write(w, r, b.Bytes())
}

// write answers with a page, small if the browser can read it.
func (h *Handler) write(w http.ResponseWriter, r *http.Request, body []byte) {
	w.Header().Add("Vary", "Accept-Encoding")
	if acceptsGzip(r.Header.Get("Accept-Encoding")) {
		if zipped, err := compress(body); err == nil {
			w.Header().Set("Content-Encoding", "gzip")
			body = zipped
		}
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(body) // a browser that is gone asks again
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
		"date":         p.T("date.day", "Day", slot, "Month", slotMonth, "Year", slotYear),
		"empty":        p.T("widget.empty"),
		"failed":       p.T("widget.failed"),
		"input":        p.T("widget.input"),
		"jump":         p.T("widget.jump"),
		"months":       months(p),
		"next":         p.T("widget.next"),
		"noscript":     p.T("widget.noscript"),
		"offline":      p.T("widget.offline"),
		"opens":        p.T("widget.opens", "Label", slot),
		"picture":      p.T("widget.picture"),
		"placeholder":  p.T("widget.placeholder"),
		"previous":     p.T("widget.previous"),
		"products":     p.T("widget.products"),
		"restarted":    p.T("widget.restarted"),
		"retry":        p.T("widget.retry"),
		"role_shop":    p.T("widget.role_shop"),
		"role_shopper": p.T("widget.role_shopper"),
		"role_staff":   p.T("widget.role_staff"),
		"send":         p.T("widget.send"),
		"sending":      p.T("widget.sending"),
		"slow":         p.T("widget.slow"),
		"sound":        p.T("widget.sound"),
		"subtitle":     p.T("widget.subtitle"),
		"today":        p.T("widget.today"),
		"typing":       p.T("widget.typing"),
		"was":          p.T("widget.was"),
		"yesterday":    p.T("widget.yesterday"),
	}
}

// months are their names in dates, from January on.
func months(p locale.Printer) string {
	all := make([]string, 12)
	for i := range all {
		all[i] = p.T("date.month" + strconv.Itoa(i+1))
	}
	return strings.Join(all, "|")
}
