package pay

import (
	"bytes"
	"fmt"
	"math"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// two are ways to pay: by card, and by a transfer that a person confirms.
var two = []checkout.Way{
	{Provider: "stripe", Title: map[string]string{"": "Card", "ru": "Карта"}, Chosen: true},
	{Provider: "manual-kaspi", Title: map[string]string{"": "Kaspi <i>transfer</i>"}, Manual: true},
}

func post(t testing.TB, f *fake, kind, body string) *httptest.ResponseRecorder {
	t.Helper()
	return postTo(t, f, "/shop/pay/good", kind, body)
}

func postTo(t testing.TB, f *fake, target, kind, body string) *httptest.ResponseRecorder {
	t.Helper()
	h, err := New(f, &url.URL{Scheme: "https", Host: "chat.shop.example"}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /shop/pay/{token}", func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, MaxBody) // as the gateway does
		h.Pay(w, r)
	})
	r := httptest.NewRequest("POST", "http://internal:8080"+target, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w
}

const plainForm = "application/x-www-form-urlencoded"

// Where there are several ways, one form has them all, and works without a
// script; where there is one, nothing is to choose.
func TestWays(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.view.Ways = two
	for _, c := range []struct{ path, checked string }{
		{"/pay/good", "stripe"}, {"/pay/good?way=manual-kaspi", "manual-kaspi"}, {"/pay/good?way=stripe", "stripe"}, {"/pay/good?way=%3Cb%3E", "stripe"},
	} {
		body := serve(t, f, "GET", c.path).Body.String()
		if strings.Count(body, "<form") != 1 || strings.Count(body, `<input type="radio"`) != 2 || strings.Count(body, " checked>") != 1 ||
			!strings.Contains(body, `name="way" value="`+c.checked+`" checked`) {
			t.Errorf("%s: %s", c.path, body)
		}
		if strings.Contains(body, "on the next page") {
			t.Errorf("%s: a transfer is not paid on the next page", c.path)
		}
		for _, want := range []string{`name="total" value="43066 USD"`, "Kaspi &lt;i&gt;transfer&lt;/i&gt;", "How would you like to pay?"} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: no %q", c.path, want)
			}
		}
	}
	f.view.Order.Details.Locale = "ru"
	if body := serve(t, f, "GET", "/pay/good").Body.String(); !strings.Contains(body, "Карта") {
		t.Error("the ways are not in her language")
	}
	f.view.Ways = two[:1]
	if body := serve(t, f, "GET", "/pay/good").Body.String(); strings.Contains(body, `<input type="radio"`) {
		t.Error("one way is to be chosen from")
	}
	f.view.Order.Details.Locale = "en"
	if body := serve(t, f, "GET", "/pay/good").Body.String(); !strings.Contains(body, "on the next page") {
		t.Error("no word of the provider's page")
	}
}

// Beside how to pay by hand stand the other ways alone, and a wish for the one
// that is open already is none.
func TestOtherWays(t *testing.T) {
	t.Parallel()
	f := byHand(t, open)
	f.view.Ways = []checkout.Way{
		{Provider: "stripe"}, {Provider: "manual-kaspi", Manual: true, Chosen: true}, {Provider: "paypal"},
	}
	for path, checked := range map[string]string{"/pay/good": "stripe", "/pay/good?way=paypal": "paypal", "/pay/good?way=manual-kaspi": "stripe"} {
		body := serve(t, f, "GET", path).Body.String()
		if strings.Contains(body, `type="radio" name="way" value="manual-kaspi"`) || strings.Count(body, `<input type="radio"`) != 2 || !strings.Contains(body, `value="`+checked+`" checked`) {
			t.Errorf("%s: %s", path, body)
		}
	}
	f.view.Ways = f.view.Ways[:2]
	if body := serve(t, f, "GET", "/pay/good").Body.String(); !strings.Contains(body, `value="stripe" checked`) || !strings.Contains(body, "Pay another way") {
		t.Errorf("one other way: %s", body)
	}
	f.view.Ways = f.view.Ways[1:]
	if body := serve(t, f, "GET", "/pay/good").Body.String(); strings.Contains(body, "another way") {
		t.Errorf("no other way: %s", body)
	}
}

