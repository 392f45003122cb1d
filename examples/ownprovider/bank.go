package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// hillbank is the bank itself, as far as a shop can tell: its API, its page and
// its callbacks. It stands in for the real one when the example runs, and is
// the double that the adapter is tested with.
type hillbank struct {
	base     string // its own address
	callback string // where the shop wants to hear of payments; "" for nowhere
	secret   string // signs callbacks
	token    string
	client   *http.Client
	now      func() time.Time

	mu       sync.Mutex // guards what follows
	accounts map[string]*account
	keys     map[string]string // the id of the checkout that a key opened
	refunds  map[string]refund
	requests int
	lose     bool // the next answer
}

type account struct {
	checkout
	title, back string // shown on the page; where it leads to
	events      []event
}

func newHillbank(base, token, secret string) *hillbank {
	return &hillbank{
		base: base, token: token, secret: secret, client: http.DefaultClient, now: time.Now,
		accounts: map[string]*account{}, keys: map[string]string{}, refunds: map[string]refund{},
	}
}

// handler is the bank's server.
func (h *hillbank) handler() http.Handler {
	api := http.NewServeMux()
	api.HandleFunc("POST /v1/checkouts", h.open)
	api.HandleFunc("GET /v1/checkouts/{id}", h.about(func(*account) error { return nil }))
	api.HandleFunc("POST /v1/checkouts/{id}/close", h.about(func(a *account) error {
		if a.State == "open" {
			h.happens(a, "closed", "checkout.closed")
		}
		return nil
	}))
	api.HandleFunc("POST /v1/checkouts/{id}/refunds", h.giveBack)
	mux := http.NewServeMux()
	mux.Handle("/v1/", h.trusted(api))
	mux.HandleFunc("GET /page/{id}", h.show)
	mux.HandleFunc("POST /page/{id}", h.decide)
	return mux
}

// trusted lets nobody in without the token, and may lose an answer.
func (h *hillbank) trusted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.requests++
		if r.Header.Get("Authorization") != "Bearer "+h.token {
			answer(w, http.StatusUnauthorized, code("bad_token"))
			return
		}
		lose := h.lose
		if h.lose = false; lose {
			next.ServeHTTP(discard{}, r)
			panic(http.ErrAbortHandler) // the line is cut
		}
		next.ServeHTTP(w, r)
	})
}

func (h *hillbank) open(w http.ResponseWriter, r *http.Request) {
	var o opening
	key := r.Header.Get("Idempotency-Key")
	if err := json.NewDecoder(r.Body).Decode(&o); err != nil || key == "" || o.Order == "" {
		answer(w, http.StatusBadRequest, code("bad_request"))
		return
	}
	if a, known := h.accounts[h.keys[key]]; known {
		if a.Order != o.Order || a.Amount != o.Amount || a.Currency != o.Currency {
			answer(w, http.StatusConflict, code("key_reused"))
			return
		}
		answer(w, http.StatusOK, a.checkout)
		return
	}
	id := "co_" + rand.Text()
	h.keys[key] = id
	h.accounts[id] = &account{title: o.Title, back: o.Return, checkout: checkout{
		ID: id, Key: key, Order: o.Order, Amount: o.Amount, Currency: o.Currency, State: "open",
		Page: h.base + "/page/" + id, Expires: o.Expires, Changed: h.now().UTC(),
	}}
	answer(w, http.StatusCreated, h.accounts[id].checkout)
}

// about answers a request about a checkout with its state, after do.
func (h *hillbank) about(do func(*account) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a, known := h.accounts[r.PathValue("id")]
		if !known {
			answer(w, http.StatusNotFound, code("no_such_checkout"))
			return
		}
		if err := do(a); err != nil {
			answer(w, http.StatusConflict, code(err.Error()))
			return
		}
		answer(w, http.StatusOK, a.checkout)
	}
}

func (h *hillbank) giveBack(w http.ResponseWriter, r *http.Request) {
	var asked refund
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		answer(w, http.StatusBadRequest, code("bad_request"))
		return
	}
	key, done := r.Header.Get("Idempotency-Key"), asked
	done.State = "done"
	a, known := h.accounts[r.PathValue("id")]
	before, again := h.refunds[key]
	switch {
	case !known:
		answer(w, http.StatusNotFound, code("no_such_checkout"))
	case again && (before.Amount != asked.Amount || before.Currency != asked.Currency):
		answer(w, http.StatusConflict, code("key_reused"))
	case again:
		answer(w, http.StatusOK, before)
	case a.State != "paid" || !h.take(a, asked):
		answer(w, http.StatusConflict, code("too_much"))
	default:
		h.refunds[key] = done
		h.happens(a, "paid", "checkout.refunded")
		answer(w, http.StatusOK, done)
	}
}

