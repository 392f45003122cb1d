package sign_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/sdk/internal/sign"
)

func ring(t testing.TB, fill ...string) sign.Ring {
	t.Helper()
	secrets := make([][]byte, len(fill))
	for i, f := range fill {
		secrets[i] = bytes.Repeat([]byte(f), sign.MinSecret)
	}
	r, err := sign.NewRing(secrets...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestNewRingRefusesWeakSecrets(t *testing.T) {
	t.Parallel()
	long := make([]byte, sign.MinSecret)
	for name, secrets := range map[string][][]byte{
		"none":             nil,
		"empty":            {{}},
		"one byte short":   {long[1:]},
		"the second short": {long, long[1:]},
	} {
		if _, err := sign.NewRing(secrets...); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestTokensComeBackWhole(t *testing.T) {
	t.Parallel()
	k := ring(t, "a").Key("test")
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOf(rapid.Byte()).Draw(t, "payload")
		got, err := k.Open(k.Seal(want))
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("Open(Seal(%x)) = %x, %v", want, got, err)
		}
	})
}

func TestChangedTokensAreRefused(t *testing.T) {
	t.Parallel()
	k := ring(t, "a").Key("test")
	token := k.Seal([]byte("payload"))
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(raw) * 8 {
		b := bytes.Clone(raw)
		b[i/8] ^= 1 << (i % 8)
		if _, err := k.Open(base64.RawURLEncoding.EncodeToString(b)); err == nil {
			t.Errorf("accepted with bit %d changed", i)
		}
	}
	for _, bad := range []string{"", "A", token + "\n", token[:8] + "\n" + token[8:], token + "=", token[:len(token)-1], token + token} {
		if _, err := k.Open(bad); err == nil {
			t.Errorf("accepted %q", bad)
		}
	}
}

func TestKeysAreForOnePurpose(t *testing.T) {
	t.Parallel()
	r := ring(t, "a")
	if _, err := r.Key("one").Open(r.Key("two").Seal([]byte("x"))); err == nil {
		t.Error("a token of another purpose was accepted")
	}
	if r.Key("one").Check(16, r.Key("two").MAC(16, []byte("x")), []byte("x")) {
		t.Error("a MAC of another purpose was accepted")
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	before, during, after := ring(t, "a").Key("p"), ring(t, "b", "a").Key("p"), ring(t, "b").Key("p")
	old, fresh := before.Seal([]byte("x")), during.Seal([]byte("x"))
	id := uuid.NewString()
	choice := sign.EncodeChoice(before, "c", id, 1)
	for _, test := range []struct {
		name  string
		key   sign.Key
		token string
		want  bool
	}{
		{"the old token while rotating", during, old, true},
		{"the old token afterwards", after, old, false},
		{"the new token afterwards", after, fresh, true},
		{"the new token on a node not yet told", before, fresh, false},
	} {
		if _, err := test.key.Open(test.token); (err == nil) != test.want {
			t.Errorf("%s: accepted %t, want %t", test.name, err == nil, test.want)
		}
	}
	if _, _, ok := sign.DecodeChoice(during, "c", choice); !ok {
		t.Error("an old button is refused while rotating")
	}
	if _, _, ok := sign.DecodeChoice(after, "c", choice); ok {
		t.Error("an old button is accepted after rotating")
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	k := ring(t, "a").Key("p")
	mac := k.MAC(8, []byte("ab"), []byte("c"))
	for _, test := range []struct {
		name  string
		n     int
		mac   []byte
		parts []string
		want  bool
	}{
		{"right", 8, mac, []string{"ab", "c"}, true},
		{"parts cut elsewhere", 8, mac, []string{"a", "bc"}, false},
		{"parts joined", 8, mac, []string{"abc"}, false},
		{"an empty part more", 8, mac, []string{"ab", "c", ""}, false},
		{"shortened", 8, mac[:1], []string{"ab", "c"}, false},
		{"empty", 8, nil, []string{"ab", "c"}, false},
		{"of no length", 0, nil, []string{"ab", "c"}, false},
		{"of another length", 9, mac, []string{"ab", "c"}, false},
	} {
		parts := make([][]byte, len(test.parts))
		for i, p := range test.parts {
			parts[i] = []byte(p)
		}
		if got := k.Check(test.n, test.mac, parts...); got != test.want {
			t.Errorf("%s: %t, want %t", test.name, got, test.want)
		}
	}
}

func TestZeroKeyAcceptsAndMakesNothing(t *testing.T) {
	t.Parallel()
	var k sign.Key
	if token := k.Seal([]byte("x")); token != "" {
		t.Errorf("Seal = %q", token)
	}
	if k.Check(0, nil) || k.Check(16, k.MAC(16)) {
		t.Error("Check accepted")
	}
	if _, err := k.Open(""); err == nil {
		t.Error("Open accepted")
	}
}

func TestChoice(t *testing.T) {
	t.Parallel()
	k := ring(t, "a").Key("choice")
	const id = "0193f0a0-7c1e-7000-8000-0123456789ab"
	for _, index := range []int{0, 1, 255, 256, 65535} {
		payload := sign.EncodeChoice(k, "conversation", id, index)
		if len(payload) == 0 || len(payload) > 64 {
			t.Errorf("payload of %d bytes", len(payload))
		}
		gotID, got, ok := sign.DecodeChoice(k, "conversation", payload)
		if gotID != id || got != index || !ok {
			t.Errorf("DecodeChoice = %s, %d, %t; want %s, %d", gotID, got, ok, id, index)
		}
		if _, _, ok := sign.DecodeChoice(k, "another", payload); ok {
			t.Error("accepted in another conversation")
		}
	}
	for name, payload := range map[string]string{
		"not a uuid":     sign.EncodeChoice(k, "c", "1", 0),
		"negative index": sign.EncodeChoice(k, "c", id, -1),
		"index too high": sign.EncodeChoice(k, "c", id, 65536),
	} {
		if payload != "" {
			t.Errorf("%s: payload %q, want none", name, payload)
		}
	}
}

func FuzzOpen(f *testing.F) {
	k := ring(f, "a", "b").Key("test")
	f.Add(k.Seal([]byte("payload")))
	f.Add(k.Seal(nil))
	f.Add("")
	f.Add("AAAA\nAAAA")
	f.Fuzz(func(t *testing.T, token string) {
		payload, err := k.Open(token)
		if err == nil && k.Seal(payload) != token {
			t.Errorf("%q was opened, but it is not what Seal makes", token)
		}
	})
}

func FuzzDecodeChoice(f *testing.F) {
	k := ring(f, "a").Key("choice")
	f.Add("c", sign.EncodeChoice(k, "c", "0193f0a0-7c1e-7000-8000-0123456789ab", 7))
	f.Add("c", "")
	f.Add("", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n")
	f.Fuzz(func(t *testing.T, conversation, payload string) {
		id, index, ok := sign.DecodeChoice(k, conversation, payload)
		if ok && sign.EncodeChoice(k, conversation, id, index) != payload {
			t.Errorf("%q was read as %s, %d, but it is not its payload", payload, id, index)
		}
	})
}

func Example() {
	ring, err := sign.NewRing([]byte("a secret of at least thirty-two bytes"))
	if err != nil {
		fmt.Println(err)
		return
	}
	token := ring.Key("session").Seal([]byte("visitor 7"))
	payload, err := ring.Key("session").Open(token)
	fmt.Printf("%s, %v\n", payload, err)
	_, err = ring.Key("pay link").Open(token)
	fmt.Println(err)
	// Output:
	// visitor 7, <nil>
	// sign: invalid token
}
