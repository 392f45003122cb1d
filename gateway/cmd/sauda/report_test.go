package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"testing"
)

// A command that was stopped has not done what it was asked: a script must see.
func TestReport(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		code int
		text string
	}{
		"done":    {nil, 0, ""},
		"stopped": {fmt.Errorf("stocking: %w", context.Canceled), 1, "sauda: stopped before the end\n"},
		"failed":  {errors.New("disk full"), 1, "sauda: disk full\n"},
		"misuse":  {usageError{errors.New("no such flag")}, 2, "sauda: no such flag\nRun sauda --help for the commands and flags.\n"},
	} {
		var out bytes.Buffer
		if code := report(terminal{err: &out}, c.err); code != c.code || out.String() != c.text {
			t.Errorf("%s: %d %q, want %d %q", name, code, out.String(), c.code, c.text)
		}
	}
}

func TestLocalURL(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"127.0.0.1:80": "http://127.0.0.1:80", "[::1]:80": "http://[::1]:80", "10.0.0.1:80": "http://10.0.0.1:80",
		"0.0.0.0:80": "http://127.0.0.1:80", "[::]:80": "http://127.0.0.1:80",
	} {
		a, err := net.ResolveTCPAddr("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		if got := (server{log: &log}).localURL(a); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
		if warned := log.Len() > 0; warned != a.IP.IsUnspecified() {
			t.Errorf("%s: warned %v", address, warned)
		}
	}
}
