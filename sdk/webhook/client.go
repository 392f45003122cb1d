package webhook

import (
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// client returns a client that follows no redirects: the host's, or one of our
// own. That one knows no proxies, keeps no connections, and looks at the
// address it is about to connect to, after names were resolved, so that a name
// cannot be one thing when it is looked at and another when it is used.
func client(host *http.Client, private bool) *http.Client {
	c := http.Client{Transport: transport(private)}
	if host != nil {
		c = *host
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

func transport(private bool) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	if !private {
		dialer.Control = public()
	}
	return &http.Transport{
		DialContext:            dialer.DialContext,
		DisableKeepAlives:      true,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: maxAnswer,
	}
}

// public refuses addresses that are not of the internet at large: those of the
// special-purpose registries, what maps to them, and the one public address
// that a cloud answers its own machines from.
func public() func(network, address string, c syscall.RawConn) error {
	azure := netip.PrefixFrom(netip.AddrFrom4([4]byte{168, 63, 129, 16}), 32)
	return ssrf.New(ssrf.WithAnyPort(), ssrf.WithDeniedV4Prefixes(azure)).Safe
}
