package webhook

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// tolerance is how far the clocks of sender and receiver may differ.
const tolerance = 5 * time.Minute

// ErrSignature says that a request is not from the shop that has the secret,
// or is old.
var ErrSignature = errors.New("webhook: bad signature")

// signer signs with one secret.
type signer = *standardwebhooks.Webhook

func newSigner(secret string) (signer, error) {
	key, err := decodeSecret(secret)
	if err != nil {
		return nil, err
	}
	return standardwebhooks.NewWebhookRaw(key)
}

// sign sets the headers of the convention.
func sign(h http.Header, keys []signer, id string, body []byte, at time.Time) error {
	all := make([]string, len(keys))
	for i, key := range keys {
		var err error
		if all[i], err = key.Sign(id, at, body); err != nil {
			return err
		}
	}
	h.Set(standardwebhooks.HeaderWebhookID, id)
	h.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	h.Set(standardwebhooks.HeaderWebhookSignature, strings.Join(all, " "))
	return nil
}

// Verify checks a request that came as a webhook, for receivers written in Go:
// its headers, and its body before anything has been read from it. A signature
// more than five minutes old, or of the future, is ErrSignature like any other
// that does not hold; so is a secret that is none. What holds is read by
// hook.Parse(header.Get("webhook-id"), body).
func Verify(secret string, h http.Header, body []byte, now time.Time) error {
	key, err := newSigner(secret)
	if err != nil || key.VerifyIgnoringTimestamp(body, h) != nil {
		return ErrSignature
	}
	at, err := strconv.ParseInt(h.Get(standardwebhooks.HeaderWebhookTimestamp), 10, 64)
	if err != nil || now.Sub(time.Unix(at, 0)).Abs() > tolerance {
		return ErrSignature
	}
	return nil
}
