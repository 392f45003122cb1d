package webchat

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
)

// maxUserID is the length in bytes of the longest user id of a host.
const maxUserID = 256

// SignIdentity says to the chat which of the host's users a visitor is. The
// host's server makes it for a logged-in user and writes it into the page; a
// few minutes are long enough, since it is only read when a session is opened.
//
// The form, for hosts not written in Go, is three fields with dots between
// them: the user id in base64url without padding, the Unix second it expires,
// and HMAC-SHA256, in lower-case hex, of the first two and the dot between them
// under the secret:
//
//	$claim = rtrim(strtr(base64_encode($id), '+/', '-_'), '=') . '.' . $expires;
//	$identity = $claim . '.' . hash_hmac('sha256', $claim, $secret);
func SignIdentity(secret []byte, userID string, expires time.Time) string {
	claim := base64.RawURLEncoding.EncodeToString([]byte(userID)) + "." + strconv.FormatInt(expires.Unix(), 10)
	return claim + "." + hex.EncodeToString(identityMAC(secret, claim))
}

func identityMAC(secret []byte, claim string) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(claim))
	return h.Sum(nil)
}

// ErrIdentity says that an identity was not signed by the host, was changed or
// has expired. It is a channel.ErrSignature too.
var ErrIdentity = fmt.Errorf("webchat: identity is not signed by the host, or has expired: %w", channel.ErrSignature)

// customer is the user id that an identity proves; "" is a guest.
func (c *Channel) customer(identity string, now time.Time) (string, error) {
	if identity == "" {
		return "", nil
	}
	if len(c.identity) == 0 {
		return "", &channel.FieldError{Field: "identity", Reason: "is not accepted: the shop has no identity secret"}
	}
	dot := strings.LastIndexByte(identity, '.')
	if dot < 0 {
		return "", ErrIdentity
	}
	claim := identity[:dot]
	mac, err := hex.DecodeString(identity[dot+1:])
	if err != nil || !slices.ContainsFunc(c.identity, func(secret []byte) bool { return hmac.Equal(mac, identityMAC(secret, claim)) }) {
		return "", ErrIdentity
	}
	return readClaim(claim, now)
}

// readClaim reads what the host has signed.
func readClaim(claim string, now time.Time) (string, error) {
	encoded, expiry, _ := strings.Cut(claim, ".")
	expires, err := strconv.ParseInt(expiry, 10, 64)
	if err != nil || now.Unix() >= expires {
		return "", ErrIdentity
	}
	id, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
	if err != nil || len(id) == 0 {
		return "", ErrIdentity
	}
	if err := checkText("identity", string(id), maxUserID); err != nil {
		return "", err
	}
	return string(id), nil
}