// take adds to what was given back, unless it were more than was paid.
func (h *hillbank) take(a *account, asked refund) bool {
	paid, err1 := money.ParseMajor(a.Amount, a.Currency)
	back, err2 := money.ParseMajor(asked.Amount, asked.Currency)
	if a.Refunded != "" {
		before, err := money.ParseMajor(a.Refunded, a.Currency)
		if err != nil {
			return false
		}
		back.Minor += before.Minor
	}
	if errors.Join(err1, err2) != nil || back.Currency != paid.Currency || back.Minor > paid.Minor {
		return false
	}
	a.Refunded = back.Major()
	return true
}

var bankPage = template.Must(template.New("bank").Parse(`<!doctype html><title>Hillbank</title><h1>Hillbank</h1>
<p>{{.Title}}: {{.Sum}} {{.Currency}}, {{.State}}</p>{{if eq .State "open"}}<form method="post">
<button name="outcome" value="succeed">Pay</button> <button name="outcome" value="decline">Have no money</button>
</form>{{end}}`))

// show is the bank's page, to which the pay link leads.
func (h *hillbank) show(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	a, known := h.accounts[r.PathValue("id")]
	if !known {
		http.NotFound(w, r)
		return
	}
	_ = bankPage.Execute(w, map[string]string{"Title": a.title, "Sum": a.Amount, "Currency": a.Currency, "State": a.State})
}

// decide is the shopper's tap on the page. The bank tells the shop, then leads
// her back; a real one does not wait for the shop, and tells again until it
// is heard.
func (h *hillbank) decide(w http.ResponseWriter, r *http.Request) {
	back, err := h.pay(r.PathValue("id"), r.FormValue("outcome"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	if err := h.tell(r.Context(), r.PathValue("id")); err != nil {
		http.Error(w, "the shop does not answer", http.StatusBadGateway)
		return
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
}

// pay is how a payment goes: succeed, decline or pending.
func (h *hillbank) pay(id, outcome string) (back string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	a, known := h.accounts[id]
	if !known || a.State != "open" && a.State != "clearing" {
		return "", errors.New("this checkout cannot be paid")
	}
	switch outcome {
	case "succeed":
		h.happens(a, "paid", "checkout.paid")
	case "decline":
		a.Decline = "no_funds"
		h.happens(a, "declined", "checkout.declined")
	case "pending":
		h.happens(a, "clearing", "checkout.clearing")
	default:
		return "", fmt.Errorf("no such outcome %q", outcome)
	}
	return a.back, nil
}

// happens changes a checkout and notes the event. The caller holds mu.
func (h *hillbank) happens(a *account, state, kind string) {
	a.State, a.Changed = state, h.now().UTC()
	a.events = append(a.events, event{ID: "ev_" + rand.Text(), Type: kind, Checkout: a.checkout})
}

// tell posts the newest event of a checkout to the shop. What the API was asked
// for it was answered at once, and is not told.
func (h *hillbank) tell(ctx context.Context, id string) error {
	h.mu.Lock()
	newest := h.accounts[id].events[len(h.accounts[id].events)-1]
	h.mu.Unlock()
	if h.callback == "" {
		return nil
	}
	body, err := json.Marshal(newest)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.callback, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header = signed(h.secret, h.now(), body)
	res, err := h.client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("the shop answers %d", res.StatusCode)
	}
	return nil
}

// signed are the headers of a callback.
func signed(secret string, at time.Time, body []byte) http.Header {
	t := strconv.FormatInt(at.Unix(), 10)
	sum := base64.StdEncoding.EncodeToString(digest(secret, t, body))
	return http.Header{"Content-Type": {"application/json"}, timeHeader: {t}, signatureHeader: {sum}}
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func code(c string) map[string]string { return map[string]string{"code": c} }

// discard is an answer that nobody gets.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) WriteHeader(int)             {}
