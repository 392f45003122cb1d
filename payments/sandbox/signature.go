package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// SignatureHeader is the header of a callback that bears its signature.
const SignatureHeader = "Sandbox-Signature"

// Sign returns the signature of a callback's raw body, "t=<unix seconds>,
// v1=<hex>": HMAC-SHA256 over the time, a dot and the body. Tests use it to
// forge callbacks.
func Sign(secret string, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	return "t=" + t + ",v1=" + hex.EncodeToString(digest(secret, t, body))
}

func digest(secret, t string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t + "."))
	mac.Write(body)
	return mac.Sum(nil)
}

// verify checks a signature against every secret, and its time against the
// delivery's. The time is only looked at once it is known to be genuine.
func verify(secrets []string, header string, body []byte, received time.Time, tolerance time.Duration) error {
	t, sums := splitSignature(header)
	if t == "" || len(sums) == 0 {
		return fmt.Errorf("%w: no signature", payments.ErrSignature)
	}
	if !matches(secrets, t, sums, body) {
		return fmt.Errorf("%w: it is not ours", payments.ErrSignature)
	}
	seconds, err := strconv.ParseInt(t, 10, 64)
	if err != nil {
		return fmt.Errorf("%w: it has no time", payments.ErrSignature)
	}
	if age := received.Sub(time.Unix(seconds, 0)).Abs(); age > tolerance {
		return fmt.Errorf("%w: its time is %s away", payments.ErrSignature, age.Round(time.Second))
	}
	return nil
}

func matches(secrets []string, t string, sums [][]byte, body []byte) bool {
	for _, secret := range secrets {
		want := digest(secret, t, body)
		for _, sum := range sums {
			if hmac.Equal(sum, want) {
				return true
			}
		}
	}
	return false
}

// maxSums bounds the work that a forged header can ask for.
const maxSums = 5

func splitSignature(header string) (t string, sums [][]byte) {
	for part := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			t = value
		case "v1":
			if sum, err := hex.DecodeString(value); err == nil && len(sums) < maxSums {
				sums = append(sums, sum)
			}
		}
	}
	return t, sums
}
