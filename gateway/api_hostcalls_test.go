package gateway

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
)

const usd1 = `{"minor":1,"currency":"USD"}`

// What the host calls and should not is refused, and the field named as it was
// sent; what is merely odd is taken as it is.
func TestAPIHostileCalls(t *testing.T) {
	t.Parallel()
	b := newAPI(t)
	b.calls(201, "PUT", "/products/cap1", cap1)
	b.calls(201, "POST", "/orders", `{"ref":"w1","total":`+usd1+`}`)
	long := strings.Repeat("z", 5000)
	cart := func(more string) string {
		return `{"contact":{"external_id":"ann"},"currency":"USD","lines":[]` + more + `}`
	}
	order := func(more string) string { return `{"ref":"w2","total":` + usd1 + more + `}` }
	link := func(more string) string { return `{"ref":"l1","title":"T","amount":` + usd1 + more + `}` }
	for _, c := range []struct {
		name, method, path, body, says string
	}{
		{"a cart's script", "POST", "/carts", cart(`,"url":"javascript:alert(1)"`), "url"},
		{"a cart's address turned round", "POST", "/carts", cart(`,"url":"https://shop.example/\u202e"`), "url"},
		{"a cart of tomorrow", "POST", "/carts", cart(`,"updated_at":"9999-01-01T00:00:00Z"`), "updated_at"},
		{"a cart of nobody", "POST", "/carts", `{"contact":null,"currency":"USD","lines":[]}`, "contact.external_id"},
		{"a cart without lines", "POST", "/carts", `{"contact":{"external_id":"ann"},"currency":"USD","lines":null}`, "lines"},
		{"fewer than none", "POST", "/carts", `{"contact":{"external_id":"ann"},"currency":"USD","lines":[{"product":"cap1","quantity":-9223372036854775808}]}`, "lines[0].quantity"},
		{"more than 64 bits in two lines", "POST", "/carts", `{"contact":{"external_id":"ann"},"currency":"USD","lines":[{"product":"cap1","quantity":1},{"product":"cap1","quantity":9223372036854775807}]}`, "lines[1].quantity"},
		{"what is not sold", "POST", "/carts", `{"contact":{"external_id":"ann"},"currency":"USD","lines":[{"product":"none","quantity":1}]}`, "lines[0].product"},
		{"a ref turned round", "POST", "/orders", `{"ref":"1\u202e00","total":` + usd1 + `}`, "ref"},
		{"a ref of two lines", "POST", "/orders", `{"ref":"1\u20282","total":` + usd1 + `}`, "ref"},
		{"a number of two lines", "POST", "/orders", order(`,"number":"1\u20282"`), "number"},
		{"an address with zeros", "POST", "/orders", order(`,"address":"a\u0000b"`), "address"},
		{"an address with escapes", "POST", "/orders", order(`,"address":"\u001b[31mb"`), "address"},
		{"a huge delivery", "POST", "/orders", order(`,"delivery":{"id":"` + long + `","name":"x","price":` + usd1 + `}`), "delivery.id"},
		{"a huge product", "POST", "/orders", order(`,"lines":[{"product":"` + long + `","title":"x","quantity":1,"price":` + usd1 + `}]`), "lines[0].product"},
		{"a huge variant", "POST", "/orders", order(`,"lines":[{"product":"p","variant":"` + long + `","title":"x","quantity":1,"price":` + usd1 + `}]`), "lines[0].product"},
		{"a line of too much", "POST", "/orders", order(`,"lines":[{"title":"x","quantity":2,"price":{"minor":9223372036854775807,"currency":"USD"}}]`), "lines[0].price"},
		{"less than nothing", "POST", "/orders", `{"ref":"w2","total":{"minor":-1,"currency":"USD"}}`, "total"},
		{"no currency of this world", "POST", "/orders", `{"ref":"w2","total":{"minor":1,"currency":"XXX"}}`, "total.currency"},
		{"a state of our own", "POST", "/orders", order(`,"state":"placing"`), "state"},
		{"a script to follow", "PATCH", "/orders/w1", `{"status":"shipped","tracking":{"url":"javascript:alert(1)"}}`, "tracking.url"},
		{"a huge carrier", "PATCH", "/orders/w1", `{"status":"shipped","tracking":{"carrier":"` + long + `"}}`, "tracking.carrier"},
		{"a number turned round", "PATCH", "/orders/w1", `{"status":"shipped","tracking":"\u202e00"}`, "tracking.number"},
		{"misspelt tracking", "PATCH", "/orders/w1", `{"status":"shipped","tracking":{"Carrier":"a"}}`, "tracking"},
		{"doubled tracking", "PATCH", "/orders/w1", `{"status":"shipped","tracking":{"carrier":"a","carrier":"b"}}`, "tracking.carrier"},
		{"a link that is over", "POST", "/paylinks", link(`,"expires_at":"2001-01-01T00:00:00Z"`), "expires_at"},
		{"a link for ever", "POST", "/paylinks", link(`,"expires_at":"2999-01-01T00:00:00Z"`), "expires_at"},
		{"a title turned round", "POST", "/paylinks", `{"ref":"l1","title":"pay \u202e00.1","amount":` + usd1 + `}`, "title"},
		{"a link for nothing", "POST", "/paylinks", `{"ref":"l1","title":"T","amount":{"minor":0,"currency":"USD"}}`, "amount.minor"},
		{"a customer with spaces", "POST", "/contacts/%20u%20/deeplinks", `{}`, "external_id"},
		{"a long customer", "GET", "/contacts/" + strings.Repeat("u", 257), ``, "external_id"},
		{"another list's cursor", "GET", "/orders?after=AQAAAAAAAAA", ``, "after"},
	} {
		got := b.calls(422, c.method, c.path, c.body)
		if !strings.Contains(got, `"field":"`+c.says+`"`) || len(got) > 2000 {
			t.Errorf("%s: %s, want %s", c.name, got, c.says)
		}
	}
	for _, ref := range []string{"a/b", "a%2fb", "..", "a?b#c", "Заказ №1", "{ref}", "a+b", "<b>"} {
		body, _ := json.Marshal(map[string]any{"ref": ref, "total": map[string]any{"minor": 9223372036854775807, "currency": "USD"}})
		b.calls(201, "POST", "/orders", string(body))
		type view struct{ Ref string }
		if o := asks[view](b, 200, "GET", "/orders/"+strings.ReplaceAll(url.PathEscape(ref), ".", "%2e"), ""); o.Ref != ref {
			t.Errorf("%s is %q", ref, o.Ref)
		}
	}
	b.calls(404, "GET", "/orders/w2", "")   // nothing came of what was refused
	b.calls(404, "GET", "/paylinks/l1", "") // nor of that
}