// A receipt that came is spoken of, and another may come.
func TestReceiptCame(t *testing.T) {
	t.Parallel()
	f := byHand(t, processing)
	for receipts, want := range map[int][]string{
		0: {"A person of the shop looks whether your payment has arrived", "Receipt, if you have it", "Send the receipt"},
		2: {"Thank you, we have your receipt.", "Another receipt", "Send another receipt"},
	} {
		f.view.Receipts = receipts
		body := serve(t, f, "GET", "/pay/good").Body.String()
		for _, want := range want {
			if !strings.Contains(body, want) {
				t.Errorf("%d receipts: no %q in %s", receipts, want, body)
			}
		}
	}
	f.view.Receipts, f.view.Order.Conversation, f.view.Order.Origin = 2, "", order.FromHost
	if body := serve(t, f, "GET", "/pay/good").Body.String(); !strings.Contains(body, "we have your receipt") || strings.Contains(body, "chat tells you") {
		t.Errorf("without a chat: %s", body)
	}
}

// What was chosen and seen is what is opened; what no page of ours has sent
// opens nothing.
func TestChoice(t *testing.T) {
	t.Parallel()
	usd := money.New(43066, "USD")
	for _, c := range []struct {
		kind, body string
		want       checkout.Choice
		status     int
	}{
		{"", "", checkout.Choice{}, 303},
		{"application/json", `{"way":"x"}`, checkout.Choice{}, 303},
		{plainForm, "", checkout.Choice{}, 303},
		{plainForm, "way=stripe&total=43066+USD", checkout.Choice{Provider: "stripe", Total: usd}, 303},
		{plainForm, "total=9223372036854775807+USD", checkout.Choice{Total: money.New(math.MaxInt64, "USD")}, 303},
		{plainForm, "total=9223372036854775808+USD", checkout.Choice{}, 409},
		{plainForm, "way=&total=", checkout.Choice{}, 303},
		{plainForm, "total=43066+USD&total=1+USD", checkout.Choice{Total: usd}, 303},
		{plainForm, "total=-1+USD", checkout.Choice{}, 409},
		{plainForm, "total=99999999999999999999+USD", checkout.Choice{}, 409},
		{plainForm, "total=43066+usd", checkout.Choice{}, 409},
		{plainForm, "total=43066", checkout.Choice{}, 409},
		{plainForm, "way=" + strings.Repeat("x", 300), checkout.Choice{}, 409},
		{plainForm, "way=%zz", checkout.Choice{}, 400},
		{plainForm, "way=" + strings.Repeat("x", 1<<20), checkout.Choice{}, 413},
		{"multipart/form-data; boundary=x", "--x\r\nbroken", checkout.Choice{}, 400},
		{"multipart/form-data", "", checkout.Choice{}, 400},
	} {
		f := newFake(t)
		w := post(t, f, c.kind, c.body)
		if w.Code != c.status || f.choice != c.want || f.opened != map[int]int{303: 1}[c.status] {
			t.Errorf("%s %.40q: %d, opened %d with %+v", c.kind, c.body, w.Code, f.opened, f.choice)
		}
		if c.status != 303 && !strings.Contains(w.Body.String(), "<h1>") {
			t.Errorf("%s %.40q: no page: %s", c.kind, c.body, w.Body)
		}
	}
}

// What a messenger or a mangled copy hung onto the link does not keep anybody
// from paying, and chooses nothing.
func TestChoiceBesideTheAddress(t *testing.T) {
	t.Parallel()
	for _, query := range []string{"?a=1&amp;b=2", "?100%", "?%zz", "?way=paypal&total=1+USD&do=claim", "?return=0;x"} {
		f := newFake(t)
		w := postTo(t, f, "/shop/pay/good"+query, plainForm, "way=stripe&total=43066+USD")
		want := checkout.Choice{Provider: "stripe", Total: money.New(43066, "USD")}
		if w.Code != 303 || f.choice != want {
			t.Errorf("%s: %d with %+v: %s", query, w.Code, f.choice, w.Body)
		}
	}
}

