package paypal

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// Limits of what strangers can make us do, who name any certificate they like.
const (
	maxCertificates = 16        // kept
	maxChain        = 64 << 10  // bytes
	maxFetches      = 10        // in a minute, of those that are not kept
	freshFor        = time.Hour // until a certificate is fetched again
	minKey          = 2048      // bits
)

// errForeign says that a certificate is not to be believed.
var errForeign = errors.New("the certificate is not PayPal's")

// notNow is a webhook that cannot be judged and is to come again.
func notNow(code string, err error) *payments.Error {
	return &payments.Error{Provider: "paypal", Op: "parse", Code: code, Retry: true, Err: err}
}

// certificates are the keys that sign webhooks, by the address of the
// certificate. Only names that a trusted authority has given to PayPal count, from
// PayPal's own hosts.
type certificates struct {
	cfg  Config
	name string        // that the certificate must have
	turn chan struct{} // holds one, of whose turn it is to look at the rest

	all     map[string]certificate
	minute  time.Time
	fetches int // in that minute
}

type certificate struct {
	key     *rsa.PublicKey
	fetched time.Time
	ends    time.Time
}

func certificateHosts(sandbox bool) []string {
	if sandbox {
		return []string{"api.sandbox.paypal.com", "api-m.sandbox.paypal.com"}
	}
	return []string{"api.paypal.com", "api-m.paypal.com"}
}

func newCertificates(c Config, sandbox bool) certificates {
	is := certificates{cfg: c, name: "messageverificationcerts.paypal.com", turn: make(chan struct{}, 1), all: map[string]certificate{}}
	if sandbox {
		is.name = "messageverificationcerts.sandbox.paypal.com"
	}
	is.turn <- struct{}{}
	return is
}

var certificatePath = regexp.MustCompile(`^/v1/notifications/certs/[A-Za-z0-9-]{1,100}$`)

// listed says whether an address is one where PayPal keeps certificates.
func (c *certificates) listed(address string) bool {
	const longest = 500
	u, err := url.Parse(address)
	return err == nil && len(address) <= longest && u.Scheme == "https" && u.User == nil && u.RawQuery == "" && u.Fragment == "" &&
		slices.Contains(c.cfg.CertificateHosts, u.Host) && certificatePath.MatchString(u.EscapedPath())
}

// key is the public key of the certificate at an address. An error other than
// errForeign may pass.
func (c *certificates) key(ctx context.Context, address string) (*rsa.PublicKey, error) {
	if !c.listed(address) {
		return nil, errForeign
	}
	select {
	case <-c.turn:
	case <-ctx.Done():
		return nil, over("parse", ctx.Err())
	}
	defer func() { c.turn <- struct{}{} }()
	now := c.cfg.Now()
	if is, known := c.all[address]; known && now.Before(is.ends) && now.Sub(is.fetched).Abs() < freshFor {
		return is.key, nil
	}
	if now.Sub(c.minute).Abs() >= time.Minute {
		c.minute, c.fetches = now, 0
	}
	if c.fetches++; c.fetches > maxFetches {
		return nil, notNow(payments.CodeLimited, errors.New("strangers name too many certificates"))
	}
	is, err := c.fetch(ctx, address, now)
	if err != nil {
		return nil, err
	}
	c.keep(address, is)
	return is.key, nil
}

// keep adds a certificate, and drops the oldest for it.
func (c *certificates) keep(address string, is certificate) {
	c.all[address] = is
	for len(c.all) > maxCertificates {
		oldest := ""
		for at, other := range c.all {
			if oldest == "" || other.fetched.Before(c.all[oldest].fetched) {
				oldest = at
			}
		}
		delete(c.all, oldest)
	}
}

func (c *certificates) fetch(ctx context.Context, address string, now time.Time) (certificate, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return certificate{}, errForeign
	}
	res, err := c.cfg.HTTPClient.Do(r)
	if err != nil {
		return certificate{}, lost(ctx, "parse", err)
	}
	defer func() { _ = res.Body.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(res.Body, maxChain))
	switch {
	case err != nil || res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests:
		return certificate{}, notNow(payments.CodeUnavailable, errors.New("the certificate cannot be fetched"))
	case res.StatusCode != http.StatusOK:
		return certificate{}, errForeign
	}
	return c.trusted(text, now)
}

// trusted reads a chain of certificates and follows it to an authority. The first
// is PayPal's; it need not be for signing, because PayPal's are those of servers.
func (c *certificates) trusted(text []byte, now time.Time) (certificate, error) {
	var chain []*x509.Certificate
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		is, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return certificate{}, errForeign
		}
		chain = append(chain, is)
	}
	if len(chain) == 0 {
		return certificate{}, errForeign
	}
	between := x509.NewCertPool()
	for _, is := range chain[1:] {
		between.AddCert(is)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{
		DNSName: c.name, Roots: c.cfg.Roots, Intermediates: between, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	key, ok := chain[0].PublicKey.(*rsa.PublicKey)
	if err != nil || !ok || key.N.BitLen() < minKey {
		return certificate{}, errForeign
	}
	return certificate{key: key, fetched: now, ends: chain[0].NotAfter}, nil
}
