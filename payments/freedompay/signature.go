package freedompay

import (
	"crypto/md5" // the provider's choice: see the doc of the package
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
)

const sigField = "pg_sig"

// script is the name that an address is signed under: the last element of its
// path.
func script(address string) string {
	path, _, _ := strings.Cut(address, "?")
	if u, err := url.Parse(path); err == nil {
		path = u.Path
	}
	path = strings.TrimRight(path, "/")
	return path[strings.LastIndexByte(path, '/')+1:]
}

// sign is the signature of a message: the values in order of their names, what
// stands in an element in its place.
func sign(secret, script string, m message) string {
	parts := append([]string{script}, m.values()...)
	sum := md5.Sum([]byte(strings.Join(append(parts, secret), ";")))
	return hex.EncodeToString(sum[:])
}

func (m message) values() (all []string) {
	sorted := slices.Clone(m)
	slices.SortStableFunc(sorted, func(a, b field) int { return strings.Compare(a.name, b.name) })
	for _, f := range sorted {
		switch {
		case f.name == sigField:
		case len(f.in) > 0:
			all = append(all, f.in.values()...)
		default:
			all = append(all, f.value)
		}
	}
	return all
}

// signer returns the secret that a message was signed with; false for none. It
// tries all of them, in constant time.
func (p *Provider) signer(script string, m message) (string, bool) {
	sig, ok := m.only(sigField)
	found := ""
	for _, secret := range p.cfg.Secrets {
		if subtle.ConstantTimeCompare([]byte(sig), []byte(sign(secret, script, m))) == 1 {
			found = secret
		}
	}
	return found, ok && found != ""
}

func salt() string { return rand.Text()[:16] }
