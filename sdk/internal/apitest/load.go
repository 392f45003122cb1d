package apitest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Package is one package, ready to be written down.
type Package struct {
	path       string // below the module's
	types      *types.Package
	deprecated map[token.Pos]bool // names whose doc says so
}

// listed is what go list tells of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
}

// Load reads the packages at the paths, which are below the module's. It runs
// the go command, which builds what they import.
func Load(ctx context.Context, module string, paths ...string) ([]Package, error) {
	args := []string{"list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles"}
	for _, p := range paths {
		args = append(args, module+"/"+p)
	}
	all, err := list(ctx, args...)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	imp := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		l, ok := all[path]
		if !ok {
			return nil, fmt.Errorf("apitest: %s is imported and not listed", path)
		}
		return os.Open(l.Export)
	})
	var loaded []Package
	for _, p := range paths {
		one, err := load(fset, imp, p, all[module+"/"+p])
		if err != nil {
			return nil, err
		}
		loaded = append(loaded, one)
	}
	return loaded, nil
}

func list(ctx context.Context, args ...string) (map[string]listed, error) {
	out, err := exec.CommandContext(ctx, "go", args...).Output()
	if err != nil {
		return nil, fmt.Errorf("apitest: go list: %w", err)
	}
	all := map[string]listed{}
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var l listed
		if err := d.Decode(&l); err != nil {
			return nil, fmt.Errorf("apitest: go list: %w", err)
		}
		all[l.ImportPath] = l
	}
	return all, nil
}

// load reads one package from its source, for the docs are there only.
func load(fset *token.FileSet, imp types.Importer, path string, l listed) (Package, error) {
	p := Package{path: path, deprecated: map[token.Pos]bool{}}
	var files []*ast.File
	for _, name := range l.GoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(l.Dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return p, fmt.Errorf("apitest: %w", err)
		}
		ast.Inspect(f, p.mark)
		files = append(files, f)
	}
	var err error
	if p.types, err = (&types.Config{Importer: imp}).Check(l.ImportPath, fset, files, nil); err != nil {
		return p, fmt.Errorf("apitest: %w", err)
	}
	return p, nil
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
	paragraphs := strings.Split("\n\n"+doc.Text(), "\n\n")
	if !slices.ContainsFunc(paragraphs, func(s string) bool { return strings.HasPrefix(s, "Deprecated:") }) {
		return
	}
	for _, n := range names {
		p.deprecated[n.Pos()] = true
	}
}
