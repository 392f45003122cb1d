package host_test

import (
	"context"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/sdk/internal/host"
)

// A mistake in the host's code is an error.
func ExampleAsk() {
	_, err := host.Ask(context.Background(), time.Second, func(context.Context) (int, error) {
		panic("a mistake")
	})
	fmt.Println(err)
	// Output: host: panic: a mistake
}
