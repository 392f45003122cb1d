package catalog

import (
	"context"
	"iter"
)

// List is a Source of products that are written down in the program. Every
// listing is a full one.
type List []Product

// Changes yields every product.
func (l List) Changes(ctx context.Context, _ string) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		for i := range l {
			if err := ctx.Err(); err != nil {
				yield(Change{}, err)
				return
			}
			if !yield(Change{Put: &l[i]}, nil) {
				return
			}
		}
		yield(Change{Done: &Done{Full: true}}, nil)
	}
}
