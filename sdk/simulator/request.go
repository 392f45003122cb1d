package simulator

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// reply is an answer, or the way in which there is none.
type reply struct {
	status  int
	header  http.Header
	body    []byte
	trickle bool
	broken  error // the connection ends instead
}

var errClosed = errors.New("simulator: connection closed without an answer")

// refusal is an answer in the platform's words.
func refusal(status int, code string) reply {
	body, _ := json.Marshal(map[string]any{"error": map[string]string{"code": code}}) // cannot fail: strings
	return reply{status: status, body: body}
}

func tooMany(wait time.Duration, scope string) reply {
	body, _ := json.Marshal(map[string]any{"error": map[string]string{"code": "too_many", "scope": scope}}) // cannot fail: strings
	seconds := strconv.Itoa(int(math.Ceil(wait.Seconds())))
	return reply{status: http.StatusTooManyRequests, header: http.Header{"Retry-After": {seconds}}, body: body}
}

// answer is what the platform says to a request, once it says it.
func (p *Parcel) answer(ctx context.Context, r *http.Request, body []byte) reply {
	token := []byte("Bearer " + p.cfg.Token)
	switch {
	case subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), token) == 0:
		return p.refuse(outgoing{}, http.StatusUnauthorized, "bad_token")
	case r.Method != http.MethodPost:
		return p.refuse(outgoing{}, http.StatusMethodNotAllowed, "bad_method")
	case len(body) > maxBody:
		return p.refuse(outgoing{}, http.StatusRequestEntityTooLarge, "too_large")
	case r.Header.Get("Content-Type") != "application/json":
		return p.refuse(outgoing{}, http.StatusUnsupportedMediaType, "bad_type")
	}
	var m outgoing
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return p.refuse(outgoing{}, http.StatusBadRequest, "bad_json")
	}
	switch r.URL.Path {
	case "/v1/messages":
		return p.message(ctx, m)
	case "/v1/typing":
		return p.typing(m)
	}
	return p.refuse(m, http.StatusNotFound, "bad_path")
}

// refuse records that a rule was broken.
func (p *Parcel) refuse(m outgoing, status int, code string) reply {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refused = append(p.refused, Refusal{At: p.cfg.Now(), Shopper: m.To, Reference: m.Reference, Status: status, Code: code})
	return refusal(status, code)
}

func (p *Parcel) typing(m outgoing) reply {
	if code := checkTo(m.To); code != "" {
		return p.refuse(m, http.StatusBadRequest, code)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shopper(m.To).typing++
	return reply{status: http.StatusNoContent}
}

// message takes a message, unless a rule or a fault is in the way.
func (p *Parcel) message(ctx context.Context, m outgoing) reply {
	if code := m.check(); code != "" {
		return p.refuse(m, http.StatusBadRequest, code)
	}
	f, wait, scope := p.admit(m)
	if wait > 0 {
		return tooMany(wait, scope)
	}
	switch f.Kind {
	case FaultRefuse:
		return reply{broken: &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}}
	case FaultDrop:
		return reply{broken: errClosed}
	case FaultHang:
		return p.hang(ctx)
	case FaultFail:
		return refusal(http.StatusInternalServerError, "unavailable")
	}
	r, status, code := p.accept(m, f.Kind)
	if code != "" {
		return p.refuse(m, status, code)
	}
	a := p.tell(ctx, f, r)
	if ctx.Err() != nil { // nobody waited so long
		p.lose(r)
	}
	return a
}

// lose notes that the shop did not get the answer for a message.
func (p *Parcel) lose(r Received) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, i := range slices.Backward(p.shopper(r.Shopper).received) {
		if m := &p.received[i]; m.ID == r.ID && m.Reference == r.Reference {
			m.Lost = true
			return
		}
	}
}

// admit counts a request and says which fault hits it, or how long it has to
// wait, for whom.
func (p *Parcel) admit(m outgoing) (f Fault, wait time.Duration, scope string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, s := p.cfg.Now(), p.shopper(m.To)
	if wait = p.early(s, m, now); wait > 0 {
		if s.until.After(p.pace.until) {
			return Fault{}, wait, "address"
		}
		return Fault{}, wait, ""
	}
	if wait = p.pace.take(now); wait > 0 {
		return Fault{}, wait, ""
	}
	f = p.faults.next(requests, m.To)
	if f.Kind != FaultLimit {
		return f, 0, ""
	}
	p.limit(s, f.Shopper != "", now, f.Wait)
	if f.Shopper != "" {
		scope = "address"
	}
	return Fault{}, max(f.Wait, time.Second), scope
}

// accept makes a message one that the shopper has received; or says why not.
func (p *Parcel) accept(m outgoing, k FaultKind) (Received, int, string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.shopper(m.To)
	switch {
	case s.left:
		return Received{}, http.StatusForbidden, "blocked"
	case s.optedOut:
		return Received{}, http.StatusForbidden, "opted_out"
	}
	r := Received{
		At: p.cfg.Now(), Reference: m.Reference, Shopper: m.To, Lost: k == FaultLose || k == FaultTrickle,
		Text: m.Text, Cards: m.Cards, Buttons: m.Buttons, Link: m.Link, Media: m.Media,
	}
	if m.Replaces != "" {
		if r.ID = p.idOf(s, m.Replaces); r.ID == "" {
			return Received{}, http.StatusBadRequest, "no_such_message"
		}
		r.Edit = true
	} else {
		s.got++
		r.ID = fmt.Sprintf("pm-%s-%d", m.To, s.got)
	}
	if k != FaultBounce {
		s.received = append(s.received, len(p.received))
		p.received = append(p.received, r)
		s.changed()
	}
	return r, 0, ""
}

// idOf is the platform's id of what a shopper received under a reference.
func (p *Parcel) idOf(s *shopper, reference string) string {
	for _, i := range s.received {
		if p.received[i].Reference == reference {
			return p.received[i].ID
		}
	}
	return ""
}

// tell answers for a message that was taken.
func (p *Parcel) tell(ctx context.Context, f Fault, r Received) reply {
	body, _ := json.Marshal(map[string]string{"message_id": r.ID}) // cannot fail: a string
	ok := reply{status: http.StatusOK, header: http.Header{"Content-Type": {"application/json"}}, body: body}
	switch f.Kind {
	case FaultBounce:
		p.report(r, 0, status{"failed", "undeliverable"})
		return ok
	case FaultEager:
		if !p.cfg.Silent {
			p.eager(ctx, r)
		}
		return ok
	}
	p.report(r, p.cfg.StatusDelay, status{state: "sent"}, status{state: "delivered"})
	switch f.Kind {
	case FaultLose:
		return reply{broken: errClosed}
	case FaultTrickle:
		ok.trickle = true
	case FaultSlow:
		if !p.pause(ctx, f.Wait) {
			return reply{broken: errors.Join(errClosed, ctx.Err())}
		}
	}
	return ok
}

// hang waits until nobody waits for it.
func (p *Parcel) hang(ctx context.Context) reply {
	select {
	case <-ctx.Done():
	case <-p.ctx.Done():
	}
	return reply{broken: errors.Join(errClosed, ctx.Err())}
}
