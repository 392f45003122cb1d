package sdk_test

import (
	"bytes"
	"errors"
	"sync"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	orders "github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// The same calls at once, on two nodes of either database, make one of each.
func TestCallsAtOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, open func(n int) []store.DB) {
		var nodes []*sdk.Shop
		for _, db := range open(2) {
			st := store.New(db)
			t.Cleanup(func() { _ = st.Close() })
			shop, err := sdk.New(sdk.Config{
				Store: st, Catalog: catalog.New(nil), Secrets: [][]byte{bytes.Repeat([]byte("k"), 32)},
				Payments: []payments.Provider{openSandbox(t, sandbox.Config{})},
			})
			if err != nil {
				t.Fatal(err)
			}
			nodes = append(nodes, shop)
		}
		if err := nodes[0].Catalog().Put(t.Context(), thing("hat", 20_00)); err != nil {
			t.Fatal(err)
		}
		if _, err := nodes[1].Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		urls, made := map[string]bool{}, map[string]int{}
		count := func(what string, is bool, err error) {
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Errorf("%s: %v", what, err)
			}
			if is {
				made[what]++
			}
		}
		var all sync.WaitGroup
		for i := range 6 {
			shop := nodes[i%2]
			all.Go(func() {
				l := deposit()
				l.Contact = webCart().Contact
				link, is, err := shop.PayLinks().Create(t.Context(), l)
				count("links", is, err)
				mu.Lock()
				urls[link.URL] = true
				mu.Unlock()
				_, is, err = shop.Orders().Put(t.Context(), webOrder("W-1"))
				if errors.Is(err, sdk.ErrOlder) { // another call's last word was later
					err = nil
				}
				count("orders", is, err)
				_, is, err = shop.Carts().Put(t.Context(), webCart("hat"))
				if errors.Is(err, sdk.ErrOlder) {
					err = nil
				}
				count("carts", is, err)
				_, err = shop.Orders().SetStatus(t.Context(), "D-7", orders.Status{Status: orders.StepPacked})
				count("status", false, err)
			})
		}
		all.Wait()
		if made["links"] != 1 || len(urls) != 1 || made["orders"] != 1 || made["carts"] != 1 {
			t.Errorf("made %v, %d URLs", made, len(urls))
		}
	})
}
