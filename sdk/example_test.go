package sdk_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// A shop is made of a store, a catalogue and channels. Run makes it work;
// package gateway hands it what platforms and browsers send.
func Example() {
	dir, err := os.MkdirTemp("", "shop")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	db, err := sqlite.Open(filepath.Join(dir, "shop.db"))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	shop, err := sdk.New(sdk.Config{
		Store:    db,
		Catalog:  catalog.New(demo.Source()),
		Channels: []channel.Channel{webchat.New(webchat.Config{})},
		Profile:  sdk.Profile{Name: "Alpine Post", Currency: "USD"},
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := shop.Sync(context.Background()); err != nil {
		log.Fatal(err)
	}
	fmt.Println(shop.Profile().Name, "sells something:", shop.Catalog().Index().Len() > 0)

	ctx, cancel := context.WithCancel(context.Background())
	cancel() // a program would wait for a signal here
	fmt.Println(shop.Run(ctx))
	// Output:
	// Alpine Post sells something: true
	// context canceled
}
