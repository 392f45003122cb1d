package archtest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/internal/archtest"
)

type pkg struct {
	ImportPath, Dir  string
	GoFiles, Imports []string
	Standard         bool
}

func (p pkg) name() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, archtest.Module), "/")
}

func list(t *testing.T, args ...string) []pkg {
	t.Helper()
	args = append([]string{"list", "-json=ImportPath,Dir,GoFiles,Imports,Standard"}, args...)
	out, err := exec.CommandContext(t.Context(), "go", args...).Output()
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

func TestTree(t *testing.T) {
	t.Parallel()
	all := list(t, archtest.Module+"/...")
	t.Run("every package has a rule and every rule a package", func(t *testing.T) { t.Parallel(); ruled(t, all) })
	t.Run("imports follow the map", func(t *testing.T) { t.Parallel(); imports(t, all) })
	t.Run("every package has one doc", func(t *testing.T) { t.Parallel(); docs(t, all) })
}

func ruled(t *testing.T, all []pkg) {
	t.Helper()
	found := map[string]bool{}
	for _, p := range all {
		found[p.name()] = true
		parent, _, _ := strings.Cut(p.name(), "/internal/")
		_, ok := archtest.Rules[p.name()]
		if _, shared := archtest.Rules[parent]; !ok && !shared {
			t.Errorf("%s has no rule: add it to Rules, in the layer where it belongs", p.name())
		}
	}
	for path := range archtest.Rules {
		if !found[path] {
			t.Errorf("Rules names %s, which does not exist", path)
		}
	}
}

func imports(t *testing.T, all []pkg) {
	t.Helper()
	for _, p := range all {
		for _, to := range p.Imports {
			if why := archtest.Check(p.name(), to); why != "" {
				t.Errorf("%s imports %s: %s", p.name(), to, why)
			}
		}
	}
}

func docs(t *testing.T, all []pkg) {
	t.Helper()
	for _, p := range all {
		var in []string
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.ParseComments|parser.PackageClauseOnly)
			if err != nil {
				t.Fatal(err)
			}
			if f.Doc != nil {
				in = append(in, name)
			}
		}
		if len(in) != 1 {
			t.Errorf("%s has its package doc in %v: want one file", p.name(), in)
		}
	}
}

// Who uses the SDK alone links neither the gateway's libraries nor a driver.
func TestSDKAloneIsSmall(t *testing.T) {
	t.Parallel()
	for _, p := range list(t, "-deps", archtest.Module+"/sdk") {
		for prefix, may := range archtest.Foreign {
			outside := !slices.ContainsFunc(may, func(m string) bool {
				return m == "" || strings.HasPrefix(m, "catalog") || strings.HasPrefix(m, "sdk") && !strings.HasPrefix(m, "sdk/store")
			})
			if outside && strings.HasPrefix(p.ImportPath, prefix) {
				t.Errorf("package sdk links %s", p.ImportPath)
			}
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	const m = archtest.Module
	for _, c := range []struct {
		from, to string
		ok       bool
	}{
		{"sdk/cart", m + "/sdk/store", false},                      // a noun queries
		{"sdk/cart", m + "/sdk/quote", false},                      // nouns that have no business with each other
		{"sdk/outbox", m + "/sdk/timer", false},                    // verbs know each other
		{"sdk/internal/engine", m + "/sdk/channel/webchat", false}, // the engine chooses an adapter
		{"sdk/channel/webchat", m + "/sdk/channel", true},
		{"sdk/channel/webchat", m + "/sdk/internal/sign", true},
		{"sdk/channel/webchat", m + "/catalog", false}, // an adapter looks beyond its contract
		{"sdk/channel/webchat", m + "/payments", false},
		{"payments/sandbox", m + "/sdk/message", true},
		{"sdk/store/sqlite", m + "/sdk/message", true},
		{"sdk/store/sqlite", m + "/sdk/cart", false},
		{"sdk", m + "/payments/sandbox", false},
		{"sdk", m + "/catalog/search", true}, // the default index
		{"sdk", m + "/gateway", false},
		{"sdk", m + "/sdk/shoptest", false},
		{"sdk/shoptest", m + "/payments/sandbox", true},
		{"gateway", m + "/gateway/cmd/sauda", false},
		{"gateway", m + "/gateway/widget", true},
		{"gateway/pay", m + "/gateway/widget", false},
		{"gateway/cmd/sauda", m + "/examples/mount", false},
		{"gateway/cmd/sauda", m + "/sdk/store/sqlite", true},
		{"catalog/money", m + "/catalog", false},
		{"catalog/search/internal/bits", m + "/catalog", true},
		{"catalog/search", m + "/catalog/search/internal/bits", true},
		{"unheard/of", m + "/catalog", false},
		{"sdk", "github.com/gin-gonic/gin", false},
		{"gateway/widget", "github.com/gin-gonic/gin", true},
		{"sdk/store", "modernc.org/sqlite", false},
		{"sdk/store/sqlite", "modernc.org/sqlite/lib", true},
		{"gateway", "example.com/unheard/of", false},
		{"sdk/cart", "net/http", true},
	} {
		if why := archtest.Check(c.from, c.to); (why == "") != c.ok {
			t.Errorf("Check(%s, %s) = %q", c.from, c.to, why)
		}
	}
}

func ExampleCheck() {
	fmt.Println(archtest.Check("sdk/outbox", archtest.Module+"/sdk/timer"))
	// Output: not below it
}
