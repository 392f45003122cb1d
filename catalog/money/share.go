package money

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// ErrRatio says that an amount cannot be shared or scaled this way: no parts,
// negative ratios, or nothing but zeros.
var ErrRatio = errors.New("money: ratio")

// Split shares an amount in n parts that differ by at most one minor unit and
// add up to it. The larger parts come first: 10.00 in 3 is 3.34, 3.33, 3.33.
// It fails with [ErrRatio] if n is not from 1 to 100,000.
func (a Amount) Split(n int) ([]Amount, error) {
	if n < 1 || n > 100_000 {
		return nil, fmt.Errorf("%w: %d parts", ErrRatio, n)
	}
	ratios := make([]int64, n)
	for i := range ratios {
		ratios[i] = 1
	}
	return a.Allocate(ratios...)
}

// Allocate shares an amount in proportion to ratios; the parts add up to it.
// Each part is cut to whole minor units, and those left over go one each to
// the parts that lost most by it, the earlier of equals first. A ratio of zero
// gets nothing. It fails with [ErrRatio] if there is no ratio, one is negative
// or all are zero, and with [ErrOverflow] if their sum does not fit.
func (a Amount) Allocate(ratios ...int64) ([]Amount, error) {
	total, err := sum(ratios)
	if err != nil {
		return nil, err
	}
	whole, left := abs(a.Minor), abs(a.Minor)
	parts, lost := make([]uint64, len(ratios)), make([]uint64, len(ratios))
	order := make([]int, len(ratios))
	for i, r := range ratios {
		hi, lo := bits.Mul64(whole, uint64(r))
		parts[i], lost[i] = bits.Div64(hi, lo, total) // no overflow: r <= total
		left -= parts[i]
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int {
		switch {
		case lost[x] > lost[y]:
			return -1
		case lost[x] < lost[y]:
			return 1
		}
		return 0
	})
	for _, i := range order[:left] {
		parts[i]++
	}
	return a.like(parts), nil
}

// sum adds ratios up, which Allocate then divides by.
func sum(ratios []int64) (uint64, error) {
	var total uint64
	for _, r := range ratios {
		if r < 0 {
			return 0, fmt.Errorf("%w: %d is negative", ErrRatio, r)
		}
		if total += uint64(r); total > math.MaxInt64 {
			return 0, fmt.Errorf("%w: sum of ratios", ErrOverflow)
		}
	}
	if total == 0 {
		return 0, fmt.Errorf("%w: nothing to share among", ErrRatio)
	}
	return total, nil
}

// like turns sizes into amounts with the sign and currency of a.
func (a Amount) like(sizes []uint64) []Amount {
	out := make([]Amount, len(sizes))
	for i, s := range sizes {
		out[i] = Amount{signed(s, a.Minor < 0), a.Currency}
	}
	return out
}

// MulRate returns a × num / den, rounded half away from zero to a whole minor
// unit: 2.5 becomes 3, -2.5 becomes -3. It is exact before that. It fails with
// [ErrRatio] if den is zero and with [ErrOverflow].
func (a Amount) MulRate(num, den int64) (Amount, error) {
	if den == 0 {
		return Amount{}, fmt.Errorf("%w: division by zero", ErrRatio)
	}
	negative := (a.Minor < 0) != (num < 0) != (den < 0)
	hi, lo := bits.Mul64(abs(a.Minor), abs(num))
	d := abs(den)
	if hi >= d {
		return Amount{}, fmt.Errorf("%w: %d × %d / %d", ErrOverflow, a.Minor, num, den)
	}
	size, rest := bits.Div64(hi, lo, d)
	limit := uint64(math.MaxInt64)
	if negative {
		limit++
	}
	up := rest >= d-rest
	if size > limit || up && size == limit {
		return Amount{}, fmt.Errorf("%w: %d × %d / %d", ErrOverflow, a.Minor, num, den)
	}
	if up {
		size++
	}
	return Amount{signed(size, negative), a.Currency}, nil
}

// Percent returns the share of an amount given in basis points, hundredths of
// a percent: 1250 is 12.5 %. It rounds like [Amount.MulRate].
func (a Amount) Percent(basisPoints int64) (Amount, error) { return a.MulRate(basisPoints, 10_000) }

// signed turns a size of at most 2^63 into a signed number.
func signed(size uint64, negative bool) int64 {
	if negative {
		return -int64(size) // 2^63 wraps to MinInt64, which negated is itself
	}
	return int64(size)
}
