package paypal

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// signature is what the headers of a webhook say.
// https://developer.paypal.com/api/rest/webhooks/rest/#verify-webhook-signature
type signature struct {
	id, time, certificate string
	sum                   []byte
}

// verify checks a webhook's signature against the webhook IDs of the app, and its
// time. What is cheap to refuse is refused before a certificate is fetched.
func (p *Provider) verify(ctx context.Context, d payments.Delivery) error {
	s, err := p.signature(d)
	if err != nil {
		return err
	}
	key, err := p.certs.key(ctx, s.certificate)
	switch {
	case errors.Is(err, errForeign):
		return fmt.Errorf("%w: %w", payments.ErrSignature, err)
	case err != nil:
		return err
	}
	sum := strconv.FormatUint(uint64(crc32.ChecksumIEEE(d.Body)), 10)
	for _, webhook := range p.cfg.WebhookIDs {
		digest := sha256.Sum256([]byte(s.id + "|" + s.time + "|" + webhook + "|" + sum))
		if rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], s.sum) == nil {
			return nil
		}
	}
	return fmt.Errorf("%w: it is not of this app's webhook", payments.ErrSignature)
}

// signature reads the headers, and judges the time: one that is forged as well
// is found out by the signature.
func (p *Provider) signature(d payments.Delivery) (signature, error) {
	s := signature{
		id: d.Header.Get("Paypal-Transmission-Id"), time: d.Header.Get("Paypal-Transmission-Time"),
		certificate: d.Header.Get("Paypal-Cert-Url"),
	}
	const longest = 1024
	sum := d.Header.Get("Paypal-Transmission-Sig")
	if len(sum) > longest || len(s.id) > longest {
		return s, fmt.Errorf("%w: headers too long", payments.ErrSignature)
	}
	var err error
	s.sum, err = base64.StdEncoding.DecodeString(sum)
	if err != nil || len(s.sum) == 0 || s.id == "" || d.Header.Get("Paypal-Auth-Algo") != "SHA256withRSA" {
		return s, fmt.Errorf("%w: headers missing, or of another kind", payments.ErrSignature)
	}
	at, err := time.Parse(time.RFC3339, s.time)
	came := d.Received
	if came.IsZero() {
		came = p.cfg.Now()
	}
	if err != nil || came.Sub(at).Abs() > p.cfg.Tolerance {
		return s, fmt.Errorf("%w: too old, or from the future", payments.ErrSignature)
	}
	return s, nil
}
