package api

import (
	"encoding/base64"
	"strings"
	"testing"
)

func TestCursor(t *testing.T) {
	t.Parallel()
	for _, position := range []string{"", "a", "id/with ? и \x00", strings.Repeat("x", 200)} {
		got, err := decodeCursor("orders", encodeCursor("orders", position))
		if err != nil || got != position {
			t.Errorf("%q came back as %q, %v", position, got, err)
		}
	}
	good := encodeCursor("orders", "42")
	for name, bad := range map[string]string{
		"another list's": encodeCursor("products", "42"), "cut": good[:len(good)-1], "longer": good + "A", "its position": "42",
		"not base64": "!!!", "padded": good + "=", "huge": strings.Repeat("A", maxCursor+4), "empty bytes": base64.RawURLEncoding.EncodeToString(make([]byte, 5)),
		"another version": base64.RawURLEncoding.EncodeToString([]byte("\x02\x00\x00\x00\x0042")),
	} {
		if _, err := decodeCursor("orders", bad); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// FuzzCursor: what is read as a cursor is one, in its one form.
func FuzzCursor(f *testing.F) {
	for _, s := range []string{"", "a", encodeCursor("orders", "42"), encodeCursor("products", "x"), "AQAAAAAA", "AQ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		position, err := decodeCursor("orders", cursor)
		if err == nil && encodeCursor("orders", position) != cursor {
			t.Errorf("%q is read as %q, whose cursor is %q", cursor, position, encodeCursor("orders", position))
		}
	})
}
