package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/swaggest/jsonschema-go"
	"github.com/swaggest/openapi-go"
	"github.com/swaggest/openapi-go/openapi31"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/gateway/internal/problem"
)

// version is that of the document: HTTP v1, and what was added to it.
const version = "1.0.0"

const documentAbout = `What a shop's own programs tell Sauda and ask of it.

Send a key of the shop's as "Authorization: Bearer". Bodies are JSON, read strictly: unknown, doubled or misspelt fields are 422. Amounts are whole minor units with their currency: {"minor":1250,"currency":"USD"} is 12.50 dollars. Times are RFC 3339. Ids in paths are percent-encoded.

A POST or PATCH with an Idempotency-Key (1 to 255 characters, one for each request) takes effect once: the same request under the same key gets the same answer for 24 hours, with "Idempotent-Replayed: true"; another request under it is 422. Requests that were refused or failed use up no key. Without the header, a POST that is repeated is told from a new one by its own ref, id or contact, and answered 200 in place of 201.

Errors are problem documents (RFC 9457) with a code, a request_id and the fields that are wrong. 429 and 503 say in Retry-After when to ask again.`

// document makes the OpenAPI document of the operations.
func document(base string, all []operation) ([]byte, error) {
	r := openapi31.NewReflector()
	r.Spec.Info.WithTitle("Sauda").WithVersion(version).WithDescription(documentAbout)
	r.Spec.WithServers(openapi31.Server{URL: base + Base})
	r.Spec.SetHTTPBearerTokenSecurity("key", "", "A key of the shop's. Its scopes say what it may be used for.")
	shape(&r.Reflector)
	for _, o := range all {
		if err := add(r, o); err != nil {
			return nil, fmt.Errorf("api: document: %s: %w", o.id, err)
		}
	}
	return json.MarshalIndent(r.Spec, "", " ")
}

// shape makes schemas of Go types: a field that JSON always has is required,
// nothing is null, and "validate" says the bounds.
func shape(r *jsonschema.Reflector) {
	r.DefaultOptions = append(r.DefaultOptions,
		jsonschema.InterceptDefName(func(t reflect.Type, _ string) string { return typeName(t) }),
		jsonschema.InterceptNullability(func(p jsonschema.InterceptNullabilityParams) {
			if p.NullAdded {
				p.Schema.RemoveType(jsonschema.Null)
			}
		}),
		jsonschema.InterceptProp(bound),
		jsonschema.InterceptSchema(texts),
		jsonschema.InterceptSchema(words),
	)
}

// typeName is a type's name without its package; a list's is that of its things.
func typeName(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == reflect.TypeFor[problem.Document]() {
		return "Problem"
	}
	name, of, generic := strings.Cut(t.Name(), "[")
	if !generic {
		return strings.ToUpper(name[:1]) + name[1:]
	}
	of = of[strings.LastIndexByte(of, '.')+1:]
	return strings.ToUpper(of[:1]) + strings.TrimSuffix(of[1:], "]") + strings.ToUpper(name[:1]) + name[1:]
}

// texts are objects that may also be one text.
func texts(p jsonschema.InterceptSchemaParams) (stop bool, err error) {
	about := map[reflect.Type]string{
		reflect.TypeFor[catalog.Text](): "One text in the shop's own language, or texts by language: {\"en\":\"…\",\"kk\":\"…\"}.",
		reflect.TypeFor[Tracking]():     "Who brings it and how to follow it; or one text, an address or the carrier's number.",
	}[p.Value.Type()]
	if about == "" || !p.Processed {
		return false, nil
	}
	p.Schema.WithDescription(about)
	p.Schema.WithType(jsonschema.Object.Type())
	p.Schema.Type.WithSliceOfSimpleTypeValues(jsonschema.String, jsonschema.Object)
	p.Schema.Type.SimpleTypes = nil
	return false, nil
}

// words are the values of types of the catalogue that have a few.
func words(p jsonschema.InterceptSchemaParams) (stop bool, err error) {
	if !p.Processed {
		return false, nil
	}
	switch p.Value.Type() {
	case reflect.TypeFor[catalog.StockKind]():
		p.Schema.WithEnum(catalog.StockUnlimited, catalog.StockCounted)
		p.Schema.WithDescription("Left out, it is not known, and sold without a promise.")
	case reflect.TypeFor[catalog.AttributeKind]():
		p.Schema.WithEnum(catalog.AttributeText, catalog.AttributeNumber, catalog.AttributeBool)
		p.Schema.WithDescription("Which of the fields text, number (with its unit) and bool has the value.")
	}
	return false, nil
}

