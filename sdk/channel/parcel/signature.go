package parcel

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
)

// SignatureHeader is the header of a webhook that bears its time and signature,
// "t=<unix seconds>,v1=<hex>".
const SignatureHeader = "Parcel-Signature"

// Sign returns the signature of a webhook's raw body: HMAC-SHA256 over the time,
// a dot and the body. Tests use it to forge webhooks.
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

// verify checks the signature against every secret, and its time against when
// the delivery came, in both directions. Every failure is the same error.
func (c *Channel) verify(d channel.Delivery) error {
	t, sum, ok := signature(d.Header)
	if !ok || !c.genuine(t, sum, d.Body) {
		return channel.ErrSignature
	}
	seconds, err := strconv.ParseInt(t, 10, 64)
	if err != nil {
		return channel.ErrSignature
	}
	if away := c.came(d).Sub(time.Unix(seconds, 0)).Abs(); away > c.cfg.Tolerance {
		return channel.ErrSignature
	}
	return nil
}

// genuine tries every secret, always all of them, in constant time.
func (c *Channel) genuine(t string, sum, body []byte) bool {
	found := false
	for _, secret := range c.cfg.Secrets {
		found = hmac.Equal(sum, digest(secret, t, body)) || found
	}
	return found
}

// signature splits the one signature header there may be.
func signature(h http.Header) (t string, sum []byte, ok bool) {
	all := h.Values(SignatureHeader)
	if len(all) != 1 {
		return "", nil, false
	}
	first, second, _ := strings.Cut(all[0], ",")
	t, timed := strings.CutPrefix(first, "t=")
	sign, signed := strings.CutPrefix(second, "v1=")
	sum, err := hex.DecodeString(sign)
	return t, sum, timed && signed && err == nil
}

// came is when a delivery came.
func (c *Channel) came(d channel.Delivery) time.Time {
	if d.Received.IsZero() {
		return c.cfg.Now()
	}
	return d.Received
}
