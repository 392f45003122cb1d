package search

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/sauda-commerce/sauda/catalog"
)

// ErrProduct says that a product cannot be indexed because it has no id.
var ErrProduct = errors.New("search: product without id")

// Index is a [catalog.Index] in memory. Make it with [New]. It is safe for
// concurrent use; readers never wait for writers.
type Index struct {
	config  Config
	reading reading
	writing sync.Mutex
	now     atomic.Pointer[snapshot]
	scratch sync.Pool // of *scratch
}

var _ catalog.Index = (*Index)(nil)

// New returns an empty index.
func New(c Config) *Index {
	c = c.withDefaults()
	x := &Index{config: c, reading: reading{c.MaxTypos, c.synonyms()}}
	x.scratch.New = func() any { return new(scratch) }
	x.now.Store(newSnapshot(nil))
	return x
}

// Get returns a product as it was put. Its slices and maps are shared with the
// index: read them only.
func (x *Index) Get(id catalog.ProductID) (catalog.Product, bool) {
	v, doc, ok := x.now.Load().get(id)
	if !ok {
		return catalog.Product{}, false
	}
	return v.products[doc], true
}

// Len returns how many products there are.
func (x *Index) Len() int { return x.now.Load().live }

// Vocabulary returns what the products say. It is computed when first asked
// for after a change, and shared: read it only.
func (x *Index) Vocabulary() *catalog.Vocabulary { return x.now.Load().vocabulary() }

// Apply makes all changes visible together; of several changes of one product
// the last counts. The index keeps the slices and maps of the products: do not
// change them afterwards. Done is ignored: what a full listing did not name is
// deleted by whoever compares listings. On an error (ErrProduct, or that of the
// context) nothing has changed.
func (x *Index) Apply(ctx context.Context, changes []catalog.Change) error {
	last := make(map[catalog.ProductID]*catalog.Product, len(changes))
	for _, c := range changes {
		switch {
		case c.Put != nil && c.Put.ID == "":
			return ErrProduct
		case c.Put != nil:
			last[c.Put.ID] = c.Put
		case c.Delete != "":
			last[c.Delete] = nil
		}
	}
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	if len(last) == 0 {
		return nil
	}
	x.writing.Lock()
	defer x.writing.Unlock()
	views, err := x.merge(ctx, x.now.Load().views, last)
	if err != nil {
		return err
	}
	x.now.Store(newSnapshot(views))
	return nil
}

// mergeRatio is how many times larger than all newer ones together a segment
// must be to be left alone; it bounds segments to log4 of the products, and
// how often a product is indexed again.
const mergeRatio = 4

// merge returns the views after changes: what is replaced or gone is marked, or
// cleaned away where much is, and the newcomers form one new segment together
// with older ones of like size.
func (x *Index) merge(ctx context.Context, views []*view, last map[catalog.ProductID]*catalog.Product) ([]*view, error) {
	var fresh []*catalog.Product
	for _, p := range last {
		if p != nil {
			fresh = append(fresh, p)
		}
	}
	var kept []*view
	for _, v := range views {
		gone := v.among(maps.Keys(last))
		live := v.live - len(gone)
		switch {
		case len(gone) == 0:
			kept = append(kept, v)
		case live*2 < len(v.products): // indexing the rest anew costs less than dragging the dead along
			fresh = v.marked(gone).living(fresh)
		default:
			kept = append(kept, v.without(gone, x.config.Weights))
		}
	}
	for len(fresh) > 0 && len(kept) > 0 && kept[len(kept)-1].live < mergeRatio*len(fresh) {
		fresh = kept[len(kept)-1].living(fresh)
		kept = kept[:len(kept)-1]
	}
	if len(fresh) == 0 {
		return kept, nil
	}
	slices.SortFunc(fresh, func(a, b *catalog.Product) int { return cmp.Compare(a.ID, b.ID) })
	products := make([]catalog.Product, len(fresh))
	for i, p := range fresh {
		products[i] = *p
	}
	s, err := buildSegment(ctx, products, x.config)
	if err != nil {
		return nil, err
	}
	return append(kept, newView(s)), nil
}
