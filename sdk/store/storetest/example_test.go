package storetest_test

import (
	"fmt"

	"github.com/sauda-commerce/sauda/sdk/store/storetest"
)

// The suite is data: see storetest.Run for the way to run it.
func Example() {
	fmt.Println(storetest.Cases[0].Name)
	// Output: a batch is all or nothing
}
