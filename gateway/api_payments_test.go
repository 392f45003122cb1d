package gateway

import (
	"path"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/gateway/api"
	"github.com/sauda-commerce/sauda/sdk/checkout"
)

type paidOrder struct {
	State, Reason  string
	Paid, Refunded struct{ Minor int64 }
}

// transfers makes a pay link of 25.00 in two lines, chooses to pay it by a
// transfer, and says that it is paid; it returns the link's token.
func (b *backend) transfers(ref string) string {
	b.t.Helper()
	link := asks[struct{ URL string }](b, 201, "POST", "/paylinks", `{"ref":"`+ref+`","amount":{"minor":2500,"currency":"USD"},
		"lines":[{"title":"Cap","quantity":3,"price":{"minor":500,"currency":"USD"}},{"title":"Mug","quantity":1,"price":{"minor":1000,"currency":"USD"}}]}`)
	token := path.Base(link.URL)
	if _, err := b.shop.OpenPayLink(b.t.Context(), token, checkout.Choice{Provider: "manual-kaspi"}); err != nil {
		b.t.Fatal(err)
	}
	if err := b.shop.AddReceipt(b.t.Context(), token, []byte("\x89PNG\r\n\x1a\n<script>alert(1)</script>")); err != nil {
		b.t.Fatal(err)
	}
	return token
}

func paymentAnswers(b *backend) {
	b.t.Helper()
	b.transfers("T-1")
	waiting := asks[struct {
		Data []struct {
			Provider   string
			OnDelivery bool `json:"on_delivery"`
			Receipts   int
			Order      struct{ Ref string }
		}
		Next string
	}](b, 200, "GET", "/payments/waiting", "")
	if len(waiting.Data) != 1 || waiting.Data[0].Provider != "manual-kaspi" || waiting.Data[0].OnDelivery || waiting.Data[0].Receipts != 1 || waiting.Data[0].Order.Ref != "T-1" {
		b.t.Errorf("waiting: %+v", waiting)
	}
	b.receiptAnswers("T-1")
	b.calls(422, "POST", "/orders/T-1/payment", `{}`)
	for range 2 {
		if o := asks[paidOrder](b, 200, "POST", "/orders/T-1/payment", b.example("POST", "/orders/{ref}/payment")); o.State != "paid" || o.Paid.Minor != 2500 {
			b.t.Errorf("confirmed: %+v", o)
		}
	}
	b.objects("Order T-1 is paid already; money that came is given back by a refund.", "/orders/T-1/payment", `{"paid":false}`)
	type refund struct {
		State  string
		Amount struct{ Minor int64 }
		Lines  []struct{ Line, Quantity int }
	}
	for range 2 {
		if got := asks[refund](b, 200, "POST", "/orders/T-1/refunds", b.example("POST", "/orders/{ref}/refunds")); got.Amount.Minor != 500 || len(got.Lines) != 1 {
			b.t.Errorf("given back: %+v", got)
		}
	}
	b.objects("The key is that of another refund of order T-1: give this one a key of its own.", "/orders/T-1/refunds", `{"key":"return-1","amount":{"minor":1,"currency":"USD"}}`)
	b.objects("Of the money for order T-1 only 20.00 USD is left to give back.", "/orders/T-1/refunds", `{"key":"more","amount":{"minor":2001,"currency":"USD"}}`)
	b.calls(200, "POST", "/orders/T-1/refunds", `{"key":"rest"}`)
	b.becomes("T-1", "refunded")
	for method, path := range map[string]string{"POST": "/orders/none/payment", "GET": "/orders/none/receipts"} {
		b.calls(404, method, path, `{"paid":true}`)
	}
	b.calls(404, "POST", "/orders/none/refunds", `{"key":"a"}`)
	b.calls(404, "POST", "/paylinks/none/send", "")
	b.calls(201, "POST", "/paylinks", `{"ref":"T-2","title":"T","amount":{"minor":1,"currency":"USD"}}`)
	b.calls(409, "POST", "/paylinks/T-2/send", "") // it is nobody's
	b.calls(409, "POST", "/paylinks/T-1/send", "") // it is paid
	b.sends()
}

// objects posts what cannot be as things stand, and wants to hear why.
func (b *backend) objects(why, path, body string) {
	b.t.Helper()
	if p := asks[struct{ Detail string }](b, 409, "POST", path, body); p.Detail != why {
		b.t.Errorf("%s %s: %q, want %q", path, body, p.Detail, why)
	}
}

// sends has the link of a shopper who chats sent once more.
func (b *backend) sends() {
	b.t.Helper()
	v := b.visitor()
	b.calls(204, "POST", "/contacts/link", `{"conversation":"`+v.conversation+`","contact":{"external_id":"u-send"}}`)
	v.says("hello", "")
	b.calls(201, "POST", "/paylinks", `{"ref":"T-3","title":"Repair","amount":{"minor":700,"currency":"USD"},"contact":{"external_id":"u-send"}}`)
	v.reads("Repair")
	b.calls(200, "POST", "/paylinks/T-3/send", "")
	v.reads("Repair")
}

