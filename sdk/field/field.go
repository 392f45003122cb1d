// Package field says which fields of what a host gave are wrong, and why, so
// that it can mend them all at once.
package field

import (
	"fmt"
	"strings"
)

// Error is one field that is wrong.
type Error struct {
	Name   string `json:"field"`  // as in JSON: "lines[2].quantity"
	Reason string `json:"reason"` // what is wrong and how to mend it; it follows the name and holds no value of a person's
}

// Errors are the fields that are wrong. As an error it is found with
// errors.As; nothing of what was given took effect.
type Errors []Error

// shown is how many fields an error names: more are not read.
const shown = 5

// Error names the first fields and what is wrong with them.
func (e Errors) Error() string {
	var all []string
	for _, f := range e[:min(shown, len(e))] {
		all = append(all, f.Name+" "+f.Reason)
	}
	if more := len(e) - len(all); more > 0 {
		all = append(all, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(all, "; ")
}

// Err is the errors as an error: nil when there are none.
func (e Errors) Err() error {
	if len(e) == 0 {
		return nil
	}
	return e
}

// Add adds a field that is wrong.
func (e *Errors) Add(name, reason string, args ...any) {
	*e = append(*e, Error{name, fmt.Sprintf(reason, args...)})
}

// Check adds a field unless it is right.
func (e *Errors) Check(right bool, name, reason string, args ...any) {
	if !right {
		e.Add(name, reason, args...)
	}
}

// Within adds the fields of a part, whose names go on after that of the part.
func (e *Errors) Within(part string, fields Errors) {
	for _, f := range fields {
		*e = append(*e, Error{part + "." + f.Name, f.Reason})
	}
}
