package dialogue

import "github.com/sauda-commerce/sauda/sdk/cart"

// cartAfter is the cart as an outcome leaves it.
func cartAfter(in Input, do []Effect) cart.Cart {
	c := in.Cart
	for _, e := range do {
		if put, ok := e.(PutCart); ok {
			c = put.Cart
		}
	}
	return c
}
