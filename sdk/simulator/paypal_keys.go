package simulator

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"hash/crc32"
	"math/big"
	"net/http"
	"strconv"
	"time"
)

// PayPalKeys are an authority of its own, and the key with which it lets a PayPal
// sign webhooks. They may be shared by several.
type PayPalKeys struct {
	roots *x509.CertPool
	chain []byte // in PEM
	key   *rsa.PrivateKey
}

// paypalCertificate is where PayPal keeps the certificate.
const paypalCertificate = "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-51m"

// NewPayPalKeys makes keys, good for a hundred years, whatever clock a test has.
// It panics when there is no randomness.
func NewPayPalKeys() *PayPalKeys { return NewPayPalKeysFor("messageverificationcerts.paypal.com") }

// NewPayPalKeysFor makes keys for another name than PayPal's.
func NewPayPalKeysFor(name string) *PayPalKeys {
	const bits = 2048
	authority, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	key, err := rsa.GenerateKey(rand.Reader, bits)
	must(err)
	from := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Simulated authority"}, NotBefore: from, NotAfter: from.AddDate(100, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: from, NotAfter: from.AddDate(100, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	rootDER, err := x509.CreateCertificate(rand.Reader, ca, ca, authority.Public(), authority)
	must(err)
	leafDER, err := x509.CreateCertificate(rand.Reader, leaf, ca, key.Public(), authority)
	must(err)
	root, err := x509.ParseCertificate(rootDER)
	must(err)
	k := &PayPalKeys{roots: x509.NewCertPool(), key: key}
	k.roots.AddCert(root)
	k.chain = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: leafDER})
	return k
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// Roots are the authorities that a shop has to trust.
func (k *PayPalKeys) Roots() *x509.CertPool { return k.roots.Clone() }

// Sign returns the headers of a webhook: signed for the webhook of an app, at a
// time, over a body.
func (k *PayPalKeys) Sign(webhook string, at time.Time, body []byte) http.Header {
	id, when := "69cd13f0-d67a-11e5-baa3-778b53f4ae55", at.UTC().Format(time.RFC3339)
	said := id + "|" + when + "|" + webhook + "|" + strconv.FormatUint(uint64(crc32.ChecksumIEEE(body)), 10)
	digest := sha256.Sum256([]byte(said))
	sum, err := rsa.SignPKCS1v15(nil, k.key, crypto.SHA256, digest[:])
	must(err)
	return http.Header{
		"Content-Type": {"application/json"}, "User-Agent": {"PayPal/AUHD-214.0-55345829"},
		"Paypal-Transmission-Id": {id}, "Paypal-Transmission-Time": {when}, "Paypal-Auth-Algo": {"SHA256withRSA"},
		"Paypal-Cert-Url": {paypalCertificate}, "Paypal-Transmission-Sig": {base64.StdEncoding.EncodeToString(sum)},
	}
}
