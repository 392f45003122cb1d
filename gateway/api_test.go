package gateway

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/sauda-commerce/sauda/gateway/api"
	"github.com/sauda-commerce/sauda/payments/manual"
	"github.com/sauda-commerce/sauda/sdk"
)

var apiKey = strings.Repeat("k", 32)

// newAPI serves a shop with one key for everything.
func newAPI(t *testing.T) *backend {
	t.Helper()
	kaspi, err := manual.New(manual.Config{Name: "Kaspi", Phone: "+7 701 000 00 00", Records: manual.NewMemory()})
	if err != nil {
		t.Fatal(err)
	}
	o := Options{API: API{Keys: []api.Key{{Name: "backend", Key: apiKey, Scopes: []api.Scope{api.All}}}}, Limits: Limits{API: 1000}}
	s := newSiteOf(t, "/chat", o, func(c *sdk.Config) { c.Payments = append(c.Payments, kaspi) })
	return &backend{site: s, spec: readSpec(t, s), seen: map[string]bool{}}
}

// backend is a program of the host's. Every answer it gets is held against the
// document.
type backend struct {
	*site
	spec *spec
	seen map[string]bool // "GET /orders 200"
}

// calls makes a request with the key and wants a status.
func (b *backend) calls(want int, method, path, body string, header ...string) string {
	b.t.Helper()
	res, got := b.do(method, "/api/v1"+path, body, append([]string{"Authorization", "Bearer " + apiKey}, header...)...)
	if res.StatusCode != want {
		b.t.Errorf("%s %s %.200s: %d %s, want %d", method, path, body, res.StatusCode, got, want)
	}
	if res.Header.Get("Cache-Control") != "no-store" {
		b.t.Errorf("%s %s: may be cached", method, path)
	}
	b.spec.check(b.t, b.seen, method, path, res, got)
	return got
}

// asks is calls, and reads the answer.
func asks[T any](b *backend, want int, method, path, body string, header ...string) (v T) {
	b.t.Helper()
	got := b.calls(want, method, path, body, header...)
	if err := json.Unmarshal([]byte(got), &v); err != nil {
		b.t.Fatalf("%s %s: %v: %s", method, path, err, got)
	}
	return v
}

// spec is the document that the gateway serves.
type spec struct {
	raw      any
	paths    map[string]map[string]json.RawMessage
	patterns map[string]*regexp.Regexp // path -> what it matches
	compiler *jsonschema.Compiler
}

func readSpec(t *testing.T, s *site) *spec {
	t.Helper()
	res, body := s.do("GET", "/api/openapi.json", "")
	if res.StatusCode != 200 {
		t.Fatalf("openapi.json: %d %s", res.StatusCode, body)
	}
	raw, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal([]byte(body), &doc); err != nil {
		t.Fatal(err)
	}
	sp := &spec{raw: raw, paths: doc.Paths, patterns: map[string]*regexp.Regexp{}, compiler: jsonschema.NewCompiler()}
	sp.compiler.AssertFormat()
	if err := sp.compiler.AddResource("urn:api", raw); err != nil {
		t.Fatal(err)
	}
	for path := range doc.Paths {
		sp.patterns[path] = regexp.MustCompile("^" + regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(path, "[^/]+") + "$")
	}
	return sp
}

var pointer = strings.NewReplacer("~", "~0", "/", "~1")

// check holds an answer against the document.
func (s *spec) check(t *testing.T, seen map[string]bool, method, path string, res *http.Response, body string) {
	t.Helper()
	path, _, _ = strings.Cut(path, "?")
	for pattern, matches := range s.patterns {
		if _, ok := s.paths[pattern][strings.ToLower(method)]; !ok || !matches.MatchString(path) {
			continue
		}
		seen[method+" "+pattern+" "+res.Status[:3]] = true
		s.checkBody(t, method, pattern, res, body)
		return
	}
	t.Errorf("%s %s is not in the document", method, path)
}

