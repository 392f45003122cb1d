package simulator_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// What Stripe would not take is not taken here either.
func TestStripeIsStrict(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		spoil func(url.Values)
		code  string
	}{
		"unknown parameter":   {func(f url.Values) { f.Set("colour", "red") }, "parameter_unknown"},
		"missing parameter":   {func(f url.Values) { f.Del("mode") }, "parameter_missing"},
		"unknown mode":        {func(f url.Values) { f.Set("mode", "later") }, "invalid_request_error"},
		"a locale it has not": {func(f url.Values) { f.Set("locale", "kk") }, "invalid_request_error"},
		"half an hour less":   {func(f url.Values) { f.Set("expires_at", after(29*time.Minute)) }, "invalid_request_error"},
		"more than a day":     {func(f url.Values) { f.Set("expires_at", after(25*time.Hour)) }, "invalid_request_error"},
		"upper case":          {func(f url.Values) { f.Set("line_items[0][price_data][currency]", "USD") }, "invalid_request_error"},
		"tenths of a fils": {func(f url.Values) {
			f.Set("line_items[0][price_data][currency]", "kwd")
			f.Set("line_items[0][price_data][unit_amount]", "1234")
		}, "invalid_charge_amount"},
		"parts of a krona": {func(f url.Values) {
			f.Set("line_items[0][price_data][currency]", "isk")
		}, "invalid_charge_amount_no_decimal_compatible"},
		"too little":         {func(f url.Values) { f.Set("line_items[0][price_data][unit_amount]", "1") }, "amount_too_small"},
		"less than nothing":  {func(f url.Values) { f.Set("line_items[0][price_data][unit_amount]", "-5") }, "invalid_request_error"},
		"a script as link":   {func(f url.Values) { f.Set("success_url", "javascript:alert(1)") }, "invalid_request_error"},
		"long metadata":      {func(f url.Values) { f.Set("metadata[k]", strings.Repeat("x", 501)) }, "invalid_request_error"},
		"unknown expansion":  {func(f url.Values) { f.Set("expand[0]", "everything") }, "invalid_request_error"},
		"twice the same":     {func(f url.Values) { f.Add("mode", "payment") }, "invalid_request_error"},
		"two currencies":     {func(f url.Values) { second(f, "eur") }, "invalid_request_error"},
		"a product nameless": {func(f url.Values) { f.Del("line_items[0][price_data][product_data][name]") }, "parameter_missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openStripe(t, simulator.StripeConfig{})
			form := sessionForm("o1")
			tt.spoil(form)
			status, answer, _ := h.call(http.MethodPost, "/v1/checkout/sessions", "k", form)
			if status != http.StatusBadRequest || code(answer) != tt.code {
				t.Errorf("answer %d %v, want 400 %s", status, answer, tt.code)
			}
			if refused := h.s.Refused(); len(refused) != 1 {
				t.Errorf("refused: %+v", refused)
			}
			// A request that was not executed is not kept under its key.
			if status, answer, _ := h.call(http.MethodPost, "/v1/checkout/sessions", "k", sessionForm("o1")); status != http.StatusOK {
				t.Errorf("the key is used up: %d %v", status, answer)
			}
		})
	}
}

func second(f url.Values, currency string) {
	for _, field := range []string{"[quantity]", "[price_data][currency]", "[price_data][unit_amount]", "[price_data][product_data][name]"} {
		f.Set("line_items[1]"+field, f.Get("line_items[0]"+field))
	}
	f.Set("line_items[1][price_data][currency]", currency)
}

