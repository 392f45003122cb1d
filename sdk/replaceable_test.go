package sdk_test

import (
	"go/doc"
	"go/parser"
	gotoken "go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// replaceable is all that a shop must be able to replace by one hook.
var replaceable = []string{
	"a text by its key", "all texts in a tone", "a flow by its name", "a step of a flow", "the ranker",
	"the questions that help to choose: order, wording, needs", "the pay page", "the look of the chat", "a rule of the policy",
	"how things are delivered and what it costs", "tax", "order numbers", "recommendations", "who takes the money", "a language model (none by default)",
}

var row = regexp.MustCompile("(?m)^\\| ([^|]+) \\| `[^|]+ \\| \\[`(Example\\w+)`\\]\\(([^)]+)\\) \\|$")

// Every row of "What you can replace" in the README links to an example that
// runs, and no row is missing.
func TestReplaceable(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, m := range row.FindAllStringSubmatch(string(readme), -1) {
		what, name, file := m[1], m[2], m[3]
		rows = append(rows, what)
		if !runs(t, filepath.Join("..", file), name) {
			t.Errorf("%s: %s has no %s with an output", what, file, name)
		}
	}
	if diff := cmp.Diff(replaceable, rows); diff != "" {
		t.Errorf("rows of the README (-want +got):\n%s", diff)
	}
}

// runs says whether a file has an example that go test runs and compares.
func runs(t *testing.T, file, name string) bool {
	t.Helper()
	parsed, err := parser.ParseFile(gotoken.NewFileSet(), file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(doc.Examples(parsed), func(e *doc.Example) bool {
		return "Example"+e.Name == name && e.Output != ""
	})
}