func (s *spec) checkBody(t *testing.T, method, pattern string, res *http.Response, body string) {
	t.Helper()
	where := "/paths/" + pointer.Replace(pattern) + "/" + strings.ToLower(method) + "/responses/" + res.Status[:3]
	if body == "" {
		if _, err := s.compiler.Compile("urn:api#" + where + "/content"); err == nil {
			t.Errorf("%s %s %s has no body", method, pattern, res.Status)
		}
		return
	}
	schema, err := s.compiler.Compile("urn:api#" + where + "/content/" + pointer.Replace(res.Header.Get("Content-Type")) + "/schema")
	if err != nil {
		t.Errorf("%s %s %s %s is not in the document: %v", method, pattern, res.Status, res.Header.Get("Content-Type"), err)
		return
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err == nil {
		err = schema.Validate(v)
	}
	if err != nil {
		t.Errorf("%s %s: the answer is not as documented: %v\n%s", method, pattern, err, body)
	}
}

// The document is one by the official schema of OpenAPI 3.1, and names the
// routes that there are, all of them and no others.
func TestAPIDocument(t *testing.T) {
	t.Parallel()
	b := newAPI(t)
	official, err := os.Open("testdata/openapi31.json")
	if err != nil {
		t.Fatal(err)
	}
	defer official.Close()
	raw, err := jsonschema.UnmarshalJSON(official)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("openapi31.json", raw); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("openapi31.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(b.spec.raw); err != nil {
		t.Error(err)
	}
	var documented, routed []string
	for path, methods := range b.spec.paths {
		for method := range methods {
			documented = append(documented, strings.ToUpper(method)+" /api/v1"+path)
		}
	}
	param := regexp.MustCompile(`:(\w+)`)
	for _, r := range routesOf(t, b.site) {
		if strings.Contains(r, " /api/v1") {
			routed = append(routed, param.ReplaceAllString(r, "{$1}"))
		}
	}
	slices.Sort(documented)
	slices.Sort(routed)
	if !slices.Equal(documented, routed) || len(routed) == 0 {
		t.Errorf("documented: %v\nrouted: %v", documented, routed)
	}
}

// The examples of the document are as its schemas say.
func TestAPIExamples(t *testing.T) {
	t.Parallel()
	b, examples := newAPI(t), 0
	for _, methods := range b.spec.raw.(map[string]any)["paths"].(map[string]any) {
		for _, o := range methods.(map[string]any) {
			examples += b.spec.examples(t, o)
		}
	}
	if examples < 10 {
		t.Errorf("%d examples", examples)
	}
}

// examples holds the examples below a value against the schemas beside them,
// and counts them.
func (s *spec) examples(t *testing.T, v any) (n int) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			n += s.examples(t, x)
		}
	case map[string]any:
		example, ok := v["example"]
		schema, _ := v["schema"].(map[string]any)
		if ref, is := schema["$ref"].(string); ok && is {
			schema, err := s.compiler.Compile("urn:api" + ref)
			if err == nil {
				err = schema.Validate(example)
			}
			if err != nil {
				t.Errorf("%s: %v", ref, err)
			}
			return 1
		}
		for _, x := range v {
			n += s.examples(t, x)
		}
	}
	return n
}

// Every answer that the document promises is given, and is as promised; the
// examples of the document are sent and understood.
func TestAPIAnswers(t *testing.T) {
	t.Parallel()
	b := newAPI(t)
	productAnswers(b)
	cartAnswers(b)
	orderAnswers(b)
	payLinkAnswers(b)
	paymentAnswers(b)
	contactAnswers(b)
	handoffAnswers(b)
	for path, methods := range b.spec.paths {
		for method, raw := range methods {
			var o struct{ Responses map[string]json.RawMessage }
			if err := json.Unmarshal(raw, &o); err != nil {
				t.Fatal(err)
			}
			for status := range o.Responses {
				if key := strings.ToUpper(method) + " " + path + " " + status; status < "300" && !b.seen[key] {
					t.Errorf("%s was never answered", key)
				}
			}
		}
	}
}

// example is the body that the document shows for an operation.
func (b *backend) example(method, path string) string {
	b.t.Helper()
	var o struct {
		RequestBody struct {
			Content map[string]struct{ Example json.RawMessage }
		}
	}
	if err := json.Unmarshal(b.spec.paths[path][strings.ToLower(method)], &o); err != nil {
		b.t.Fatal(err)
	}
	body := string(o.RequestBody.Content["application/json"].Example)
	if body == "" {
		b.t.Fatalf("%s %s has no example", method, path)
	}
	return body
}

