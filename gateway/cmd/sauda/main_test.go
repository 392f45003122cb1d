package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test's own binary be the program: as "sauda" in scripts,
// and for tests that start and kill it.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"sauda": program})
}

// program is main; a process that the crash tests started has bombs in it.
func program() {
	if os.Getenv(bombs) == "" {
		main()
		return
	}
	os.Exit(start(mined(os.Stdin)))
}

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}
