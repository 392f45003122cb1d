package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// call is one use of a text in the source.
type call struct {
	where string
	key   string   // whole, or what it begins with
	whole bool     // the key is a literal
	names []string // of the placeholders it fills
	open  bool     // it fills others as well, not known here
}

// Every text that code asks for exists, with no placeholder but those that the
// code fills; every text that exists is asked for.
func TestKeys(t *testing.T) {
	t.Parallel()
	texts := load(t, embedded, "texts/"+Default)
	source := readSource(t)
	for _, c := range source.calls {
		m, exists := texts[c.key]
		switch {
		case c.whole && !exists:
			t.Errorf("%s: no text %q", c.where, c.key)
		case c.whole && !c.open:
			for _, p := range placeholders(m) {
				if !slices.Contains(c.names, p) {
					t.Errorf("%s: text %q has {{.%s}}, which is not filled", c.where, c.key, p)
				}
			}
		}
	}
	for key := range texts {
		if !source.uses(key) {
			t.Errorf("text %q is not used", key)
		}
	}
}

// source is how the code uses texts.
type source struct {
	calls    []call
	literals map[string]bool // strings of Go code
	pages    []string        // pages and scripts
}

// uses says whether a key is asked for: by name, by how it begins, or in a page.
func (s source) uses(key string) bool {
	if s.literals[key] {
		return true
	}
	for i := range key {
		if prefix := key[:i]; strings.Contains(prefix, ".") && s.literals[prefix] {
			return true
		}
	}
	return slices.ContainsFunc(s.pages, func(p string) bool { return strings.Contains(p, key) })
}

func readSource(t *testing.T) source {
	t.Helper()
	s := source{literals: map[string]bool{}}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if path == "../../examples" { // they have texts of their own
			return fs.SkipDir
		}
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
			return err
		}
		switch filepath.Ext(path) {
		case ".go":
			return s.readGo(path)
		case ".html", ".js", ".tmpl":
			raw, err := os.ReadFile(path)
			s.pages = append(s.pages, string(raw))
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *source) readGo(path string) error {
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, path, nil, 0)
	if err != nil {
		return nil // someone is editing it; the compiler will say so
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if text, ok := literal(n); ok {
				s.literals[text] = true
			}
		case *ast.CallExpr:
			if c, ok := readCall(n); ok {
				c.where = files.Position(n.Pos()).String()
				s.calls = append(s.calls, c)
			}
		}
		return true
	})
	return nil
}

// readCall reads x.T("key", "Name", value …) and x.N("key", n, "Name", value …).
func readCall(n *ast.CallExpr) (call, bool) {
	f, ok := n.Fun.(*ast.SelectorExpr)
	if !ok || len(n.Args) == 0 || f.Sel.Name != "T" && f.Sel.Name != "N" {
		return call{}, false
	}
	key, whole := literal(n.Args[0])
	if !whole || !strings.Contains(key, ".") {
		return call{}, false
	}
	c := call{key: key, whole: true, open: n.Ellipsis.IsValid()}
	first := 1
	if f.Sel.Name == "N" {
		first = 2
	}
	for i := first; i < len(n.Args); i += 2 {
		if name, ok := literal(n.Args[i]); ok {
			c.names = append(c.names, name)
		}
	}
	return c, true
}

func literal(n ast.Expr) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