func productAnswers(b *backend) {
	b.t.Helper()
	tent := b.example("PUT", "/products/{id}")
	b.calls(201, "PUT", "/products/tent-1", tent)
	b.calls(200, "PUT", "/products/tent-1", tent)
	b.calls(422, "PUT", "/products/tent-2", tent)
	b.calls(422, "PUT", "/products/tent-2", `{"title":"Tent","offer":{"price":{"minor":1,"currency":"KZT"}}}`)
	b.calls(422, "PUT", "/products/tent-2", `{"title":["Tent"]}`)
	b.calls(200, "POST", "/products", b.example("POST", "/products"))
	odd := "a%2Fb%20c%3F+%25d" // a/b c?+%d
	b.calls(201, "PUT", "/products/"+odd, `{"title":"Tent","offer":{"price":{"minor":1,"currency":"USD"},"stock":{}}}`)
	if got := asks[struct{ ID string }](b, 200, "GET", "/products/"+odd, ""); got.ID != "a/b c?+%d" {
		b.t.Errorf("the id came back as %q", got.ID)
	}
	got := asks[struct {
		Put    int
		Errors []struct {
			Index  int
			ID     string
			Fields []struct{ Field string }
		}
	}](b, 200, "POST", "/products", `{"products":[{"id":"x","title":"Good","offer":{"price":{"minor":1,"currency":"USD"},"stock":{}}},{"id":"y","title":"","offer":{"price":{"minor":-1,"currency":"USD"},"stock":{}}}]}`)
	if got.Put != 1 || len(got.Errors) != 1 || got.Errors[0].Index != 1 || got.Errors[0].ID != "y" || len(got.Errors[0].Fields) != 2 {
		b.t.Errorf("a good and a bad product: %+v", got)
	}
	b.calls(422, "POST", "/products", `{"products":[`+strings.Repeat(`{},`, 500)+`{}]}`)
	b.calls(422, "POST", "/products", `{}`)
	b.calls(422, "PUT", "/products/tent-2", `{"title":"Tent","offer":{"price":{"minor":1,"currency":"USD"},"stock":{"kind":"lots"}}}`)
	b.calls(400, "POST", "/products", `[1`)
	b.calls(413, "POST", "/products", `{"products":[`+strings.Repeat(" ", 1<<21)+`]}`)
	all := map[string]bool{}
	for next := ""; ; {
		page := asks[struct {
			Data []struct{ ID string }
			Next string
		}](b, 200, "GET", "/products?limit=100&after="+next, "")
		for _, p := range page.Data {
			if all[p.ID] {
				b.t.Errorf("%s is listed twice", p.ID)
			}
			all[p.ID] = true
		}
		if next = page.Next; next == "" {
			break
		}
	}
	if len(all) != b.shop.Catalog().Index().Len() || !all["a/b c?+%d"] {
		b.t.Errorf("%d products are listed, %d are sold", len(all), b.shop.Catalog().Index().Len())
	}
	b.calls(422, "GET", "/products?after=tent-1", "")
	b.calls(422, "GET", "/products?limit=101", "")
	b.calls(422, "GET", "/products?limit=0", "")
	b.calls(204, "DELETE", "/products/"+odd, "")
	b.calls(204, "DELETE", "/products/"+odd, "")
	b.calls(404, "GET", "/products/"+odd, "")
}

