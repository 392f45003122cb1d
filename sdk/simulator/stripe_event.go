package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// StripeWebhook is an event as it is posted, signed anew.
type StripeWebhook struct {
	ID     string
	Kind   string // "checkout.session.completed"
	At     time.Time
	Header http.Header
	Body   []byte
}

// stripeEvent is something that happened.
type stripeEvent struct {
	id, kind string
	at       time.Time
	body     []byte
	session  *stripeSession
	acked    bool // the shop answered it with 2xx
	over     bool // acknowledged or given up
}

// stripeQueue is the events of one session, delivered in order. Stripe promises
// no order: see FaultLate.
type stripeQueue struct {
	all     []*stripeEvent
	waiting []*stripeEvent
	busy    bool
}

// happens records an event and sends it on its way, as the faults have it.
func (s *Stripe) happens(is *stripeSession, kind string, at time.Time, object map[string]any) {
	e := &stripeEvent{id: s.create("evt"), kind: kind, at: at, session: is}
	e.body, _ = json.Marshal(map[string]any{ // cannot fail: strings, numbers and maps of them
		"id": e.id, "object": "event", "api_version": s.cfg.APIVersion, "created": at.Unix(), "type": kind, "livemode": false,
		"pending_webhooks": 1, "request": nil, "data": map[string]any{"object": object},
	})
	s.events.put(e.id, e)
	is.events.all = append(is.events.all, e)
	if s.cfg.Silent {
		e.over = true
		return
	}
	s.expect()
	f := s.faults.next(doings, kind)
	switch f.Kind {
	case FaultMiss:
		s.over(e)
	case FaultLate:
		s.alone(e, f.Wait)
	case FaultRepeat:
		s.put(e)
		s.expect()
		s.alone(&stripeEvent{id: e.id, kind: kind, at: at, body: e.body, session: is}, f.Wait)
	default:
		s.put(e)
	}
}

// expect notes that there will be an event to deliver.
func (s *Stripe) expect() {
	if s.waiting == 0 {
		s.idle = make(chan struct{})
	}
	s.waiting++
}

// put appends an event to its session's queue. It is called with s.mu held.
func (s *Stripe) put(e *stripeEvent) {
	q := &e.session.events
	q.waiting = append(q.waiting, e)
	if !q.busy {
		q.busy = true
		s.background(func() { s.drain(q) })
	}
}

func (s *Stripe) drain(q *stripeQueue) {
	for {
		s.mu.Lock()
		if len(q.waiting) == 0 {
			q.busy = false
			s.mu.Unlock()
			return
		}
		e := q.waiting[0]
		q.waiting = q.waiting[1:]
		s.mu.Unlock()
		s.deliver(e)
	}
}

// alone delivers an event outside its queue, after a while. It is called with
// s.mu held.
func (s *Stripe) alone(e *stripeEvent, wait time.Duration) {
	s.background(func() {
		if s.pause(s.ctx, wait) {
			s.deliver(e)
		}
	})
}

// deliver posts an event until it is acknowledged, it is too late, or the
// account is closed.
func (s *Stripe) deliver(e *stripeEvent) {
	wait, tried := s.cfg.Backoff, time.Duration(0)
	acked := s.post(e)
	for !acked && tried <= s.cfg.GiveUp && s.pause(s.ctx, wait) {
		tried += wait
		wait = min(2*wait, 16*s.cfg.Backoff)
		acked = s.post(e)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if first, ok := s.events.get(e.id); ok && acked {
		first.acked = true
	}
	s.over(e)
}

// over takes an event off those that wait, once.
func (s *Stripe) over(e *stripeEvent) {
	if e.over {
		return
	}
	e.over = true
	if s.waiting--; s.waiting == 0 {
		close(s.idle)
	}
}

// post makes one delivery and says whether the shop took it.
func (s *Stripe) post(e *stripeEvent) bool {
	r, err := http.NewRequestWithContext(s.ctx, http.MethodPost, s.cfg.WebhookURL, bytes.NewReader(e.body))
	if err != nil {
		return false
	}
	r.Header = s.signed(e.body)
	answer, err := s.cfg.HTTPClient.Do(r)
	if err != nil {
		return false
	}
	defer func() { _ = answer.Body.Close() }()                       // it was only read
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxBody)) // so that the connection serves again
	return answer.StatusCode/100 == 2
}

