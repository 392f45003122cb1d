// Package sign makes and checks what travels through strangers' hands: session
// tokens, pay links, the payloads of choices.
//
// A [Ring] holds the shop's secrets, a [Key] is derived from them for one
// purpose, so that a token of one kind is worthless as another. While secrets
// are rotated the first signs and all are accepted.
package sign

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

const (
	// MinSecret is the length in bytes of the shortest secret that is taken.
	MinSecret = 32

	idSize  = 4  // of the key's id in a token
	macSize = 16 // of the MAC of a token
)

// ErrInvalid says that a token was not made by us, was changed, or was made
// under a secret that is no longer accepted.
var ErrInvalid = errors.New("sign: invalid token")

// encoding is strict, so that no two texts are the same token.
var encoding = base64.RawURLEncoding.Strict()

// Ring is the shop's secrets, the current one first. It is immutable and safe
// for concurrent use; the zero value holds none and accepts nothing.
type Ring struct{ prks [][]byte }

// NewRing returns a ring of secrets: the first signs, all are accepted. Each
// has at least MinSecret bytes.
func NewRing(secrets ...[]byte) (Ring, error) {
	if len(secrets) == 0 {
		return Ring{}, errors.New("sign: no secret; make one with: openssl rand -hex 32")
	}
	kept := make([][]byte, len(secrets))
	for i, s := range secrets {
		if len(s) < MinSecret {
			return Ring{}, fmt.Errorf("sign: secret %d has %d bytes, at least %d are needed; make one with: openssl rand -hex 32", i+1, len(s), MinSecret)
		}
		prk, err := hkdf.Extract(sha256.New, s, nil)
		if err != nil {
			return Ring{}, fmt.Errorf("sign: secret %d: %w", i+1, err)
		}
		kept[i] = prk
	}
	return Ring{kept}, nil
}

// Key derives the key for a purpose, a constant such as "webchat session".
func (r Ring) Key(purpose string) Key {
	k := Key{make([]derived, len(r.prks))}
	for i, prk := range r.prks {
		k.keys[i] = derive(prk, purpose)
	}
	return k
}

// Key signs and checks for one purpose. It is immutable and safe for
// concurrent use. The zero value accepts nothing, and what it makes is empty.
type Key struct{ keys []derived }

// derived is what HKDF made of one secret for one purpose. The id tells which
// secret made a token and nothing else about it.
type derived struct {
	secret [sha256.Size]byte
	id     [idSize]byte
}

func derive(prk []byte, purpose string) derived {
	var d derived
	// The length asked for is far below HKDF's limit, the only way to fail
	// with a pseudo-random key that Extract returned.
	out, _ := hkdf.Expand(sha256.New, prk, "sauda "+purpose, len(d.secret)+len(d.id))
	n := copy(d.secret[:], out)
	copy(d.id[:], out[n:])
	return d
}

// Domains keep the MAC of a token apart from one of loose parts.
const (
	domainToken byte = 't'
	domainParts byte = 'p'
)

// mac is over the parts with their lengths before them, so that no two lists
// of parts look alike.
func (d derived) mac(domain byte, n int, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, d.secret[:])
	h.Write([]byte{domain})
	var size [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(size[:], uint64(len(p)))
		h.Write(size[:])
		h.Write(p)
	}
	return h.Sum(nil)[:n]
}

// Seal returns a token that carries payload, readable by anyone and changeable
// by nobody: base64url of key id, payload and a MAC of 16 bytes.
func (k Key) Seal(payload []byte) string {
	if len(k.keys) == 0 {
		return ""
	}
	d := k.keys[0]
	b := slices.Concat(d.id[:], payload, d.mac(domainToken, macSize, payload))
	return encoding.EncodeToString(b)
}

// Open returns what a token carries, or ErrInvalid. The comparison takes the
// same time wherever the difference is.
func (k Key) Open(token string) ([]byte, error) {
	b, err := encoding.DecodeString(token)
	if err != nil || len(b) < idSize+macSize || hasBreak(token) {
		return nil, ErrInvalid
	}
	id, payload, mac := b[:idSize], b[idSize:len(b)-macSize], b[len(b)-macSize:]
	for _, d := range k.keys {
		if string(d.id[:]) == string(id) && hmac.Equal(mac, d.mac(domainToken, macSize, payload)) {
			return payload, nil
		}
	}
	return nil, ErrInvalid
}

// MAC returns the first n bytes, 1 to 32, of a MAC over parts by the current
// secret.
func (k Key) MAC(n int, parts ...[]byte) []byte {
	if len(k.keys) == 0 {
		return nil
	}
	return k.keys[0].mac(domainParts, n, parts...)
}

// Check says whether mac has n bytes and is the MAC over parts by any accepted
// secret. It takes n, because a caller who trusted the length of what came in
// would accept a MAC of one byte.
func (k Key) Check(n int, mac []byte, parts ...[]byte) bool {
	if n < 1 || n > sha256.Size {
		return false
	}
	for _, d := range k.keys {
		if hmac.Equal(mac, d.mac(domainParts, n, parts...)) {
			return true
		}
	}
	return false
}
