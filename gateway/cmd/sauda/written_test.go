package main

import (
	"os"
	"path/filepath"
	"testing"
)

func loads(t testing.TB, settings string) (Config, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "sauda.yaml")
	if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	return load(file, nil, nil)
}

// A text that could be a number is the text that stands there: a phone that money
// is sent to, a code, a secret.
func TestNumbersAsWritten(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"0701000000", "+77010000000", "87010000000", "007", "0x1F", "0o17", "0b11", "1_000", "12345678901234567890123", "1e3", "true", "NO"} {
		c, err := loads(t, "payments:\n  stripe: {secret_key: "+text+", webhook_secret: "+text+"}\n"+
			"  manual: [{name: Kaspi, text: "+text+", phone: "+text+"}]\npromotions: [{code: "+text+", percent: 10}]\ntax: {rate: 0.10}")
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		m := c.Payments.Manual[0]
		for key, got := range map[string]string{
			"phone": m.Phone, "text": m.Text[""], "secret_key": string(c.Payments.Stripe.SecretKey), "code": c.Promotions[0].Code,
		} {
			if got != text {
				t.Errorf("%s: %s is read as %s", key, text, got)
			}
		}
		if c.Tax.Rate != 0.1 || c.Promotions[0].Percent != 10 {
			t.Errorf("numbers: %v, %v", c.Tax.Rate, c.Promotions[0].Percent)
		}
	}
}

// Whatever stands in a settings file, it is read, or refused with a sentence.
func FuzzSettings(f *testing.F) {
	for _, s := range []string{
		"", "# nothing", "payments: {stripe: {secret_key: sk_test_1, webhook_secret: whsec_1}}", "payments: {stripe: }",
		"payments: {manual: [{name: Kaspi, phone: +7701, qr: /dev/null}]}", "promotions: [{code: 007, percent: .nan}]", "tax: {rates: [{category: a, rate: 1e-9}]}",
		"shop: &a {name: *a}", "a: [", "\xff", "x: !!binary a", "delivery: [{name: {en: a, kk: Иә}, price: -0}]", "<<: *a", "payments: []", "- a", "? a\n: b",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		node, err := written(raw)
		if err != nil {
			return
		}
		var c Config
		var values map[string]any
		if decode(node, &c) == nil && decode(node, &values) == nil {
			_ = check(c)
		}
	})
}
