package demo

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
)

// Picture draws a product as an SVG of 320 by 320 units, in one of the shop's
// colours or, for "" or an unknown one, in the product's first. It needs no
// font, script or other file and is always the same. It fails with
// [catalog.ErrNotFound] if the shop has no such product.
func Picture(id catalog.ProductID, colour string) ([]byte, error) {
	m, ok := models()[id]
	if !ok {
		return nil, fmt.Errorf("%w: demo product %q", catalog.ErrNotFound, id)
	}
	if _, known := colours[colour]; !known {
		colour = m.colour
	}
	return m.draw(colour), nil
}

// Handler serves pictures as [PictureURL] names them, under any prefix.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		id, isSVG := strings.CutSuffix(path.Base(r.URL.Path), ".svg")
		svg, err := Picture(catalog.ProductID(id), r.URL.Query().Get("colour"))
		if err != nil || !isSVG {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "image/svg+xml")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "public, max-age=86400")
		h.Set("ETag", tag(svg))
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(svg))
	})
}

func tag(b []byte) string {
	h := fnv.New64a()
	_, _ = h.Write(b)
	return fmt.Sprintf("%q", fmt.Sprintf("%x", h.Sum64()))
}

// model is what there is to know of a product to draw it.
type model struct {
	kind   string // of drawing
	room   string // the first level of its category, for the background
	colour string // the first it comes in
	seed   uint32 // tells products of a kind apart
}

// models reads the products once; they are part of the program.
var models = sync.OnceValue(func() map[catalog.ProductID]model {
	all := map[catalog.ProductID]model{}
	src, ok := Source().(source)
	if !ok {
		return all
	}
	for change := range src.file.Changes(context.Background(), "") {
		if p := change.Put; p != nil {
			all[p.ID] = modelOf(p)
		}
	}
	return all
})

func modelOf(p *catalog.Product) model {
	h := fnv.New32a()
	_, _ = h.Write([]byte(p.ID))
	m := model{room: p.Category[0].In("en"), seed: h.Sum32()}
	own := ""
	for _, a := range p.Attributes {
		switch {
		case a.Name == drawing:
			m.kind = a.Text[0]
		case a.Name == "colour":
			own = a.Text[0]
		}
	}
	m.colour = cmp.Or(own, natural[m.kind], plain[m.seed%uint32(len(plain))])
	if len(p.Variants) > 0 && p.Variants[0].Values["colour"] != "" {
		m.colour = p.Variants[0].Values["colour"]
	}
	return m
}

// plain are the colours of products that do not say theirs.
var plain = []string{"Slate", "Rust", "Moss", "Teal", "Navy", "Grey"}

// natural are those that a shopper expects of a kind: leather is brown.
var natural = map[string]string{
	"highboots": "Brown", "walkshoe": "Brown", "winterboots": "Slate", "lightboots": "Moss", "kidboots": "Teal", "shoe": "Teal", "socks": "Rust",
	"vest": "Moss", "leggings": "Slate", "sunshirt": "Sand", "gaiter": "Moss", "sandal": "Teal",
}

// draw puts a drawing on its background.
func (m model) draw(colour string) []byte {
	p := newPen(colours[colour])
	p.background(m)
	if how, ok := drawings[m.kind]; ok {
		how(p)
	}
	return p.svg()
}
