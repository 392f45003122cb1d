package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Marks of code that the README shows, each on a line of its own.
const begin, end = "// README: begin", "// README: end"

// The README's code is code that runs: each block of it is, letter for letter,
// what stands between the marks in a test of an example; and all of those are
// shown.
func TestReadme(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	compiled := marked(t)
	for _, block := range strings.Split(string(readme), "```go\n")[1:] {
		code, _, _ := strings.Cut(block, "```")
		i := slices.Index(compiled, code)
		if i < 0 {
			t.Errorf("no test of an example has, between its marks, the README's\n%s\nbut they have\n%s", code, strings.Join(compiled, "\nand\n"))
			continue
		}
		compiled = slices.Delete(compiled, i, i+1)
	}
	for _, code := range compiled {
		t.Errorf("the README lacks\n%s", code)
	}
}

// marked is the code between marks in the tests of the examples.
func marked(t *testing.T) (all []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "*", "*_test.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no tests of examples: %v", err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.Split(string(source), "\t"+begin+"\n")
		for _, part := range parts[1:] {
			code, _, _ := strings.Cut(part, "\t"+end+"\n")
			all = append(all, outdent(code))
		}
	}
	return all
}

// outdent takes the tab away that a function's body begins with.
func outdent(code string) string {
	var b strings.Builder
	for line := range strings.Lines(code) {
		b.WriteString(strings.TrimPrefix(line, "\t"))
	}
	return b.String()
}
