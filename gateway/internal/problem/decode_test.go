package problem

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type nested struct {
	Lines []struct {
		Quantity int     `json:"quantity" validate:"min=1,max=99"`
		Share    float64 `json:"share"`
	} `json:"lines" validate:"max=3,dive"`
	At   time.Time         `json:"at,omitzero"`
	More map[string]string `json:"more"`
	On   *bool             `json:"on"`
}

// What is wrong deep inside a body is named by its place.
func TestDecodeNamesPlaces(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]Field{
		`{"lines":[{"quantity":1},{"quantity":0}]}`:    {"lines[1].quantity", "must be at least 1"},
		`{"lines":[{"quantity":1},{"quantity":"2"}]}`:  {"lines[1].quantity", "must be a whole number, not too large"},
		`{"lines":[{"quantity":1.5}]}`:                 {"lines[0].quantity", "must be a whole number, not too large"},
		`{"lines":[{"quantity":1e400}]}`:               {"lines[0].quantity", "must be a whole number, not too large"},
		`{"lines":[{"quantity":9223372036854775808}]}`: {"lines[0].quantity", "must be a whole number, not too large"},
		`{"lines":[{"share":1e999}]}`:                  {"lines[0].share", "must be a number"},
		`{"lines":[{"quantity":1,"price":2}]}`:         {"lines[0].price", "is not a field of this request"},
		`{"lines":[{"Quantity":1}]}`:                   {"lines[0].Quantity", "is not a field of this request"},
		`{"lines":[{"quantity":1,"quantity":2}]}`:      {"lines[0].quantity", "is there twice"},
		`{"lines":[{"quantity":1,"\u0071uantity":2}]}`: {"lines[0].quantity", "is there twice"},
		`{"lines":{}}`:            {"lines", "must be a list"},
		`{"lines":[{},{},{},{}]}`: {"lines", "must be at most 3 items long"},
		`{"at":"yesterday"}`:      {"at", "must be a time like 2026-11-24T12:00:00Z"},
		`{"at":1764000000}`:       {"at", "must be a time like 2026-11-24T12:00:00Z"},
		`{"more":{"a":1}}`:        {"more.a", "must be a string"},
		`{"more":{"` + strings.Repeat("x", 2000) + `":1}}`: {"a field", "must be a string"},
		`{"` + strings.Repeat("x", 2000) + `":1}`:          {"a field", "is not a field of this request"},
		`{"on":"yes"}`:               {"on", "must be true or false"},
		`{"more":[]}`:                {"more", "must be an object"},
		`{"more":{"a":"x","a":"y"}}`: {"more.a", "is there twice"},
		`{"lines":[` + strings.Repeat(`{"quantity":1},`, 5) + `0]}`: {"lines[5]", "must be an object"},
	} {
		p := From(NewDecoder().Decode([]byte(body), new(nested)))
		if p == nil || p.Code != Invalid {
			t.Errorf("%.80s: %v, want %v", body, p, want)
			continue
		}
		if diff := cmp.Diff(want, p.Fields[0]); diff != "" {
			t.Errorf("%.80s: %s", body, diff)
		}
	}
	for _, body := range []string{`{"lines":NaN}`, `{"lines":[{"quantity":Infinity}]}`, "{\"more\":{\"a\":\"\xff\"}}", `null`, `"x"`, `{} {}`, `{"a":}`,
		strings.Repeat(`{"more":`, 20_000), strings.Repeat(`[`, 20_000), `{"more":{"a":"\ud800"}}`, "\xef\xbb\xbf{}", `{'on':true}`} {
		p := From(NewDecoder().Decode([]byte(body), new(nested)))
		if p == nil || p.Code != Malformed && p.Code != Invalid {
			t.Errorf("%.80s: %v, want malformed", body, p)
		}
		if p != nil && p.Err != nil {
			t.Errorf("%.80s: the log would repeat what was sent: %v", body, p.Err)
		}
	}
}

// FuzzDecode: whatever comes is a body or a problem of the client's, and a
// problem does not repeat more than the name of a field.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{``, `{}`, `{"lines":[{"quantity":1}]}`, `{"lines":[{"quantity":1,"quantity":1}]}`, `{"at":"x"}`, `{"more":{"/~0":1}}`, `null`, "\x00", `{"on":null}`, `{"lines":null}`} {
		f.Add([]byte(s))
	}
	d := NewDecoder()
	f.Fuzz(func(t *testing.T, body []byte) {
		err := d.Decode(body, new(nested))
		if err == nil {
			return
		}
		p := From(err)
		if p.Code != Malformed && p.Code != Invalid {
			t.Fatalf("%q: %v", body, err)
		}
		w := httptest.NewRecorder()
		Write(w, httptest.NewRequest("POST", "/", nil), err)
		if w.Body.Len() > 4000 {
			t.Fatalf("%q: an answer of %d bytes", body, w.Body.Len())
		}
	})
}
