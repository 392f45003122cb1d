package api

import (
	"context"
	"net/http"

	"github.com/sauda-commerce/sauda/gateway/internal/problem"
)

// operation is one route: what serves it and what the document says of it.
type operation struct {
	method, path string // "/orders/{ref}", below Base
	id           string // "putOrder", unique
	scope        Scope
	summary      string // a few words
	about        string // a few sentences; may be empty
	params       any    // zero struct with path and query tags; nil: none
	example      any    // of the body; nil: there is none
	answers      []answer
	problems     []problem.Code // beside those that every operation may have
	serve        func(h *Handler, r *http.Request, body []byte) (status int, answer any, err error)
}

// answer is one way to be answered.
type answer struct {
	status int
	about  string
	body   any // an example; nil: there is none
}

// none is the body, or the parameters, of what has none.
type none struct{}

// serves completes an operation with the function that does it: params and
// body are read, checked and handed over.
func serves[P, B any](o operation, do func(ctx context.Context, h *Handler, params P, body B) (int, any, error)) operation {
	var p P
	if _, no := any(p).(none); !no {
		o.params = p
	}
	o.serve = func(h *Handler, r *http.Request, raw []byte) (int, any, error) {
		var params P
		var body B
		if err := readParams(r, &params); err != nil {
			return 0, nil, err
		}
		if err := h.decoder.Validate(&params); err != nil {
			return 0, nil, err
		}
		if err := h.decoder.Decode(raw, &body); err != nil {
			return 0, nil, err
		}
		return do(r.Context(), h, params, body)
	}
	return o
}

// made is the status of a POST that made something, or found it made.
func made(created bool) int {
	if created {
		return http.StatusCreated
	}
	return http.StatusOK
}

// Page is one page of a list.
type Page[T any] struct {
	Data []T    `json:"data"`
	Next string `json:"next" description:"The cursor of the next page, for \"after\"; empty on the last."`
}

// listParams are those of every list.
type listParams struct {
	After string `query:"after" validate:"max=2048" description:"The cursor \"next\" of the page before; left out, the first page."`
	Limit int    `query:"limit" default:"50" validate:"min=1,max=100" description:"At most so many."`
}

// List is a whole list.
type List[T any] struct {
	Data []T `json:"data"`
}
