package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// Faults says what a package does that a guest in the host's process does not:
// what Bans forbids, init functions, variables of the package that are written
// after they are there, and HTTP clients that use the host's transport.
func Faults(s Source) []string {
	f := faults{Source: s}
	for _, file := range s.Files {
		ast.Inspect(file, f.visit)
	}
	for _, name := range s.Types.Scope().Names() {
		if v, ok := s.Types.Scope().Lookup(name).(*types.Var); ok && mutable(v.Type()) {
			f.add(v, "%s is of the whole process and made to be changed: keep its state in a value", name)
		}
	}
	return f.found
}

type faults struct {
	Source
	found []string
}

func (f *faults) add(at interface{ Pos() token.Pos }, format string, args ...any) {
	f.found = append(f.found, f.Fset.Position(at.Pos()).String()+": "+fmt.Sprintf(format, args...))
}

func (f *faults) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ImportSpec:
		if path, err := strconv.Unquote(n.Path.Value); err == nil {
			f.ban(n, path+".")
		}
	case *ast.FuncDecl:
		if n.Recv == nil && n.Name.Name == "init" {
			f.add(n, "init runs unasked")
		}
	case *ast.Ident:
		if o := f.Info.Uses[n]; o != nil && o.Pkg() != nil && o.Parent() == o.Pkg().Scope() {
			f.ban(n, o.Pkg().Path()+"."+o.Name())
		}
	case *ast.CompositeLit:
		f.client(n)
	default:
		f.write(written(n)...)
	}
	return true
}

// ban adds a fault if the package may not use what is named.
func (f *faults) ban(n ast.Node, name string) {
	may, banned := Bans[name]
	if banned && !slices.ContainsFunc(may, func(m string) bool { return strings.HasPrefix(f.Path, m) }) {
		f.add(n, "%s belongs to the host", strings.TrimSuffix(name, "."))
	}
}

// write adds a fault for each of what is written that is, or is in, a variable
// of a package.
func (f *faults) write(all ...ast.Expr) {
	for _, e := range all {
		if v, ok := f.root(e).(*types.Var); ok && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
			f.add(e, "%s is of the whole process: do not write it", v.Name())
		}
	}
}

// client adds a fault for an http.Client that names no transport: it would use
// http.DefaultTransport.
func (f *faults) client(n *ast.CompositeLit) {
	t := f.Info.TypeOf(n)
	if t == nil || t.String() != "net/http.Client" || strings.HasPrefix(f.Path, "examples/") {
		return
	}
	if !slices.ContainsFunc(n.Elts, func(e ast.Expr) bool {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			key, _ := kv.Key.(*ast.Ident)
			return key != nil && key.Name == "Transport"
		}
		return true // all fields are there
	}) {
		f.add(n, "http.Client without a Transport uses the host's default one")
	}
}

// written are the expressions that a statement or an operation writes.
func written(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			return n.Lhs
		}
	case *ast.IncDecStmt:
		return []ast.Expr{n.X}
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN {
			return []ast.Expr{n.Key, n.Value}
		}
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			return []ast.Expr{n.X}
		}
	case *ast.CallExpr:
		if name, ok := n.Fun.(*ast.Ident); ok && slices.Contains([]string{"delete", "clear", "copy"}, name.Name) {
			return n.Args[:1]
		}
	}
	return nil
}

// root is what the variable is that an expression is in; nil if there is none.
func (f *faults) root(e ast.Expr) types.Object {
	switch e := e.(type) {
	case *ast.Ident:
		return f.Info.Uses[e]
	case *ast.IndexExpr:
		return f.root(e.X)
	case *ast.StarExpr:
		return f.root(e.X)
	case *ast.ParenExpr:
		return f.root(e.X)
	case *ast.SelectorExpr:
		if f.Info.Selections[e] == nil { // a package's, not a value's
			return f.Info.Uses[e.Sel]
		}
		return f.root(e.X)
	}
	return nil
}

// mutable says that a type's values are there to be changed, as far as it
// shows: behind a pointer we do not look.
func mutable(t types.Type) bool {
	if n, ok := t.(*types.Named); ok && n.Obj().Pkg() != nil && slices.Contains([]string{"sync", "sync/atomic"}, n.Obj().Pkg().Path()) {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Chan:
		return true
	case *types.Array:
		return mutable(u.Elem())
	case *types.Struct:
		for v := range u.Fields() {
			if mutable(v.Type()) {
				return true
			}
		}
	}
	return false
}
