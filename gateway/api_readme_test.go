package gateway

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The README's requests are answered as it says.
func TestAPIReadme(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("SKIPPED: there is no curl")
	}
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "### REST\n")
	_, block, _ := strings.Cut(section, "```sh\n")
	script, _, ok := strings.Cut(block, "```")
	if !ok || strings.Count(script, "curl ") != 2 {
		t.Fatalf("the README's REST section has no two requests: %q", script)
	}
	b := newAPI(t)
	c := exec.CommandContext(t.Context(), "sh", "-e", "-c", strings.ReplaceAll(script, "http://127.0.0.1:8080", b.url))
	c.Env = append(os.Environ(), "SAUDA_KEY="+apiKey, "NO_PROXY=*", "no_proxy=*")
	out, err := c.CombinedOutput()
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if err != nil || len(lines) != 2 || !strings.Contains(lines[0], `"ref":"W-1001"`) || !strings.Contains(lines[1], `"JD0146"`) || strings.Contains(string(out), "urn:sauda:problem") {
		t.Errorf("%v: %s", err, out)
	}
}
