package simulator

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// most is how many events one webhook holds.
const most = 8

// queue is events of one shopper that are delivered in order.
type queue struct {
	events []*Event
	busy   bool
}

// put appends an event to a queue and sees to it that it is delivered. It is
// called with p.mu held.
func (p *Parcel) put(q *queue, e *Event) {
	q.events = append(q.events, e)
	if !q.busy {
		q.busy = true
		p.background(func() { p.drain(q) })
	}
}

func (p *Parcel) drain(q *queue) {
	for {
		p.mu.Lock()
		n := min(len(q.events), most)
		batch := q.events[:n:n]
		q.events = q.events[n:]
		if n == 0 {
			q.busy = false
		}
		p.mu.Unlock()
		if n == 0 {
			return
		}
		p.deliver(batch)
	}
}

// alone delivers an event outside its queue, after a while. It is called with
// p.mu held.
func (p *Parcel) alone(e *Event, wait time.Duration) {
	p.background(func() {
		if p.pause(p.ctx, wait) {
			p.deliver([]*Event{e})
		}
	})
}

// deliver posts events until they are acknowledged, it is too late, or the
// platform is closed.
func (p *Parcel) deliver(batch []*Event) {
	wait, tried := p.cfg.Backoff, time.Duration(0)
	for !p.post(batch) {
		if tried > p.cfg.GiveUp || !p.pause(p.ctx, wait) {
			break
		}
		tried += wait
		wait = min(2*wait, 16*p.cfg.Backoff)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range batch {
		p.over(e)
	}
}

// over takes an event off those that wait, once.
func (p *Parcel) over(e *Event) {
	if e.over {
		return
	}
	e.over = true
	if p.waiting--; p.waiting == 0 {
		close(p.idle)
	}
}

// post makes one delivery and says whether the shop took it.
func (p *Parcel) post(batch []*Event) bool {
	p.mu.Lock()
	var all []map[string]any
	for _, e := range batch {
		e.Tries++
		all = append(all, p.written(e))
	}
	p.mu.Unlock()
	body, err := json.Marshal(map[string]any{"account": p.cfg.Account, "events": all})
	if err != nil {
		return true // nobody could take it
	}
	ok := p.request(body)
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range batch {
		if ok && e.Acked.IsZero() {
			e.Acked = p.cfg.Now()
			p.shopper(e.Shopper).changed()
		}
	}
	return ok
}

func (p *Parcel) request(body []byte) bool {
	r, err := http.NewRequestWithContext(p.ctx, http.MethodPost, p.cfg.WebhookURL, bytes.NewReader(body))
	if err != nil {
		return false
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Parcel-Signature", signature(p.cfg.Secret, p.cfg.Now(), body))
	answer, err := p.cfg.HTTPClient.Do(r)
	if err != nil {
		return false
	}
	defer func() { _ = answer.Body.Close() }()                       // it was only read
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxBody)) // so that the connection serves again
	return answer.StatusCode/100 == 2
}

// signature is the header of a webhook.
func signature(secret string, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t + "."))
	mac.Write(body)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}

// written is an event in the platform's words.
func (p *Parcel) written(e *Event) map[string]any {
	w := map[string]any{
		"id": e.ID, "type": e.Type, "at": e.At.UnixMilli(),
		"from": map[string]string{"id": e.Shopper, "name": e.Shopper, "locale": p.cfg.Locale},
	}
	add := func(name, value string) {
		if value != "" {
			w[name] = value
		}
	}
	add("text", e.Text)
	add("payload", e.Payload)
	add("referral", e.referral)
	add("edits", e.to)
	if s := e.status; s != nil {
		add("message_id", s.message)
		add("reference", s.reference)
		add("state", s.state)
		add("code", s.code)
	}
	return w
}

// status is a state of a message, and why it failed.
type status struct{ state, code string }

// statusOf is a status with the message that it is about.
type statusOf struct {
	status
	message, reference string
}

func statusEvent(r Received, s status, at time.Time) *Event {
	return &Event{
		ID: fmt.Sprintf("st-%s-%s-%s", r.ID, r.Reference, s.state), Shopper: r.Shopper, Type: "status", At: at,
		status: &statusOf{s, r.ID, r.Reference},
	}
}

// report tells the shop what became of a message, after a while.
func (p *Parcel) report(r Received, delay time.Duration, all ...status) {
	if p.cfg.Silent {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expect(len(all))
	p.background(func() {
		p.pause(p.ctx, delay)
		for _, s := range all {
			p.send(statusEvent(r, s, p.cfg.Now()))
		}
	})
}

// expect notes that there will be events to deliver.
func (p *Parcel) expect(n int) {
	if p.waiting == 0 {
		p.idle = make(chan struct{})
	}
	p.waiting += n
}

// send puts a status on its way, as the faults have it.
func (p *Parcel) send(e *Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch f := p.faults.next(statuses, e.Shopper); f.Kind {
	case FaultLoseStatus:
		p.over(e)
	case FaultLateStatus:
		p.alone(e, f.Wait)
	case FaultRepeatStatus:
		p.put(&p.shopper(e.Shopper).statuses, e)
		p.alone(e, f.Wait)
	default:
		p.put(&p.shopper(e.Shopper).statuses, e)
	}
}

// eager delivers the statuses of a message at once and waits for them.
func (p *Parcel) eager(ctx context.Context, r Received) {
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	done := make(chan struct{})
	p.mu.Lock()
	p.expect(2)
	p.background(func() {
		defer close(done)
		p.deliver([]*Event{statusEvent(r, status{state: "sent"}, p.cfg.Now()), statusEvent(r, status{state: "delivered"}, p.cfg.Now())})
	})
	p.mu.Unlock()
	select {
	case <-done:
	case <-ctx.Done():
	case <-p.ctx.Done():
	}
}
