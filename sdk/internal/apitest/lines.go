package apitest

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// Deprecated ends the line of a thing that is going to be removed.
const Deprecated = " //deprecated"

// Lines returns the exported API of packages, a line for each thing, sorted.
// Names of parameters are left out, for they may change; tags of fields are
// not, for they are on the wire.
func Lines(all ...Package) []string {
	var lines []string
	for _, p := range all {
		w := writer{Package: p}
		scope := p.Types.Scope()
		for _, name := range scope.Names() {
			if o := scope.Lookup(name); o.Exported() {
				w.object(o)
			}
		}
		lines = append(lines, w.lines...)
	}
	slices.Sort(lines)
	return lines
}

// writer writes down one package.
type writer struct {
	Package
	lines []string
	gone  bool // the type being written is deprecated, with all that it has
}

func (w *writer) add(pos token.Pos, format string, args ...any) {
	line := "pkg " + w.Path + ", " + fmt.Sprintf(format, args...)
	if w.gone || w.deprecated[pos] {
		line += Deprecated
	}
	w.lines = append(w.lines, line)
}

func (w *writer) object(o types.Object) {
	switch o := o.(type) {
	case *types.Const:
		w.add(o.Pos(), "const %s %s = %s", o.Name(), w.name(o.Type()), o.Val().ExactString())
	case *types.Var:
		w.add(o.Pos(), "var %s %s", o.Name(), w.name(o.Type()))
	case *types.Func:
		w.add(o.Pos(), "func %s%s", o.Name(), w.signature(o.Signature()))
	case *types.TypeName:
		w.gone = w.deprecated[o.Pos()]
		w.typ(o)
		w.gone = false
	}
}

func (w *writer) typ(o *types.TypeName) {
	if a, ok := o.Type().(*types.Alias); ok {
		w.add(o.Pos(), "type %s = %s", o.Name(), w.name(a.Rhs()))
		return
	}
	t := o.Type().(*types.Named)
	head := "type " + o.Name() + w.params(t.TypeParams())
	switch u := t.Underlying().(type) {
	case *types.Struct:
		w.add(o.Pos(), "%s struct", head)
		w.fields(head, u)
	case *types.Interface:
		w.iface(o, head, u)
		return
	default:
		w.add(o.Pos(), "%s %s", head, w.name(u))
	}
	w.methods(t)
}

// fields writes those that can be named, also through an embedded struct that
// cannot.
func (w *writer) fields(head string, s *types.Struct) {
	for i := range s.NumFields() {
		f := s.Field(i)
		inner, hidden := f.Type().Underlying().(*types.Struct)
		switch {
		case f.Embedded() && !f.Exported() && hidden:
			w.fields(head, inner)
		case !f.Exported():
		case f.Embedded():
			w.add(f.Pos(), "%s struct, embedded %s%s", head, w.name(f.Type()), tag(s.Tag(i)))
		default:
			w.add(f.Pos(), "%s struct, %s %s%s", head, f.Name(), w.name(f.Type()), tag(s.Tag(i)))
		}
	}
}

func tag(s string) string {
	if s == "" {
		return ""
	}
	return fmt.Sprintf(" %q", s)
}

// iface writes an interface. All its methods are on one line as well: one more
// breaks who implements it.
func (w *writer) iface(o *types.TypeName, head string, t *types.Interface) {
	if !t.IsMethodSet() {
		w.add(o.Pos(), "%s %s", head, w.name(t))
		return
	}
	var names []string
	for i := range t.NumMethods() {
		m := t.Method(i)
		if !m.Exported() {
			names = append(names, "unexported")
			continue
		}
		names = append(names, m.Name())
		w.add(m.Pos(), "%s interface, %s%s", head, m.Name(), w.signature(m.Signature()))
	}
	w.add(o.Pos(), "%s interface { %s }", head, strings.Join(names, ", "))
}

// methods writes those of a type, and those that it has of an embedded type
// which cannot be named.
func (w *writer) methods(t *types.Named) {
	of := types.NewMethodSet(t)
	all := types.NewMethodSet(types.NewPointer(t))
	for i := range all.Len() {
		m := all.At(i).Obj().(*types.Func)
		if !m.Exported() || promoted(t, all.At(i).Index()) {
			continue
		}
		receiver := "*" + t.Obj().Name()
		if of.Lookup(m.Pkg(), m.Name()) != nil {
			receiver = t.Obj().Name()
		}
		w.add(m.Pos(), "method (%s) %s%s", receiver, m.Name(), w.signature(m.Signature()))
	}
}

// promoted says whether a method comes from an embedded field that can be
// named: that type is written down where it is.
func promoted(t *types.Named, index []int) bool {
	s, ok := t.Underlying().(*types.Struct)
	return ok && len(index) > 1 && s.Field(index[0]).Exported()
}