func TestStripeKeys(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := openStripe(t, simulator.StripeConfig{})
		post := func(key string, form url.Values) (int, string, http.Header) {
			status, answer, header := h.call(http.MethodPost, "/v1/checkout/sessions", key, form)
			id, _ := answer["id"].(string)
			return status, id + code(answer), header
		}
		_, first, _ := post("k", sessionForm("o1"))
		status, again, header := post("k", sessionForm("o1"))
		if status != http.StatusOK || again != first || header.Get("Idempotent-Replayed") != "true" {
			t.Errorf("again: %d %s, want %s", status, again, first)
		}
		if status, other, _ := post("k", sessionForm("o2")); status != http.StatusBadRequest || other != "idempotency_error" {
			t.Errorf("other parameters: %d %s", status, other)
		}
		h.s.SetFaults(simulator.Fault{Kind: simulator.FaultFail, Count: 1})
		if status, _, _ := post("bad", sessionForm("o3")); status != http.StatusInternalServerError {
			t.Errorf("a failure is %d", status)
		}
		if status, _, header := post("bad", sessionForm("o3")); status != http.StatusInternalServerError || header.Get("Idempotent-Replayed") != "true" {
			t.Errorf("a failure is kept: %d", status)
		}
		h.s.SetFaults(simulator.Fault{Kind: simulator.FaultLose, Count: 1})
		if status, _, _ := post("lost", sessionForm("o4")); status != 0 {
			t.Errorf("a lost answer has status %d", status)
		}
		if status, _, _ := post("lost", sessionForm("o4")); status != http.StatusOK || len(h.s.Order("o4").Sessions) != 1 {
			t.Errorf("after a lost answer: %d, %+v", status, h.s.Order("o4"))
		}
		time.Sleep(24*time.Hour + time.Second)
		if _, later, _ := post("k", sessionForm("o1")); later == first {
			t.Error("a key is known for more than 24 h")
		}
	})
}

func TestStripeKeyInUse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := openStripe(t, simulator.StripeConfig{})
		h.s.SetFaults(simulator.Fault{Kind: simulator.FaultSlow, Count: 1, Wait: time.Minute}, simulator.Fault{Kind: simulator.FaultHang, First: 4, Count: 1})
		done := make(chan int, 1)
		go func() {
			status, _, _ := h.call(http.MethodPost, "/v1/checkout/sessions", "k", sessionForm("o1"))
			done <- status
		}()
		synctest.Wait()
		if status, answer, _ := h.call(http.MethodPost, "/v1/checkout/sessions", "k", sessionForm("o1")); status != http.StatusConflict || code(answer) != "idempotency_key_in_use" {
			t.Errorf("at the same time: %d %v", status, answer)
		}
		if status := <-done; status != http.StatusOK {
			t.Errorf("the slow one: %d", status)
		}
		if status, _, _ := h.call(http.MethodPost, "/v1/checkout/sessions", "k", sessionForm("o1")); status != http.StatusOK {
			t.Errorf("afterwards: %d", status)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if status, _, _ := h.within(ctx, http.MethodPost, "/v1/checkout/sessions", "h", sessionForm("o2")); status != 0 || len(h.s.Order("o2").Sessions) > 0 {
			t.Errorf("what hangs answers %d", status)
		}
		if status, _, _ := h.call(http.MethodPost, "/v1/checkout/sessions", "h", sessionForm("o2")); status != http.StatusOK {
			t.Errorf("after it hung: %d", status)
		}
	})
}

func TestStripeFaults(t *testing.T) {
	t.Parallel()
	h := openStripe(t, simulator.StripeConfig{})
	for kind, want := range map[simulator.FaultKind]int{
		simulator.FaultBusy: 409, simulator.FaultLimit: 429, simulator.FaultFail: 500, simulator.FaultDrop: 0, simulator.FaultRefuse: 0,
	} {
		h.s.SetFaults(simulator.Fault{Kind: kind, On: "POST /v1/refunds"})
		if status, _, _ := h.call(http.MethodPost, "/v1/checkout/sessions", "", sessionForm("o")); status != http.StatusOK {
			t.Errorf("%s hits another call: %d", kind, status)
		}
		if status, _, _ := h.call(http.MethodPost, "/v1/refunds", "", nil); status != want {
			t.Errorf("%s: %d, want %d", kind, status, want)
		}
	}
}

