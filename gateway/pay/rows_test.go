package pay

import (
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// What is gone is marked where it stands.
func TestSoldOutLine(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.view.Reason, f.view.Gone = checkout.ReasonSoldOut, []string{"Peg"}
	body := serve(t, f, "GET", "/pay/good").Body.String()
	if !strings.Contains(body, `<bdi>Peg</bdi><small class="note">Sold out</small>`) || strings.Count(body, `class="note"`) != 1 {
		t.Errorf("the page: %s", body)
	}
}

// Who reads a time reads whose it is: by name, or as UTC+5 where a zone has none.
func TestZoneName(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string]string{
		"Asia/Almaty": "UTC+5", "Europe/Berlin": "CET", "Asia/Kathmandu": "UTC+5:45", "America/Sao_Paulo": "UTC-3", "Asia/Kolkata": "IST", "UTC": "UTC",
	} {
		at, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := zoneName(time.Date(2026, 12, 1, 12, 0, 0, 0, at)); got != want {
			t.Errorf("%s: %q, want %q", zone, got, want)
		}
	}
}

// Each code says what it takes off, as in the chat; where they do not add up to
// the discount, as a host's may not, that is said alone.
func TestDiscounts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		promotions []quote.Applied
		want       string
	}{
		"a code":           {[]quote.Applied{{Code: "SPRING", Discount: usd(1000)}}, "Discount: SPRING −$10.00"},
		"two codes":        {[]quote.Applied{{Code: "SPRING", Discount: usd(900)}, {Code: "PLUS", Discount: usd(100)}}, "Discount: SPRING −$9.00, Discount: PLUS −$1.00"},
		"one for delivery": {[]quote.Applied{{Code: "SPRING", Discount: usd(1000)}, {Code: "FREE", FreeDelivery: true}}, "Discount: SPRING −$10.00"},
		"a host's":         {nil, "Discount −$10.00"},
		"a host's besides": {[]quote.Applied{{Code: "SPRING", Discount: usd(999)}}, "Discount −$10.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			q := f.view.Quote
			q.Promotions = c.promotions
			var got []string
			for _, r := range discounts(f.texts.Printer("en", ""), q) {
				got = append(got, r.Title+" "+r.Amount)
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
