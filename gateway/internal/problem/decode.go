package problem

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/go-playground/validator/v10"
)

// Decoder reads JSON bodies strictly: one object, known fields in the right
// case, each once, and what the "validate" tags say. Make it with NewDecoder;
// it is safe for concurrent use.
type Decoder struct{ validate *validator.Validate }

// NewDecoder returns a Decoder whose problems name fields as JSON does, or the
// tags "path" and "query".
func NewDecoder() *Decoder {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return cmp.Or(name, f.Tag.Get("path"), f.Tag.Get("query"))
	})
	return &Decoder{v}
}

// Read decodes the body of a request into a struct. An empty body is an empty
// object. The error is a problem: Malformed, Invalid or TooLarge.
func (d *Decoder) Read(r *http.Request, into any) error {
	body, err := Body(r)
	if err != nil {
		return err
	}
	return d.Decode(body, into)
}

// Decode is Read for a body that has been read already.
func (d *Decoder) Decode(body []byte, into any) error {
	switch body = bytes.TrimSpace(body); {
	case len(body) == 0:
		body = []byte("{}")
	case body[0] != '{': // null would be an empty object
		return New(Malformed, notObject)
	}
	if err := json.Unmarshal(body, into, json.RejectUnknownMembers(true)); err != nil {
		return decodeError(err)
	}
	return d.Validate(into)
}

// Validate checks the "validate" tags of a struct. The error is Invalid.
func (d *Decoder) Validate(s any) error { return invalid(d.validate.Struct(s)) }

// Body reads the whole body of a request. The error is a problem: TooLarge, or
// Malformed for a body that broke off.
func Body(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		return body, nil
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, From(err)
	}
	return nil, &Error{Code: Malformed, Err: err}
}

func decodeError(err error) error {
	if s, ok := errors.AsType[*json.SemanticError](err); ok && s.JSONPointer != "" {
		name := path(s.JSONPointer)
		if errors.Is(s.Err, json.ErrUnknownName) {
			return BadField(name, "is not a field of this request")
		}
		return BadField(name, "must be "+wanted(s.GoType))
	}
	if s, ok := errors.AsType[*jsontext.SyntacticError](err); ok && errors.Is(s.Err, jsontext.ErrDuplicateName) {
		return BadField(path(s.JSONPointer), "is there twice")
	}
	// The error quotes what was sent, which the log has no business with.
	return New(Malformed, notObject)
}

const notObject = "The body is not a JSON object of the expected form."

// maxPath is the longest name of a field that is repeated to a client.
const maxPath = 100

// path writes a pointer the way fields are named: lines[2].quantity. A
// client's own words are in it, unless they are no words.
func path(p jsontext.Pointer) string {
	var b strings.Builder
	for token := range p.Tokens() {
		switch {
		case token != "" && strings.Trim(token, "0123456789") == "":
			b.WriteString("[" + token + "]")
		case b.Len() > 0:
			b.WriteString("." + token)
		default:
			b.WriteString(token)
		}
	}
	if b.Len() == 0 || b.Len() > maxPath {
		return "a field"
	}
	return b.String()
}

// wanted says what JSON a Go type is read from.
func wanted(t reflect.Type) string {
	if t == nil {
		return "of another type"
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == reflect.TypeFor[time.Time]() {
		return "a time like 2026-11-24T12:00:00Z"
	}
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	}
	return "a whole number, not too large"
}
