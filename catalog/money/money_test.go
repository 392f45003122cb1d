package money_test

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/currency"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/catalog/money"
)

func amounts(t *rapid.T, label string) money.Amount {
	minor := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-100_000, 100_000),
		rapid.SampledFrom([]int64{math.MinInt64, math.MinInt64 + 1, math.MaxInt64, 0, 1, -1})).Draw(t, label)
	return money.New(minor, "KZT")
}

// checkBig compares a result with what math/big says it is.
func checkBig(t *rapid.T, got money.Amount, err error, want *big.Int) {
	t.Helper()
	if !want.IsInt64() {
		if !errors.Is(err, money.ErrOverflow) {
			t.Fatalf("got %v, %v; %s does not fit", got, err, want)
		}
		return
	}
	if err != nil || got != money.New(want.Int64(), "KZT") {
		t.Fatalf("got %v, %v; want %s", got, err, want)
	}
}

func TestArithmeticIsExactOrFails(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := amounts(t, "a"), amounts(t, "b")
		x, y := big.NewInt(a.Minor), big.NewInt(b.Minor)
		got, err := a.Add(b)
		checkBig(t, got, err, new(big.Int).Add(x, y))
		got, err = a.Sub(b)
		checkBig(t, got, err, new(big.Int).Sub(x, y))
		got, err = a.Mul(b.Minor)
		checkBig(t, got, err, new(big.Int).Mul(x, y))
		if cmp, err := a.Cmp(b); err != nil || cmp != x.Cmp(y) {
			t.Fatalf("Cmp = %d, %v; want %d", cmp, err, x.Cmp(y))
		}
	})
}

func TestMulRateRoundsHalfAwayFromZero(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, num, den := amounts(t, "a"), amounts(t, "num").Minor, amounts(t, "den").Minor
		got, err := a.MulRate(num, den)
		if den == 0 {
			if !errors.Is(err, money.ErrRatio) {
				t.Fatalf("by zero: %v", err)
			}
			return
		}
		checkBig(t, got, err, roundedQuotient(a.Minor, num, den))
	})
	for _, tt := range []struct{ minor, bp, want int64 }{{250, 100, 3}, {-250, 100, -3}, {249, 100, 2}, {999, 1200, 120}} {
		if got, err := money.New(tt.minor, "USD").Percent(tt.bp); err != nil || got.Minor != tt.want {
			t.Errorf("%d at %d bp = %v, %v; want %d", tt.minor, tt.bp, got, err, tt.want)
		}
	}
}

func roundedQuotient(a, num, den int64) *big.Int {
	n := new(big.Int).Mul(big.NewInt(a), big.NewInt(num))
	d := big.NewInt(den)
	sign := int64(n.Sign() * d.Sign())
	n, d = n.Abs(n), d.Abs(d)
	n.Add(n.Mul(n, big.NewInt(2)), d)
	q := n.Quo(n, d.Mul(d, big.NewInt(2)))
	return q.Mul(q, big.NewInt(sign))
}

func TestSharesAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := amounts(t, "a")
		ratios := rapid.SliceOfN(rapid.OneOf(rapid.Int64Range(0, 9), rapid.Int64Range(0, math.MaxInt64/8)), 1, 8).Draw(t, "ratios")
		if slices.Max(ratios) == 0 {
			ratios[0] = 1
		}
		checkShares(t, a, ratios)
		n := rapid.IntRange(1, 50).Draw(t, "n")
		parts, err := a.Split(n)
		if err != nil || len(parts) != n {
			t.Fatalf("Split(%d) = %v, %v", n, parts, err)
		}
		checkSum(t, a, parts)
		if d := parts[0].Minor - parts[n-1].Minor; d < -1 || d > 1 {
			t.Fatalf("parts differ by %d: %v", d, parts)
		}
	})
}

func checkShares(t *rapid.T, a money.Amount, ratios []int64) {
	parts, err := a.Allocate(ratios...)
	if err != nil {
		t.Fatal(err)
	}
	checkSum(t, a, parts)
	for i, r := range ratios {
		if r == 0 && parts[i].Minor != 0 {
			t.Fatalf("ratio 0 got %v", parts[i])
		}
	}
}

func checkSum(t *rapid.T, want money.Amount, parts []money.Amount) {
	total := new(big.Int)
	for _, p := range parts {
		total.Add(total, big.NewInt(p.Minor))
		if p.Currency != want.Currency {
			t.Fatalf("currency %q", p.Currency)
		}
	}
	if total.Cmp(big.NewInt(want.Minor)) != 0 {
		t.Fatalf("parts add up to %s, want %d", total, want.Minor)
	}
}

