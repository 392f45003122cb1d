package api

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/sauda-commerce/sauda/gateway/internal/page"
	"github.com/sauda-commerce/sauda/gateway/internal/problem"
)

var (
	//go:embed docs.html
	docsHTML string
	//go:embed docs.css
	docsCSS string
)

// docs serves the document, and a page for people that is made from it. Both
// are made when they are first asked for.
type docs struct {
	document func() ([]byte, error)
	page     func() ([]byte, error)
}

func newDocs(c Config, keyed bool) (docs, error) {
	t, err := template.New("docs").Parse(docsHTML)
	if err != nil {
		return docs{}, fmt.Errorf("api: %w", err)
	}
	d := docs{document: sync.OnceValues(func() ([]byte, error) { return document(c.BaseURL, operations()) })}
	d.page = sync.OnceValues(func() ([]byte, error) {
		raw, err := d.document()
		if err != nil {
			return nil, err
		}
		data, err := pageOf(raw)
		if err != nil {
			return nil, err
		}
		data.Base, data.Keyed, data.Style = c.BaseURL+Base, keyed, template.CSS(docsCSS)
		var b bytes.Buffer
		err = t.Execute(&b, data)
		return b.Bytes(), err
	})
	return d, nil
}

// serveDocument answers GET /api/openapi.json.
func (d docs) serveDocument(w http.ResponseWriter, r *http.Request) {
	raw, err := d.document()
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Access-Control-Allow-Origin", "*") // it is no secret, and tools read it from their own pages
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	_, _ = w.Write(raw) // a client that is gone asks again
}

