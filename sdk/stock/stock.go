// Package stock says how many pieces can still be promised: pure rules over
// what the source says, what was sold since, and what is held.
package stock

import (
	"time"

	"github.com/sauda-commerce/sauda/catalog"
)

// HoldState says what a hold is.
type HoldState string

// States of a hold.
const (
	Reserved HoldState = "reserved" // until Until
	Sold     HoldState = "sold"     // counts until the source's count is newer
)

// Hold is some pieces of one thing taken by one order.
type Hold struct {
	Order    string
	Ref      catalog.Ref
	Quantity int
	State    HoldState
	Until    time.Time // of a reservation
	At       time.Time // when it was sold
}

// Active says whether the hold takes pieces away at a time, from a stock
// counted as of another.
func (h Hold) Active(now, asOf time.Time) bool {
	if h.State == Sold {
		return h.At.After(asOf)
	}
	return now.Before(h.Until)
}

// Free is how many pieces can be promised: the source's count, less what was
// sold since, less what is reserved. It never goes below 0; ok is false where
// the stock is not counted, and any number can be promised.
func Free(s catalog.Stock, holds []Hold, now time.Time) (n int, ok bool) {
	if s.Kind != catalog.StockCounted {
		return 0, false
	}
	n = s.Count
	for _, h := range holds {
		if h.Active(now, s.AsOf) {
			n -= h.Quantity
		}
	}
	return max(0, n), true
}
