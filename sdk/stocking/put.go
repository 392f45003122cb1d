package stocking

import (
	"context"
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Host is the source of products that the host puts into the store by call. No
// listing of another source drops them. Of two that have a product with one id
// the last word counts.
const Host = "host"

// Put stores products of the host's in place of those with their ids, whosever
// they were, and shows them in the index. They are stored in order, 200 to a
// commit; after an error those before are stored, and putting them all again
// changes nothing.
func (s *Stocker) Put(ctx context.Context, all []catalog.Product) error {
	return commit(ctx, s, all, func(p catalog.Product) []store.Statement {
		return store.PutProduct(Host, p, s.Now())
	})
}

// Delete takes products out of the store, whosever they are, and out of the
// index. One that is not there is none. What a source goes on listing comes
// back with its next word.
func (s *Stocker) Delete(ctx context.Context, all []catalog.ProductID) error {
	return commit(ctx, s, all, func(id catalog.ProductID) []store.Statement {
		return store.RemoveProduct(id, s.Now())
	})
}

func commit[T any](ctx context.Context, s *Stocker, all []T, write func(T) []store.Statement) error {
	for some := range slices.Chunk(all, batch) {
		var b store.Batch
		for _, one := range some {
			b.Write(write(one)...)
		}
		if err := s.Store.Commit(ctx, b); err != nil {
			return err
		}
	}
	return s.CatchUp(ctx)
}
