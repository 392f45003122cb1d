package simulator

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// StripeRefusal is a request that broke a rule of the API: an adapter should
// make none. Those of faults, of keys and of unknown ids are not among them.
type StripeRefusal struct {
	At     time.Time
	Call   string // "POST /v1/checkout/sessions"
	Status int
	Code   string
	Param  string
}

// Refused returns the requests that broke a rule.
func (s *Stripe) Refused() []StripeRefusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]StripeRefusal(nil), s.refused...)
}

// ServeHTTP is the API over the network.
func (s *Stripe) ServeHTTP(w http.ResponseWriter, r *http.Request) { serve(w, r, s.answer) }

// RoundTrip is the API without a network. Give it to an adapter's client as its
// Transport.
func (s *Stripe) RoundTrip(r *http.Request) (*http.Response, error) {
	a, err := roundTrip(r, s.answer)
	if err != nil {
		return nil, err
	}
	return respond(r, a.status, a.header.Clone(), a.body), nil
}

// stripeCall is one request.
type stripeCall struct {
	name   string // "POST /v1/refunds/{id}"
	id     string // of the object in the path
	form   url.Values
	expand map[string]bool
	now    time.Time
}

// stripeError is a refusal in Stripe's words. One that is not kept is not
// saved under an idempotency key.
type stripeError struct {
	status                    int
	kind, code, param, reason string
	kept                      bool
}

func (e *stripeError) Error() string { return e.reason }

// invalid is a request that is not executed.
func invalid(code, param, reason string) *stripeError {
	return &stripeError{status: http.StatusBadRequest, kind: "invalid_request_error", code: code, param: param, reason: reason}
}

// impossible is a request that is refused by the state of things.
func impossible(code, param, reason string) *stripeError {
	e := invalid(code, param, reason)
	e.kept = true
	return e
}

func missing(what, id string) *stripeError {
	return &stripeError{
		status: http.StatusNotFound, kind: "invalid_request_error", code: "resource_missing", param: "id",
		reason: "No such " + what + ": '" + id + "'",
	}
}

func stripeReply(status int, body any) reply {
	text, _ := json.Marshal(body) // cannot fail: strings, numbers and maps of them
	return reply{status: status, header: http.Header{"Content-Type": {"application/json"}, "Request-Id": {"req_1"}}, body: text}
}

func (e *stripeError) reply() reply {
	body := map[string]any{"type": e.kind, "message": e.reason}
	for name, value := range map[string]string{"code": e.code, "param": e.param} {
		if value != "" {
			body[name] = value
		}
	}
	return stripeReply(e.status, map[string]any{"error": body})
}

// answer is what Stripe says to a request, once it says it.
func (s *Stripe) answer(ctx context.Context, r *http.Request, body []byte) reply {
	s.mu.Lock()
	s.requests++
	s.mu.Unlock()
	route, c, err := s.read(r, body)
	if err != nil {
		return s.refuse(r.Method+" "+r.URL.Path, err)
	}
	s.mu.Lock()
	f := s.faults.next(requests, c.name)
	s.mu.Unlock()
	key := ""
	if r.Method == http.MethodPost {
		key = r.Header.Get("Idempotency-Key")
	}
	switch f.Kind {
	case FaultRefuse:
		return reply{broken: &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}}
	case FaultDrop:
		return reply{broken: errClosed}
	case FaultHang:
		return s.hang(ctx, key, c)
	case FaultLimit:
		return (&stripeError{status: http.StatusTooManyRequests, kind: "invalid_request_error", code: "rate_limit", reason: "Too many requests"}).reply()
	case FaultBusy:
		return busy().reply()
	}
	a := s.execute(route, c, key, f.Kind == FaultFail)
	switch f.Kind {
	case FaultLose:
		return reply{broken: errClosed}
	case FaultSlow:
		return s.slowly(ctx, key, f.Wait, a)
	}
	return a
}

