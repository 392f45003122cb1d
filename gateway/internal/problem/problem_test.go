package problem

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/channel"
)

type body struct {
	Name  string `json:"name" validate:"required,max=3"`
	Count int    `json:"count" validate:"max=9"`
}

func TestRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		body string
		code Code
		want []Field
	}{
		{`{"name":"a","count":1}`, "", nil},
		{``, Invalid, []Field{{"name", "is required"}}},
		{`{}`, Invalid, []Field{{"name", "is required"}}},
		{`{"name":"long","count":10}`, Invalid, []Field{{"name", "must be at most 3 characters long"}, {"count", "must be at most 9"}}},
		{`{"name":1}`, Invalid, []Field{{"name", "must be a string"}}},
		{`{"name":"a","extra":1}`, Invalid, []Field{{"extra", "is not a field of this request"}}},
		{`{`, Malformed, nil},
		{`[]`, Malformed, nil},
		{`nonsense`, Malformed, nil},
		{`{"name":"a"} {"name":"b"}`, Malformed, nil},
		{`{"name":"` + strings.Repeat("a", 200) + `"}`, TooLarge, nil},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("POST", "/", strings.NewReader(c.body))
		r.Body = http.MaxBytesReader(w, r.Body, 100)
		var into body
		err := NewDecoder().Read(r, &into)
		if c.code == "" {
			if err != nil || into != (body{"a", 1}) {
				t.Errorf("%s: %v, %+v", c.body, err, into)
			}
			continue
		}
		p := From(err)
		if p.Code != c.code {
			t.Errorf("%s: %s, want %s", c.body, p.Code, c.code)
		}
		if diff := cmp.Diff(c.want, p.Fields); diff != "" {
			t.Errorf("%s: %s", c.body, diff)
		}
	}
}

func TestBodyThatBreaksOff(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest("POST", "/", io.MultiReader(strings.NewReader("{"), broken{}))
	if _, err := Body(r); From(err).Code != Malformed {
		t.Errorf("Body = %v, want malformed", err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestWrite(t *testing.T) {
	t.Parallel()
	req := &Request{ID: "r1"}
	r := httptest.NewRequest("GET", "/", nil)
	r = r.WithContext(With(r.Context(), req))
	for _, c := range []struct {
		err    error
		status int
		header http.Header
	}{
		{New(NotFound, "No such."), 404, nil},
		{New(Unsigned, ""), 401, http.Header{"Www-Authenticate": {"Bearer"}}},
		{&Error{Code: TooMany, After: 1200 * time.Millisecond}, 429, http.Header{"Retry-After": {"2"}}},
		{&Error{Code: TooMany, After: time.Millisecond}, 429, http.Header{"Retry-After": {"1"}}},
		{&Error{Code: Unavailable}, 503, http.Header{"Retry-After": {"2"}}},
		{errors.New("password=hunter2"), 500, nil},
	} {
		w := httptest.NewRecorder()
		Write(w, r, c.err)
		var d Document
		if err := json.Unmarshal(w.Body.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		if w.Code != c.status || d.Status != c.status || d.RequestID != "r1" || d.Title == "" || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%v: %d %s", c.err, w.Code, w.Body)
		}
		for name, values := range c.header {
			if diff := cmp.Diff(values, w.Header()[name]); diff != "" {
				t.Errorf("%v: %s: %s", c.err, name, diff)
			}
		}
		if strings.Contains(w.Body.String(), "hunter2") {
			t.Errorf("the cause is in the answer: %s", w.Body)
		}
		if req.Problem == nil || !errors.Is(req.Problem, From(c.err)) && req.Problem.Code != From(c.err).Code {
			t.Errorf("%v: the log got %v", c.err, req.Problem)
		}
	}
}

// Each code has a row in the table, and no status stands for two of them.
func TestTable(t *testing.T) {
	t.Parallel()
	seen := map[int]Code{}
	for code, k := range kinds {
		if k.title == "" || k.status < 400 {
			t.Errorf("%s: %+v", code, k)
		}
		if other, ok := seen[k.status]; ok {
			t.Errorf("%s and %s share %d", code, other, k.status)
		}
		seen[k.status] = code
	}
	if Code("new").Status() != 500 {
		t.Error("an unknown code is not 500")
	}
}

func ExampleWrite() {
	w := httptest.NewRecorder()
	Write(w, httptest.NewRequest("POST", "/webchat/messages", nil), BadField("text", "is empty"))
	fmt.Println(w.Code, w.Header().Get("Content-Type"))
	fmt.Print(w.Body)
	// Output:
	// 422 application/problem+json
	// {"type":"urn:sauda:problem:invalid","title":"Some fields are missing or wrong.","status":422,"code":"invalid","errors":[{"field":"text","reason":"is empty"}]}
}

// A client that hung up is no failure of the shop's.
func TestWriteToNobody(t *testing.T) {
	t.Parallel()
	gone, hangUp := context.WithCancel(t.Context())
	hangUp()
	for name, c := range map[string]struct {
		ctx  context.Context
		err  error
		want int
	}{
		"hung up":                {gone, fmt.Errorf("read: %w", context.Canceled), 499},
		"stopped by us":          {t.Context(), context.Canceled, 503},
		"hung up, our mistake":   {gone, errors.New("a bug"), 500},
		"hung up, not signed in": {gone, channel.ErrSignature, 401},
	} {
		w := httptest.NewRecorder()
		Write(w, httptest.NewRequest("GET", "/", nil).WithContext(c.ctx), c.err)
		if w.Code != c.want {
			t.Errorf("%s: %d, want %d", name, w.Code, c.want)
		}
	}
}
