// Package pay shows the page behind a pay link: the order, what it costs, and
// one button that leads to the payment provider.
//
// Looking at the page changes nothing, so the crawlers that make previews of
// links do no harm. Paying is a form, which works without a script. The page
// says "paid" on the provider's word alone, never because a shopper came back.
//
// A shop may give the page its own look: pay.css replaces the style, and
// pay.html, an html/template that is given [Data], the page. The policy stays as
// strict: scripts, pictures from elsewhere, and styles other than {{.Style}} in
// one <style> do nothing; pictures can be SVG in the page itself.
package pay

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"

	"github.com/sauda-commerce/sauda/gateway/internal/page"
	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/locale"
)

// Shop is what pay asks of a shop; *sdk.Shop is one.
type Shop interface {
	// PayLink looks at a link and changes nothing; sdk.ErrNotFound.
	PayLink(ctx context.Context, token string) (checkout.View, error)
	// OpenPayLink opens or reuses the one checkout and says where it is, or
	// returns a *checkout.Refusal.
	OpenPayLink(ctx context.Context, token string, c checkout.Choice) (checkout.Opened, error)
	// Printer speaks the first of these languages that the shop has.
	Printer(lang ...string) locale.Printer
	// Profile says what the shop is called.
	Profile() sdk.Profile
}

var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string
)

// Handler answers /pay/{token}, which it reads as the path value "token". Make
// it with New; it is safe for concurrent use.
type Handler struct {
	shop     Shop
	template *template.Template
	plain    *template.Template // the built-in one
	style    template.CSS
	policy   string
	cross    *http.CrossOriginProtection
}

// New returns a Handler for a shop. base is the shop's base URL: a form on its
// origin is our own, whatever name the server itself goes by. templates may hold
// a page of the shop's own, as package pay says; nil is the built-in one.
func New(shop Shop, base *url.URL, templates fs.FS) (*Handler, error) {
	t, style, err := look(templates)
	if err != nil {
		return nil, err
	}
	plain, _, err := look(nil)
	if err != nil {
		return nil, err
	}
	cross := http.NewCrossOriginProtection()
	// Browsers apply form-action to where a form's answer redirects, and the
	// provider's page may be anywhere.
	forms := "'self' https:"
	if base.Host != "" {
		if err := cross.AddTrustedOrigin(base.Scheme + "://" + base.Host); err != nil {
			return nil, fmt.Errorf("pay: %w", err)
		}
	}
	if base.Scheme != "https" {
		forms += " http:"
	}
	policy := "default-src 'none'; style-src " + page.Hash(style) + "; form-action " + forms + "; base-uri 'none'; frame-ancestors 'none'"
	return &Handler{shop, t, plain, template.CSS(style), policy, cross}, nil
}

// Show answers GET and HEAD.
func (h *Handler) Show(w http.ResponseWriter, r *http.Request) {
	view, err := h.shop.PayLink(r.Context(), r.PathValue("token"))
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.write(w, r, http.StatusOK, h.orderPage(view, r))
}

// Pay answers POST: 303 to the provider, or the page with the reason why not.
func (h *Handler) Pay(w http.ResponseWriter, r *http.Request) {
	if h.cross.Check(r) != nil {
		p := h.shop.Printer(page.Languages(r, "")...)
		h.write(w, r, http.StatusForbidden, h.plainPage(p, "forbidden", p.T("pay.cross_site_title"), p.T("pay.cross_site")))
		return
	}
	at, err := h.shop.OpenPayLink(r.Context(), r.PathValue("token"), checkout.Choice{})
	if refusal, ok := errors.AsType[*checkout.Refusal](err); ok {
		h.refuse(w, r, refusal)
		return
	}
	if err == nil {
		err = webAddress(at.URL)
	}
	if err != nil {
		h.fail(w, r, err)
		return
	}
	headers(w.Header())
	w.Header().Set("Location", at.URL)
	w.WriteHeader(http.StatusSeeOther)
}

// webAddress makes sure that a provider's address is one to send a browser to.
func webAddress(s string) error {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return errors.New("pay: the provider's address is not a web address")
	}
	return nil
}

// refuse shows the page as it is now with the reason.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, refusal *checkout.Refusal) {
	view, err := h.shop.PayLink(r.Context(), r.PathValue("token"))
	if err != nil {
		h.fail(w, r, err)
		return
	}
	problem.Of(r.Context()).Problem = &problem.Error{Code: problem.Unavailable, Err: refusal}
	d := h.orderPage(view, r)
	d.Alert = reason(h.printer(r, view), refusal, away(view))
	status := http.StatusConflict
	if refusal.Reason == checkout.ReasonUnavailable {
		status = http.StatusServiceUnavailable
		w.Header().Set("Retry-After", "30")
	}
	h.write(w, r, status, d)
}

// fail shows a page without an order.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	problem.Of(r.Context()).Problem = problem.From(err)
	p := h.shop.Printer(page.Languages(r, "")...)
	if errors.Is(err, sdk.ErrNotFound) {
		h.write(w, r, http.StatusNotFound, h.plainPage(p, "missing", p.T("pay.missing_title"), p.T("pay.missing_text")))
		return
	}
	status := problem.From(err).Code.Status()
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "30")
	}
	h.write(w, r, status, h.plainPage(p, "failed", p.T("pay.internal_title"), p.T("pay.internal_text")))
}

func (h *Handler) write(w http.ResponseWriter, r *http.Request, status int, d Data) {
	var b bytes.Buffer
	if err := h.template.Execute(&b, d); err != nil { // of the shop's own: she pays on ours
		problem.Of(r.Context()).Problem = problem.From(err)
		b.Reset()
		if err := h.plain.Execute(&b, d); err != nil {
			problem.Write(w, r, err)
			return
		}
	}
	page.HTML(w.Header(), h.policy)
	headers(w.Header())
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(b.Bytes()) // a browser that is gone asks again
	}
}

// headers keep the link to those who have it.
func headers(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex, nofollow")
}

// refreshes is how often a page looks again by itself, every few seconds, for
// the provider's word.
const refreshes = 45
