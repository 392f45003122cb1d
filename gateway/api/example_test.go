package api_test

import (
	"fmt"

	"github.com/sauda-commerce/sauda/gateway/api"
)

// A key is a secret that is never printed.
func ExampleKey() {
	k := api.Key{Name: "backend", Key: "0f9a6c1e7b2d4853aa61c0d4e8f7b392", Scopes: []api.Scope{api.Orders, api.Carts}}
	fmt.Println(k)
	// Output: api key backend
}