func cartAnswers(b *backend) {
	b.t.Helper()
	type cart struct {
		Lines []struct {
			Product  string
			Quantity int
			Price    struct{ Minor int64 }
		}
	}
	body := b.example("POST", "/carts")
	made := asks[cart](b, 201, "POST", "/carts", body)
	if len(made.Lines) != 1 || made.Lines[0].Quantity != 2 || made.Lines[0].Price.Minor != 19900 {
		b.t.Errorf("the cart is %+v", made)
	}
	b.calls(200, "POST", "/carts", body)
	older := `{"contact":{"external_id":"u-17"},"currency":"USD","lines":[],"updated_at":"2020-01-01T00:00:00Z"}`
	b.calls(409, "POST", "/carts", older)
	if got := asks[cart](b, 201, "POST", "/carts", `{"contact":{"external_id":"u-17"},"currency":"USD","lines":[]}`); len(got.Lines) != 0 {
		b.t.Errorf("an empty cart has %+v", got)
	}
	for body, field := range map[string]string{
		`{"contact":{"external_id":"u"},"currency":"USD"}`:                                                                               "lines",
		`{"contact":{},"currency":"USD","lines":[]}`:                                                                                     "contact.external_id",
		`{"contact":{"external_id":"u"},"currency":"KZT","lines":[]}`:                                                                    "currency",
		`{"contact":{"external_id":"u"},"currency":"USD","lines":[{"product":"none","quantity":1}]}`:                                     "lines[0].product",
		`{"contact":{"external_id":"u"},"currency":"USD","lines":[{"product":"tent-1","quantity":1},{"product":"tent-1","quantity":0}]}`: "lines[1].quantity",
		`{"contact":{"external_id":"u"},"currency":"USD","lines":[],"url":"javascript:alert(1)"}`:                                        "url",
	} {
		if got := b.calls(422, "POST", "/carts", body); !strings.Contains(got, `"field":"`+field+`"`) {
			b.t.Errorf("%s: %s, want a problem of %s", body, got, field)
		}
	}
}

func orderAnswers(b *backend) {
	b.t.Helper()
	type view struct {
		Ref, State string
		Total      struct{ Minor int64 }
	}
	body := b.example("POST", "/orders")
	if got := asks[view](b, 201, "POST", "/orders", body); got.Ref != "W-1001" || got.State != "paid" || got.Total.Minor != 39800 {
		b.t.Errorf("the order is %+v", got)
	}
	b.calls(200, "POST", "/orders", body)
	// Out of order and twice: it only goes forward.
	b.calls(200, "PATCH", "/orders/W-1001", b.example("PATCH", "/orders/{ref}"))
	b.calls(200, "PATCH", "/orders/W-1001", `{"status":"packed"}`)
	if got := b.calls(200, "PATCH", "/orders/W-1001", `{"status":"shipped","tracking":"https://dhl.example/JD0146"}`); !strings.Contains(got, `"shipped"`) {
		b.t.Errorf("it does not say that it is shipped: %s", got)
	}
	b.calls(422, "PATCH", "/orders/W-1001", `{"status":"lost"}`)
	b.calls(422, "PATCH", "/orders/W-1001", `{"status":"shipped","tracking":{"url":"javascript:alert(1)"}}`)
	b.calls(422, "PATCH", "/orders/W-1001", `{"status":"shipped","tracking":{"phone":"1"}}`)
	b.calls(404, "PATCH", "/orders/none", `{"status":"shipped"}`)
	b.calls(404, "GET", "/orders/none", "")
	for body, field := range map[string]string{
		`{"total":{"minor":1,"currency":"USD"}}`:                                                "ref",
		`{"ref":"x","total":{"minor":1,"currency":"XYZ"}}`:                                      "total.currency",
		`{"ref":"x","state":"lost","total":{"minor":1,"currency":"USD"}}`:                       "state",
		`{"ref":"x","total":{"minor":1,"currency":"USD"},"contact":{"phone":"12"}}`:             "contact.phone",
		`{"ref":"x","total":{"minor":1,"currency":"USD"},"lines":[{"title":"x","quantity":0}]}`: "lines[0].quantity",
	} {
		if got := b.calls(422, "POST", "/orders", body); !strings.Contains(got, `"field":"`+field+`"`) {
			b.t.Errorf("%s: %s, want a problem of %s", body, got, field)
		}
	}
	b.calls(201, "POST", "/orders", `{"ref":"R/2","total":{"minor":1,"currency":"USD"}}`)
	b.calls(200, "GET", "/orders/R%2F2", "")
	seen := map[string]bool{}
	for next := ""; ; {
		p := asks[struct {
			Data []view
			Next string
		}](b, 200, "GET", "/orders?limit=1&after="+next, "")
		for _, o := range p.Data {
			seen[o.Ref] = true
		}
		if next = p.Next; next == "" {
			break
		}
	}
	if !seen["W-1001"] || !seen["R/2"] {
		b.t.Errorf("listed are %v", seen)
	}
	b.calls(422, "GET", "/orders?after=nonsense", "")
}

