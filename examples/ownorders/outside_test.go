package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The shop is a program of its own, in a module of its own outside the
// repository, as whoever follows the README writes one. There it builds, and
// there it sells: the host rejects a line, she is told and nothing is charged;
// the host is down for a while, and the order is placed once.
func TestProofOutside(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	copyTo(t, dir)
	writeModule(t, dir)
	run := func(args ...string) string {
		t.Helper()
		c := exec.CommandContext(t.Context(), "go", args...)
		c.Dir, c.Env = dir, append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
		said, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, said)
		}
		return string(said)
	}
	run("build", "-o", os.DevNull, ".")
	said := run("test", "-vet=off", "-count=1", "-v", "-run", "^(TestSells|TestRejects|TestTakesWhatIsLeft|TestDownForAMinute|TestKeepsThePromises)$", ".")
	for _, name := range []string{"TestSells", "TestRejects", "TestTakesWhatIsLeft", "TestDownForAMinute", "TestKeepsThePromises"} {
		if !strings.Contains(said, "--- PASS: "+name+" ") {
			t.Errorf("%s did not run:\n%s", name, said)
		}
	}
}

// copyTo copies the example, without this test and those that shop with the
// examples' own internal package.
func copyTo(t *testing.T, dir string) {
	t.Helper()
	if err := os.CopyFS(dir, os.DirFS(".")); err != nil {
		t.Fatal(err)
	}
	tests, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range tests {
		code, err := os.ReadFile(file)
		if err == nil && strings.Contains(string(code), "examples/internal/") { // as this one does
			err = os.Remove(file)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// writeModule makes a module of the folder that takes Sauda from here, and the
// rest as Sauda has it.
func writeModule(t *testing.T, dir string) {
	t.Helper()
	const sauda = "github.com/sauda-commerce/sauda"
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	own := strings.Replace(string(mod), "module "+sauda, "module example.com/woolandtin", 1) +
		"\nrequire " + sauda + " v0.0.0\n\nreplace " + sauda + " => " + root + "\n"
	for name, content := range map[string]string{"go.mod": own, "go.sum": string(sums)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
