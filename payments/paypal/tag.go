package paypal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// maxTag is how long custom_id may be; what PayPal documents today is more.
const maxTag = 127

// Marks that are no codes of declines.
const markCancelled = "cancelled"

// tag is what we write into an order's custom_id: PayPal repeats it in captures,
// refunds, disputes and their events, and shows it to the shop alone. So every
// event names the attempt and its price, though it be the only one to arrive.
//
// It is written ORDER|KEY|1250USD, and |MARK after it once the order is closed,
// or in a refund.
type tag struct {
	order, key string
	amount     money.Amount
	mark       string
}

func (t tag) String() string {
	s := t.order + "|" + t.key + "|" + strconv.FormatInt(t.amount.Minor, 10) + t.amount.Currency
	if t.mark != "" {
		s += "|" + t.mark
	}
	return s
}

// check says whether a tag can be written, with the longest mark.
func (t tag) check() error {
	t.mark = payments.DeclineFunds
	if n := len(t.String()); n > maxTag || strings.ContainsRune(t.order, '|') {
		return fmt.Errorf("%w: Intent.Order and Intent.Key are too long together for PayPal, or Order has a bar in it", payments.ErrMalformed)
	}
	return nil
}

// readTag reads a custom_id; false if it is not one of ours: another system may
// use the account too.
func readTag(s string) (tag, bool) {
	parts := strings.Split(s, "|")
	if len(parts) < 3 || len(parts) > 4 || parts[0] == "" || parts[1] == "" || len(parts[2]) < 4 {
		return tag{}, false
	}
	at := len(parts[2]) - 3
	minor, err := strconv.ParseInt(parts[2][:at], 10, 64)
	if err != nil || minor <= 0 || !money.Valid(parts[2][at:]) {
		return tag{}, false
	}
	t := tag{order: parts[0], key: parts[1], amount: money.New(minor, parts[2][at:])}
	if len(parts) == 4 {
		t.mark = parts[3]
	}
	return t, true
}

// refundMark names a refund by its key: as much of a digest as there is room for.
func refundMark(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:8])
}
