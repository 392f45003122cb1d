package shoptest_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// In a test, t is the test's own *testing.T.
func Example() {
	t := &example{}
	defer t.end()

	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(demo.Source())})
	s.Says("show me tents under 400")
	s.Taps("Add to cart")
	s.Sees("in your cart")
	s.Taps("Checkout")
	s.Says("Ann Lee, +1 202 555 0143")
	s.Taps("Pay")
	s.Pays()
	s.Sees("Thank you") // and now look at your own orders table
	fmt.Print(s.News())
	// Output:
	// Thank you. Order 1001 is paid: $379.00.
	//
	// 1 × Meadow 6 family tent: $379.00
	//
	// We'll write to you here when it is on its way.
	// (My orders) (Browse)
}

// example stands for a *testing.T, which an example has not.
type example struct {
	testing.TB
	cleanups []func()
}

func (e *example) Helper()                      {}
func (e *example) Context() context.Context     { return context.Background() }
func (e *example) Cleanup(f func())             { e.cleanups = append(e.cleanups, f) }
func (e *example) Fatalf(text string, a ...any) { log.Fatalf(text, a...) }

func (e *example) TempDir() string {
	dir, err := os.MkdirTemp("", "shoptest")
	if err != nil {
		log.Fatal(err)
	}
	e.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// end cleans up, the last first.
func (e *example) end() {
	for i := len(e.cleanups) - 1; i >= 0; i-- {
		e.cleanups[i]()
	}
}
