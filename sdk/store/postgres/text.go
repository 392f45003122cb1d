package postgres

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// escape begins a byte that PostgreSQL's text cannot hold, as two hex digits:
// NUL, a byte of broken UTF-8, or one of the escape itself. It is a
// noncharacter of Unicode, which nobody types.
const escape = "\uFDD0"

// toText makes any string one that PostgreSQL takes. Different strings stay
// different; nearly all stay as they are.
func toText(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 && !strings.Contains(s, escape) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == 0 || r == utf8.RuneError && size == 1 || s[:size] == escape {
			for _, c := range []byte(s[:size]) {
				b.WriteString(escape)
				b.WriteString(hex.EncodeToString([]byte{c}))
			}
		} else {
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	return b.String()
}

// fromText is the inverse of toText. What toText cannot have made stays as it
// is.
func fromText(s string) string {
	before, rest, found := strings.Cut(s, escape)
	if !found {
		return s
	}
	var b strings.Builder
	b.WriteString(before)
	for found {
		if c, ok := unhex(rest); ok {
			b.WriteByte(c)
			rest = rest[2:]
		} else {
			b.WriteString(escape)
		}
		before, rest, found = strings.Cut(rest, escape)
		b.WriteString(before)
	}
	return b.String()
}

func unhex(s string) (byte, bool) {
	if len(s) < 2 {
		return 0, false
	}
	c, err := hex.DecodeString(s[:2])
	if err != nil {
		return 0, false
	}
	return c[0], true
}

// toArgs makes a statement's arguments ones that PostgreSQL takes. They are its
// own: package store has made them for it.
func toArgs(args []any) []any {
	for i, a := range args {
		if s, ok := a.(string); ok {
			if t := toText(s); len(t) != len(s) {
				args[i] = t
			}
		}
	}
	return args
}
