package auth_test

import (
	"fmt"
	"net/http/httptest"

	"github.com/sauda-commerce/sauda/gateway/auth"
)

func ExampleOrigins() {
	origins, err := auth.NewOrigins("https://shop.example")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, from := range []string{"https://shop.example", "https://evil.example"} {
		r := httptest.NewRequest("POST", "https://chat.shop.example/webchat/sessions", nil)
		r.Header.Set("Origin", from)
		fmt.Println(from, origins.Allow(r))
	}
	fmt.Println("frame-ancestors", origins.Sources())
	// Output:
	// https://shop.example true
	// https://evil.example false
	// frame-ancestors 'self' https://shop.example
}