func payLinkAnswers(b *backend) {
	b.t.Helper()
	type link struct {
		Ref, URL, State string
		Order           struct{ Number string }
	}
	made := asks[link](b, 201, "POST", "/paylinks", b.example("POST", "/paylinks"))
	again := asks[link](b, 200, "POST", "/paylinks", b.example("POST", "/paylinks"))
	if made != again || made.Ref != "INV-77" || made.State != "open" || made.Order.Number != "INV-77" {
		b.t.Errorf("made %+v, again %+v", made, again)
	}
	if res, body := b.do("GET", made.URL, ""); res.StatusCode != 200 || !strings.Contains(body, "Repair of a tent") {
		b.t.Errorf("the link shows %d %s", res.StatusCode, body)
	}
	b.calls(409, "POST", "/paylinks", `{"ref":"INV-77","amount":{"minor":1,"currency":"USD"},"title":"Other"}`)
	for body, field := range map[string]string{
		`{"amount":{"minor":1,"currency":"USD"},"title":"x"}`:                                                                                          "ref",
		`{"ref":"a","amount":{"minor":0,"currency":"USD"},"title":"x"}`:                                                                                "amount.minor",
		`{"ref":"a","amount":{"minor":1,"currency":"usd"},"title":"x"}`:                                                                                "amount.currency",
		`{"ref":"a","amount":{"minor":1,"currency":"USD"}}`:                                                                                            "title",
		`{"ref":"a","amount":{"minor":1,"currency":"USD"},"lines":[{"title":"x","quantity":1,"price":{"minor":2,"currency":"USD"}}]}`:                  "lines",
		`{"ref":"a","amount":{"minor":1,"currency":"USD"},"lines":[{"product":"none","title":"x","quantity":1,"price":{"minor":1,"currency":"USD"}}]}`: "lines[0].product",
		`{"ref":"a","amount":{"minor":1,"currency":"USD"},"title":"x","contact":{"phone":"12"}}`:                                                       "contact.phone",
		`{"ref":"a","amount":{"minor":1,"currency":"USD"},"title":"x","expires_at":"2001-01-01T00:00:00Z"}`:                                            "expires_at",
	} {
		if got := b.calls(422, "POST", "/paylinks", body); !strings.Contains(got, `"field":"`+field+`"`) {
			b.t.Errorf("%s: %s, want a problem of %s", body, got, field)
		}
	}
	odd := "R/1 2"
	b.calls(201, "POST", "/paylinks", `{"ref":"`+odd+`","amount":{"minor":900,"currency":"USD"},"lines":[{"title":"Cap","quantity":3,"price":{"minor":300,"currency":"USD"}}]}`)
	if got := asks[link](b, 200, "GET", "/paylinks/R%2F1%202", ""); got.Ref != odd {
		b.t.Errorf("the ref came back as %q", got.Ref)
	}
	for range 2 {
		if got := asks[link](b, 200, "DELETE", "/paylinks/R%2F1%202", ""); got.State != "cancelled" {
			b.t.Errorf("cancelled, it is %s", got.State)
		}
	}
	b.calls(404, "GET", "/paylinks/none", "")
	b.calls(404, "DELETE", "/paylinks/none", "")
}

