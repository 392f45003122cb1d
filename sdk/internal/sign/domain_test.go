package sign_test

import (
	"encoding/base64"
	"testing"
)

// The MAC of a token and the MAC of loose parts never stand for each other,
// though they are made with one key.
func TestMACsOfDomainsDiffer(t *testing.T) {
	t.Parallel()
	k := ring(t, "a").Key("choice")
	payload := []byte("visitor 7")
	token, err := base64.RawURLEncoding.DecodeString(k.Seal(payload))
	if err != nil {
		t.Fatal(err)
	}
	const size = 16
	if mac := token[len(token)-size:]; k.Check(size, mac, payload) {
		t.Error("a token's MAC passes for one of loose parts")
	}
}
