package channeltest_test

import (
	"context"
	"fmt"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/channeltest"
)

// An adapter's test calls Run. The cases are data, so they can be looked at, or
// run one by one, too.
func ExampleCases() {
	h := harness(func(c *toy) channel.Channel { return c })
	for _, c := range channeltest.Cases(h)[:3] {
		fmt.Println(c.Name, c.Run(context.Background(), h))
	}
	// Output:
	// the name is a constant key <nil>
	// the capabilities are constant and sensible <nil>
	// the capabilities say which actions there are <nil>
}
