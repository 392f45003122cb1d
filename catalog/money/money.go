// Package money holds amounts of money as exact whole numbers.
//
// An [Amount] is a count of minor units (cents, tiyn) and an ISO 4217 currency
// code. Nothing here uses floating point: sums, products and splits are exact
// or fail with [ErrOverflow] or [ErrCurrency]. The number of decimals comes
// from the currency: 0 for KRW, 2 for USD and KZT, 3 for KWD. Where a result
// must be rounded, it is half away from zero, as on receipts.
package money

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
)

// Errors that callers branch on.
var (
	// ErrCurrency says that two amounts are of different currencies, or that a
	// code is not a currency of ISO 4217.
	ErrCurrency = errors.New("money: currency")
	// ErrOverflow says that the result does not fit into 64 bits.
	ErrOverflow = errors.New("money: overflow")
	// ErrSyntax says that a text is not an amount.
	ErrSyntax = errors.New("money: syntax")
)

// Amount is an exact sum of money. It is a value: compare it with ==, use it
// as a map key. The zero Amount has no currency and means "no amount".
type Amount struct {
	Minor    int64  `json:"minor"`    // minor units: 1250 is 12.50 USD
	Currency string `json:"currency"` // ISO 4217, upper case
}

// New returns an amount of minor units.
func New(minor int64, currency string) Amount { return Amount{Minor: minor, Currency: currency} }

// IsZero says whether there are no minor units.
func (a Amount) IsZero() bool { return a.Minor == 0 }

// Add returns a + b.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.Currency != b.Currency {
		return Amount{}, fmt.Errorf("%w: cannot add %s to %s", ErrCurrency, b.Currency, a.Currency)
	}
	sum := a.Minor + b.Minor
	if (sum > a.Minor) != (b.Minor > 0) {
		return Amount{}, fmt.Errorf("%w: %d + %d", ErrOverflow, a.Minor, b.Minor)
	}
	return Amount{sum, a.Currency}, nil
}

// Sub returns a - b.
func (a Amount) Sub(b Amount) (Amount, error) {
	if a.Currency != b.Currency {
		return Amount{}, fmt.Errorf("%w: cannot subtract %s from %s", ErrCurrency, b.Currency, a.Currency)
	}
	diff := a.Minor - b.Minor
	if (diff < a.Minor) != (b.Minor > 0) {
		return Amount{}, fmt.Errorf("%w: %d - %d", ErrOverflow, a.Minor, b.Minor)
	}
	return Amount{diff, a.Currency}, nil
}

// Mul returns a × n.
func (a Amount) Mul(n int64) (Amount, error) {
	p := a.Minor * n
	if hi, _ := bits.Mul64(abs(a.Minor), abs(n)); hi != 0 || (n != 0 && (p/n != a.Minor || (a.Minor == math.MinInt64 && n == -1))) {
		return Amount{}, fmt.Errorf("%w: %d × %d", ErrOverflow, a.Minor, n)
	}
	return Amount{p, a.Currency}, nil
}

// Cmp compares two amounts of one currency: -1, 0 or +1.
func (a Amount) Cmp(b Amount) (int, error) {
	if a.Currency != b.Currency {
		return 0, fmt.Errorf("%w: cannot compare %s with %s", ErrCurrency, a.Currency, b.Currency)
	}
	switch {
	case a.Minor < b.Minor:
		return -1, nil
	case a.Minor > b.Minor:
		return 1, nil
	}
	return 0, nil
}

func abs(n int64) uint64 {
	if n < 0 {
		return uint64(-(n + 1)) + 1
	}
	return uint64(n)
}
