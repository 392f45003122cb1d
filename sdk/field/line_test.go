package field_test

import (
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/field"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"": true, "W-1001": true, "Қос орындық шатыр": true, "خيمة\u200f (2)": true, "1234567890": true, "12345678901": false,
		"a\nb": false, "a\u0000b": false, "a\u0085b": false, "a\u2028b": false, "a\u2029b": false, "\xff": false,
		"1\u202e00": false, "1\u202a0": false, "a\u2066b": false, "a\u2069": false,
	} {
		most := 100
		if s != "" && s[0] == '1' {
			most = 10
		}
		if got := field.Line(s, most); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}

func TestURL(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"https://post.example/KP123": true, "http://10.0.0.1:8080/?a=b#c": true, "https://почта.рф/я": true,
		"": false, "/KP123": false, "//post.example/": false, "javascript:alert(1)": false, "data:text/html,x": false, "JavaScript://post.example/%0aalert(1)": false,
		"https://post.example@evil.example/": false, "https://:443/": false, "https:post.example": false, "https:///x": false,
		"https://post.example\\@evil.example/": false, "https://post.example/a b": false, "https://post.example/\n": false, "https://post.example/\u202egpj": false,
		"https://post.example/" + strings.Repeat("x", 2000): false, "https://post.example/\xff": false,
	} {
		if got := field.URL(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}
