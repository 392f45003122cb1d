package notice

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/sdk/message"
)

// What is told is heard, in notices of the size that is allowed.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := news{grown: map[message.Address]struct{}{}, left: map[string]struct{}{}}
		for _, s := range rapid.SliceOfN(rapid.String(), 0, 100).Draw(t, "grown") {
			want.grown[message.Address{Channel: "webchat", Account: "shop", ID: s}] = struct{}{}
		}
		for _, s := range rapid.SliceOfN(rapid.String(), 0, 100).Draw(t, "left") {
			want.left[s] = struct{}{}
		}
		got := news{grown: map[message.Address]struct{}{}, left: map[string]struct{}{}}
		for _, text := range want.texts("me") {
			if len(text) > limit {
				t.Fatalf("a notice of %d bytes", len(text))
			}
			n, node, ok := read(text)
			if !ok || node != "me" {
				t.Fatalf("read %q: %q %v", text, node, ok)
			}
			got.add(n)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(news{})); !got.all && diff != "" {
			t.Fatalf("heard (-want +got)\n%s", diff)
		}
	})
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		``, `{}`, `{"n":"a"}`, `{"n":"a","h":true}`, `{"n":"a","a":true,"g":[["w","s","i"]]}`, `{"n":"a","g":[["w"]],"l":["x",null]}`, `[1]`, "\xff",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, node, ok := read(text)
		if ok != (node != "") {
			t.Errorf("read %q: %v %q", text, ok, node)
		}
		for _, again := range n.texts("x") {
			if _, _, ok := read(again); !ok {
				t.Errorf("%q cannot be read again", again)
			}
		}
	})
}

// Once everything is to be looked at it stays so until that is told, and what
// waits to be told never grows without end.
func TestAdd(t *testing.T) {
	t.Parallel()
	left := func(ids ...string) news {
		n := news{left: map[string]struct{}{}}
		for _, id := range ids {
			n.left[id] = struct{}{}
		}
		return n
	}
	var n news
	n.add(news{all: true})
	n.add(left("a"))
	if !n.all || len(n.left) > 0 {
		t.Errorf("after everything, something: %+v", n)
	}
	n = news{}
	for i := range most + 1 {
		n.add(left(string(rune('a' + i))))
		if len(n.left) > most {
			t.Fatalf("%d things are remembered", len(n.left))
		}
	}
	if !n.all || n.left != nil {
		t.Errorf("%d things are %d and all: %v", most+1, len(n.left), n.all)
	}
}
