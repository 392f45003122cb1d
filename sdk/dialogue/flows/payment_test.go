package flows_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/dialogue/dialoguetest"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// waysToPay are a card, a transfer and cash.
func waysToPay(order.Order, string) []dialogue.Way {
	return []dialogue.Way{
		{Provider: "stripe", Title: catalog.Text{"en": "Card", "ru": "Карта", "kk": "Карта"}},
		{Provider: "manual-kaspi", Title: catalog.Text{"en": "Kaspi transfer", "ru": "Перевод Kaspi", "kk": "Kaspi аударымы"}, How: func(lang string) payments.Instructions {
			return payments.Instructions{Text: "Open Kaspi and send it.\n(" + lang + ")", Phone: "+7 701 555 01 43"}
		}},
		{Provider: "manual-cash", Title: catalog.Text{"en": "Cash on delivery", "ru": "Наличными", "kk": "Қолма-қол"}, How: func(string) payments.Instructions {
			return payments.Instructions{Text: "Please have it ready.", OnDelivery: true}
		}},
	}
}

func payShop(t *testing.T, locale string) *dialoguetest.Shop {
	t.Helper()
	p := profile()
	p.Ways, p.Locale = waysToPay, locale
	return shopOf(t, ann(), p)
}

func TestTranscriptsOfPaying(t *testing.T) {
	t.Parallel()
	for locale, files := range map[string]string{"en": "testdata/pay/*.txtar", "ru": "testdata/pay/ru/*.txtar", "kk": "testdata/pay/kk/*.txtar"} {
		dialoguetest.Run(t, files, *update, func(t *testing.T) *dialoguetest.Shop { return payShop(t, locale) }, verbs)
	}
}

// A refund is told with its sum, and with the day where that is known.
func TestRefundTold(t *testing.T) {
	t.Parallel()
	some := usd(1250)
	for name, tt := range map[string]struct {
		state  string
		amount *money.Amount
		by     time.Duration
		want   string
	}{
		"part, on its way":  {dialogue.PaymentRefunding, &some, 5 * 24 * time.Hour, "$12.50 for order 1001 is on its way back to you.\nIt should be with you by 7 March 2026."},
		"part, given back":  {string(payments.EventRefunded), &some, 0, "$12.50 for order 1001 was sent back to you."},
		"by yesterday":      {string(payments.EventRefunded), &some, -24 * time.Hour, "$12.50 for order 1001 was sent back to you."},
		"all, no more said": {string(payments.EventRefunded), nil, 0, "The money for order 1001 is on its way back to you."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := payShop(t, "en")
			for _, words := range []string{"add a glow lamp", "checkout", "pay"} {
				if _, err := s.Says(t.Context(), words); err != nil {
					t.Fatal(err)
				}
			}
			e := dialogue.OrderEvent{Order: "order-1", State: tt.state, Amount: tt.amount}
			if tt.by != 0 {
				e.By = s.Now.Add(tt.by)
			}
			ev, err := message.Internal(message.Address{}, "1", dialogue.EventPayment, e, s.Now)
			if err != nil {
				t.Fatal(err)
			}
			said, err := s.Do(t.Context(), ev, message.Action{})
			if err != nil || len(said) != 1 || said[0].Text != tt.want {
				t.Errorf("%v %+v, want %q", err, said, tt.want)
			}
		})
	}
}

// A way that is gone, or that is not of this order, opens nothing; what is not
// hers is not paid.
func TestWayThatIsNone(t *testing.T) {
	t.Parallel()
	s := payShop(t, "en")
	for _, words := range []string{"add a glow lamp", "checkout", "pay"} {
		if _, err := s.Says(t.Context(), words); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct{ action, id, way, want string }{
		{"payment.by", "order-1", "bitcoin", "How would you like to pay"},
		{"payment.by", "order-9", "stripe", "no orders"},
		{"payment.claim", "order-9", "", "no orders"},
		{"payment.ways", "", "", "no orders"},
		{"payment.by", "order-1", "stripe", "https://chat.example/pay/token-1?way=stripe"},
	} {
		said, err := s.Do(t.Context(), message.Event{Kind: message.KindChoice}, message.Action{Name: tt.action, Args: map[string]string{"id": tt.id, "way": tt.way}})
		if text := dialoguetest.Text(said); err != nil || !strings.Contains(text, tt.want) {
			t.Errorf("%s %s %s: %v %s", tt.action, tt.id, tt.way, err, text)
		}
	}
}

// What is packed on her word is paid as she has said: an old button says so.
func TestPackedKeepsItsWay(t *testing.T) {
	t.Parallel()
	s := payShop(t, "en")
	for _, words := range []string{"add a glow lamp", "checkout", "pay", "another way to pay", "cash on delivery", "i'll pay on delivery"} {
		if _, err := s.Says(t.Context(), words); err != nil {
			t.Fatal(err)
		}
	}
	ask := func(want string, offered bool) {
		t.Helper()
		said, err := s.Do(t.Context(), message.Event{Kind: message.KindChoice}, message.Action{Name: "payment.ways", Args: map[string]string{"id": "order-1"}})
		text := dialoguetest.Text(said)
		if err != nil || !strings.Contains(text, want) || strings.Contains(text, "Kaspi") != offered {
			t.Errorf("%v %s, want %s", err, text, want)
		}
	}
	ask("How would you like to pay", true)
	s.Orders[0].Shipment = &order.Shipment{Status: order.StepPacked}
	ask("Noted: you pay order 1001 when you get it.", false)
}

// The button below how to pay in one way says nothing of another, which she has
// chosen since: she is asked anew.
func TestOldButtonOfAnotherWay(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ first, then, want string }{
		{"cash on delivery", "kaspi transfer", "Shall the shop send it so?"},
		{"kaspi transfer", "cash on delivery", "When you have paid, tell me here."},
	} {
		s := payShop(t, "en")
		var said []message.Outbound
		for _, words := range []string{"add a glow lamp", "checkout", "pay", "another way to pay", tt.first} {
			var err error
			if said, err = s.Says(t.Context(), words); err != nil {
				t.Fatal(err)
			}
		}
		old := said[len(said)-1].Choices[0]
		for _, words := range []string{"another way to pay", tt.then} {
			if _, err := s.Says(t.Context(), words); err != nil {
				t.Fatal(err)
			}
		}
		said, err := s.Do(t.Context(), message.Event{Kind: message.KindChoice, Text: old.Label}, old.Action)
		if text := dialoguetest.Text(said); err != nil || !strings.Contains(text, tt.want) || s.Orders[0].State != order.Open {
			t.Errorf("%q after %s: %v, the order is %s: %s", old.Label, tt.then, err, s.Orders[0].State, text)
		}
	}
}
