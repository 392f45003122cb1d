package sdk_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue/flows"
	orders "github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// A shop whose products come by call: no source is asked for them.
func ExampleCatalog_Put() {
	shop, end := newShop()
	defer end()
	ctx := context.Background()
	err := shop.Catalog().Put(ctx, catalog.Product{
		ID: "cap-1", Title: catalog.Text{"": "Cap"},
		Offer: catalog.Offer{Price: money.New(12_00, "USD"), Stock: catalog.Stock{Kind: catalog.StockUnlimited}},
	})
	if err != nil {
		log.Fatal(err)
	}
	found, err := shop.Catalog().Search(ctx, catalog.Query{Text: "caps"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(found.Hits[0].Product.ID, found.Hits[0].Product.Offer.Price)

	err = shop.Catalog().Put(ctx, catalog.Product{ID: "cap-2", Title: catalog.Text{"": "Cap"}})
	fmt.Println(err)
	// Output:
	// cap-1 12.00 USD
	// sdk: catalogue: products[0].offer.price must be in USD, as the shop sells
}

func ExampleCatalog_Delete() {
	shop, end := newShop()
	defer end()
	ctx := context.Background()
	fmt.Println(shop.Catalog().Put(ctx, catalog.Product{
		ID: "cap-1", Title: catalog.Text{"": "Cap"}, Offer: catalog.Offer{Price: money.New(12_00, "USD")},
	}))
	fmt.Println(shop.Catalog().Delete(ctx, "cap-1"), shop.Catalog().Index().Len())
	// Output:
	// <nil>
	// <nil> 0
}

// A link by which anybody can pay for something that Sauda knows nothing of.
func ExamplePayLinks_Create() {
	shop, end := newShop()
	defer end()
	ctx := context.Background()
	link, made, err := shop.PayLinks().Create(ctx, sdk.PayLink{
		Ref: "D-7", Title: "Deposit for the dress", Amount: money.New(50_00, "USD"),
		Contact: contact.Identifier{Phone: "+1 202 555 0143"}, // is sent it, if she chats
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(made, link.State, strings.HasPrefix(link.URL, "http://127.0.0.1:8080/pay/"))

	_, made, err = shop.PayLinks().Create(ctx, sdk.PayLink{Ref: "D-7", Title: "Deposit", Amount: money.New(60_00, "USD")})
	fmt.Println(made, errors.Is(err, sdk.ErrRefUsed))
	link, err = shop.PayLinks().Cancel(ctx, "D-7")
	fmt.Println(link.State, err)
	// Output:
	// true open true
	// false true
	// cancelled <nil>
}

// An order of the website: its shopper finds it in the chat.
func ExampleOrders_Put() {
	shop, end := newShop()
	defer end()
	ctx := context.Background()
	o, made, err := shop.Orders().Put(ctx, sdk.HostOrder{
		Ref: "W-1001", Contact: contact.Identifier{Customer: "u-9"}, State: orders.Paid,
		Quote: quote.Quote{
			Lines: []quote.Line{{Title: "Red hat", Quantity: 2, Unit: money.New(20_00, "USD")}},
			Total: money.New(45_00, "USD"), // with delivery
		},
	})
	fmt.Println(o.Number, o.Quote.Subtotal, made, err)

	page, next, err := shop.Orders().List(ctx, "", 100)
	fmt.Println(len(page), next == "", err)
	// Output:
	// W-1001 40.00 USD true <nil>
	// 1 true <nil>
}

// Steps may be told twice and out of order: the order only goes forward, and
// its shopper hears of each once.
func ExampleOrders_SetStatus() {
	shop, end := newShop()
	defer end()
	ctx := context.Background()
	total := quote.Quote{Total: money.New(45_00, "USD")}
	if _, _, err := shop.Orders().Put(ctx, sdk.HostOrder{Ref: "W-1001", State: orders.Paid, Quote: total}); err != nil {
		log.Fatal(err)
	}
	for _, s := range []orders.Status{
		{Status: orders.StepShipped, Carrier: "KazPost", Number: "KP123", URL: "https://post.example/KP123"},
		{Status: orders.StepPacked}, // late
		{Status: orders.StepDelivered},
	} {
		o, err := shop.Orders().SetStatus(ctx, "W-1001", s)
		fmt.Println(o.State, o.Shipment.Status, err)
	}
	// Output:
	// paid shipped <nil>
	// paid shipped <nil>
	// completed delivered <nil>
}

// A cart of the website: it is there when its customer comes to chat.
func ExampleCarts_Put() {
	shop, end := newShop()
	defer end()
	ctx := context.Background()
	hat := catalog.Product{ID: "hat", Title: catalog.Text{"": "Red hat"}, Offer: catalog.Offer{Price: money.New(20_00, "USD")}}
	if err := shop.Catalog().Put(ctx, hat); err != nil {
		log.Fatal(err)
	}
	h := sdk.HostCart{
		Contact: contact.Identifier{Customer: "u-9"},
		Lines:   []cart.Line{{Ref: catalog.Ref{Product: "hat"}, Quantity: 2}},
		URL:     "https://shop.example/cart",
	}
	c, changed, err := shop.Carts().Put(ctx, h)
	fmt.Println(c.Count(), c.Lines[0].Title, c.Lines[0].Price, changed, err)

	h.Lines[0].Ref.Product = "cap"
	_, _, err = shop.Carts().Put(ctx, h)
	fmt.Println(err)
	// Output:
	// 2 Red hat 20.00 USD true <nil>
	// sdk: cart: lines[0].product is not in the catalogue
}

// The host has found out who is chatting.
func ExampleContacts_Link() {
	shop, end := newShop()
	defer end()
	ctx := context.Background()
	err := shop.Contacts().Link(ctx, "no such conversation", contact.Identifier{Customer: "u-9"})
	fmt.Println(errors.Is(err, sdk.ErrNotFound))
	_, err = shop.Contacts().Get(ctx, contact.Identifier{Customer: "u-9"})
	fmt.Println(errors.Is(err, sdk.ErrNotFound))
	// Output:
	// true
	// true
}

// newShop returns a shop in a folder of its own, without a source of products,
// and what ends it.
func newShop() (*sdk.Shop, func()) {
	dir, err := os.MkdirTemp("", "shop")
	if err != nil {
		log.Fatal(err)
	}
	db, err := sqlite.Open(filepath.Join(dir, "shop.db"))
	if err != nil {
		log.Fatal(err)
	}
	box, err := sandbox.Open(sandbox.Config{})
	if err != nil {
		log.Fatal(err)
	}
	shop, err := sdk.New(sdk.Config{Store: db, Catalog: catalog.New(nil), Payments: []payments.Provider{box}})
	if err != nil {
		log.Fatal(err)
	}
	return shop, func() { _ = box.Close(); _ = db.Close(); _ = os.RemoveAll(dir) }
}

// A link in an e-mail to one customer: the first who opens it is her, in the
// chat of the shop's own page as on any platform.
func ExampleContacts_DeepLink() {
	shop, end := newShop()
	defer end()
	token, err := shop.Contacts().DeepLink(context.Background(), sdk.DeepLink{Customer: "42", Referral: flows.ReferralCart})
	if err != nil {
		log.Fatal(err)
	}
	page := "https://shop.example/sale?sauda=" + token
	fmt.Println(len(page))

	// Output: 67
}
