package sign

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

const (
	linkID  = 16 // bytes of a deep link's id: random, unguessable
	linkMAC = 8

	// linkMark begins every deep link, so that one that was cut or garbled on
	// its way is known for what it was meant to be.
	linkMark = "in_"
)

// NewLink returns the token of a new deep link: 35 characters of [A-Za-z0-9_-],
// which every platform carries as the parameter of a start. It holds a random
// id and a MAC over it, and says nothing of anybody.
func NewLink(k Key) string {
	var id [linkID]byte
	rand.Read(id[:]) // never fails
	return linkMark + encoding.EncodeToString(append(id[:], k.MAC(linkMAC, id[:])...))
}

// IsLink says whether a text is meant to be a deep link, a good one or not.
func IsLink(s string) bool { return strings.HasPrefix(s, linkMark) }

// LinkKey is under what a deep link is kept, a hash from which it cannot be
// made again; ok is false for a token that is not ours, which so is refused
// without a look into the store.
func LinkKey(k Key, token string) (hash string, ok bool) {
	text, marked := strings.CutPrefix(token, linkMark)
	if !marked || len(text) != encoding.EncodedLen(linkID+linkMAC) || hasBreak(text) {
		return "", false
	}
	b, err := encoding.DecodeString(text)
	if err != nil || !k.Check(linkMAC, b[linkID:], b[:linkID]) {
		return "", false
	}
	sum := sha256.Sum256(b[:linkID])
	return hex.EncodeToString(sum[:]), true
}
