package archtest

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/sauda-commerce/sauda"

type pkg struct {
	ImportPath, Name                   string
	Imports, TestImports, XTestImports []string
	Doc                                string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Name,Imports,TestImports,XTestImports,Doc", module+"/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var p pkg
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

func TestEveryPackageHasARuleADocAndTheReverse(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	for _, p := range packages(t) {
		path := local(p.ImportPath)
		found[path] = true
		if _, ok := rule(path); !ok {
			t.Errorf("%s has no rule: add it to Rules, in the layer where it belongs", path)
		}
		if p.Doc == "" {
			t.Errorf("%s has no package doc", path)
		}
	}
	for path := range Rules {
		if !found[path] {
			t.Errorf("Rules names %s, which does not exist", path)
		}
	}
}

func TestImportsFollowTheMap(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		from := local(p.ImportPath)
		for _, to := range p.Imports {
			if why := Check(from, to); why != "" {
				t.Errorf("%s imports %s: %s", from, to, why)
			}
		}
	}
}

// Check says why one package may not import another; "" if it may.
func Check(from, to string) string {
	if !strings.HasPrefix(to, module) {
		return foreign(from, to)
	}
	f, ok := rule(from)
	t, ok2 := rule(local(to))
	switch name := local(to); {
	case !ok || !ok2:
		return "a package without a rule"
	case t.Test && !f.Test:
		return "a test package in production code"
	case slices.Contains(f.Also, name):
		return ""
	case t.Adapter && f.Layer != Program && !f.Test:
		return "an adapter: only programs and tests choose one"
	case f.Adapter && t.Layer >= Contract && f.Layer == Contract && !f.Test:
		return "an adapter sees its contract and nothing else"
	case t.Layer >= f.Layer && f.Layer != Program && !within(from, name):
		return "not below it"
	}
	return ""
}

func foreign(from, to string) string {
	for prefix, may := range Foreign {
		if strings.HasPrefix(to, prefix) && !slices.ContainsFunc(may, func(m string) bool { return strings.HasPrefix(from, m) }) {
			return "only " + strings.Join(may, ", ") + " may"
		}
	}
	return ""
}

// rule finds a package's rule; an internal package below another shares its
// parent's.
func rule(path string) (Rule, bool) {
	if r, ok := Rules[path]; ok {
		return r, true
	}
	parent, _, ok := strings.Cut(path, "/internal/")
	r, known := Rules[parent]
	return r, ok && known
}

// within says whether to is a part of from: its own internal package, or one
// beside it below the same room.
func within(from, to string) bool {
	room, _, _ := strings.Cut(from, "/internal/")
	return strings.HasPrefix(to, room+"/")
}

func local(path string) string { return strings.TrimPrefix(strings.TrimPrefix(path, module), "/") }

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, to string }{
		{"sdk/cart", module + "/sdk/store"},
		{"sdk/outbox", module + "/sdk/timer"},
		{"sdk/internal/engine", module + "/sdk/channel/webchat"},
		{"sdk", module + "/payments/sandbox"},
		{"sdk", module + "/gateway"},
		{"sdk", "github.com/gin-gonic/gin"},
		{"gateway", module + "/sdk/shoptest"},
		{"catalog/money", module + "/catalog"},
		{"sdk/store", "modernc.org/sqlite"},
	} {
		if Check(c.from, c.to) == "" {
			t.Errorf("Check(%s, %s) allows it", c.from, c.to)
		}
	}
}
