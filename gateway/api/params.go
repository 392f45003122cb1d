package api

import (
	"net/http"
	"reflect"
	"strconv"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/gateway/internal/problem"
)

// readParams fills a struct from the path and the query of a request: fields
// of type string and int with the tags path:"ref" and query:"limit", the latter
// perhaps with default:"50". What the struct does not know, or is there twice,
// is a problem.
func readParams(r *http.Request, into any) error {
	query := r.URL.Query()
	v := reflect.ValueOf(into).Elem()
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if name := f.Tag.Get("path"); name != "" {
			if err := setParam(v.Field(i), name, r.PathValue(name)); err != nil {
				return err
			}
			continue
		}
		name := f.Tag.Get("query")
		values := query[name]
		delete(query, name)
		if len(values) > 1 {
			return problem.BadField(name, "is there twice")
		}
		text := f.Tag.Get("default")
		if len(values) == 1 {
			text = values[0]
		}
		if err := setParam(v.Field(i), name, text); err != nil {
			return err
		}
	}
	for name := range query {
		if len(name) > 50 || !utf8.ValidString(name) {
			name = "a parameter"
		}
		return problem.BadField(name, "is not a parameter of this request")
	}
	return nil
}

func setParam(v reflect.Value, name, text string) error {
	if !utf8.ValidString(text) {
		return problem.BadField(name, "must be UTF-8")
	}
	if v.Kind() == reflect.String {
		v.SetString(text)
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil && text != "" {
		return problem.BadField(name, "must be a whole number, not too large")
	}
	v.SetInt(n)
	return nil
}