func contactAnswers(b *backend) {
	b.t.Helper()
	v := b.visitor()
	b.calls(404, "GET", "/contacts/u-99", "")
	b.calls(204, "POST", "/contacts/link", `{"conversation":"`+v.conversation+`","contact":{"external_id":"u/99","name":"Ann Lee"}}`)
	got := asks[struct {
		ID, Name   string
		ExternalID string `json:"external_id"`
	}](b, 200, "GET", "/contacts/u%2F99", "")
	if got.ExternalID != "u/99" || got.Name != "Ann Lee" {
		b.t.Errorf("the contact is %+v", got)
	}
	b.calls(404, "POST", "/contacts/link", b.example("POST", "/contacts/link"))
	b.calls(422, "POST", "/contacts/link", `{"conversation":"`+v.conversation+`","contact":{}}`)
	b.calls(422, "POST", "/contacts/link", `{"contact":{"external_id":"u-99"}}`)
	link := asks[struct{ Token string }](b, 201, "POST", "/contacts/u-17/deeplinks", b.example("POST", "/contacts/{external_id}/deeplinks"), "Idempotency-Key", "mail-1")
	again := asks[struct{ Token string }](b, 201, "POST", "/contacts/u-17/deeplinks", b.example("POST", "/contacts/{external_id}/deeplinks"), "Idempotency-Key", "mail-1")
	if link != again || len(link.Token) < 30 {
		b.t.Errorf("the deep links %+v and %+v", link, again)
	}
	if other := asks[struct{ Token string }](b, 201, "POST", "/contacts/u-17/deeplinks", ""); other == link {
		b.t.Error("another deep link is the same")
	}
	for _, life := range []string{"soon", "-1h", "0s", "9999h"} {
		b.calls(422, "POST", "/contacts/u-17/deeplinks", `{"life":"`+life+`"}`)
	}
}

func handoffAnswers(b *backend) {
	b.t.Helper()
	v := b.visitor()
	if got := asks[struct{ Data []any }](b, 200, "GET", "/handoffs", ""); len(got.Data) != 0 {
		b.t.Errorf("conversations wait: %v", got)
	}
	path := "/conversations/" + v.conversation
	b.calls(409, "POST", path+"/messages", `{"id":"1","text":"Hello."}`)
	v.says("I want to talk to a person", "")
	got := asks[struct {
		Data []struct{ Conversation, Reason string }
	}](b, 200, "GET", "/handoffs?limit=1", "")
	if len(got.Data) != 1 || got.Data[0].Conversation != v.conversation {
		b.t.Fatalf("waiting: %+v", got)
	}
	b.calls(201, "POST", path+"/messages", `{"id":"1","staff":"Zoe","text":"Your parcel left."}`)
	b.calls(200, "POST", path+"/messages", `{"id":"1","staff":"Zoe","text":"Your parcel left."}`)
	b.calls(409, "POST", path+"/messages", `{"id":"1","staff":"Zoe","text":"It did not."}`)
	v.reads("Your parcel left.")
	all := asks[struct {
		Data []wireMessage
		Next string
	}](b, 200, "GET", path+"/messages?limit=2", "")
	if len(all.Data) != 2 || all.Next != "2" {
		b.t.Errorf("a page of 2: %+v", all)
	}
	all = asks[struct {
		Data []wireMessage
		Next string
	}](b, 200, "GET", path+"/messages?after=2", "")
	if last := all.Data[len(all.Data)-1]; all.Next != "" || !strings.Contains(last.Text, "Your parcel left.") || last.From != "staff" {
		b.t.Errorf("the last page: %+v", all)
	}
	b.calls(204, "POST", path+"/handback", `{"staff":"Zoe"}`)
	v.reads("the bot")
	b.calls(204, "POST", path+"/handback", ``)
	b.calls(404, "POST", "/conversations/none/handback", `{}`)
	b.calls(404, "GET", "/conversations/none/messages", "")
	b.calls(404, "POST", "/conversations/none/messages", `{"id":"1","text":"x"}`)
	b.calls(422, "POST", path+"/messages", `{"id":"2","text":" "}`)
	b.calls(422, "POST", path+"/messages", `{"text":"x"}`)
}

// reads waits for a new message, of whoever, that contains want.
func (v *visitor) reads(want string) {
	v.t.Helper()
	for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); {
		res, body := v.do("GET", fmt.Sprintf("/webchat/messages?after=%d&wait=5", v.seen), "", v.bearer()...)
		var in struct{ Messages []wireMessage }
		if err := json.Unmarshal([]byte(body), &in); err != nil || res.StatusCode != 200 {
			v.t.Fatalf("messages: %d %s", res.StatusCode, body)
		}
		for _, m := range in.Messages {
			v.seen = m.Seq
			if strings.Contains(m.Text, want) {
				return
			}
		}
	}
	v.t.Fatalf("never read %q", want)
}
