package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The README's code is code that runs: each line of it, whitespace and comments
// aside, is a line of the example or of snippets_test.go.
func TestReadme(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	compiled := map[string]bool{}
	for _, file := range []string{"main.go", "snippets_test.go"} {
		source, err := os.ReadFile(filepath.FromSlash(file))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(source)) {
			compiled[bare(line)] = true
		}
	}
	blocks := strings.Split(string(readme), "```go\n")[1:]
	if len(blocks) == 0 {
		t.Fatal("the README shows no Go")
	}
	for _, block := range blocks {
		code, _, _ := strings.Cut(block, "```")
		for line := range strings.Lines(code) {
			if b := bare(line); b != "" && !compiled[b] {
				t.Errorf("no example has the README's line\n%s", line)
			}
		}
	}
}

// bare is a line of code without its comment and whitespace.
func bare(line string) string {
	if before, _, found := strings.Cut(line, " // "); found {
		line = before
	}
	line, _, _ = strings.Cut(line, "\t// ")
	if strings.HasPrefix(strings.TrimSpace(line), "//") {
		return ""
	}
	return strings.Join(strings.Fields(line), "")
}