func (b *backend) receiptAnswers(ref string) {
	b.t.Helper()
	list := asks[struct {
		Data []struct {
			ID, Type string
			Size     int
		}
	}](b, 200, "GET", "/orders/"+ref+"/receipts", "")
	if len(list.Data) != 1 || list.Data[0].Type != "image/png" {
		b.t.Fatalf("receipts: %+v", list)
	}
	res, body := b.do("GET", "/api/v1/orders/"+ref+"/receipts/"+list.Data[0].ID, "", "Authorization", "Bearer "+apiKey)
	if res.StatusCode != 200 || len(body) != list.Data[0].Size || !strings.HasPrefix(body, "\x89PNG") {
		b.t.Errorf("the receipt: %d, %d bytes", res.StatusCode, len(body))
	}
	for name, want := range map[string]string{
		"Content-Type": "application/octet-stream", "Content-Disposition": `attachment; filename="` + list.Data[0].ID + `.png"`,
		"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "no-store",
	} {
		if got := res.Header.Get(name); got != want {
			b.t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	b.seen["GET /orders/{ref}/receipts/{id} 200"] = true
	b.calls(404, "GET", "/orders/"+ref+"/receipts/none", "")
}

// becomes waits until an order is in a state: timers bring it there.
func (b *backend) becomes(ref, state string) {
	b.t.Helper()
	var o paidOrder
	for range 1200 {
		if o = asks[paidOrder](b, 200, "GET", "/orders/"+ref, ""); o.State == state {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	b.t.Errorf("%s is %+v, want %s", ref, o, state)
}

// What is asked of payments and makes no sense is refused with the field.
func TestAPIHostilePayments(t *testing.T) {
	t.Parallel()
	b := newAPI(t)
	b.transfers("T-1")
	verdict, refunds := "/orders/T-1/payment", "/orders/T-1/refunds"
	long := strings.Repeat("z", 5000)
	for _, c := range []struct{ name, path, body, says string }{
		{"neither yes nor no", verdict, `{"by":"Dana"}`, "paid"},
		{"a null", verdict, `{"paid":null}`, "paid"},
		{"perhaps", verdict, `{"paid":"perhaps"}`, "paid"},
		{"nothing came", verdict, `{"paid":true,"amount":{"minor":0,"currency":"USD"}}`, "amount"},
		{"less than nothing came", verdict, `{"paid":true,"amount":{"minor":-1,"currency":"USD"}}`, "amount"},
		{"another currency came", verdict, `{"paid":true,"amount":{"minor":2500,"currency":"KZT"}}`, "amount"},
		{"a long name", verdict, `{"paid":true,"by":"` + long + `"}`, "by"},
		{"a name of two lines", verdict, `{"paid":true,"by":"a\nb"}`, "by"},
		{"misspelt", verdict, `{"payed":true}`, "payed"},
		{"no key", refunds, `{}`, "key"},
		{"a long key", refunds, `{"key":"` + long + `"}`, "key"},
		{"a key of two lines", refunds, `{"key":"a\nb"}`, "key"},
		{"a line before the first", refunds, `{"key":"a","lines":[{"line":-1,"quantity":1}]}`, "lines[0].line"},
		{"no pieces", refunds, `{"key":"a","lines":[{"line":0,"quantity":0}]}`, "lines[0].quantity"},
		{"fewer than none", refunds, `{"key":"a","lines":[{"line":0,"quantity":-9223372036854775808}]}`, "lines[0].quantity"},
		{"more than 64 bits", refunds, `{"key":"a","lines":[{"line":0,"quantity":9223372036854775807}]}`, "lines[0].quantity"},
		{"many lines", refunds, `{"key":"a","lines":[` + strings.Repeat(`{"line":0,"quantity":1},`, 200) + `{"line":0,"quantity":1}]}`, "lines"},
		{"a negative sum", refunds, `{"key":"a","amount":{"minor":-1,"currency":"USD"}}`, "amount"},
		{"a sum and lines", refunds, `{"key":"a","amount":{"minor":1,"currency":"USD"},"lines":[{"line":0,"quantity":1}]}`, "amount"},
	} {
		got := b.calls(422, "POST", c.path, c.body)
		if !strings.Contains(got, `"field":"`+c.says+`"`) || len(got) > 2000 {
			t.Errorf("%s: %s, want %s", c.name, got, c.says)
		}
	}
	b.calls(409, "POST", refunds, `{"key":"a"}`) // it is not paid
	for _, after := range []string{"x", "MQ", "MCBv", "LTEgbw", strings.Repeat("A", 3000)} {
		b.calls(422, "GET", "/payments/waiting?after="+after, "")
	}
	if o := asks[paidOrder](b, 200, "GET", "/orders/T-1", ""); o.State != "processing" {
		t.Errorf("after what was refused: %+v", o)
	}
	if o := asks[paidOrder](b, 200, "POST", verdict, `{"paid":true,"amount":{"minor":1,"currency":"USD"}}`); o.State != "processing" || o.Reason != checkout.HeldAmount {
		t.Errorf("another sum: %+v", o)
	}
	for _, body := range []string{`{"key":"a","lines":[{"line":2,"quantity":1}]}`, `{"key":"a","delivery":true}`} {
		b.calls(409, "POST", refunds, body)
	}
}

// A key for pay links does not reach people's money.
func TestAPIPaymentsScope(t *testing.T) {
	t.Parallel()
	key := api.Key{Name: "links", Key: strings.Repeat("n", 32), Scopes: []api.Scope{api.PayLinks, api.Orders}}
	s := newSite(t, "/chat", Options{API: API{Keys: []api.Key{key}}})
	for _, c := range [][2]string{{"GET", "/payments/waiting"}, {"POST", "/orders/x/payment"}, {"POST", "/orders/x/refunds"}, {"GET", "/orders/x/receipts"}, {"GET", "/orders/x/receipts/y"}} {
		res, body := s.do(c[0], "/api/v1"+c[1], `{}`, "Authorization", "Bearer "+key.Key)
		if res.StatusCode != 403 || !strings.Contains(body, `scope \"payments\"`) {
			t.Errorf("%s %s: %d %s", c[0], c[1], res.StatusCode, body)
		}
	}
}
