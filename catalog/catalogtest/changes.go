package catalogtest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"

	"github.com/sauda-commerce/sauda/catalog"
)

func checkGet(ctx context.Context, x catalog.Index) error {
	all := shop()
	if err := put(ctx, x, all...); err != nil {
		return err
	}
	for _, want := range all {
		if got, ok := x.Get(want.ID); !ok || !reflect.DeepEqual(got, want) {
			return fmt.Errorf("product %q is %+v, %t, want %+v", want.ID, got, ok, want)
		}
	}
	if _, ok := x.Get("absent"); ok {
		return errors.New("get found a product that was never put")
	}
	if x.Len() != len(all) {
		return fmt.Errorf("Len() = %d, want %d", x.Len(), len(all))
	}
	return nil
}

func checkReplace(ctx context.Context, x catalog.Index) error {
	if err := put(ctx, x, item("a", "Copper lantern", "Lights", "", 100)); err != nil {
		return err
	}
	if err := put(ctx, x, item("a", "Brass compass", "Tools", "", 200)); err != nil {
		return err
	}
	if x.Len() != 1 {
		return fmt.Errorf("after putting one id twice Len() = %d, want 1", x.Len())
	}
	if got, err := find(ctx, x, catalog.Query{Text: "lantern"}); err != nil || len(got) > 0 {
		return fmt.Errorf("the replaced title still finds %q (%w)", got, errOr(err))
	}
	if got, err := find(ctx, x, catalog.Query{Text: "compass", Categories: []string{"Tools"}}); err != nil || len(got) != 1 {
		return fmt.Errorf("the new title finds %q, want one product (%w)", got, errOr(err))
	}
	return nil
}

// errOr gives %w something to hold.
func errOr(err error) error {
	if err == nil {
		return errors.New("no error")
	}
	return err
}

func checkDelete(ctx context.Context, x catalog.Index) error {
	if err := put(ctx, x, item("a", "Lantern", "Lights", "", 100), item("b", "Lantern", "Lights", "", 100)); err != nil {
		return err
	}
	for range 2 { // the second time it is absent, which is no error
		if err := drop(ctx, x, "a"); err != nil {
			return err
		}
	}
	if _, ok := x.Get("a"); ok || x.Len() != 1 {
		return fmt.Errorf("after deleting a of a and b: Get(a) finds it: %t, Len() = %d", ok, x.Len())
	}
	got, err := find(ctx, x, catalog.Query{Text: "lantern"})
	if err != nil || len(got) != 1 || got[0] != "b" {
		return fmt.Errorf("after deleting a, search finds %q, want [b] (%w)", got, errOr(err))
	}
	return nil
}

func checkLast(ctx context.Context, x catalog.Index) error {
	a := item("a", "Lantern", "Lights", "", 100)
	if err := x.Apply(ctx, []catalog.Change{{Put: &a}, {Delete: "a"}}); err != nil {
		return err
	}
	if x.Len() != 0 {
		return errors.New("a product put and then deleted in one Apply is still there")
	}
	if err := x.Apply(ctx, []catalog.Change{{Delete: "a"}, {Put: &a}}); err != nil {
		return err
	}
	if x.Len() != 1 {
		return errors.New("a product deleted and then put in one Apply is not there")
	}
	return nil
}

// checkTogether puts and deletes twenty products at a time while others read:
// they must see all or none.
func checkTogether(ctx context.Context, x catalog.Index) error {
	const batch, rounds, readers = 20, 30, 2
	var putAll, dropAll []catalog.Change
	for i := range batch {
		p := item(fmt.Sprintf("p%02d", i), "Lantern", "Lights", "", 100)
		putAll = append(putAll, catalog.Change{Put: &p})
		dropAll = append(dropAll, catalog.Change{Delete: p.ID})
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range readers {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				r, err := x.Search(context.WithoutCancel(ctx), catalog.Query{Text: "lantern"})
				if err != nil || r.Total != 0 && r.Total != batch {
					cancel(fmt.Errorf("a reader saw %d of %d products put together (%w)", r.Total, batch, errOr(err)))
					return
				}
			}
		})
	}
	var err error
	for range rounds {
		if err = errors.Join(x.Apply(ctx, putAll), x.Apply(ctx, dropAll)); err != nil || ctx.Err() != nil {
			break
		}
	}
	close(stop)
	wg.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

func checkCancelled(ctx context.Context, x catalog.Index) error {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	a := item("a", "Lantern", "Lights", "", 100)
	if err := x.Apply(ctx, []catalog.Change{{Put: &a}}); !errors.Is(err, context.Canceled) {
		return fmt.Errorf("apply with a cancelled context returns %w, want context.Canceled", errOr(err))
	}
	if x.Len() != 0 {
		return errors.New("apply with a cancelled context changed the index")
	}
	return nil
}

func checkVocabulary(ctx context.Context, x catalog.Index) error {
	if v := x.Vocabulary(); v == nil || len(v.Brands) != 0 {
		return fmt.Errorf("the vocabulary of an empty index is %+v", v)
	}
	if err := put(ctx, x, shop()...); err != nil {
		return err
	}
	v := x.Vocabulary()
	for _, want := range []struct {
		what  string
		terms []catalog.Term
		value string
		count int
	}{
		{"category", v.Categories, "Camping", 4},
		{"category", v.Categories, "Camping/Tents", 3},
		{"brand", v.Brands, "Pinline", 4},
		{"colour", valuesOf(v, "colour"), "Green", 1},
		{"season", valuesOf(v, "season"), "Winter", 1},
	} {
		if got := countOf(want.terms, want.value); got != want.count {
			return fmt.Errorf("the vocabulary counts %d products of %s %q, want %d", got, want.what, want.value, want.count)
		}
	}
	if v.Currency != "USD" || v.MinPrice.Minor != 990 || v.MaxPrice.Minor != 34900 {
		return fmt.Errorf("the vocabulary has prices %v to %v in %q, want 990 to 34900 in USD", v.MinPrice, v.MaxPrice, v.Currency)
	}
	if err := drop(ctx, x, "tee"); err != nil {
		return err
	}
	if got := countOf(x.Vocabulary().Brands, "Pinline"); got != 3 {
		return fmt.Errorf("after deleting one of 4 products the vocabulary counts %d", got)
	}
	return nil
}

func valuesOf(v *catalog.Vocabulary, name string) []catalog.Term {
	for _, a := range v.Attributes {
		if a.Name == name {
			return a.Values
		}
	}
	return nil
}

func countOf(terms []catalog.Term, value string) int {
	for _, t := range terms {
		if t.Value == value {
			return t.Count
		}
	}
	return 0
}
