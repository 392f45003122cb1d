package understand

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// FuzzRead: no text makes Read panic, and every span lies within the text, in
// order, on rune boundaries.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"show me tents under $200", "add two of the first and a lamp, x3", "«красная» куртка ≤ 20 000 ₸", "a\u0301\u0301\u0301 \u200bten\u200dt",
		"\x00\xff\xfe tents \x80", "1,,,.5 2..3 -10 °C 99999999999999999999999999", strings.Repeat("not red or ", 80), "👍🏽 👩‍👩‍👧 🏕️", "no. 2 # 3 half a dozen of the",
		"between and", "size", "size:", "-", "one", "x", "the the the one", "hundred and", "AB-1234-", "١٢٣ ٤٥", "don’t sell me ’",
	} {
		f.Add(s, "en", 2)
	}
	r := New(testVocabulary(), Config{})
	f.Fuzz(func(t *testing.T, text, lang string, n int) {
		if len(text) > 20_000 {
			t.Skip("only the beginning counts")
		}
		ctx := testContext()
		ctx.Lang, ctx.Options = lang, []string{"Red", "Size M", ""}
		if n%3 == 0 {
			ctx = Context{InOrder: n%2 == 0, Asking: AskingBudget}
		}
		check(t, r.Read(text, ctx), text, ctx)
	})
}

func check(t interface{ Fatalf(string, ...any) }, m Meaning, text string, ctx Context) {
	starts := map[int]bool{len(text): true} // where runes begin; an invalid byte counts as one
	for i := range text {
		starts[i] = true
	}
	span := func(s Span, what string) {
		if s.Start > s.End || !starts[s.Start] || !starts[s.End] {
			t.Fatalf("%q: bad span %v of %s", text, s, what)
		}
	}
	last := 0
	for _, w := range m.Wishes {
		span(w.Span, "wish")
		if w.Span.Start < last {
			t.Fatalf("%q: wishes out of order: %v", text, m.Wishes)
		}
		last = w.Span.Start
		if w.Span.Start == w.Span.End {
			t.Fatalf("%q: wish without words: %v", text, w)
		}
	}
	for _, s := range m.Unknown {
		span(s, "unknown")
	}
	for _, it := range m.Items {
		span(it.Span, "item")
		list := ctx.Shown
		if it.Place == PlaceCart {
			list = ctx.Cart
		}
		for _, i := range it.At {
			if i < 0 || i >= len(list) {
				t.Fatalf("%q: item points at %d of %d", text, i, len(list))
			}
		}
		if it.Quantity < 0 || it.Quantity > maxQuantity {
			t.Fatalf("%q: quantity %d", text, it.Quantity)
		}
	}
	for _, i := range m.Chosen {
		if i < 0 || i >= len(ctx.Options) {
			t.Fatalf("%q: chosen %d", text, i)
		}
	}
	if m.Intent == "" {
		t.Fatalf("%q: no intent", text)
	}
}

// TestReadWords reads random sequences of words that mean something, which
// reaches deeper than random bytes.
func TestReadWords(t *testing.T) {
	t.Parallel()
	r := New(testVocabulary(), Config{})
	words := strings.Fields("show me tents under over 200 $ dollars not no red blue or and , the first second last one ones it all both 3 two " +
		"dozen of size M xl kg 2 person add remove make cheaper cheapest between to waterproof - + . jackets for in stock on sale x4 hundred half a stop cancel 1 000")
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 20).Draw(rt, "words"), rapid.SampledFrom([]string{" ", "", "  "}).Draw(rt, "gap"))
		ctx := testContext()
		check(rt, r.Read(text, ctx), text, ctx)
	})
}

// TestReadLong: a long text is understood by its beginning, and quickly.
func TestReadLong(t *testing.T) {
	t.Parallel()
	r := New(testVocabulary(), Config{})
	for _, text := range []string{
		"tents under 200 " + strings.Repeat("a", 10_000), "tents under 200 " + strings.Repeat("é ", 5_000),
		"tents under 200 " + strings.Repeat("💥", 10_000), "tents under 200" + strings.Repeat("\x00", 10_000), "tents under 200 " + strings.Repeat("\u0301", 10_000),
	} {
		m := r.Read(text, Context{})
		if m.Intent != IntentSearch && m.Intent != IntentUnknown || len(m.Query.Categories) != 1 || m.Query.Price.Max == nil {
			t.Errorf("Read(%.20q…) = %v %+v", text, m.Intent, m.Query)
		}
		for _, w := range m.Wishes {
			if len([]rune(text[:w.Span.End])) > maxRunes {
				t.Errorf("a wish beyond %d runes: %v", maxRunes, w.Span)
			}
		}
	}
}
