package sandbox

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

//go:embed page.html style.css
var assets embed.FS

var page = template.Must(template.ParseFS(assets, "page.html"))

// view is what the page shows.
type view struct {
	tongue
	Base    string // path that the pages lie under
	Shop    string
	Number  string
	Title   string
	Lines   []lineView
	Total   string
	State   payments.State
	Expires string // when it can no longer be paid
	Return  string // where the shop is
	Notice  string // in place of a payment: what went wrong
	Note    string // above a payment: what went wrong with a form
}

type lineView struct {
	Title    string
	Quantity int // shown from 2 on
	Amount   string
}

// Handler serves the hosted pages: GET and POST pay/{ref}. Mount it under the
// path of Config.BaseURL with http.StripPrefix. GET changes nothing; POST
// takes outcome=succeed|decline|pending, for pending optionally delay=10s, and
// leads back to Intent.ReturnURL. Pages of other sites cannot post to it.
func (s *Sandbox) Handler() http.Handler { return s.handler }

func (s *Sandbox) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /pay/{ref}", s.show)
	mux.HandleFunc("POST /pay/{ref}", s.submit)
	mux.HandleFunc("/pay/{ref}", s.wrongMethod("GET, HEAD, POST"))
	mux.HandleFunc("GET /style.css", style)
	mux.HandleFunc("/style.css", s.wrongMethod("GET, HEAD"))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.notice(w, r, http.StatusNotFound, "not_found") })
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.notice(w, r, http.StatusForbidden, "foreign")
	}))
	return guard.Handler(mux)
}

func style(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "max-age=3600")
	http.ServeFileFS(w, r, assets, "style.css")
}

// wrongMethod answers what the mux would answer if it had no page for paths
// that do not exist.
func (s *Sandbox) wrongMethod(allowed string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allowed)
		s.notice(w, r, http.StatusMethodNotAllowed, "only_look")
	}
}

func (s *Sandbox) show(w http.ResponseWriter, r *http.Request) {
	v, ok := s.view(r, r.PathValue("ref"))
	if !ok {
		s.notice(w, r, http.StatusNotFound, "not_found")
		return
	}
	render(w, http.StatusOK, v)
}

func (s *Sandbox) submit(w http.ResponseWriter, r *http.Request) {
	ref := r.PathValue("ref")
	v, ok := s.view(r, ref)
	if !ok {
		s.notice(w, r, http.StatusNotFound, "not_found")
		return
	}
	outcome, delay, status := readForm(w, r)
	if status != 0 {
		v.Note = v.T("choose")
		render(w, status, v)
		return
	}
	switch err := s.settle(ref, outcome, delay); {
	case errors.Is(err, payments.ErrConflict):
		v, _ = s.view(r, ref) // as it is now, with the reason
		render(w, http.StatusConflict, v)
	case err != nil:
		v.Note = v.T("broken")
		render(w, http.StatusServiceUnavailable, v)
	case v.Return == "":
		http.Redirect(w, r, s.pageURL(ref), http.StatusSeeOther)
	default:
		http.Redirect(w, r, v.Return, http.StatusSeeOther)
	}
}

// Limits of the form.
const (
	maxForm  = 4 << 10
	maxDelay = 24 * time.Hour
)

// readForm reads a decision; a status other than 0 says what is wrong with it.
func readForm(w http.ResponseWriter, r *http.Request) (o Outcome, delay time.Duration, status int) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		if tooLong := new(http.MaxBytesError); errors.As(err, &tooLong) {
			return "", 0, http.StatusRequestEntityTooLarge
		}
		return "", 0, http.StatusBadRequest
	}
	o = Outcome(r.PostForm.Get("outcome"))
	if o != Succeed && o != Decline && o != Pending {
		return "", 0, http.StatusUnprocessableEntity
	}
	if text := r.PostForm.Get("delay"); text != "" {
		var err error
		if delay, err = time.ParseDuration(text); err != nil || delay < 0 || delay > maxDelay {
			return "", 0, http.StatusUnprocessableEntity
		}
	}
	return o, delay, 0
}

// view reads a checkout, in its language, without changing it: what time has
// done to it is shown, and left to Run to record.
func (s *Sandbox) view(r *http.Request, ref string) (view, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.ledger.byRef[ref]
	if !ok {
		return view{}, false
	}
	say := speak(r, a.Locale)
	v := view{
		tongue: say, Base: s.basePath(), Shop: s.config.Shop, Number: a.Number, Title: a.Title, Return: a.ReturnURL,
		Total: a.Amount.Format(say.Lang()), State: a.payment.State,
		Expires: a.Expires.Format(say.T("date")),
	}
	if kind, ok := a.due(s.now()); ok {
		v.State = payments.Event{Kind: kind}.Payment().State
	}
	for _, line := range a.Lines {
		v.Lines = append(v.Lines, lineView{Title: line.Title, Quantity: line.Quantity, Amount: line.Amount.Format(say.Lang())})
	}
	return v, true
}

// notice answers with a text in place of a payment.
func (s *Sandbox) notice(w http.ResponseWriter, r *http.Request, status int, key string) {
	say := speak(r, "")
	render(w, status, view{tongue: say, Base: s.basePath(), Shop: s.config.Shop, Notice: say.T(key)})
}

func (s *Sandbox) pageURL(ref string) string { return s.config.BaseURL + "/pay/" + ref }

// basePath is the path of Config.BaseURL: a request does not show it, once a
// prefix was stripped.
func (s *Sandbox) basePath() string {
	u, err := url.Parse(s.config.BaseURL)
	if err != nil {
		return ""
	}
	return u.Path
}

// render writes a page. Its policy allows our style sheet and our form, which
// may lead back to the shop: browsers hold a redirect against form-action.
func render(w http.ResponseWriter, status int, v view) {
	var body bytes.Buffer
	if err := page.Execute(&body, v); err != nil {
		http.Error(w, "The page cannot be shown.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"+origin(v.Return))
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin") // the address is a key to the page; the shop need not see it
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Robots-Tag", "noindex")
	w.WriteHeader(status)
	_, _ = body.WriteTo(w) // a reader that went away is nobody's error
}

// origin is the source expression of an address for a policy, after a space.
// The host is checked letter by letter: a semicolon would start a directive.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	for _, c := range u.Host {
		if c <= ' ' || c == ';' || c == ',' || c > '~' {
			return ""
		}
	}
	return " " + u.Scheme + "://" + u.Host
}
