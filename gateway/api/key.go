package api

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"slices"
	"strings"
)

// Scope is what a key may be used for.
type Scope string

// Scopes.
const (
	Catalog  Scope = "catalog"  // products
	Carts    Scope = "carts"    // what contacts left in the host's cart
	Orders   Scope = "orders"   // the host's orders and shipments
	PayLinks Scope = "paylinks" // links to pay by
	Payments Scope = "payments" // whether money came, refunds, and the receipts of shoppers
	Contacts Scope = "contacts" // who a shopper is
	Handoff  Scope = "handoff"  // conversations: read, answer, hand back
	All      Scope = "*"        // every scope, those of later versions too
)

// Scopes lists the scopes there are.
func Scopes() []Scope {
	return []Scope{Catalog, Carts, Orders, PayLinks, Payments, Contacts, Handoff, All}
}

// minKey is the length of the shortest key, in bytes.
const minKey = 32

// Key lets a program of the host's use the API. It prints as its name.
type Key struct {
	Name   string  // for answers and logs; unique, and the owner of Idempotency-Keys
	Key    string  // the secret, at least 32 characters that nobody can guess
	Scopes []Scope // what it may be used for; at least one
}

// String is the name, so that a key that is printed by mistake is not given away.
func (k Key) String() string { return "api key " + k.Name }

// GoString is String.
func (k Key) GoString() string { return k.String() }

// LogValue is the name.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.Name) }

// may says whether a key has a scope.
func (k Key) may(s Scope) bool { return slices.Contains(k.Scopes, s) || slices.Contains(k.Scopes, All) }

// Check says what is wrong with keys, and never a key itself; nil if nothing is.
func Check(keys []Key) error {
	_, err := newRing(keys)
	return err
}

// ring is the keys by the hash of their secrets, which it does not keep.
type ring []ringed

type ringed struct {
	Key
	sum [sha256.Size]byte
}

func newRing(keys []Key) (ring, error) {
	all := make(ring, 0, len(keys))
	for i, k := range keys {
		if k.Name == "" || len(k.Name) > 100 {
			return nil, fmt.Errorf("api: key %d needs a name of at most 100 characters", i+1)
		}
		if len(k.Key) < minKey || strings.ContainsFunc(k.Key, outside) {
			return nil, fmt.Errorf("api: key %q must be at least %d letters, digits and signs without spaces; make one with: openssl rand -hex 32", k.Name, minKey)
		}
		if len(k.Scopes) == 0 {
			return nil, fmt.Errorf("api: key %q has no scopes; give it some of %v", k.Name, Scopes())
		}
		for _, s := range k.Scopes {
			if !slices.Contains(Scopes(), s) {
				return nil, fmt.Errorf("api: key %q: there is no scope %q; there are %v", k.Name, s, Scopes())
			}
		}
		r := ringed{k, sha256.Sum256([]byte(k.Key))}
		r.Key.Key = ""
		for _, other := range all {
			if other.Name == k.Name || other.sum == r.sum {
				return nil, fmt.Errorf("api: key %q is there twice, by name or by secret", k.Name)
			}
		}
		all = append(all, r)
	}
	return all, nil
}

// outside says whether a rune cannot be in a header's token.
func outside(r rune) bool { return r <= ' ' || r > '~' }

// find returns the key with a secret. It takes as long whichever it is, if any.
func (r ring) find(secret string) (found Key, ok bool) {
	sum := sha256.Sum256([]byte(secret))
	for _, k := range r {
		if subtle.ConstantTimeCompare(sum[:], k.sum[:]) == 1 {
			found, ok = k.Key, true
		}
	}
	return found, ok && secret != ""
}
