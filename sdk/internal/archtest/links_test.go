package archtest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/internal/archtest"
)

// What a program links that has the SDK and no more: neither the gateway's
// libraries nor a driver that it does not use. A new name in these lists is a
// burden for every user; it needs a reason in CONTRIBUTING.md.
func TestLinks(t *testing.T) {
	t.Parallel()
	alone := []string{
		"github.com/goccy/go-yaml", "github.com/google/uuid", "github.com/kljensen/snowball", "github.com/nicksnyder/go-i18n/v2",
		"github.com/nyaruka/phonenumbers", "github.com/rivo/uniseg", archtest.Module,
		"golang.org/x/text", "google.golang.org/protobuf", // of phonenumbers
		"code.dny.dev/ssrf", "github.com/standard-webhooks/standard-webhooks/libraries",
	}
	migrations := append([]string{
		"github.com/pressly/goose/v3",
		"github.com/mfridman/interpolate", "github.com/sethvargo/go-retry", "go.uber.org/multierr", "golang.org/x/sync", // of goose
	}, alone...)
	for name, want := range map[string][]string{
		"": alone,
		"sdk/store/sqlite": append([]string{
			"modernc.org/sqlite", "modernc.org/libc", "modernc.org/mathutil", "modernc.org/memory",
			"github.com/dustin/go-humanize", "github.com/remyoudompheng/bigfft", "golang.org/x/sys", // of modernc.org
		}, migrations...),
		"sdk/store/postgres": append([]string{
			"github.com/jackc/pgx/v5", "github.com/jackc/pgpassfile", "github.com/jackc/pgservicefile", "github.com/jackc/puddle/v2",
		}, migrations...),
	} {
		t.Run("sdk and "+name, func(t *testing.T) {
			t.Parallel()
			modules, packages := linked(t, program(t, name))
			slices.Sort(want)
			if diff := cmp.Diff(want, modules); diff != "" {
				t.Errorf("modules (-want +got)\n%s", diff)
			}
			for _, p := range []string{"expvar", "net/http/pprof"} { // they are on the default mux by their import alone
				if slices.Contains(packages, p) {
					t.Errorf("it links %s", p)
				}
			}
		})
	}
}

// program writes one that has a shop, and a store of a package, and returns
// its file.
func program(t *testing.T, store string) string {
	t.Helper()
	text := "package main\n\nimport (\n\t_ \"" + archtest.Module + "/sdk\"\n"
	if store != "" {
		text += "\t_ \"" + archtest.Module + "/" + store + "\"\n"
	}
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, []byte(text+")\n\nfunc main() {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// linked are the modules and the packages of the standard library that a
// program is made of.
func linked(t *testing.T, file string) (modules, packages []string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{if .Module}}{{.Module.Path}}{{else}}std {{.ImportPath}}{{end}}", file).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		line = strings.TrimSpace(line)
		if p, ok := strings.CutPrefix(line, "std "); ok {
			packages = append(packages, p)
			continue
		}
		if line != "command-line-arguments" && !slices.Contains(modules, line) {
			modules = append(modules, line)
		}
	}
	slices.Sort(modules)
	return modules, packages
}