// read is what can be said of a request before anything is looked up.
func (s *Stripe) read(r *http.Request, body []byte) (*stripeRoute, *stripeCall, *stripeError) {
	token := []byte("Bearer " + s.cfg.SecretKey)
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), token) == 0 {
		return nil, nil, &stripeError{status: http.StatusUnauthorized, kind: "invalid_request_error", reason: "Invalid API Key provided: sk_****"}
	}
	if len(body) > maxBody {
		return nil, nil, invalid("", "", "The request is too large")
	}
	route, id := s.findRoute(r.Method, r.URL.Path)
	if route == nil {
		return nil, nil, &stripeError{status: http.StatusNotFound, kind: "invalid_request_error", reason: "Unrecognized request URL (" + r.Method + ": " + r.URL.Path + ")."}
	}
	text := r.URL.RawQuery
	if r.Method == http.MethodPost {
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
			return nil, nil, invalid("", "", "Write a form, not "+r.Header.Get("Content-Type"))
		}
		text = string(body)
	}
	form, err := url.ParseQuery(text)
	if err != nil {
		return nil, nil, invalid("", "", "The form cannot be read")
	}
	c := &stripeCall{name: route.name(), id: id, form: form, expand: map[string]bool{}, now: s.cfg.Now()}
	return route, c, nil
}

// refuse records that a rule was broken.
func (s *Stripe) refuse(call string, e *stripeError) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(call, e)
	return e.reply()
}

// note is refuse for who holds s.mu.
func (s *Stripe) note(call string, e *stripeError) {
	s.refused = append(s.refused, StripeRefusal{s.cfg.Now(), call, e.status, e.code, e.param})
}

// stripeKey is a request under an idempotency key, and its answer.
type stripeKey struct {
	name, id, form string
	at             time.Time
	busy           bool // no answer yet
	reply          reply
}

func busy() *stripeError {
	return &stripeError{
		status: http.StatusConflict, kind: "invalid_request_error", code: "idempotency_key_in_use",
		reason: "There is currently another in-progress request using this key",
	}
}

// execute does what is asked, or answers as the first time.
func (s *Stripe) execute(route *stripeRoute, c *stripeCall, key string, fail bool) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	is := stripeKey{name: c.name, id: c.id, form: c.form.Encode(), at: c.now}
	if known := s.keys[key]; key != "" && known != nil && c.now.Sub(known.at) < s.cfg.KeyLife {
		switch {
		case known.name != is.name || known.id != is.id || known.form != is.form:
			return (&stripeError{
				status: http.StatusBadRequest, kind: "idempotency_error",
				reason: "Keys for idempotent requests can only be used with the same parameters they were first used with",
			}).reply()
		case known.busy:
			return busy().reply()
		}
		again := known.reply
		again.header = again.header.Clone()
		again.header.Set("Idempotent-Replayed", "true")
		return again
	}
	if e := route.check(c); e != nil {
		s.note(c.name, e)
		return e.reply()
	}
	a, kept := s.do(route, c, fail)
	if key != "" && kept {
		is.reply = a
		s.keys[key] = &is
	}
	return a
}

// do runs a route; false says that the answer is not kept under a key.
func (s *Stripe) do(route *stripeRoute, c *stripeCall, fail bool) (reply, bool) {
	if fail {
		return (&stripeError{status: http.StatusInternalServerError, kind: "api_error", reason: "Something went wrong on Stripe's end"}).reply(), true
	}
	s.lapse(c.now)
	body, e := route.do(s, c)
	if e == nil {
		return stripeReply(http.StatusOK, body), true
	}
	if e.status == http.StatusBadRequest && !e.kept {
		s.note(c.name, e)
	}
	return e.reply(), e.kept
}

// hold keeps a key in use until the caller is answered.
func (s *Stripe) hold(key string, is *stripeKey) (release func()) {
	if key == "" {
		return func() {}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.keys[key]
	is.busy = true
	s.keys[key] = is
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if before != nil {
			s.keys[key] = before
			return
		}
		delete(s.keys, key)
	}
}

// hang waits until nobody waits for it.
func (s *Stripe) hang(ctx context.Context, key string, c *stripeCall) reply {
	defer s.hold(key, &stripeKey{name: c.name, id: c.id, form: c.form.Encode(), at: c.now})()
	select {
	case <-ctx.Done():
	case <-s.ctx.Done():
	}
	return reply{broken: errors.Join(errClosed, ctx.Err())}
}

// slowly gives an answer after a while. Until then its key is in use.
func (s *Stripe) slowly(ctx context.Context, key string, wait time.Duration, a reply) reply {
	s.mu.Lock()
	known := s.keys[key]
	s.mu.Unlock()
	if known != nil {
		is := *known
		defer s.hold(key, &is)()
	}
	if !s.pause(ctx, wait) {
		return reply{broken: errors.Join(errClosed, ctx.Err())}
	}
	return a
}
