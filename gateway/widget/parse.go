package widget

import (
	"fmt"
	"strconv"
	"time"

	"github.com/sauda-commerce/sauda/gateway/internal/problem"
)

// parseSeq reads the seq a client has got up to; "" is from the beginning.
func parseSeq(field, s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil {
		return 0, problem.BadField(field, "must be the seq of a message, a whole number from 0")
	}
	return int64(n), nil
}

// parseWait reads how many seconds a long poll waits; "" is not at all.
func parseWait(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(s, 10, 8)
	if err != nil || n > maxWait {
		return 0, problem.BadField("wait", fmt.Sprintf("must be a whole number of seconds from 0 to %d", maxWait))
	}
	return time.Duration(n) * time.Second, nil
}
