package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// PayPalWebhook is an event as it is posted, signed anew.
type PayPalWebhook struct {
	ID, Kind string // "PAYMENT.CAPTURE.COMPLETED"
	At       time.Time
	Header   http.Header
	Body     []byte
}

// paypalEvent is something that happened.
type paypalEvent struct {
	id, kind string
	at       time.Time
	body     []byte
	order    *paypalOrder
	acked    bool // the shop answered it with 2xx
}

// happens records an event.
func (p *PayPal) happens(o *paypalOrder, kind string, at time.Time, resource string, object map[string]any) {
	e := &paypalEvent{id: "WH-" + p.create("9U"), kind: kind, at: at, order: o}
	e.body, _ = json.Marshal(map[string]any{ // cannot fail: strings, numbers and maps of them
		"id": e.id, "event_version": "1.0", "create_time": at.UTC().Format("2006-01-02T15:04:05.000Z"), "resource_type": resource, "resource_version": "2.0",
		"event_type": kind, "summary": "Something happened.", "resource": object,
	})
	p.events = append(p.events, e)
}

// Sign returns the headers of a webhook of this account's, signed at a time.
func (p *PayPal) Sign(at time.Time, body []byte) http.Header {
	return p.cfg.Keys.Sign(p.cfg.WebhookID, at, body)
}

// Webhooks returns what happened to an order, oldest first, whether or not it was
// delivered, signed now.
func (p *PayPal) Webhooks(order string) []PayPalWebhook {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.cfg.Now()
	p.lapse(now)
	var all []PayPalWebhook
	for _, e := range p.events {
		if e.order.id == order {
			all = append(all, PayPalWebhook{e.id, e.kind, e.at, p.Sign(now, e.body), bytes.Clone(e.body)})
		}
	}
	return all
}

// Deliver posts what the shop has not acknowledged yet, once each, and returns an
// error that says how many it still has not. By the faults, an event comes twice
// (FaultRepeat), after all others (FaultLate), or never (FaultMiss).
func (p *PayPal) Deliver(ctx context.Context) error {
	p.mu.Lock()
	p.lapse(p.cfg.Now())
	var first, last []*paypalEvent
	for _, e := range p.events {
		if e.acked {
			continue
		}
		switch p.faults.next(doings, e.kind).Kind {
		case FaultLate:
			last = append(last, e)
		case FaultMiss:
			e.acked = true // as far as PayPal can tell
		case FaultRepeat:
			first = append(first, e, e)
		default:
			first = append(first, e)
		}
	}
	p.mu.Unlock()
	failed := map[string]bool{}
	for _, e := range slices.Concat(first, last) {
		ok := p.post(ctx, e)
		p.mu.Lock()
		e.acked = e.acked || ok
		p.mu.Unlock()
		failed[e.id] = !ok
	}
	n := 0
	for _, yes := range failed {
		if yes {
			n++
		}
	}
	if n > 0 {
		return fmt.Errorf("simulator: the shop does not take %d of %d events", n, len(failed))
	}
	return nil
}

func (p *PayPal) post(ctx context.Context, e *paypalEvent) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.cfg.WebhookURL, bytes.NewReader(e.body))
	if err != nil {
		return false
	}
	r.Header = p.Sign(p.cfg.Now(), e.body)
	answer, err := p.cfg.HTTPClient.Do(r)
	if err != nil {
		return false
	}
	defer func() { _ = answer.Body.Close() }()                       // it was only read
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxBody)) // so that the connection serves again
	return answer.StatusCode/100 == 2
}

// list is a page of events, the newest first.
func (p *PayPal) list(c *paypalCall) (int, any, *paypalError) {
	q := c.r.URL.Query()
	from, err := time.Parse(time.RFC3339, q.Get("start_time"))
	to := c.now
	if text := q.Get("end_time"); text != "" && err == nil {
		to, err = time.Parse(time.RFC3339, text)
	}
	size, errSize := strconv.Atoi(q.Get("page_size"))
	skip, _ := strconv.Atoi(q.Get("skip")) // ours, in the link to the next page
	const most = 30 * 24 * time.Hour
	if err != nil || errSize != nil || size < 1 || from.After(to) || c.now.Sub(from) > most {
		return 0, nil, malformedIssue("INVALID_PARAMETER_VALUE", "start_time")
	}
	var all []any
	for _, e := range slices.Backward(p.events) {
		if !e.at.Before(from) && !e.at.After(to) {
			all = append(all, json.RawMessage(e.body))
		}
	}
	page := map[string]any{"count": 0, "events": []any{}}
	if skip = min(skip, len(all)); len(all[skip:]) > 0 {
		rest := all[skip:]
		shown := rest[:min(size, len(rest))]
		page["events"], page["count"] = shown, len(shown)
		if len(rest) > len(shown) {
			q.Set("skip", strconv.Itoa(skip+len(shown)))
			page["links"] = []map[string]string{{"rel": "next", "href": paypalAPI + c.r.URL.Path + "?" + q.Encode()}}
		}
	}
	return http.StatusOK, page, nil
}
