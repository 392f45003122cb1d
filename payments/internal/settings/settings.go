// Package settings looks at what adapters of payment providers are configured
// with: where secrets are sent to, and whether they are whole.
package settings

import (
	"net"
	"net/url"
	"strings"
	"unicode"
)

// Secure says whether what is sent to an address stays between the two of us: on
// its way, or in one machine. An address with a name and a password in it is
// none: addresses are shown.
func Secure(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	local := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && local
}

// Spaced says whether one of these secrets has a space around it, or a line's end
// or the like in it: copied with it, it makes every signature a wrong one.
func Spaced(secrets ...string) bool {
	for _, s := range secrets {
		if strings.TrimSpace(s) != s || strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) }) {
			return true
		}
	}
	return false
}
