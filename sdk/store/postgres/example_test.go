package postgres_test

import (
	"context"
	"fmt"

	"github.com/sauda-commerce/sauda/sdk/store/postgres"
)

// A URL may name the schema. A server that is not there is told from a URL that
// is wrong.
func ExampleOpen() {
	_, err := postgres.Open(context.Background(), "postgres://shop@127.0.0.1/shop?search_path=My%20Shop")
	fmt.Println(err)
	// Output: postgres: schema "My Shop": a letter, then a-z, 0-9 and _, at most 40, and not pg_
}
