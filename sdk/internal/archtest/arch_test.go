package archtest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
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

// Production code is a guest in the host's process.
func TestGuest(t *testing.T) {
	t.Parallel()
	all, err := archtest.Load(t.Context(), archtest.Module+"/...")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		for _, fault := range archtest.Faults(s) {
			t.Error(fault)
		}
	}
}

// Each line of package rude is found that says it is, and no other.
func TestFaults(t *testing.T) {
	t.Parallel()
	all, err := archtest.Load(t.Context(), "./testdata/rude")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(filepath.Join("testdata", "rude", "rude.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := strings.Join(archtest.Faults(all[0]), "\n")
	for i, line := range strings.Split(string(source), "\n") {
		want, got := strings.Count(line, " rude"), strings.Count(found, fmt.Sprintf("rude.go:%d:", i+1))
		if i > 1 && want != got {
			t.Errorf("%d faults found, want %d: %s", got, want, line)
		}
	}
	if t.Failed() {
		t.Log(found)
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