// A session lives through everything that can happen to it.
func TestStripeSession(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := openStripe(t, simulator.StripeConfig{})
		id := h.open("o1")
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(h.s.Pay(id, simulator.StripeDeclined))
		if s := h.s.Status(id); s != "open" {
			t.Errorf("after a decline it is %s", s)
		}
		must(h.s.Pay(id, simulator.StripeProcessing))
		must(h.s.Pay(id, simulator.StripePaid))
		if err := h.s.Pay(id, simulator.StripePaid); !errors.Is(err, simulator.ErrStripeClosed) {
			t.Errorf("paid twice: %v", err)
		}
		_, is, _ := h.call(http.MethodGet, "/v1/checkout/sessions/"+id, "", url.Values{"expand[0]": {"payment_intent.latest_charge.refunds"}})
		intent, _ := is["payment_intent"].(map[string]any)
		charge, _ := intent["latest_charge"].(map[string]any)
		if is["payment_status"] != "paid" || intent["status"] != "succeeded" || charge["amount"] != 2500.0 || charge["refunds"] == nil {
			t.Fatalf("session %v", is)
		}
		refund := url.Values{"payment_intent": {intent["id"].(string)}, "amount": {"1000"}}
		for i, want := range []int{200, 200, 400} {
			if status, answer, _ := h.call(http.MethodPost, "/v1/refunds", "", refund); status != want {
				t.Errorf("refund %d: %d %v", i+1, status, answer)
			}
		}
		must(h.s.Refund(id, 0))
		if status, answer, _ := h.call(http.MethodPost, "/v1/refunds", "", refund); status != 400 || code(answer) != "charge_already_refunded" {
			t.Errorf("nothing is left: %d %v", status, answer)
		}
		must(h.s.Dispute(id))
		must(h.s.Settled(t.Context()))
		for kind, want := range map[string]int{
			"payment_intent.payment_failed": 1, "checkout.session.completed": 1, "checkout.session.async_payment_succeeded": 1,
			"charge.refunded": 3, "charge.dispute.created": 1,
		} {
			if n := h.count(kind); n != want {
				t.Errorf("%s came %d times, want %d", kind, n, want)
			}
		}
		if o := h.s.Order("o1"); o.Paid != 1 || o.Kept != 0 || o.MostOpen != 1 {
			t.Errorf("order %+v", o)
		}
	})
}

func TestStripeCountsWhatMustNotBe(t *testing.T) {
	t.Parallel()
	h := openStripe(t, simulator.StripeConfig{Silent: true})
	a, b := h.open("o1"), h.open("o1")
	for _, id := range []string{a, b} {
		if err := h.s.Pay(id, simulator.StripePaid); err != nil {
			t.Fatal(err)
		}
	}
	if o := h.s.Order("o1"); o.MostOpen != 2 || o.Paid != 2 || len(h.s.PaidTwice()) != 1 {
		t.Errorf("order %+v, paid twice %v", o, h.s.PaidTwice())
	}
	if err := h.s.Refund(b, 0); err != nil || len(h.s.PaidTwice()) != 0 {
		t.Errorf("after a refund: %v, %v", err, h.s.PaidTwice())
	}
}

func TestStripeTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := openStripe(t, simulator.StripeConfig{})
		old, young := h.open("o1"), ""
		time.Sleep(12 * time.Hour)
		young = h.open("o2")
		time.Sleep(12*time.Hour + time.Second)
		if h.s.Status(old) != "expired" || h.s.Status(young) != "open" {
			t.Errorf("old %s, young %s", h.s.Status(old), h.s.Status(young))
		}
		if err := h.s.Expire(young); err != nil {
			t.Fatal(err)
		}
		if status, _, _ := h.call(http.MethodPost, "/v1/checkout/sessions/"+young+"/expire", "", nil); status != http.StatusBadRequest {
			t.Errorf("expired again: %d", status)
		}
		if err := h.s.Settled(t.Context()); err != nil || h.count("checkout.session.expired") != 2 {
			t.Errorf("%v, %d events", err, h.count("checkout.session.expired"))
		}
	})
}

