package api

import (
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// What the examples in the document are made of.
var exampleTime = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func exampleContact() contact.Identifier {
	return contact.Identifier{Customer: "u-17", Name: "Ann Lee", Phone: "+12025550143", Email: "ann@example.com", Locale: "en"}
}

func exampleOrder() hook.Order {
	return hook.Order{
		ID: "0198c1f0-0000-7000-8000-000000000001", Number: "INV-77", Ref: "INV-77", State: order.Open,
		Contact:  hook.Contact{ID: "c0ffee", Customer: "u-17", Name: "Ann Lee"},
		Lines:    []hook.Line{{Title: "Repair of a tent", Quantity: 1, Price: money.New(2500, "USD"), Total: money.New(2500, "USD")}},
		Subtotal: money.New(2500, "USD"), Total: money.New(2500, "USD"),
		Expires: exampleTime.Add(7 * 24 * time.Hour), Created: exampleTime, Updated: exampleTime,
	}
}
