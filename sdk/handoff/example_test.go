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
	// t=1800000000,v1=d9aa680058a1b66b0930efecb82fef4748db0f480e4177ac1ea744849c4ee7c7
	// <nil>
	// handoff: bad signature
}
