package checkout_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/order/ordertest"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// Sauda's own order keeping, on a real store, keeps what is asked of a host's.
func TestOwnKeepsThePromises(t *testing.T) {
	t.Parallel()
	ordertest.Run(t, ordertest.Harness{New: ownRig})
}

func ownRig(t *testing.T) ordertest.Rig {
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "shop.db"))
	if err == nil {
		err = db.Migrate(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	index := search.New(search.Config{})
	sells := func(ctx context.Context, id catalog.ProductID, unit money.Amount, pieces int) error {
		return index.Apply(ctx, []catalog.Change{{Put: &catalog.Product{
			ID: id, Title: catalog.Text{"en": string(id)},
			Offer: catalog.Offer{Price: unit, Stock: catalog.Stock{Kind: catalog.StockCounted, Count: pieces, AsOf: time.Now()}},
		}}})
	}
	if err := errors.Join(sells(t.Context(), "tent", usd(100_00), 1000), sells(t.Context(), "mug", usd(10_00), 1000)); err != nil {
		t.Fatal(err)
	}
	line := func(id catalog.ProductID, n int) quote.DraftLine {
		return quote.DraftLine{Ref: catalog.Ref{Product: id}, Title: string(id), Quantity: n}
	}
	ann := contact.Contact{ID: conversation.CustomerContact("ann"), Customer: "ann", Name: "Ann Lee", Phone: "+12025550143"}
	return ordertest.Rig{
		Backend:  checkout.NewOwn(checkout.Config{Store: db, Catalog: catalog.New(nil).WithIndex(index)}, quote.Rules{}, "en"),
		Draft:    quote.Draft{Currency: "USD", Lines: []quote.DraftLine{line("tent", 1), line("mug", 2)}},
		Customer: order.Customer{ID: "ann", Contact: ann},
		Count: func(ctx context.Context, id string) (int, error) {
			_, err := db.Order(ctx, id) // by its primary key
			if errors.Is(err, store.ErrNotFound) {
				return 0, nil
			}
			return 1, err
		},
		Reprice: func(ctx context.Context, ref catalog.Ref, unit money.Amount) error {
			return sells(ctx, ref.Product, unit, 1000)
		},
		Leave: func(ctx context.Context, ref catalog.Ref, pieces int) error {
			_, offer, err := catalog.New(nil).WithIndex(index).Offer(ref)
			return errors.Join(err, sells(ctx, ref.Product, offer.Price, pieces))
		},
	}
}

// A Desk may have it as its host: it answers, and the Desk keeps the order.
func TestOwnBehindADesk(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{})
	r.Backend = checkout.NewOwn(r.Config, quote.Rules{}, "en")
	o, late := r.place("ann", tent, mug), r.place("bob", tent)
	r.stock(1)
	r.due()
	if is := r.order(o.ID); is.State != order.Open || is.HostRef != o.ID || is.Number != "1001" {
		t.Errorf("the order is %s, %q, %q", is.Number, is.State, is.HostRef)
	}
	r.cancel(r.order(late.ID))
	r.due()
	if is := r.order(late.ID); is.State != order.Cancelled {
		t.Errorf("the cancelled order is %s", is.State)
	}
	r.stock(0)
	none := r.place("cid", tent)
	r.due()
	if is := r.order(none.ID); is.State != order.Rejected {
		t.Errorf("an order of what is sold out is %s", is.State)
	}
	if told := r.told(none); len(told) != 1 || told[0] != dialogue.EventOrderRejected {
		t.Errorf("she was told %v", told)
	}
}
