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
