package api

import (
	"net/http"
	"path"
	"regexp"
)

// fileType is how files are sent: whatever a stranger's bytes are, nobody is to
// show them as a page.
const fileType = "application/octet-stream"

// file is an answer that is not JSON: the bytes of somebody else's.
type file struct {
	id, kind string // kind is what its bytes say that they are: image/jpeg
	data     []byte
}

var unnamed = regexp.MustCompile(`[^A-Za-z0-9-]`)

// serve sends the file to be kept.
func (f file) serve(w http.ResponseWriter) {
	name := unnamed.ReplaceAllString(f.id, "") + "." + unnamed.ReplaceAllString(path.Base(f.kind), "")
	h := w.Header()
	h.Set("Content-Type", fileType)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(f.data) // a client that is gone asks again
}
