package widget

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strings"

	"github.com/sauda-commerce/sauda/gateway/internal/problem"
)

//go:embed assets
var assets embed.FS

// asset is one file, ready to be served.
type asset struct {
	kind string // media type
	body []byte
	gzip []byte
	etag string
}

// app is the loader and the app, made once: the files do not change while the
// program runs.
type app struct {
	hash    string // of all files of the app; the folder they are served under
	files   map[string]asset
	modules []string // that app.js asks for, so that they come with it
	loader  asset
	index   *template.Template
}

func newApp(shop Shop, look map[string]string) (*app, error) {
	a := &app{files: map[string]asset{}}
	theme, err := newTheme(look)
	if err != nil {
		return nil, err
	}
	if err := a.read(theme); err != nil {
		return nil, fmt.Errorf("widget: %w", err)
	}
	if a.loader, err = newLoader(shop, theme); err != nil {
		return nil, err
	}
	if a.index, err = template.ParseFS(assets, "assets/"+indexFile); err != nil {
		return nil, fmt.Errorf("widget: %w", err)
	}
	return a, nil
}

// The files that are not of the app, the page it is on and who puts it there,
// and the one that a theme is put into.
const (
	indexFile  = "index.html"
	loaderFile = "loader.js"
	styleFile  = "app.css"
)

// read reads the app's files: a style, app.js, and its modules.
func (a *app) read(look theme) error {
	entries, err := assets.ReadDir("assets")
	if err != nil {
		return err
	}
	sum := sha256.New()
	for _, e := range entries {
		name := e.Name()
		if name == indexFile || name == loaderFile {
			continue
		}
		body, err := assets.ReadFile("assets/" + name)
		if err != nil {
			return err
		}
		if path.Ext(name) == ".js" && name != "app.js" {
			a.modules = append(a.modules, name)
		}
		if name == styleFile {
			body = append(body, look.css()...)
		}
		sum.Write(body)
		if a.files[name], err = newAsset(name, lean(body)); err != nil {
			return err
		}
	}
	a.hash = hex.EncodeToString(sum.Sum(nil)[:8])
	return nil
}

// lean leaves out what only those need who read the source: lines that are
// comments, indentation, empty lines.
func lean(body []byte) []byte {
	var out bytes.Buffer
	for line := range bytes.Lines(body) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && !comment(line) {
			out.Write(append(line, '\n'))
		}
	}
	return out.Bytes()
}

// comment says whether a line is one. Blocks begin each of their lines with a
// star; so does a rule for all elements, which ends with a brace.
func comment(line []byte) bool {
	for _, sign := range []string{"//", "/*", "*/"} {
		if bytes.HasPrefix(line, []byte(sign)) {
			return true
		}
	}
	return bytes.HasPrefix(line, []byte("* ")) && !bytes.HasSuffix(line, []byte("}"))
}

// newLoader puts the few texts the loader shows, in each language the shop
// has, into it.
func newLoader(shop Shop, look theme) (asset, error) {
	body, err := assets.ReadFile("assets/" + loaderFile)
	if err != nil {
		return asset{}, fmt.Errorf("widget: %w", err)
	}
	texts := map[string]map[string]string{}
	for _, lang := range shop.Printer().Languages() {
		p := shop.Printer(lang)
		texts[lang] = map[string]string{
			"open": p.T("widget.open"), "unread": p.T("widget.unread"),
			"chat": p.T("widget.chat", "Shop", shop.Profile().Name),
		}
	}
	inserted, err := json.Marshal(texts)
	if err != nil {
		return asset{}, fmt.Errorf("widget: %w", err)
	}
	body = bytes.Replace(look.button(body), []byte("/*texts*/{}"), inserted, 1)
	// How to use it stays: it is read in the pages that do.
	begin := bytes.Index(body, []byte("(() => {"))
	return newAsset(loaderFile, append(body[:begin:begin], lean(body[begin:])...))
}

func newAsset(name string, body []byte) (asset, error) {
	zipped, err := compress(body)
	if err != nil {
		return asset{}, fmt.Errorf("widget: %s: %w", name, err)
	}
	sum := sha256.Sum256(body)
	return asset{mediaType(name), body, zipped, `"` + hex.EncodeToString(sum[:12]) + `"`}, nil
}

func compress(body []byte) ([]byte, error) {
	var zipped bytes.Buffer
	z, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	err = z.Close()
	return zipped.Bytes(), err
}

// mediaType does not ask the system, whose table may say anything.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return "text/javascript; charset=utf-8"
}

// Loader answers GET /widget.js, which other sites include: it is looked up
// again after a few minutes.
func (h *Handler) Loader(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	w.Header().Set("Cache-Control", "public, max-age=300")
	h.app.loader.serve(w, r)
}

// Asset answers GET /widget/{hash}/{file}, which never changes.
func (h *Handler) Asset(w http.ResponseWriter, r *http.Request) {
	a, ok := h.app.files[r.PathValue("file")]
	if !ok || r.PathValue("hash") != h.app.hash {
		problem.Write(w, r, problem.New(problem.NotFound, ""))
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	a.serve(w, r)
}

func (a asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("ETag", a.etag)
	h.Add("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("If-None-Match"), a.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := a.body
	if acceptsGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = a.gzip
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a browser that is gone asks again
	}
}

// acceptsGzip says whether an Accept-Encoding header names gzip and does not
// refuse it.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, q, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), ";")
		if strings.EqualFold(name, "gzip") {
			return !strings.HasPrefix(q, "q=0") || strings.Trim(q, "q=0.") != ""
		}
	}
	return false
}
