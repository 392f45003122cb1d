package problem

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"
)

// Decoder reads JSON bodies strictly: one object, known fields, and what the
// "validate" tags say. Make it with NewDecoder; it is safe for concurrent use.
type Decoder struct{ validate *validator.Validate }

// NewDecoder returns a Decoder whose problems name fields as JSON does.
func NewDecoder() *Decoder {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return name
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
	if len(bytes.TrimSpace(body)) == 0 {
		body = []byte("{}")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return decodeError(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return New(Malformed, "There is something after the JSON object.")
	}
	return invalid(d.validate.Struct(into))
}

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
	if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && t.Field != "" {
		return BadField(t.Field, "must be a "+t.Type.String())
	}
	// encoding/json has no type for this one.
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return BadField(short(strings.Trim(name, `"`)), "is not a field of this request")
	}
	return &Error{Code: Malformed, Detail: "The body is not a JSON object of the expected form.", Err: err}
}

// short is a client's own word, unless it is no word.
func short(name string) string {
	if len(name) > 32 {
		return "a field"
	}
	return name
}

// invalid names every field that validation refused.
func invalid(err error) error {
	if err == nil {
		return nil
	}
	all, ok := errors.AsType[validator.ValidationErrors](err)
	if !ok {
		return err
	}
	p := &Error{Code: Invalid}
	for _, f := range all {
		reason := "does not satisfy " + f.Tag()
		if f.Param() != "" {
			reason += " " + f.Param()
		}
		p.Fields = append(p.Fields, Field{f.Field(), reason})
	}
	return p
}