func TestMisuse(t *testing.T) {
	t.Parallel()
	usd, kzt := money.New(1, "USD"), money.New(1, "KZT")
	_, add := usd.Add(kzt)
	_, sub := usd.Sub(kzt)
	_, cmp := usd.Cmp(kzt)
	_, none := usd.Allocate()
	_, zero := usd.Allocate(0, 0)
	_, negative := usd.Allocate(1, -1)
	_, huge := usd.Allocate(math.MaxInt64, 1)
	_, split := usd.Split(0)
	for i, tt := range []struct{ got, want error }{
		{add, money.ErrCurrency}, {sub, money.ErrCurrency}, {cmp, money.ErrCurrency}, {none, money.ErrRatio},
		{zero, money.ErrRatio}, {negative, money.ErrRatio}, {huge, money.ErrOverflow}, {split, money.ErrRatio},
	} {
		if !errors.Is(tt.got, tt.want) {
			t.Errorf("%d: got %v, want %v", i, tt.got, tt.want)
		}
	}
}

func TestDecimals(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]int{"KRW": 0, "JPY": 0, "USD": 2, "KZT": 2, "AMD": 2, "UZS": 2, "KWD": 3, "CLF": 4} {
		if got, err := money.Decimals(code); err != nil || got != want {
			t.Errorf("Decimals(%s) = %d, %v; want %d", code, got, err, want)
		}
	}
	for _, bad := range []string{"", "usd", "XXX", "US", "D A", "USDX", "ED "} {
		if _, err := money.Decimals(bad); !errors.Is(err, money.ErrCurrency) || money.Valid(bad) {
			t.Errorf("Decimals(%q) = %v", bad, err)
		}
	}
}

// What x/text knows as tender is in our table, but for what was replaced since.
func TestNoCurrencyMissing(t *testing.T) {
	t.Parallel()
	replaced := []string{"ANG", "CUC", "HRK", "MRO", "SLL", "VEF"}
	for it := currency.Query(); it.Next(); {
		if code := it.Unit().String(); !money.Valid(code) && !slices.Contains(replaced, code) {
			t.Errorf("%s is missing", code)
		}
	}
}

func TestFormat(t *testing.T) {
	t.Parallel()
	tests := []struct {
		amount money.Amount
		locale string
		want   string
	}{
		{money.New(1250, "USD"), "en", "$12.50"},
		{money.New(1250, "USD"), "ru", "12,50_$"},
		{money.New(1250, "USD"), "kk-KZ", "12,50_$"},
		{money.New(-1250, "USD"), "en", "-$12.50"},
		{money.New(123456789, "USD"), "en-US", "$1,234,567.89"},
		{money.New(120000, "EUR"), "ru", "1_200,00_€"},
		{money.New(120000, "EUR"), "de", "1.200,00_€"},
		{money.New(500000, "KZT"), "kk", "5_000_₸"},
		{money.New(500000, "KZT"), "ru", "5_000_₸"},
		{money.New(500050, "KZT"), "ru", "5_000,50_₸"},
		{money.New(500000, "KZT"), "en", "₸5,000"},
		{money.New(99900, "RUB"), "ru", "999_₽"},
		{money.New(1500, "KRW"), "ko", "₩1,500"},
		{money.New(1500, "KWD"), "en", "KWD_1.500"},
		{money.New(5, "USD"), "ar", "٠٫٠٥_$"},
		{money.New(5, "USD"), "no tag", "$0.05"},
		{money.New(5, ""), "ru", "0,05"},
		{money.New(math.MinInt64, "USD"), "ru", "-92_233_720_368_547_758,08_$"},
	}
	for _, tt := range tests {
		want := strings.ReplaceAll(tt.want, "_", "\u00a0")
		if got := tt.amount.Format(tt.locale); got != want {
			t.Errorf("%v in %s: got %q, want %q", tt.amount, tt.locale, got, want)
		}
	}
}

func TestMajorAndString(t *testing.T) {
	t.Parallel()
	got := []string{
		money.New(1250, "USD").Major(), money.New(-5, "USD").Major(), money.New(-3, "KRW").Major(), money.New(7, "KWD").Major(),
		money.New(1250, "USD").String(), money.Amount{}.String(), money.New(0, "KZT").String(),
	}
	want := []string{"12.50", "-0.05", "-3", "0.007", "12.50 USD", "no amount", "0.00 KZT"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !(money.Amount{}).IsZero() || money.New(1, "USD").IsZero() {
		t.Error("IsZero is wrong")
	}
}
