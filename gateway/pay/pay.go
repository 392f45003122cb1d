// Package pay shows the page behind a pay link: the order, what it costs, and
// one button that leads to the payment provider, with the ways to pay where there
// are several. Where a person of the shop takes the money, it says how to pay, and
// takes the word and the receipt of the shopper.
//
// Looking at the page changes nothing, so the crawlers that make previews of
// links do no harm. Paying is a form, which works without a script. The page
// says "paid" on the provider's word alone, never because a shopper came back.
//
// A shop may give the page its own look: pay.css replaces the style, and
// pay.html, an html/template that is given [Data], the page. The policy stays as
// strict: scripts, pictures from elsewhere, and styles other than {{.Style}} in
// one <style> do nothing; pictures can be SVG in the page itself. A page that does
// not show Data.Manual is not used where it says how to pay; one that does not
// show Data.Ways offers the best way only.
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

	"github.com/sauda-commerce/sauda/gateway/auth"
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
	// ClaimPayLink notes that she says she has paid, by the instructions that the
	// page shows; a *checkout.Refusal where there are none.
	ClaimPayLink(ctx context.Context, token string) error
	// AddReceipt keeps a picture that shows so, and claims as ClaimPayLink does;
	// checkout.ErrReceiptType, ErrReceiptSize, ErrReceiptMany.
	AddReceipt(ctx context.Context, token string, data []byte) error
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
	tells    bool               // template shows how to pay by hand
	style    template.CSS
	policy   string
	cross    *http.CrossOriginProtection
	home     string
	uploads  *auth.Slots // by link
}

// New returns a Handler for a shop. base is the shop's base URL: a form on its
// origin is our own, whatever name the server itself goes by. templates may hold
// a page of the shop's own, as package pay says; nil is the built-in one. home is
// the address of the shop, for who is at the end of a link; "" for none.
func New(shop Shop, base *url.URL, templates fs.FS, home string) (*Handler, error) {
	t, style, tells, err := look(templates)
	if err != nil {
		return nil, err
	}
	plain, _, _, err := look(nil)
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
	return &Handler{shop, t, plain, tells, template.CSS(style), policy, cross, home, auth.NewSlots(maxUploads)}, nil
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

// Pay answers POST: 303 to the provider, or to the page itself when that says
// how to pay, or the page with the reason why not. What it does is the "do" of
// the form: "" opens a checkout, "claim" says that she has paid, and a file
// "receipt" shows it.
func (h *Handler) Pay(w http.ResponseWriter, r *http.Request) {
	if h.cross.Check(r) != nil {
		p := h.shop.Printer(page.Languages(r, "")...)
		h.write(w, r, http.StatusForbidden, h.plainPage(p, "forbidden", p.T("pay.cross_site_title"), p.T("pay.cross_site")))
		return
	}
	done, err := h.admit(r)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	defer done()
	f, err := read(r)
	switch {
	case err != nil:
		h.refuse(w, r, err)
	case (f.receipt != nil || f.do == doClaim) && h.elsewise(r, f.choice.Provider):
		h.refuse(w, r, &checkout.Refusal{Reason: checkout.ReasonNotOpen})
	case f.receipt != nil:
		h.back(w, r, h.shop.AddReceipt(r.Context(), r.PathValue("token"), f.receipt))
	case f.do == doClaim:
		h.back(w, r, h.shop.ClaimPayLink(r.Context(), r.PathValue("token")))
	default:
		h.open(w, r, f.choice)
	}
}

// elsewise says whether a form says of one way to pay that she has paid, and she
// has chosen another since, in another tab: of that she has not said so.
func (h *Handler) elsewise(r *http.Request, way string) bool {
	v, err := h.shop.PayLink(r.Context(), r.PathValue("token"))
	if err != nil || v.Instructions == nil || way == "" {
		return false // what she says is judged as it stands
	}
	now := chosen(v)
	return now != "" && now != way
}

// chosen is the way by which a page tells how to pay; "" where that is not known.
func chosen(v checkout.View) string {
	for _, w := range v.Ways {
		if w.Chosen {
			return w.Provider
		}
	}
	return ""
}

// open leads to where she pays.
func (h *Handler) open(w http.ResponseWriter, r *http.Request, c checkout.Choice) {
	at, err := h.shop.OpenPayLink(r.Context(), r.PathValue("token"), c)
	if err == nil && at.URL == "" { // the page says how to pay, or there was nothing to pay
		h.back(w, r, nil)
		return
	}
	if err == nil {
		err = webAddress(at.URL)
	}
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	see(w, at.URL)
}

// back leads to the page, or shows it with the reason why something was not done.
func (h *Handler) back(w http.ResponseWriter, r *http.Request, err error) {
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	see(w, url.PathEscape(r.PathValue("token"))) // relative: the shop may live below any path
}

// see sends a browser on.
func see(w http.ResponseWriter, address string) {
	headers(w.Header())
	w.Header().Set("Location", address)
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

// refuse shows the page as it is now with the reason, if it is one that she can
// do something about.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, cause error) {
	code, ok := refusable(cause)
	if !ok {
		h.fail(w, r, cause)
		return
	}
	view, err := h.shop.PayLink(r.Context(), r.PathValue("token"))
	if err != nil {
		h.fail(w, r, err)
		return
	}
	problem.Of(r.Context()).Problem = &problem.Error{Code: code, Err: cause}
	d := h.orderPage(view, r)
	d.Alert = h.refused(r, view, cause)
	if code == problem.Unavailable {
		w.Header().Set("Retry-After", "30")
	}
	h.write(w, r, code.Status(), d)
}

// refusable is the code of what a shopper can do something about.
func refusable(err error) (problem.Code, bool) {
	refusal, ok := errors.AsType[*checkout.Refusal](err)
	switch {
	case ok && refusal.Reason == checkout.ReasonUnavailable:
		return problem.Unavailable, true
	case ok, errors.Is(err, checkout.ErrReceiptMany):
		return problem.Conflict, true
	case errors.Is(err, checkout.ErrReceiptSize):
		return problem.TooLarge, true
	case errors.Is(err, checkout.ErrReceiptType), errors.Is(err, errNoReceipt):
		return problem.Invalid, true
	}
	return "", false
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
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "30")
	}
	h.write(w, r, status, h.plainPage(p, "failed", p.T("pay.internal_title"), p.T("pay.internal_text")))
}

func (h *Handler) write(w http.ResponseWriter, r *http.Request, status int, d Data) {
	var b bytes.Buffer
	shown := h.template
	if d.Manual != nil && !h.tells {
		shown = h.plain
	}
	if err := shown.Execute(&b, d); err != nil { // of the shop's own: she pays on ours
		problem.Of(r.Context()).Problem = problem.From(err)
		b.Reset()
		if err := h.plain.Execute(&b, d); err != nil {
			problem.Write(w, r, err)
			return
		}
	}
	policy := h.policy
	if d.Manual != nil && d.Manual.QR != "" {
		policy += "; img-src data:"
	}
	page.HTML(w.Header(), policy)
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
