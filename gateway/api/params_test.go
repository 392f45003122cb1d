package api

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/gateway/internal/problem"
)

type someParams struct {
	Ref   string `path:"ref"`
	After string `query:"after"`
	Limit int    `query:"limit" default:"50"`
}

func TestReadParams(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]someParams{
		"": {"r/1", "", 50}, "?limit=7&after=x%20y": {"r/1", "x y", 7}, "?limit=-3": {"r/1", "", -3}, "?after=": {"r/1", "", 50},
	} {
		var got someParams
		if err := readParams(request(query), &got); err != nil {
			t.Errorf("%s: %v", query, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
	}
	for query, field := range map[string]string{
		"?limit=x": "limit", "?limit=1.5": "limit", "?limit=99999999999999999999": "limit", "?limit=1&limit=2": "limit",
		"?after=%ff": "after", "?Limit=1": "Limit", "?x=1": "x", "?%ff=1": "a parameter",
	} {
		p := problem.From(readParams(request(query), new(someParams)))
		if p.Code != problem.Invalid || len(p.Fields) != 1 || p.Fields[0].Field != field {
			t.Errorf("%s: %v, want a problem of %s", query, p.Fields, field)
		}
	}
}

func request(query string) *http.Request {
	r := httptest.NewRequest("GET", "/orders/x"+query, nil)
	r.SetPathValue("ref", "r/1")
	return r
}
