package auth

import (
	"net/http"
	"strings"
)

// Bearer returns the token of an Authorization header, or "" where there is
// none, more than one, or one of another kind.
func Bearer(r *http.Request) string {
	all := r.Header.Values("Authorization")
	if len(all) != 1 {
		return ""
	}
	scheme, token, ok := strings.Cut(all[0], " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
