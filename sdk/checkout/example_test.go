package checkout_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path"
	"path/filepath"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

func must[T any](v T, err error) T {
	check(err)
	return v
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// An order is placed, its pay link opened twice, and paid once.
func Example() {
	ctx := context.Background()
	dir := must(os.MkdirTemp("", "checkout"))
	defer os.RemoveAll(dir)
	db := must(sqlite.Open(filepath.Join(dir, "shop.db")))
	defer db.Close()
	check(db.Migrate(ctx))
	box := must(sandbox.Open(sandbox.Config{}))
	defer box.Close()

	index := search.New(search.Config{})
	mug := catalog.Product{ID: "mug", Title: catalog.Text{"en": "Mug"}, Offer: catalog.Offer{Price: usd(10_00)}}
	check(index.Apply(ctx, []catalog.Change{{Put: &mug}}))
	desk := checkout.New(checkout.Config{
		Store: db, Catalog: catalog.New(nil).WithIndex(index), Providers: []payments.Provider{box}, ShopName: "Alpine Post",
	})

	// In a shop, the conversation does this.
	draft := quote.Draft{Currency: "USD", Lines: []quote.DraftLine{{Ref: catalog.Ref{Product: "mug"}, Title: "Mug", Quantity: 2, Unit: usd(10_00)}}}
	to := message.Address{Channel: "webchat", ID: "ann"}
	hello := message.Event{ID: "1", From: to, Kind: message.KindStarted}
	o := must(desk.Prepare(order.Order{Quote: must(quote.Rules{}.Quote(draft, "en")), Conversation: conversation.IDOf(to)}))
	guards, writes, err := desk.Placing(o, to)
	check(err)
	check(db.Commit(ctx, store.Batch{Guards: guards, Writes: append(store.Receive(hello, desk.Now()), writes...)}))

	page := must(desk.Open(ctx, o.PayToken, checkout.Choice{}))
	fmt.Println("the same page again:", page == must(desk.Open(ctx, o.PayToken, checkout.Choice{})))
	check(box.Settle(path.Base(page.URL), sandbox.Succeed))
	for _, callback := range box.Callbacks(path.Base(page.URL)) {
		check(desk.Receive(ctx, "sandbox", callback))
		check(desk.Receive(ctx, "sandbox", callback)) // providers repeat themselves
	}
	paid := must(desk.View(ctx, o.PayToken))
	fmt.Println("order", paid.Order.Number, "is", paid.State, "with", paid.Order.PaidAmount)
	// Output:
	// the same page again: true
	// order 1001 is paid with 20.00 USD
}
