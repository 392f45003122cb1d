package auth

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Origins is a list of web origins that may use the chat beside the gateway's
// own. The zero Origins allows the gateway's own alone.
type Origins struct{ list []string }

// NewOrigins reads origins such as "https://shop.example" or
// "http://localhost:3000". There is no wildcard: an origin is a scheme, a host
// and perhaps a port, and nothing else.
func NewOrigins(list ...string) (Origins, error) {
	var o Origins
	for _, s := range list {
		u, err := url.Parse(strings.TrimSuffix(s, "/"))
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || !plainHost(u.Host) || s != u.Scheme+"://"+u.Host && s != u.Scheme+"://"+u.Host+"/" {
			return Origins{}, fmt.Errorf("auth: origin %q must be like https://shop.example, without a path or a wildcard", s)
		}
		if origin := u.Scheme + "://" + strings.ToLower(u.Host); !slices.Contains(o.list, origin) {
			o.list = append(o.list, origin)
		}
	}
	return o, nil
}

// plainHost refuses what could end a directive of a Content-Security-Policy.
func plainHost(h string) bool {
	return h != "" && !strings.ContainsAny(h, " *;,'\"\t\r\n")
}

// Allow says whether a request may be answered: it has no Origin (then its
// token decides alone), the gateway's own, or one of the list.
func (o Origins) Allow(r *http.Request) bool {
	all := r.Header.Values("Origin")
	if len(all) == 0 || len(all) == 1 && all[0] == "" {
		return true
	}
	origin := strings.ToLower(all[0])
	u, err := url.Parse(origin)
	if err != nil || len(all) > 1 || (u.Scheme != "https" && u.Scheme != "http") || origin != u.Scheme+"://"+u.Host {
		return false // nothing that a browser sends
	}
	return strings.EqualFold(u.Host, r.Host) || slices.Contains(o.list, origin)
}

// Sources lists the origins as a Content-Security-Policy does, the gateway's
// own first.
func (o Origins) Sources() string {
	return strings.Join(append([]string{"'self'"}, o.list...), " ")
}