// bound says in a schema what a field's tags say.
func bound(p jsonschema.InterceptPropParams) error {
	if !p.Processed || p.PropertySchema == nil {
		return nil
	}
	if tag := p.Field.Tag.Get("json"); tag != "" && !strings.Contains(tag, ",omit") && p.ParentSchema != nil {
		p.ParentSchema.Required = append(p.ParentSchema.Required, p.Name)
	}
	for rule := range strings.SplitSeq(p.Field.Tag.Get("validate"), ",") {
		name, param, _ := strings.Cut(rule, "=")
		if name == "dive" {
			break
		}
		n, _ := strconv.ParseFloat(param, 64)
		limit(p.PropertySchema, p.Field.Type.Kind(), name, param, n)
	}
	return nil
}

func limit(s *jsonschema.Schema, k reflect.Kind, name, param string, n float64) {
	text, list := k == reflect.String, k == reflect.Slice
	switch {
	case name == "oneof":
		for _, v := range strings.Fields(param) {
			s.Enum = append(s.Enum, v)
		}
	case name == "required" && text:
		s.WithMinLength(1)
	case name == "min" && text:
		s.WithMinLength(int64(n))
	case name == "max" && text:
		s.WithMaxLength(int64(n))
	case name == "min" && list:
		s.WithMinItems(int64(n))
	case name == "max" && list:
		s.WithMaxItems(int64(n))
	case name == "min":
		s.WithMinimum(n)
	case name == "max":
		s.WithMaximum(n)
	}
}

// add adds an operation to the document.
func add(r *openapi31.Reflector, o operation) error {
	oc, err := r.NewOperationContext(o.method, o.path)
	if err != nil {
		return err
	}
	oc.SetID(o.id)
	oc.SetSummary(o.summary)
	oc.SetDescription(strings.TrimSpace(o.about + "\n\nScope: " + string(o.scope) + "."))
	oc.SetTags(string(o.scope))
	oc.AddSecurity("key")
	if o.params != nil {
		oc.AddReqStructure(o.params)
	}
	if o.method == http.MethodPost || o.method == http.MethodPatch {
		oc.AddReqStructure(onceHeader{})
	}
	if o.example != nil {
		oc.AddReqStructure(o.example, openapi.WithCustomize(func(c openapi.ContentOrReference) { exampleRequest(c, o.example) }))
	}
	for _, a := range o.answers {
		if _, ok := a.body.(file); ok {
			oc.AddRespStructure([]byte(nil), openapi.WithHTTPStatus(a.status), openapi.WithContentType(fileType), described(answer{about: a.about}))
			continue
		}
		oc.AddRespStructure(a.body, openapi.WithHTTPStatus(a.status), described(a))
	}
	for _, code := range problems(o) {
		oc.AddRespStructure(problem.Document{}, openapi.WithHTTPStatus(code.Status()), openapi.WithContentType(problem.ContentType),
			func(cu *openapi.ContentUnit) { cu.Description = code.Meaning() })
	}
	return r.AddOperation(oc)
}

// problems are those that an operation may have.
func problems(o operation) []problem.Code {
	all := []problem.Code{problem.Unsigned, problem.Forbidden, problem.Invalid, problem.TooMany, problem.Unavailable}
	if o.example != nil {
		all = append(all, problem.Malformed, problem.TooLarge)
	}
	return append(all, o.problems...)
}

// onceHeader is the header of what has an effect.
type onceHeader struct {
	Key string `header:"Idempotency-Key" minLength:"1" maxLength:"255" description:"The same request under the same key takes effect once."`
}

func described(a answer) openapi.ContentOption {
	return func(cu *openapi.ContentUnit) {
		cu.Description = a.about
		cu.Customize = func(c openapi.ContentOrReference) { exampleResponse(c, a.body) }
	}
}

func exampleRequest(c openapi.ContentOrReference, v any) {
	if body, ok := c.(*openapi31.RequestBodyOrReference); ok && body.RequestBody != nil {
		setExample(body.RequestBody.Content, v)
		body.RequestBody.WithRequired(true)
	}
}

func exampleResponse(c openapi.ContentOrReference, v any) {
	if res, ok := c.(*openapi31.ResponseOrReference); ok && res.Response != nil && v != nil {
		setExample(res.Response.Content, v)
	}
}

func setExample(content map[string]openapi31.MediaType, v any) {
	for kind, m := range content {
		content[kind] = *m.WithExample(v)
	}
}
