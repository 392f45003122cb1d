package api

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

var secret = strings.Repeat("k", 32)

func TestKeysAreChecked(t *testing.T) {
	t.Parallel()
	good := Key{"a", secret, []Scope{All}}
	for name, keys := range map[string][]Key{
		"no name":       {{"", secret, []Scope{All}}},
		"long name":     {{strings.Repeat("a", 101), secret, []Scope{All}}},
		"short":         {{"a", secret[1:], []Scope{All}}},
		"a space":       {{"a", secret + " b", []Scope{All}}},
		"a line end":    {{"a", secret + "\n", []Scope{All}}},
		"not ASCII":     {{"a", secret + "ы", []Scope{All}}},
		"no scopes":     {{"a", secret, nil}},
		"invented":      {{"a", secret, []Scope{"admin"}}},
		"same name":     {good, {"a", secret + "2", []Scope{All}}},
		"same secret":   {good, {"b", secret, []Scope{All}}},
		"second is bad": {good, {"b", "x", []Scope{All}}},
	} {
		_, err := New(Config{Keys: keys})
		if err == nil {
			t.Errorf("%s: no error", name)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the error gives the key away: %v", name, err)
		}
	}
	if _, err := New(Config{Keys: []Key{good, {"b", secret + "2", Scopes()}}}); err != nil {
		t.Error(err)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	r, err := newRing([]Key{{"a", secret, []Scope{Orders}}, {"b", secret + "2", []Scope{All}}})
	if err != nil {
		t.Fatal(err)
	}
	for given, want := range map[string]string{secret: "a", secret + "2": "b", "": "", secret + "3": "", secret[1:]: "", strings.ToUpper(secret): ""} {
		k, ok := r.find(given)
		if k.Name != want || ok != (want != "") {
			t.Errorf("find(%q) = %v, %v", given, k, ok)
		}
		if k.Key != "" {
			t.Errorf("find(%q) gives the secret back", given)
		}
	}
	if _, ok := (ring{}).find(""); ok {
		t.Error("without keys, no key is a key")
	}
	a, _ := r.find(secret)
	b, _ := r.find(secret + "2")
	if !a.may(Orders) || a.may(Carts) || a.may(All) || !b.may(Carts) {
		t.Error("scopes are not as given")
	}
}

// Whatever prints a key prints its name.
func TestKeyIsNotPrinted(t *testing.T) {
	t.Parallel()
	k := Key{"backend", secret, []Scope{All}}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "key", k)
	for _, s := range []string{fmt.Sprint(k), fmt.Sprintf("%v %+v %#v %s", k, k, k, k), fmt.Sprintf("%+v", Config{Keys: []Key{k}}), log.String()} {
		if strings.Contains(s, secret) || !strings.Contains(s, "backend") {
			t.Errorf("prints %s", s)
		}
	}
}
