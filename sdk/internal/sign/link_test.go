package sign_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/internal/sign"
)

// A link fits the narrowest start parameter, Telegram's, and no two are one.
func TestNewLink(t *testing.T) {
	t.Parallel()
	k := ring(t, "a").Key("deep link")
	fits := regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	seen := map[string]bool{}
	for range 100 {
		token := sign.NewLink(k)
		hash, ok := sign.LinkKey(k, token)
		if !ok || !sign.IsLink(token) || !fits.MatchString(token) || seen[hash] || strings.Contains(token, hash[:8]) {
			t.Fatalf("%q is kept under %q, %t", token, hash, ok)
		}
		seen[hash] = true
	}
}

func TestLinkKey(t *testing.T) {
	t.Parallel()
	k := ring(t, "a").Key("deep link")
	token := sign.NewLink(k)
	last := "A"
	if strings.HasSuffix(token, last) {
		last = "B"
	}
	for name, tt := range map[string]struct {
		key   sign.Key
		token string
		want  bool
	}{
		"ours":                   {k, token, true},
		"while rotating":         {ring(t, "b", "a").Key("deep link"), token, true},
		"after rotating":         {ring(t, "b").Key("deep link"), token, false},
		"of another purpose":     {ring(t, "a").Key("choice"), token, false},
		"cut":                    {k, token[:len(token)-1], false},
		"longer":                 {k, token + "A", false},
		"changed":                {k, token[:len(token)-1] + last, false},
		"with a break":           {k, token[:20] + "\n" + token[21:], false},
		"without its mark":       {k, token[3:], false},
		"nothing":                {k, "", false},
		"another kind of start":  {k, "product:tent-1", false},
		"by a key that is empty": {sign.Key{}, sign.NewLink(sign.Key{}), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, ok := sign.LinkKey(tt.key, tt.token); ok != tt.want {
				t.Errorf("accepted: %t, want %t", ok, tt.want)
			}
		})
	}
}

func FuzzLinkKey(f *testing.F) {
	k := ring(f, "a").Key("deep link")
	f.Add("in_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("in_" + strings.Repeat("\n", 32))
	f.Add("product:tent-1")
	f.Fuzz(func(t *testing.T, token string) {
		if hash, ok := sign.LinkKey(k, token); ok {
			t.Errorf("%q, which nobody made, is kept under %s", token, hash)
		}
	})
}
