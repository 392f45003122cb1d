package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/gateway/auth"
	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/replay"
)

// Base is what the paths of the API begin with.
const Base = "/api/v1"

// Config is what a Handler needs. Shop and BaseURL are required.
type Config struct {
	// BaseURL is where the gateway is, without a slash at the end.
	BaseURL string
	// Keys are who may call. Defaults to nobody.
	Keys []Key
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// Requests are how many each key may make per second, and at once. Defaults
	// to 50.
	Requests int
	Shop     *sdk.Shop
}

// Handler serves the API. Use New; it is safe for concurrent use.
type Handler struct {
	Config
	decoder *problem.Decoder
	keys    ring
	limiter *auth.Limiter
	docs    docs
}

// New returns a Handler. The error says which key is wrong, never the key.
func New(c Config) (*Handler, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Requests == 0 {
		c.Requests = 50
	}
	keys, err := newRing(c.Keys)
	if err != nil {
		return nil, err
	}
	c.Keys = nil // the ring has their hashes
	h := &Handler{Config: c, decoder: problem.NewDecoder(), keys: keys, limiter: auth.NewLimiter(float64(c.Requests), c.Requests, c.Now)}
	h.docs, err = newDocs(c, len(keys) > 0)
	return h, err
}

// Route is a route of the API: the path has parameters in braces, which Serve
// reads as path values.
type Route struct {
	Method, Path string
	Serve        http.HandlerFunc
}

// Routes lists every route.
func (h *Handler) Routes() []Route {
	var all []Route
	for _, o := range operations() {
		all = append(all, Route{o.method, Base + o.path, h.handle(o)})
	}
	return append(all,
		Route{http.MethodGet, "/api/openapi.json", h.docs.serveDocument},
		Route{http.MethodGet, "/api/docs", h.docs.servePage},
	)
}

// operations is the one table of what there is: routes, document and page are
// made from it.
func operations() []operation {
	var all []operation
	for _, some := range [][]operation{products(), carts(), orders(), payLinks(), byHand(), contacts(), handoffs()} {
		all = append(all, some...)
	}
	return all
}

// handle answers an operation's requests.
func (h *Handler) handle(o operation) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a, replayed, err := h.answer(o, r)
		if err != nil {
			problem.Write(w, r, fail(err))
			return
		}
		if a.file != nil {
			a.file.serve(w)
			return
		}
		if replayed {
			w.Header().Set("Idempotent-Replayed", "true")
		}
		w.Header().Set("Cache-Control", "no-store")
		if len(a.Body) > 0 {
			w.Header().Set("Content-Type", "application/json")
		}
		w.WriteHeader(a.Status)
		_, _ = w.Write(a.Body) // a client that is gone asks again
	}
}

// answer finds out who asks, whether she may, and what to answer.
func (h *Handler) answer(o operation, r *http.Request) (a served, replayed bool, err error) {
	key, err := h.who(r, o.scope)
	if err != nil {
		return a, false, err
	}
	var body []byte
	if r.Method != http.MethodGet && r.Method != http.MethodDelete {
		if body, err = problem.Body(r); err != nil {
			return a, false, err
		}
	}
	once, given, err := idempotencyKey(r)
	if err != nil {
		return a, false, err
	}
	if !given || r.Method != http.MethodPost && r.Method != http.MethodPatch {
		a, err = h.serve(o, r, body)
		return a, false, err
	}
	a.Answer, replayed, err = h.Shop.Replay().Do(r.Context(), replay.Request{
		Owner: key.Name, Key: once, What: append([]byte(r.Method+" "+r.URL.RequestURI()+"\n"), body...),
	}, func(ctx context.Context) (replay.Answer, error) {
		a, err := h.serve(o, r.WithContext(ctx), body)
		return a.Answer, err
	})
	return a, replayed, err
}

// served is an answer: JSON, or a file, which no POST or PATCH answers with.
type served struct {
	replay.Answer
	file *file
}

// who finds the key of a request that may be made with it.
func (h *Handler) who(r *http.Request, scope Scope) (Key, error) {
	key, ok := h.keys.find(auth.Bearer(r))
	if !ok && len(h.keys) == 0 {
		return key, problem.New(problem.Unsigned, "This shop has no API keys; its settings name them under api.keys.")
	}
	if !ok {
		return key, problem.New(problem.Unsigned, "Send the header Authorization: Bearer with a key of the shop's.")
	}
	if wait, ok := h.limiter.Allow(key.Name); !ok {
		return key, &problem.Error{Code: problem.TooMany, After: wait}
	}
	if !key.may(scope) {
		return key, problem.New(problem.Forbidden, `This key lacks the scope "`+string(scope)+`".`)
	}
	return key, nil
}

// serve does what is asked and makes JSON of the answer.
func (h *Handler) serve(o operation, r *http.Request, body []byte) (served, error) {
	status, v, err := o.serve(h, r, body)
	if err != nil {
		return served{}, err
	}
	a := served{Answer: replay.Answer{Status: status}}
	if f, ok := v.(file); ok {
		a.file = &f
		return a, nil
	}
	if v == nil {
		return a, nil
	}
	if a.Body, err = json.Marshal(v); err != nil {
		return served{}, err
	}
	a.Body = append(a.Body, '\n')
	return a, nil
}

// maxIdempotencyKey is the length of the longest, in bytes.
const maxIdempotencyKey = 255

// idempotencyKey reads the header of that name.
func idempotencyKey(r *http.Request) (key string, given bool, err error) {
	all := r.Header.Values("Idempotency-Key")
	if len(all) == 0 {
		return "", false, nil
	}
	if len(all) > 1 || all[0] == "" || len(all[0]) > maxIdempotencyKey {
		return "", false, problem.BadField("Idempotency-Key", "must be one header of 1 to 255 characters")
	}
	return all[0], true, nil
}

// fail gives the errors of this package's their codes.
func fail(err error) error {
	if o, ok := errors.AsType[*sdk.Objection](err); ok {
		return problem.New(problem.Conflict, sentence(o.Words))
	}
	switch {
	case errors.Is(err, replay.ErrOther):
		return problem.BadField("Idempotency-Key", "was used for another request; use a new key for each")
	case errors.Is(err, replay.ErrUnderWay):
		return problem.New(problem.Conflict, "The same request is being answered; ask again in a moment.")
	case errors.Is(err, sdk.ErrRefUsed):
		return problem.New(problem.Conflict, "The ref is used for something else; give this one a ref of its own.")
	case errors.Is(err, sdk.ErrOlder):
		return problem.New(problem.Conflict, "Something newer than this updated_at is known; nothing was changed.")
	case errors.Is(err, sdk.ErrNoChat):
		return problem.New(problem.Conflict, "Nobody chats about it; the link is yours to hand out.")
	case errors.Is(err, order.ErrTransition):
		return problem.New(problem.Conflict, "The order is not in a state for this: GET it to see where it stands.")
	}
	if wrong, ok := errors.AsType[field.Errors](err); ok {
		return invalid(wrong)
	}
	return err
}

// sentence is words with a capital letter and a full stop.
func sentence(words string) string {
	first, n := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[n:] + "."
}

// renamed are fields that are called otherwise here than in the SDK.
var renamed = strings.NewReplacer(".unit", ".price", ".ref", ".product", "quote.", "", "details.", "")

// invalid is the problem of fields that the SDK refused.
func invalid(wrong field.Errors) error {
	p := &problem.Error{Code: problem.Invalid}
	for _, f := range wrong {
		p.Fields = append(p.Fields, problem.Field{Field: renamed.Replace(f.Name), Reason: f.Reason})
	}
	return p
}