// Of many at once under one ref, one makes what is asked; the same again finds
// it, and another amount is refused. It matters not which Idempotency-Key.
func TestAPISameRefAtOnce(t *testing.T) {
	t.Parallel()
	b := newAPI(t)
	answers := map[string]int{}
	urls := map[string]bool{}
	var all sync.WaitGroup
	var mu sync.Mutex
	for i := range 24 {
		all.Go(func() {
			body := fmt.Sprintf(`{"ref":"R-1","title":"T","amount":{"minor":%d,"currency":"USD"}}`, 100+i%2)
			res, got := b.do("POST", "/api/v1/paylinks", body, "Authorization", "Bearer "+apiKey, "Idempotency-Key", fmt.Sprint(i%4))
			var link struct{ URL string }
			_ = json.Unmarshal([]byte(got), &link) // a problem has none
			mu.Lock()
			defer mu.Unlock()
			answers[fmt.Sprint(i%2, " ", res.StatusCode)]++
			urls[link.URL] = true
		})
	}
	all.Wait()
	delete(urls, "")
	refused := answers["0 409"] + answers["1 409"]
	if len(urls) != 1 || refused != 12 || answers["0 409"] != 0 && answers["1 409"] != 0 {
		t.Errorf("%d links; by amount and status: %v", len(urls), answers)
	}
}
