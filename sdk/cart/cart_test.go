package cart_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/cart"
)

func ref(i int) catalog.Ref { return catalog.Ref{Product: catalog.ProductID(fmt.Sprint("p", i))} }

func line(i int) cart.Line {
	return cart.Line{Ref: ref(i), Title: fmt.Sprint("Thing ", i), Price: money.New(int64(100*i), "USD")}
}

func carts(t *rapid.T, label string) cart.Cart {
	var c cart.Cart
	for _, i := range rapid.SliceOfNDistinct(rapid.IntRange(1, 60), 0, cart.MaxLines, rapid.ID).Draw(t, label) {
		var err error
		if c, err = c.Add(line(i), rapid.IntRange(1, cart.MaxQuantity).Draw(t, "n")); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// sound checks what always holds of a cart.
func sound(t *rapid.T, c cart.Cart) {
	seen := map[catalog.Ref]bool{}
	count := 0
	for _, l := range c.Lines {
		if seen[l.Ref] || l.Quantity < 1 || l.Quantity > cart.MaxQuantity {
			t.Fatalf("line %+v in %+v", l, c)
		}
		seen[l.Ref] = true
		count += l.Quantity
	}
	if len(c.Lines) > cart.MaxLines || c.Count() != count || c.Empty() != (count == 0) {
		t.Fatalf("%d lines, Count() = %d, Empty() = %v", len(c.Lines), c.Count(), c.Empty())
	}
}

func TestChangesKeepTheCartSound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := carts(t, "lines")
		before := cart.Cart{Lines: append([]cart.Line(nil), c.Lines...)}
		i, n := rapid.IntRange(1, 60).Draw(t, "thing"), rapid.IntRange(-2, 120).Draw(t, "quantity")
		have, _ := c.Line(ref(i))

		added, err := c.Add(line(i), n)
		sound(t, added)
		if got, _ := added.Line(ref(i)); err == nil && got.Quantity != have.Quantity+n {
			t.Fatalf("Add(%d) to %d gives %d", n, have.Quantity, got.Quantity)
		}
		set, err := c.Set(ref(i), n)
		sound(t, set)
		if got, in := set.Line(ref(i)); err == nil && (got.Quantity != n || in != (n > 0)) {
			t.Fatalf("Set(%d) gives %d", n, got.Quantity)
		}
		if diff := cmp.Diff(before.Lines, c.Lines); len(c.Lines) > 0 && diff != "" {
			t.Fatalf("the old cart has changed:\n%s", diff)
		}
	})
}

func TestMerge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := carts(t, "a"), carts(t, "b")
		a.Codes, b.Codes = rapid.SampledFrom([][]string{nil, {"A"}}).Draw(t, "codes"), []string{"B"}
		merged := a.Merge(b)
		sound(t, merged)
		for _, l := range a.Lines {
			if got, ok := merged.Line(l.Ref); !ok || got.Quantity < l.Quantity {
				t.Fatalf("%v is lost", l.Ref)
			}
		}
		if again := merged.Merge(b); !cmp.Equal(again, merged) && len(merged.Lines) < cart.MaxLines {
			t.Fatalf("merging twice differs:\n%s", cmp.Diff(merged, again))
		}
		if want := cmp.Diff(merged.Codes, map[bool][]string{true: {"B"}, false: {"A"}}[a.Codes == nil]); want != "" {
			t.Fatalf("codes: %s", want)
		}
	})
}

func TestErrors(t *testing.T) {
	t.Parallel()
	one, err := cart.Cart{}.Add(line(1), 98)
	if err != nil {
		t.Fatal(err)
	}
	full := cart.Cart{}
	for i := range cart.MaxLines {
		if full, err = full.Add(line(i+1), 1); err != nil {
			t.Fatal(err)
		}
	}
	for name, tt := range map[string]struct {
		do   func() (cart.Cart, error)
		want error
	}{
		"none":         {func() (cart.Cart, error) { return one.Add(line(2), 0) }, cart.ErrQuantity},
		"too many":     {func() (cart.Cart, error) { return one.Add(line(1), 2) }, cart.ErrQuantity},
		"51st":         {func() (cart.Cart, error) { return full.Add(line(99), 1) }, cart.ErrFull},
		"more of full": {func() (cart.Cart, error) { return full.Add(line(1), 1) }, nil},
		"set absent":   {func() (cart.Cart, error) { return one.Set(ref(9), 1) }, cart.ErrNoLine},
		"set negative": {func() (cart.Cart, error) { return one.Set(ref(1), -1) }, cart.ErrQuantity},
		"set too many": {func() (cart.Cart, error) { return one.Set(ref(1), 100) }, cart.ErrQuantity},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := tt.do(); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestClear(t *testing.T) {
	t.Parallel()
	c, err := cart.Cart{Contact: "ann", Version: 3, Codes: []string{"SPRING"}}.Add(line(1), 1)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(cart.Cart{Contact: "ann", Version: 3}, c.Clear()); diff != "" {
		t.Errorf("Clear() (-want +got):\n%s", diff)
	}
}

func Example() {
	var c cart.Cart
	c, _ = c.Add(cart.Line{Ref: catalog.Ref{Product: "tent-1"}, Title: "Dome 2", Price: money.New(17900, "USD")}, 2)
	c, _ = c.Set(catalog.Ref{Product: "tent-1"}, 3)
	fmt.Println(c.Count(), "×", c.Lines[0].Title)
	// Output: 3 × Dome 2
}