func TestStripeWebhooksGoWrong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := openStripe(t, simulator.StripeConfig{})
		h.fail = 2
		h.s.SetFaults(
			simulator.Fault{Kind: simulator.FaultRepeat, On: "checkout.session.completed", Wait: time.Hour},
			simulator.Fault{Kind: simulator.FaultMiss, On: "charge.succeeded"},
			simulator.Fault{Kind: simulator.FaultLate, On: "payment_intent.succeeded", Wait: 2 * time.Hour},
		)
		if err := h.s.Pay(h.open("o1"), simulator.StripePaid); err != nil {
			t.Fatal(err)
		}
		if err := h.s.Settled(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(h.heard, " "); got != strings.Repeat("checkout.session.completed ", 4)+"payment_intent.succeeded" {
			t.Errorf("heard %s", got)
		}
		_, list, _ := h.call(http.MethodGet, "/v1/events", "", url.Values{"delivery_success": {"false"}})
		if missed, _ := list["data"].([]any); len(missed) != 1 {
			t.Errorf("not delivered: %v", list)
		}
	})
}

func TestStripeLists(t *testing.T) {
	t.Parallel()
	h := openStripe(t, simulator.StripeConfig{Silent: true})
	var opened []string
	for range 5 {
		opened = append(opened, h.open("o1"))
	}
	var seen []string
	form := url.Values{"limit": {"2"}}
	for more := true; more; {
		_, list, _ := h.call(http.MethodGet, "/v1/checkout/sessions", "", form)
		data, _ := list["data"].([]any)
		for _, x := range data {
			id, _ := x.(map[string]any)["id"].(string)
			seen = append(seen, id)
			form.Set("starting_after", id)
		}
		more, _ = list["has_more"].(bool)
	}
	for i, id := range opened {
		if len(seen) != len(opened) || seen[len(seen)-1-i] != id {
			t.Fatalf("seen %v, want %v backwards", seen, opened)
		}
	}
	form = url.Values{"created[gte]": {after(time.Hour)}}
	if _, list, _ := h.call(http.MethodGet, "/v1/checkout/sessions", "", form); len(list["data"].([]any)) != 0 {
		t.Errorf("created in an hour: %v", list)
	}
}

func TestStripeLinkIsPaidOnce(t *testing.T) {
	t.Parallel()
	h := openStripe(t, simulator.StripeConfig{Silent: true})
	_, price, _ := h.call(http.MethodPost, "/v1/prices", "", url.Values{"currency": {"usd"}, "unit_amount": {"1250"}, "product_data[name]": {"Tent"}})
	_, link, _ := h.call(http.MethodPost, "/v1/payment_links", "", url.Values{
		"line_items[0][price]": {price["id"].(string)}, "line_items[0][quantity]": {"2"},
		"restrictions[completed_sessions][limit]": {"1"}, "metadata[order]": {"o1"},
	})
	id, _ := link["id"].(string)
	first, err1 := h.s.Visit(id)
	second, err2 := h.s.Visit(id)
	if err := errors.Join(err1, err2, h.s.Pay(first, simulator.StripePaid)); err != nil {
		t.Fatal(err)
	}
	if err := h.s.Pay(second, simulator.StripePaid); !errors.Is(err, simulator.ErrStripeClosed) {
		t.Errorf("the second tab: %v", err)
	}
	if _, err := h.s.Visit(id); !errors.Is(err, simulator.ErrStripeClosed) || h.s.Status(id) != "inactive" {
		t.Errorf("afterwards it is %s: %v", h.s.Status(id), err)
	}
	if o := h.s.Order("o1"); o.Paid != 1 || o.MostOpen != 1 || len(o.Links) != 1 {
		t.Errorf("order %+v", o)
	}
}

// Over the network it is the same.
func TestStripeServes(t *testing.T) {
	t.Parallel()
	h := openStripe(t, simulator.StripeConfig{})
	server := httptest.NewServer(h.s)
	defer server.Close()
	h.s.SetFaults(simulator.Fault{Kind: simulator.FaultDrop, First: 2, Count: 1})
	for i, want := range []bool{true, false, true} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/v1/checkout/sessions", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer sk_test_1")
		res, err := server.Client().Do(r)
		if err == nil {
			_ = res.Body.Close()
		}
		if ok := err == nil && res.StatusCode == http.StatusOK; ok != want {
			t.Errorf("request %d: %v", i+1, err)
		}
	}
	for name, key := range map[string]string{"no key": "", "another's": "Bearer sk_test_2"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/events", nil)
		r.Header.Set("Authorization", key)
		w := httptest.NewRecorder()
		if h.s.ServeHTTP(w, r); w.Code != http.StatusUnauthorized {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
}
