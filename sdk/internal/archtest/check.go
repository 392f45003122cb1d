package archtest

import (
	"slices"
	"strings"
)

// Module is the path of the module.
const Module = "github.com/sauda-commerce/sauda"

// Check says why one package may not import another; "" if it may. from is a
// path below the module's, to any import path.
func Check(from, to string) string {
	if to != Module && !strings.HasPrefix(to, Module+"/") {
		return foreign(from, to)
	}
	name := local(to)
	f, ok := rule(from)
	t, ok2 := rule(name)
	switch {
	case !ok || !ok2:
		return "a package without a rule"
	case t.Test && !f.Test:
		return "a test package in production code"
	case f.Test || slices.Contains(f.Also, name):
		return ""
	case f.Adapter && t.Layer != Vocabulary:
		return "an adapter sees its contract and nothing else"
	case t.Adapter && f.Layer != Program:
		return "an adapter: only programs and tests choose one"
	case t.Layer >= f.Layer && !inner(from, name):
		return "not below it"
	}
	return ""
}

// foreign checks an import from outside the module.
func foreign(from, to string) string {
	if first, _, _ := strings.Cut(to, "/"); !strings.Contains(first, ".") {
		return "" // the standard library
	}
	for prefix, may := range Foreign {
		if !strings.HasPrefix(to, prefix) {
			continue
		}
		if slices.ContainsFunc(may, func(m string) bool { return strings.HasPrefix(from, m) }) {
			return ""
		}
		return "only " + strings.Join(may, ", ") + " may"
	}
	return "a dependency without a rule"
}

// rule finds a package's rule; an internal package without one shares that of
// the package it is internal to.
func rule(path string) (Rule, bool) {
	if r, ok := Rules[path]; ok {
		return r, true
	}
	parent, _, ok := strings.Cut(path, "/internal/")
	r, known := Rules[parent]
	return r, ok && known
}

// inner says whether to is internal to from, or to what from is internal to.
func inner(from, to string) bool {
	room, _, _ := strings.Cut(from, "/internal/")
	_, ruled := Rules[to]
	return !ruled && strings.HasPrefix(to, room+"/internal/")
}

func local(path string) string { return strings.TrimPrefix(strings.TrimPrefix(path, Module), "/") }
