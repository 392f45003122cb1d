package pan_test

import (
	"fmt"

	"github.com/sauda-commerce/sauda/sdk/internal/pan"
)

func Example() {
	fmt.Println(pan.Mask("Please take it from 4242 4242 4242 4242, 12/28, cvc 123."))
	fmt.Println(pan.Mask("Call me: +49 151 1234 5678."))
	// Output:
	// Please take it from •••• 4242, ••/••, cvc •••. true
	// Call me: +49 151 1234 5678. false
}
