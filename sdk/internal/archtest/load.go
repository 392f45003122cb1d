package archtest

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
)

// Source is a package of ours, read from its source, without tests.
type Source struct {
	Path  string // below the module's
	Fset  *token.FileSet
	Files []*ast.File
	Types *types.Package
	Info  *types.Info
}

// listed is what go list tells of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
	DepOnly                 bool
}

// Load reads the packages that the patterns name, as the go command
// understands them. It runs the go command, which builds what they import.
func Load(ctx context.Context, patterns ...string) ([]Source, error) {
	args := append([]string{"list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,DepOnly"}, patterns...)
	out, err := exec.CommandContext(ctx, "go", args...).Output()
	if err != nil {
		return nil, fmt.Errorf("archtest: go list: %w", err)
	}
	var wanted []listed
	exports := map[string]string{}
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var l listed
		if err := d.Decode(&l); err != nil {
			return nil, fmt.Errorf("archtest: go list: %w", err)
		}
		exports[l.ImportPath] = l.Export
		if !l.DepOnly {
			wanted = append(wanted, l)
		}
	}
	fset := token.NewFileSet()
	imp := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	var all []Source
	for _, l := range wanted {
		s, err := l.load(fset, imp)
		if err != nil {
			return nil, fmt.Errorf("archtest: %w", err)
		}
		all = append(all, s)
	}
	return all, nil
}

func (l listed) load(fset *token.FileSet, imp types.Importer) (Source, error) {
	s := Source{Path: local(l.ImportPath), Fset: fset}
	for _, name := range l.GoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(l.Dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return s, err
		}
		s.Files = append(s.Files, f)
	}
	return s, s.check(l.ImportPath, imp)
}

func (s *Source) check(path string, imp types.Importer) (err error) {
	s.Info = &types.Info{
		Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Types: map[ast.Expr]types.TypeAndValue{},
	}
	s.Types, err = (&types.Config{Importer: imp}).Check(path, s.Fset, s.Files, s.Info)
	return err
}
