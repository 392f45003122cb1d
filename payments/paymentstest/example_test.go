package paymentstest_test

import (
	"context"
	"fmt"
	"slices"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/paymentstest"
	"github.com/sauda-commerce/sauda/payments/sandbox"
)

// A case is a function; it can be run without the testing package. An adapter's
// test calls Run instead.
func ExampleCases() {
	bank, err := sandbox.Open(sandbox.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = bank.Close() }()
	rig := paymentstest.Rig{
		Provider: bank,
		Pay: func(_ context.Context, ref string, how paymentstest.Outcome) error {
			return bank.Settle(ref, sandbox.Outcome(how))
		},
		Callbacks: func(_ context.Context, ref string) ([]payments.Delivery, error) { return bank.Callbacks(ref), nil },
		Checkouts: func(string) int { return len(bank.Payments()) },
	}
	cases := paymentstest.Cases()
	i := slices.IndexFunc(cases, func(c paymentstest.Case) bool { return c.Name == "a checkout is paid once" })
	fmt.Println(cases[i].Name, "error:", cases[i].Check(context.Background(), rig))
	// Output: a checkout is paid once error: <nil>
}
