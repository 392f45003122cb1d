package apitest

import (
	"context"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/sdk/internal/archtest"
)

// Package is one package, ready to be written down.
type Package struct {
	archtest.Source
	deprecated map[token.Pos]bool // names whose doc says so
}

// Load reads the packages at the paths, which are below the module's, as
// [archtest.Load] does.
func Load(ctx context.Context, paths ...string) ([]Package, error) {
	patterns := make([]string, len(paths))
	for i, p := range paths {
		patterns[i] = archtest.Module + "/" + p
	}
	sources, err := archtest.Load(ctx, patterns...)
	if err != nil {
		return nil, err
	}
	all := make([]Package, len(sources))
	for i, s := range sources {
		all[i] = Package{s, map[token.Pos]bool{}}
		for _, f := range s.Files {
			ast.Inspect(f, all[i].mark)
		}
	}
	return all, nil
}

// mark notes the names of a declaration that is deprecated.
func (p Package) mark(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		p.note(n.Doc, n.Name)
		return false
	case *ast.Field:
		p.note(n.Doc, n.Names...)
	case *ast.GenDecl:
		for _, s := range n.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				p.note(either(s.Doc, n), s.Name)
			case *ast.ValueSpec:
				p.note(either(s.Doc, n), s.Names...)
			}
		}
	}
	return true
}

// either is the doc of a spec, or of the declaration that has it alone.
func either(doc *ast.CommentGroup, d *ast.GenDecl) *ast.CommentGroup {
	if doc == nil && !d.Lparen.IsValid() {
		return d.Doc
	}
	return doc
}

// note marks names whose doc has a paragraph that begins with "Deprecated:".
func (p Package) note(doc *ast.CommentGroup, names ...*ast.Ident) {
	paragraphs := strings.Split(doc.Text(), "\n\n")
	if !slices.ContainsFunc(paragraphs, func(s string) bool { return strings.HasPrefix(s, "Deprecated:") }) {
		return
	}
	for _, n := range names {
		p.deprecated[n.Pos()] = true
	}
}
