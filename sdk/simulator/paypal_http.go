package simulator

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ServeHTTP is the API over the network.
func (p *PayPal) ServeHTTP(w http.ResponseWriter, r *http.Request) { serve(w, r, p.answer) }

// RoundTrip is the API and the certificates without a network. Give it to an
// adapter's client as its Transport.
func (p *PayPal) RoundTrip(r *http.Request) (*http.Response, error) {
	a, err := roundTrip(r, p.answer)
	if err != nil {
		return nil, err
	}
	return respond(r, a.status, a.header.Clone(), a.body), nil
}

// paypalKnown is what was answered to a request ID.
type paypalKnown struct {
	digest [sha256.Size]byte // of the request
	answer reply
	until  time.Time
}

// paypalError is a refusal in PayPal's words.
type paypalError struct {
	status       int
	name         string
	issue, field string
}

func (e *paypalError) reply() reply {
	body := map[string]any{"name": e.name, "message": "The request was not done.", "debug_id": "f3a8c9d1b7e24"}
	if e.issue != "" {
		body["details"] = []map[string]string{{"issue": e.issue, "field": e.field, "location": "body"}}
	}
	return paypalReply(e.status, body)
}

func paypalReply(status int, body any) reply {
	text, _ := json.Marshal(body) // cannot fail: strings, numbers and maps of them
	return reply{status: status, header: http.Header{"Content-Type": {"application/json"}, "Paypal-Debug-Id": {"f3a8c9d1b7e24"}}, body: text}
}

func malformedIssue(issue, field string) *paypalError {
	return &paypalError{http.StatusBadRequest, "INVALID_REQUEST", issue, field}
}

func unprocessable(issue, field string) *paypalError {
	return &paypalError{http.StatusUnprocessableEntity, "UNPROCESSABLE_ENTITY", issue, field}
}

func absent() *paypalError {
	return &paypalError{http.StatusNotFound, "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID", ""}
}

// paypalCall is one request.
type paypalCall struct {
	name, id string // "POST /v2/checkout/orders/{id}/capture"
	r        *http.Request
	body     []byte
	now      time.Time
}

// answer is what PayPal says to a request, once it says it.
func (p *PayPal) answer(ctx context.Context, r *http.Request, body []byte) reply {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests++
	c := &paypalCall{r: r, body: body, now: p.cfg.Now()}
	c.name, c.id = paypalName(r)
	p.lapse(c.now)
	switch {
	case "https://"+r.URL.Host+r.URL.Path == paypalCertificate && r.Method == http.MethodGet:
		return reply{status: http.StatusOK, header: http.Header{"Content-Type": {"application/pem-certificate-chain"}}, body: p.cfg.Keys.chain}
	case c.name == "POST /v1/oauth2/token":
		return p.login(c)
	}
	switch f := p.faults.next(requests, c.name); f.Kind {
	case FaultRefuse:
		return reply{broken: &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}}
	case FaultDrop:
		return reply{broken: errClosed}
	case FaultHang:
		p.mu.Unlock()
		<-ctx.Done()
		p.mu.Lock()
		return reply{broken: errClosed}
	case FaultBusy:
		return (&paypalError{http.StatusConflict, "RESOURCE_CONFLICT", "PREVIOUS_REQUEST_IN_PROGRESS", ""}).reply()
	case FaultFail:
		return (&paypalError{http.StatusInternalServerError, "INTERNAL_SERVER_ERROR", "", ""}).reply()
	case FaultLimit:
		return (&paypalError{http.StatusTooManyRequests, "RATE_LIMIT_REACHED", "", ""}).reply()
	case FaultLose:
		p.remembered(c)
		return reply{broken: errClosed}
	}
	return p.remembered(c)
}

// paypalName names a request by its route.
func paypalName(r *http.Request) (name, id string) {
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if len(parts) > 3 && parts[0] == "v2" {
		id, parts[3] = parts[3], "{id}"
	}
	return r.Method + " /" + strings.Join(parts, "/"), id
}

func (p *PayPal) login(c *paypalCall) reply {
	id, secret, _ := c.r.BasicAuth()
	same := subtle.ConstantTimeCompare([]byte(id+"\n"+secret), []byte(p.cfg.ClientID+"\n"+p.cfg.Secret)) == 1
	if !same || string(c.body) != "grant_type=client_credentials" || c.r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		return paypalReply(http.StatusUnauthorized, map[string]string{"error": "invalid_client", "error_description": "Client Authentication failed"})
	}
	p.made++
	token := "A21AA" + strconv.Itoa(p.made) + "-" + p.cfg.Secret
	p.tokens[token] = c.now.Add(p.cfg.TokenLife)
	return paypalReply(http.StatusOK, map[string]any{"access_token": token, "token_type": "Bearer", "expires_in": int(p.cfg.TokenLife.Seconds())})
}

// remembered answers a request that was made before as it was then, with 200; the
// state of things may be another by now.
func (p *PayPal) remembered(c *paypalCall) reply {
	bearer, _ := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	if !c.now.Before(p.tokens[bearer]) {
		return (&paypalError{http.StatusUnauthorized, "AUTHENTICATION_FAILURE", "", ""}).reply()
	}
	key := c.r.Header.Get("PayPal-Request-Id")
	if c.r.Method != http.MethodPost || key == "" {
		return p.do(c)
	}
	key, digest := c.name+" "+c.id+" "+key, sha256.Sum256(c.body)
	if before, ok := p.known[key]; ok && c.now.Before(before.until) {
		if before.digest != digest && !p.cfg.Careless {
			return p.refuse(c, unprocessable("PAYPAL_REQUEST_ID_PREVIOUSLY_USED", ""))
		}
		before.answer.status = min(before.answer.status, http.StatusOK)
		return before.answer
	}
	a := p.do(c)
	if a.status/100 == 2 {
		life := 6 * time.Hour
		if strings.Contains(c.name, "refund") {
			life = 45 * 24 * time.Hour
		}
		p.known[key] = paypalKnown{digest, a, c.now.Add(life)}
	}
	return a
}

// do does what a request asks for, unless a rule is broken.
func (p *PayPal) do(c *paypalCall) reply {
	does := map[string]func(*paypalCall) (int, any, *paypalError){
		"POST /v2/checkout/orders":               p.open,
		"GET /v2/checkout/orders/{id}":           p.show,
		"PATCH /v2/checkout/orders/{id}":         p.patch,
		"POST /v2/checkout/orders/{id}/capture":  p.capture,
		"GET /v1/notifications/webhooks-events":  p.list,
		"GET /v2/payments/captures/{id}":         p.showCapture,
		"POST /v2/payments/captures/{id}/refund": p.refund,
	}[c.name]
	if does == nil {
		return p.refuse(c, absent())
	}
	if e := c.check(); e != nil {
		return p.refuse(c, e)
	}
	status, body, e := does(c)
	switch {
	case e != nil:
		return p.refuse(c, e)
	case status == http.StatusNoContent:
		return reply{status: status, header: http.Header{}}
	}
	if o, ok := body.(map[string]any); ok && c.r.Method == http.MethodPost && c.r.Header.Get("Prefer") != "return=representation" {
		body = map[string]any{"id": o["id"], "status": o["status"], "links": o["links"]}
	}
	return paypalReply(status, body)
}

// refuse records a rule that was broken.
func (p *PayPal) refuse(c *paypalCall, e *paypalError) reply {
	if e.status == http.StatusBadRequest || e.status == http.StatusUnsupportedMediaType {
		p.refused = append(p.refused, PayPalRefusal{c.now, c.name, e.status, e.issue, e.field})
	}
	return e.reply()
}
