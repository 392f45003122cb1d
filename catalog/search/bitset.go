package search

import "math/bits"

// bitset is a set of small numbers; its length is fixed when it is made.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) has(i uint32) bool { return b[i/64]&(1<<(i%64)) != 0 }
func (b bitset) set(i uint32)      { b[i/64] |= 1 << (i % 64) }
func (b bitset) unset(i uint32)    { b[i/64] &^= 1 << (i % 64) }

// clone copies b, or makes an empty set for n numbers if b is nil.
func (b bitset) clone(n int) bitset {
	c := newBitset(n)
	copy(c, b)
	return c
}

func (b bitset) and(o bitset) {
	for i := range b {
		b[i] &= o[i]
	}
}

func (b bitset) andNot(o bitset) {
	for i := range o {
		b[i] &^= o[i]
	}
}

// fill puts 0 to n-1 into the set.
func (b bitset) fill(n int) {
	for i := range b {
		b[i] = ^uint64(0)
	}
	if n%64 != 0 {
		b[len(b)-1] = 1<<(n%64) - 1
	}
}

// appendTo appends the numbers of the set in ascending order.
func (b bitset) appendTo(into []uint32) []uint32 {
	for i, word := range b {
		for ; word != 0; word &= word - 1 {
			into = append(into, uint32(i*64+bits.TrailingZeros64(word)))
		}
	}
	return into
}
