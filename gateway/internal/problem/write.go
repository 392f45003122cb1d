package problem

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"time"
)

// Request is what is known of one request beside itself: its id, and the
// problem it ended with, for whoever writes the log.
type Request struct {
	ID      string
	Problem *Error
}

type requestKey struct{}

// With returns a context that carries a Request, for Write to find.
func With(ctx context.Context, r *Request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// Of returns the Request of a context, an empty one where there is none.
func Of(ctx context.Context) *Request {
	if r, ok := ctx.Value(requestKey{}).(*Request); ok {
		return r
	}
	return &Request{}
}

// ContentType is that of a Document.
const ContentType = "application/problem+json"

// Document is the body of an answer, RFC 9457.
type Document struct {
	Type      string  `json:"type"`
	Title     string  `json:"title"`
	Status    int     `json:"status"`
	Detail    string  `json:"detail,omitempty" description:"What was wrong, in one sentence."`
	Code      Code    `json:"code" description:"What kind of problem it is, for programs."`
	RequestID string  `json:"request_id,omitempty" description:"Names the request in the shop's log."`
	Errors    []Field `json:"errors,omitempty" description:"The fields that are missing or wrong."`
}

// Write answers a request with a problem document and remembers the problem
// for the log.
func Write(w http.ResponseWriter, r *http.Request, err error) {
	p := From(err)
	if p.Code == Unavailable && r.Context().Err() != nil {
		p = &Error{Code: Closed, Err: err}
	}
	req := Of(r.Context())
	req.Problem = p
	h := w.Header()
	h.Set("Content-Type", ContentType)
	h.Set("Cache-Control", "no-store")
	h.Del("ETag")
	if p.Code == Unsigned {
		h.Set("WWW-Authenticate", "Bearer")
	}
	if p.Code == TooMany || p.Code == Unavailable {
		h.Set("Retry-After", seconds(cmp.Or(p.After, retry)))
	}
	w.WriteHeader(p.Code.Status())
	body, _ := json.Marshal(Document{ // strings and numbers only: it cannot fail
		Type: "urn:sauda:problem:" + string(p.Code), Title: kinds[p.Code].title, Status: p.Code.Status(),
		Detail: p.Detail, Code: p.Code, RequestID: req.ID, Errors: p.Fields,
	})
	_, _ = w.Write(append(body, '\n')) // a client that is gone needs no answer
}

// seconds rounds up, as Retry-After has whole seconds.
func seconds(d time.Duration) string {
	return strconv.Itoa(max(1, int(math.Ceil(d.Seconds()))))
}