// Another price than she saw is shown before it is asked for.
func TestChanged(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.view.Ways = two
	f.view.Changes = []quote.Change{
		{Kind: quote.ChangePrice, Title: "Ridge 2 <b>", Was: usd(19900), Is: usd(20900)}, {Kind: quote.ChangeTotal, Was: usd(43066), Is: usd(45066)},
	}
	f.view.Quote.Total = usd(45066)
	body := serve(t, f, "GET", "/pay/good").Body.String()
	for _, want := range []string{"Since this link was sent", "Ridge 2 &lt;b&gt;: $209.00 instead of $199.00.", "The total is $450.66 instead of $430.66.", "Pay $450.66", `value="45066 USD"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in %s", want, body)
		}
	}
	f.openErr = &checkout.Refusal{Reason: checkout.ReasonChanged}
	w := post(t, f, plainForm, "total=43066+USD")
	if w.Code != 409 || !strings.Contains(w.Body.String(), `role="alert">The price has changed meanwhile`) || !strings.Contains(w.Body.String(), "Pay $450.66") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// Another page is open elsewhere: she hears where and until when.
func TestOpenElsewhere(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.view.Ways = two
	f.openErr = &checkout.Refusal{Reason: checkout.ReasonOpenElsewhere, At: checkout.Opened{URL: "https://pay.example/1", Provider: "stripe"}, Until: f.view.Order.PayExpires}
	w := post(t, f, plainForm, "way=manual-kaspi")
	if w.Code != 409 || !strings.Contains(w.Body.String(), "A payment by “Card” is open until 30 November 2026") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// png is the least picture.
var png = []byte("\x89PNG\r\n\x1a\n0000")

func byHand(t testing.TB, state string) *fake {
	f := newFake(t)
	f.view.State, f.view.Ways = state, two
	f.view.Instructions = &payments.Instructions{Text: "Open <b>Kaspi</b>.\nSend it.", Phone: "+7 701 555 01 43", QR: png, URL: "javascript:alert(1)"}
	return f
}

// How to pay by hand: in the owner's words, with everything that it takes, and
// no word of "paid" before a person says so.
func TestManual(t *testing.T) {
	t.Parallel()
	f := byHand(t, open)
	w := serve(t, f, "GET", "/pay/good?return=0")
	body := w.Body.String()
	for _, want := range []string{
		"How to pay", "Open &lt;b&gt;Kaspi&lt;/b&gt;.", "Send it.", `href="tel:&#43;77015550143"`, "&#43;7 701 555 01 43", "$430.66", ">1001<",
		`src="data:image/png;base64,`, `name="do" value="claim"`, "I have paid", `enctype="multipart/form-data"`, `name="receipt"`,
		"Another way to pay", "Pay another way",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Contains(body, "javascript:") || strings.Contains(body, "http-equiv") || strings.Contains(body, "Paid") {
		t.Errorf("the page: %s", body)
	}
	if policy := w.Header().Get("Content-Security-Policy"); !strings.HasSuffix(policy, "; img-src data:") {
		t.Errorf("policy %q", policy)
	}
	if policy := serve(t, newFake(t), "GET", "/pay/good").Header().Get("Content-Security-Policy"); strings.Contains(policy, "img-src") {
		t.Errorf("policy without a picture: %q", policy)
	}
	for state, want := range map[string]string{processing: "Awaiting confirmation", paid: "Paid. Thank you", cancelled: "Order cancelled"} {
		body := serve(t, byHand(t, state), "GET", "/pay/good").Body.String()
		if !strings.Contains(body, want) || strings.Contains(body, "I have paid") || (state == processing) != strings.Contains(body, "Send the receipt") {
			t.Errorf("%s: %s", state, body)
		}
	}
}

// multi is a form with a file; nil is one that was not chosen.
func multi(t testing.TB, do string, file []byte) (kind, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("receipt", "../../r.png")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(file)
	if do != "" {
		_ = w.WriteField("do", do)
	}
	_ = w.Close()
	return w.FormDataContentType(), b.String()
}

// Her word and her receipt lead back to the page, which is named so that a shop
// below any path works; what is wrong with a receipt is said.
func TestClaim(t *testing.T) {
	t.Parallel()
	large := make([]byte, 2*checkout.MaxReceipt)
	for _, c := range []struct {
		name, do string
		file     []byte
		err      error
		status   int
		alert    string
		claimed  int
	}{
		{"her word", "claim", nil, nil, 303, "", 1},
		{"a receipt", "claim", png, nil, 303, "", 0},
		{"a receipt later", "", png, nil, 303, "", 0},
		{"no receipt", "", nil, nil, 422, "Choose a photo", 0},
		{"no picture", "claim", []byte("hello"), fmt.Errorf("x: %w", checkout.ErrReceiptType), 422, "no picture", 0},
		{"too large", "claim", large, checkout.ErrReceiptSize, 413, "too large", 0},
		{"enough", "claim", png, checkout.ErrReceiptMany, 409, "enough", 0},
		{"nothing to pay by hand", "claim", nil, &checkout.Refusal{Reason: checkout.ReasonNotOpen}, 409, "choose first", 1},
		{"expired", "claim", nil, &checkout.Refusal{Reason: checkout.ReasonExpired}, 409, "no longer valid", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := byHand(t, open)
			f.sayErr = c.err
			kind, body := multi(t, c.do, c.file)
			w := post(t, f, kind, body)
			if w.Code != c.status || f.claimed != c.claimed || f.opened != 0 || !strings.Contains(w.Body.String(), c.alert) {
				t.Errorf("%d, claimed %d, opened %d: %s", w.Code, f.claimed, f.opened, w.Body)
			}
			if c.status == 303 && w.Header().Get("Location") != "good" {
				t.Errorf("leads to %q", w.Header().Get("Location"))
			}
			if c.file != nil && (len(f.receipt) == 0 || len(f.receipt) > checkout.MaxReceipt+1) {
				t.Errorf("%d bytes of a receipt", len(f.receipt))
			}
		})
	}
	f := byHand(t, open)
	kind, body := multi(t, "claim", make([]byte, MaxBody))
	if w := post(t, f, kind, body); w.Code != 413 || f.receipt != nil || !strings.Contains(w.Body.String(), "at most 5 MB") {
		t.Errorf("more than all: %d", w.Code)
	}
	if w := post(t, f, plainForm, "do=claim"); w.Code != 303 || f.claimed != 1 {
		t.Errorf("without a file: %d", w.Code)
	}
}