// servePage answers GET /api/docs.
func (d docs) servePage(w http.ResponseWriter, r *http.Request) {
	raw, err := d.page()
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	page.HTML(w.Header(), "default-src 'none'; style-src "+page.Hash(docsCSS)+"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(raw) // a client that is gone asks again
}

// docsPage is what the page shows.
type docsPage struct {
	Base   string
	Keyed  bool
	Style  template.CSS
	About  []string // paragraphs
	Groups []docsGroup
}

type docsGroup struct {
	Scope      Scope
	Operations []docsOperation
}

type docsOperation struct {
	ID, Method, Path, Summary string
	About                     []string
	Params, Fields            []docsField
	Example                   string
	Answers                   []docsAnswer
}

type docsField struct {
	Name, Type, About string
	Required          bool
}

type docsAnswer struct {
	Status, About, Example string
}

// spec is the part of the document that the page is made from.
type spec struct {
	Info  struct{ Description string }
	Paths map[string]map[string]struct {
		OperationID, Summary, Description string
		Parameters                        []struct {
			Name, In, Description string
			Required              bool
			Schema                schema
		}
		RequestBody struct{ Content map[string]media }
		Responses   map[string]struct {
			Description string
			Content     map[string]media
		}
	}
	Components struct{ Schemas map[string]schema }
}

type media struct {
	Schema  schema
	Example json.RawMessage
}

type schema struct {
	Ref                  string `json:"$ref"`
	Type                 kinds
	Format, Description  string
	Properties           map[string]schema
	Required             []string
	Items                *schema
	AdditionalProperties json.RawMessage
	Enum                 []any
	Default              any
	Minimum, Maximum     *float64
}

// kinds are a schema's types: one, or several.
type kinds []string

// UnmarshalJSON reads one type, or several.
func (k *kinds) UnmarshalJSON(raw []byte) error {
	*k = kinds{""}
	if json.Unmarshal(raw, &(*k)[0]) == nil {
		return nil
	}
	return json.Unmarshal(raw, (*[]string)(k))
}

// pageOf makes the page's data of the document, in the order of the table.
func pageOf(raw []byte) (docsPage, error) {
	var s spec
	if err := json.Unmarshal(raw, &s); err != nil {
		return docsPage{}, fmt.Errorf("api: page: %w", err)
	}
	p := docsPage{About: strings.Split(s.Info.Description, "\n\n")}
	for _, o := range operations() {
		if n := len(p.Groups); n == 0 || p.Groups[n-1].Scope != o.scope {
			p.Groups = append(p.Groups, docsGroup{Scope: o.scope})
		}
		g := &p.Groups[len(p.Groups)-1]
		g.Operations = append(g.Operations, s.operation(o))
	}
	return p, nil
}

func (s spec) operation(o operation) docsOperation {
	in := s.Paths[o.path][strings.ToLower(o.method)]
	d := docsOperation{ID: in.OperationID, Method: o.method, Path: o.path, Summary: in.Summary, About: strings.Split(in.Description, "\n\n")}
	for _, p := range in.Parameters {
		d.Params = append(d.Params, docsField{Name: p.Name, Type: p.In + ", " + s.kind(p.Schema) + bounds(p.Schema), About: p.Description, Required: p.Required})
	}
	for _, m := range in.RequestBody.Content {
		d.Fields, d.Example = s.fields("", m.Schema, nil), indented(m.Example)
	}
	for _, status := range slices.Sorted(maps.Keys(in.Responses)) {
		r := in.Responses[status]
		a := docsAnswer{Status: status, About: r.Description}
		for _, m := range r.Content {
			a.Example = indented(m.Example)
		}
		d.Answers = append(d.Answers, a)
	}
	return d
}

// fields lists the fields of a schema and of what is in them, by place:
// lines[].quantity. What holds its own kind is not gone into twice.
func (s spec) fields(before string, of schema, above []string) (all []docsField) {
	if of.Ref != "" {
		if slices.Contains(above, of.Ref) {
			return nil
		}
		above = append(slices.Clone(above), of.Ref)
		of = s.Components.Schemas[strings.TrimPrefix(of.Ref, "#/components/schemas/")]
	}
	if of.Items != nil {
		return s.fields(before+"[]", *of.Items, above)
	}
	for _, name := range slices.Sorted(maps.Keys(of.Properties)) {
		f, place := of.Properties[name], name
		if before != "" {
			place = before + "." + name
		}
		all = append(all, docsField{Name: place, Type: s.kind(f) + bounds(f), About: s.about(f), Required: slices.Contains(of.Required, name)})
		all = append(all, s.fields(place, f, above)...)
	}
	return all
}

// kind says in a word or two what a value is.
func (s spec) kind(of schema) string {
	switch {
	case of.Ref != "":
		return s.kind(s.Components.Schemas[strings.TrimPrefix(of.Ref, "#/components/schemas/")])
	case len(of.Enum) > 0:
		words := make([]string, len(of.Enum))
		for i, v := range of.Enum {
			words[i] = fmt.Sprint(v)
		}
		return strings.Join(words, " | ")
	case of.Format == "date-time":
		return "time"
	case of.Items != nil:
		return "list of " + s.kind(*of.Items)
	}
	return strings.Join(of.Type, " or ")
}

// about is what is said of a value, or of its type.
func (s spec) about(of schema) string {
	if of.Ref != "" && of.Description == "" {
		return s.about(s.Components.Schemas[strings.TrimPrefix(of.Ref, "#/components/schemas/")])
	}
	return of.Description
}

// bounds says how small and how large a number may be, and what it is by itself.
func bounds(of schema) (said string) {
	switch {
	case of.Minimum != nil && of.Maximum != nil:
		said = fmt.Sprintf(", %v to %v", *of.Minimum, *of.Maximum)
	case of.Minimum != nil:
		said = fmt.Sprintf(", at least %v", *of.Minimum)
	}
	if of.Default != nil {
		said += fmt.Sprintf(", by default %v", of.Default)
	}
	return said
}

func indented(raw json.RawMessage) string {
	var b bytes.Buffer
	if len(raw) == 0 || json.Indent(&b, raw, "", "  ") != nil {
		return ""
	}
	return b.String()
}
