package locale_test

import (
	"os"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/locale"
)

// A shop adds a language by files: Arabic, with plurals and digits of its own.
func TestArabic(t *testing.T) {
	t.Parallel()
	all, err := locale.New(os.DirFS("testdata"))
	if err != nil {
		t.Fatal(err)
	}
	p := all.Printer("ar-EG")
	if p.Lang() != "ar" {
		t.Fatalf("Lang() = %q", p.Lang())
	}
	for n, want := range map[int]string{
		0: "لم أجد شيئًا", 1: "وجدت منتجًا واحدًا", 2: "وجدت منتجين", 3: "وجدت ٣ منتجات", 10: "وجدت ١٠ منتجات",
		11: "وجدت ١١ منتجًا", 99: "وجدت ٩٩ منتجًا", 100: "وجدت ١٠٠ منتج", 103: "وجدت ١٠٣ منتجات",
	} {
		if got := p.N("search.found", n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	at := time.Date(2026, time.March, 4, 15, 4, 0, 0, time.UTC)
	for want, got := range map[string]string{
		"١٬٢٣٤٫٥":            p.Number(1234.5),
		"4 مارس 2026، 15:04": p.DateTime(at),
		"ا، ب وج":            p.List([]string{"ا", "ب", "ج"}),
		"أضف إلى السلة":      p.T("cart.add"),
		"١٬٢٣٤٫٥٠\u00a0$":    p.Money(money.New(123450, "USD")),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
