package sdk_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
	"github.com/sauda-commerce/sauda/sdk/store"
)

func thing(id string, minor int64) catalog.Product {
	return catalog.Product{ID: catalog.ProductID(id), Title: catalog.Text{"": "Thing " + id}, Offer: catalog.Offer{Price: money.New(minor, "USD")}}
}

// A shop without a source sells what was put by call, at once.
func TestCatalogByCallAlone(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(nil)})
	c := s.Catalog()
	if err := c.Put(t.Context(), thing("hat", 20_00), thing("cap", 10_00), thing("hat", 25_00)); err != nil {
		t.Fatal(err)
	}
	s.Says("hat")
	s.Sees("Thing hat", "$25.00")
	for range 2 { // again changes nothing
		if err := c.Delete(t.Context(), "hat", "nobody"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Product("hat"); !errors.Is(err, catalog.ErrNotFound) || c.Index().Len() != 1 {
		t.Errorf("after the deletion %d products, %v", c.Index().Len(), err)
	}
}

// Nothing of a batch with something wrong is put, and the fields are named.
func TestCatalogPutRefuses(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(nil)})
	dear := thing("b", 1)
	dear.Offer.Price.Currency = "EUR"
	err := s.Catalog().Put(t.Context(), thing("a", 1), dear, thing("", 1))
	wrong, ok := errors.AsType[field.Errors](err)
	if !ok || len(wrong) != 2 || wrong[0].Name != "products[1].offer.price" || wrong[1].Name != "products[2].id" {
		t.Errorf("the error is %v", err)
	}
	if n := s.Catalog().Index().Len(); n != 0 {
		t.Errorf("%d products were put", n)
	}
}

// The source and the host may speak of one product: the last word counts, and
// a listing drops nothing of the host's.
func TestCatalogLastWord(t *testing.T) {
	t.Parallel()
	feed := &catalog.List{thing("both", 1_00), thing("fed", 1_00), thing("more", 1_00)}
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(feed)})
	c := s.Catalog()
	sync := func() {
		t.Helper()
		if _, err := s.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	price := func(id catalog.ProductID, want int64) {
		t.Helper()
		switch p, err := c.Product(id); {
		case err != nil && want > 0:
			t.Errorf("%s: %v", id, err)
		case err == nil && p.Offer.Price.Minor != want:
			t.Errorf("%s costs %d, want %d", id, p.Offer.Price.Minor, want)
		}
	}
	if err := c.Put(t.Context(), thing("both", 2_00), thing("own", 2_00)); err != nil {
		t.Fatal(err)
	}
	price("both", 2_00)
	sync()
	price("both", 1_00)
	price("own", 2_00)
	if err := c.Put(t.Context(), thing("both", 3_00)); err != nil {
		t.Fatal(err)
	}
	*feed = (*feed)[1:] // the listing knows nothing of it any more
	sync()
	price("both", 3_00)
	if err := c.Delete(t.Context(), "fed"); err != nil {
		t.Fatal(err)
	}
	price("fed", 0)
	sync()
	price("fed", 1_00)
}

// Another node sees what was put, as soon as it follows.
func TestCatalogPutOnAnotherNode(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, open func(n int) []store.DB) {
		dbs := open(2)
		nodes := make([]*sdk.Shop, len(dbs))
		for i, db := range dbs {
			st := store.New(db)
			t.Cleanup(func() { _ = st.Close() })
			shop, err := sdk.New(sdk.Config{Store: st, Catalog: catalog.New(nil), Secrets: [][]byte{[]byte(strings.Repeat("k", 32))}})
			if err != nil {
				t.Fatal(err)
			}
			nodes[i] = shop
		}
		if err := nodes[0].Catalog().Put(t.Context(), thing("hat", 1)); err != nil {
			t.Fatal(err)
		}
		if _, err := nodes[1].Sync(t.Context()); err != nil { // Run does it every 2 s
			t.Fatal(err)
		}
		if _, err := nodes[1].Catalog().Product("hat"); err != nil {
			t.Error(err)
		}
	})
}
