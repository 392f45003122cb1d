package api

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// The page names every operation and field of the document, and says when no
// key is there to use it with.
func TestPage(t *testing.T) {
	t.Parallel()
	for _, keyed := range []bool{true, false} {
		d, err := newDocs(Config{BaseURL: "https://shop.example/chat"}, keyed)
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		d.servePage(w, httptest.NewRequest("GET", "/api/docs", nil))
		body := w.Body.String()
		if w.Code != 200 || strings.Contains(body, "no API keys yet") == keyed {
			t.Fatalf("keyed %v: %d %.300s", keyed, w.Code, body)
		}
		for _, o := range operations() {
			if !strings.Contains(body, `id="`+o.id+`"`) || !strings.Contains(body, "<code>"+o.path+"</code>") {
				t.Errorf("%s is not on the page", o.id)
			}
		}
		for _, want := range []string{"https://shop.example/chat/api/v1", "lines[].quantity", "Idempotency-Key", "list of object", "string or object", "variants[].offer.price.minor", "integer, 1 to 100, by default 50", "unlimited | counted", "text | number | bool", "texts by language", "or one text, an address"} {
			if !strings.Contains(body, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		if strings.Contains(body, "<script") || strings.Contains(body, "style=") {
			t.Error("the page has what its policy forbids")
		}
	}
}
