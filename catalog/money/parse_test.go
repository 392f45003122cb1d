package money_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/catalog/money"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, currency string
		want           money.Amount
	}{
		{"1 250,50", "RUB", money.New(125050, "RUB")},
		{"1\u00a0250,50", "RUB", money.New(125050, "RUB")},
		{"1\u202f250\u202f000", "RUB", money.New(125000000, "RUB")},
		{"1'250.50", "CHF", money.New(125050, "CHF")},
		{"$12.50", "USD", money.New(1250, "USD")},
		{"$ 12.50", "KZT", money.New(1250, "USD")},
		{"$12.50", "AUD", money.New(1250, "AUD")},
		{"12.50 USD", "KZT", money.New(1250, "USD")},
		{"usd 12,5", "KZT", money.New(1250, "USD")},
		{"5 000 ₸", "USD", money.New(500000, "KZT")},
		{"5000 тенге", "KZT", money.New(500000, "KZT")},
		{"300 руб.", "RUB", money.New(30000, "RUB")},
		{"300 р.", "BYN", money.New(30000, "BYN")},
		{"1.250", "USD", money.New(125000, "USD")},
		{"1,250", "USD", money.New(125000, "USD")},
		{"1.250", "KWD", money.New(1250, "KWD")},
		{"0.250", "USD", money.New(25, "USD")},
		{"1250.000", "USD", money.New(125000, "USD")},
		{"1.250,00 EUR", "USD", money.New(125000, "EUR")},
		{"1,250.00", "EUR", money.New(125000, "EUR")},
		{"1,250,000", "USD", money.New(125000000, "USD")},
		{"1,00,000.5", "INR", money.New(10000050, "INR")},
		{"¥1500", "CNY", money.New(150000, "CNY")},
		{"¥1500", "USD", money.New(1500, "JPY")},
		{"1500.00", "JPY", money.New(1500, "JPY")},
		{"-5", "USD", money.New(-500, "USD")},
		{"−$5", "USD", money.New(-500, "USD")},
		{"$-5", "USD", money.New(-500, "USD")},
		{"US$5 USD", "KZT", money.New(500, "USD")},
		{"12.", "USD", money.New(1200, "USD")},
		{"007", "USD", money.New(700, "USD")},
	}
	for _, tt := range tests {
		got, err := money.Parse(tt.text, tt.currency)
		if err != nil || got != tt.want {
			t.Errorf("Parse(%q, %s) = %v, %v; want %v", tt.text, tt.currency, got, err, tt.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, currency string
		want           error
	}{
		{"", "USD", money.ErrSyntax},
		{"free", "USD", money.ErrSyntax},
		{"12 apples", "USD", money.ErrSyntax},
		{"12.345", "EURO", money.ErrCurrency},
		{"12.3456", "USD", money.ErrSyntax},
		{"12.50", "JPY", money.ErrSyntax},
		{"1 25", "USD", money.ErrSyntax},
		{"1 250.000,5", "USD", money.ErrSyntax},
		{"1..2", "USD", money.ErrSyntax},
		{"1,2.3,4", "USD", money.ErrSyntax},
		{"12-15", "USD", money.ErrSyntax},
		{"EUR 12 USD", "USD", money.ErrSyntax},
		{"12", "", money.ErrCurrency},
		{"99999999999999999999", "USD", money.ErrOverflow},
	}
	for _, tt := range tests {
		if got, err := money.Parse(tt.text, tt.currency); !errors.Is(err, tt.want) {
			t.Errorf("Parse(%q, %s) = %v, %v; want %v", tt.text, tt.currency, got, err, tt.want)
		}
	}
}

func TestParseMajor(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"12.50": 1250, "12.5": 1250, "12": 1200, "-0.01": -1, "0": 0} {
		if got, err := money.ParseMajor(text, "USD"); err != nil || got.Minor != want {
			t.Errorf("ParseMajor(%q) = %v, %v; want %d", text, got, err, want)
		}
	}
	for _, bad := range []string{"", "-", ".", "1.", ".5", "+1", "1,5", " 1", "1e3", "12.500", "1 000", "--1", "$1"} {
		if got, err := money.ParseMajor(bad, "USD"); !errors.Is(err, money.ErrSyntax) {
			t.Errorf("ParseMajor(%q) = %v, %v", bad, got, err)
		}
	}
	if _, err := money.ParseMajor("1", "usd"); !errors.Is(err, money.ErrCurrency) {
		t.Errorf("got %v", err)
	}
}

// What Major and Format write, ParseMajor and Parse read.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom([]string{"USD", "KZT", "KRW", "KWD", "EUR", "CHF"}).Draw(t, "code")
		want := money.New(rapid.Int64().Draw(t, "minor"), code)
		if got, err := money.ParseMajor(want.Major(), code); err != nil || got != want {
			t.Fatalf("%q: got %v, %v", want.Major(), got, err)
		}
		text := want.Format(rapid.SampledFrom([]string{"en", "ru", "kk", "de", "fr", "pt-BR"}).Draw(t, "locale"))
		if got, err := money.Parse(text, code); err != nil || got != want {
			t.Fatalf("%q: got %v, %v; want %v", text, got, err, want)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1 250,50", "$12.50", "1.250", "-5 000 ₸", "1,00,000.5", "12.50 USD", "руб. 5", "٥", "\xff1", "1'000"} {
		f.Add(s, "USD")
		f.Add(s, "KWD")
	}
	f.Fuzz(func(t *testing.T, s, code string) {
		got, err := money.Parse(s, code)
		if err != nil {
			if got != (money.Amount{}) {
				t.Fatalf("an error and %v", got)
			}
			return
		}
		if again, err := money.ParseMajor(got.Major(), got.Currency); err != nil || again != got {
			t.Fatalf("%q is %v, but its Major is %v, %v", s, got, again, err)
		}
		if again, err := money.Parse(got.String(), code); err != nil && got.Minor%1000 != 0 || err == nil && again.Currency != got.Currency {
			t.Fatalf("%q is %v, read again %v, %v", s, got, again, err)
		}
	})
}