// A way that the page itself tells of leads back to it.
func TestManualWay(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.address, f.way = "", "manual-kaspi"
	if w := post(t, f, plainForm, "way=manual-kaspi"); w.Code != 303 || w.Header().Get("Location") != "good" {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
}

// A paid order says how it was paid, and what of the money goes back.
func TestPaidPage(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.view.State, f.view.Paid = paid, &two[1]
	f.view.Order.RefundedAmount = usd(1000)
	f.view.Order.Refunds = []order.Refund{
		{Amount: usd(1000), State: payments.RefundSucceeded}, {Amount: usd(250), State: payments.RefundPending}, {Amount: usd(7), State: payments.RefundFailed},
	}
	body := serve(t, f, "GET", "/pay/good").Body.String()
	for _, want := range []string{"Part of your money, $10.00, was given back", "Paid by", "Kaspi &lt;i&gt;", "Given back", "$10.00", "On its way back to you", "$2.50", "$430.66"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in %s", want, body)
		}
	}
}

// A page of the shop's own that knows nothing of paying by hand gives way to
// ours where that is told, and keeps the rest.
func TestOwnLookByHand(t *testing.T) {
	t.Parallel()
	for html, own := range map[string]bool{
		mine: false,
		mine + `{{with .Manual}}{{range .Text}}{{.}}{{end}}{{.Phone}}<form method="post">{{.Claim}}</form>{{end}}`: true,
	} {
		h, err := New(byHand(t, open), &url.URL{Scheme: "https", Host: "shop.example"}, files(html, ""), "")
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest("GET", "/pay/good", nil)
		r.SetPathValue("token", "good")
		w := httptest.NewRecorder()
		h.Show(w, r)
		if got := strings.Contains(w.Body.String(), "Our own"); got != own || !strings.Contains(w.Body.String(), "I have paid") {
			t.Errorf("own page %v: %s", got, w.Body)
		}
	}
}

func FuzzForm(f *testing.F) {
	kind, body := multi(f, "claim", png)
	f.Add(kind, body)
	f.Add(plainForm, "way=stripe&total=43066+USD&do=claim")
	f.Add("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"receipt\"\r\n\r\n\r\n--x--")
	f.Add("multipart/form-data; boundary=", "--")
	f.Fuzz(func(t *testing.T, kind, body string) {
		r := httptest.NewRequest("POST", "/pay/good", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		got, err := read(r)
		if len(got.choice.Provider) > maxField && err == nil || got.receipt != nil && len(got.receipt) == 0 {
			t.Errorf("%+v %v", got, err)
		}
		if total, ok := total(totalField(got.choice.Total)); got.choice.Total.Currency != "" && (!ok || total != got.choice.Total) {
			t.Errorf("the total %v does not come back", got.choice.Total)
		}
	})
}
