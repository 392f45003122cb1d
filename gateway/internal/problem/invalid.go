package problem

import (
	"errors"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"
)

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
		_, name, _ := strings.Cut(f.Namespace(), ".") // without the struct's
		p.Fields = append(p.Fields, Field{name, reason(f)})
	}
	return p
}

// reason says what a tag wants.
func reason(f validator.FieldError) string {
	switch f.Tag() {
	case "required":
		return "is required"
	case "min", "gte":
		return "must be at least " + f.Param() + units(f.Kind())
	case "max", "lte":
		return "must be at most " + f.Param() + units(f.Kind())
	case "gt":
		return "must be more than " + f.Param()
	case "oneof":
		return "must be one of: " + strings.Join(strings.Fields(f.Param()), ", ")
	case "uuid":
		return "must be a UUID"
	case "iso4217":
		return "must be a currency of ISO 4217, like USD or KZT"
	}
	text := "does not satisfy " + f.Tag()
	if f.Param() != "" {
		text += " " + f.Param()
	}
	return text
}

// units are what the length of a kind is counted in.
func units(k reflect.Kind) string {
	switch k {
	case reflect.String:
		return " characters long"
	case reflect.Slice, reflect.Map, reflect.Array:
		return " items long"
	}
	return ""
}
