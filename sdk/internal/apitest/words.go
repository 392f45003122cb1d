package apitest

import (
	"go/types"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/sdk/internal/archtest"
)

// name writes a type. Packages of the module are named by their paths below
// its own, the package itself is not.
func (w *writer) name(t types.Type) string {
	return types.TypeString(bare(t), func(p *types.Package) string {
		if p == w.Types {
			return ""
		}
		return strings.TrimPrefix(p.Path(), archtest.Module+"/")
	})
}

// signature writes a function's parameters and results.
func (w *writer) signature(s *types.Signature) string {
	return w.params(s.TypeParams()) + strings.TrimPrefix(w.name(s), "func")
}

func (w *writer) params(all *types.TypeParamList) string {
	if all.Len() == 0 {
		return ""
	}
	var words []string
	for i := range all.Len() {
		words = append(words, all.At(i).Obj().Name()+" "+w.name(all.At(i).Constraint()))
	}
	return "[" + strings.Join(words, ", ") + "]"
}

// bare is a type whose functions do not name their parameters.
func bare(t types.Type) types.Type {
	switch t := t.(type) {
	case *types.Signature:
		return types.NewSignatureType(nil, nil, nil, nameless(t.Params()), nameless(t.Results()), t.Variadic())
	case *types.Pointer:
		return types.NewPointer(bare(t.Elem()))
	case *types.Slice:
		return types.NewSlice(bare(t.Elem()))
	case *types.Array:
		return types.NewArray(bare(t.Elem()), t.Len())
	case *types.Map:
		return types.NewMap(bare(t.Key()), bare(t.Elem()))
	case *types.Chan:
		return types.NewChan(t.Dir(), bare(t.Elem()))
	}
	return t
}

func nameless(t *types.Tuple) *types.Tuple {
	var all []*types.Var
	for v := range t.Variables() {
		all = append(all, types.NewParam(v.Pos(), v.Pkg(), "", bare(v.Type())))
	}
	return types.NewTuple(all...)
}

// Missing returns the lines of a release that are not in the API of now, and
// were not deprecated in that release.
func Missing(released, now []string) []string {
	there := map[string]bool{}
	for _, line := range now {
		there[strings.TrimSuffix(line, Deprecated)] = true
	}
	return slices.DeleteFunc(slices.Clone(released), func(line string) bool {
		return there[line] || strings.HasSuffix(line, Deprecated)
	})
}

// New returns the lines of now that are not in what was written down.
func New(written, now []string) []string {
	there := map[string]bool{}
	for _, line := range written {
		there[line] = true
	}
	return slices.DeleteFunc(slices.Clone(now), func(line string) bool { return there[line] })
}
