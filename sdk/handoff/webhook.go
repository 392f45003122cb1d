package handoff

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Header carries the signature of a webhook's body: see [Sign].
const Header = "Sauda-Signature"

// tolerance is how far the clocks of sender and receiver may differ.
const tolerance = 5 * time.Minute

// ErrSignature says that a webhook is not from this shop, or is old.
var ErrSignature = errors.New("handoff: bad signature")

// post calls the webhook. Its URL may hold a token, so no error shows it.
func (d *Desk) post(ctx context.Context, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.Webhook, bytes.NewReader(body))
	if err != nil {
		return errors.New("handoff: webhook: not a URL")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(Header, Sign(d.Secret, d.Now(), body))
	res, err := d.HTTPClient.Do(req)
	if err != nil {
		return errors.New("handoff: webhook: no answer")
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<16)) // so that the connection can be used again
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("handoff: webhook answered %d", res.StatusCode)
	}
	return nil
}

// Sign returns the value of [Header] for a body:
//
//	t=<unix seconds>,v1=<lower-case hex of HMAC-SHA256 over "<t>.<body>">
func Sign(secret []byte, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	return "t=" + t + ",v1=" + hex.EncodeToString(mac(secret, t, body))
}

// Verify checks the value of [Header] against the body that came with it, for
// receivers written in Go. A signature more than five minutes old, or of the
// future, is ErrSignature like any other that does not hold.
func Verify(secret []byte, header string, body []byte, now time.Time) error {
	t, sum, ok := strings.Cut(header, ",v1=")
	t, named := strings.CutPrefix(t, "t=")
	given, err := hex.DecodeString(sum)
	if !ok || !named || err != nil || !hmac.Equal(given, mac(secret, t, body)) {
		return ErrSignature
	}
	at, err := strconv.ParseInt(t, 10, 64)
	if err != nil || now.Sub(time.Unix(at, 0)).Abs() > tolerance {
		return ErrSignature
	}
	return nil
}

func mac(secret []byte, t string, body []byte) []byte {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(t + "."))
	m.Write(body)
	return m.Sum(nil)
}