func (s *Stripe) signed(body []byte) http.Header {
	return http.Header{
		"Content-Type":     {"application/json; charset=utf-8"},
		"Stripe-Signature": {StripeSignature(s.cfg.Now(), body, s.cfg.Secrets...)},
		"User-Agent":       {"Stripe/1.0 (+https://stripe.com/docs/webhooks)"},
	}
}

// StripeSignature is the Stripe-Signature header of a webhook, with a signature
// by each secret. Old integrations are sent a v0 as well, which nobody should
// believe. https://docs.stripe.com/webhooks/signature
func StripeSignature(at time.Time, body []byte, secrets ...string) string {
	parts := []string{"t=" + strconv.FormatInt(at.Unix(), 10)}
	for _, secret := range secrets {
		_, v1, _ := strings.Cut(signature(secret, at, body), ",")
		parts = append(parts, v1)
	}
	return strings.Join(append(parts, "v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39"), ",")
}

// Webhooks returns what happened to a session, or to the sessions of a link,
// oldest first, whether or not it was delivered.
func (s *Stripe) Webhooks(ref string) []StripeWebhook {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []StripeWebhook
	for _, e := range s.about(ref) {
		all = append(all, StripeWebhook{ID: e.id, Kind: e.kind, At: e.at, Header: s.signed(e.body), Body: bytes.Clone(e.body)})
	}
	return all
}

// about are the events of a session, or of a link's.
func (s *Stripe) about(ref string) (all []*stripeEvent) {
	if is, ok := s.sessions.get(ref); ok {
		return is.events.all
	}
	for _, e := range s.events.all {
		if ref != "" && e.session.link == ref {
			all = append(all, e)
		}
	}
	return all
}

// Again delivers everything that happened to a session, or to the sessions of a
// link, a further time.
func (s *Stripe) Again(ref string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.about(ref) {
		s.expect()
		s.alone(&stripeEvent{id: e.id, kind: e.kind, at: e.at, body: e.body, session: e.session}, 0)
	}
}

// Settled waits until every event was acknowledged or given up, or until ctx
// ends, which is its error.
func (s *Stripe) Settled(ctx context.Context) error {
	for {
		s.mu.Lock()
		waiting, idle := s.waiting, s.idle
		s.mu.Unlock()
		if waiting == 0 {
			return nil
		}
		select {
		case <-idle:
		case <-ctx.Done():
			return fmt.Errorf("simulator: %d events are not delivered: %w", waiting, ctx.Err())
		}
	}
}

func (s *Stripe) getEvent(c *stripeCall) (any, *stripeError) {
	e, ok := s.events.get(c.id)
	if !ok {
		return nil, missing("event", c.id)
	}
	return e.written(), nil
}

func (s *Stripe) listEvents(c *stripeCall) (any, *stripeError) {
	wanted := map[string]bool{}
	for name, values := range c.form {
		if name == "type" || strings.HasPrefix(name, "types[") {
			wanted[values[0]] = true
		}
	}
	if len(wanted) > 20 {
		return nil, invalid("", "types", "There are more than 20 types.")
	}
	delivered := c.form.Get("delivery_success")
	old := c.now.AddDate(0, 0, -30)
	return page(c, &s.events, func(e *stripeEvent) time.Time { return e.at }, func(e *stripeEvent) bool {
		return e.at.After(old) && (len(wanted) == 0 || wanted[e.kind]) && (delivered == "" || delivered == strconv.FormatBool(e.acked))
	}, (*stripeEvent).written)
}

// written is an event in Stripe's words.
func (e *stripeEvent) written() map[string]any {
	var w map[string]any
	dec := json.NewDecoder(bytes.NewReader(e.body))
	dec.UseNumber()
	_ = dec.Decode(&w) // it is ours
	w["pending_webhooks"] = map[bool]int{false: 1}[e.acked]
	return w
}
