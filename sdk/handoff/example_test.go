package handoff_test

import (
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/sdk/handoff"
)

// A receiver of the webhook checks the signature against the bytes it got.
func ExampleVerify() {
	secret, body := []byte("shared with the shop"), []byte(`{"id":"1","reason":"help"}`)
	now := time.Unix(1800000000, 0)
	header := handoff.Sign(secret, now, body)
	fmt.Println(header)
	fmt.Println(handoff.Verify(secret, header, body, now))
	fmt.Println(handoff.Verify(secret, header, []byte(`{"id":"2"}`), now))
	// Output:
	// t=1800000000,v1=aab60fdc24eac3b3cd38bc4c32c12a0d6edd8d4c3b0e5e7c56da60c1ab1c5d28
	// <nil>
	// handoff: bad signature
}
