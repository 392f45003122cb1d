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

// exampleLink is what a pay link is for.
func exampleLink() hook.Order {
	return hook.Order{
		ID: "0198c1f0-0000-7000-8000-000000000001", Number: "INV-77", Ref: "INV-77", Origin: order.FromLink, Title: "Repair of a tent", State: order.Open,
		Contact:  hook.Contact{ID: "c0ffee", Customer: "u-17", Name: "Ann Lee"},
		Lines:    []hook.Line{{Title: "Repair of a tent", Quantity: 1, Price: money.New(2500, "USD"), Total: money.New(2500, "USD")}},
		Subtotal: money.New(2500, "USD"), Total: money.New(2500, "USD"),
		Expires: exampleTime.Add(7 * 24 * time.Hour), Created: exampleTime, Updated: exampleTime,
	}
}

// exampleOrder is an order of the host's website.
func exampleOrder() hook.Order {
	return hook.Order{
		ID: "0198c1f0-0000-7000-8000-000000000002", Number: "W-1001", Ref: "W-1001", Origin: order.FromHost, State: order.Paid,
		Contact:  hook.Contact{ID: "c0ffee", Customer: "u-17", Name: "Ann Lee", Phone: "+12025550143", Email: "ann@example.com", Address: "12 Pine Street, Denver", Country: "US", Locale: "en"},
		Lines:    []hook.Line{{Title: "Two-person tent", Quantity: 2, Price: money.New(19900, "USD"), Total: money.New(39800, "USD")}},
		Subtotal: money.New(39800, "USD"), Total: money.New(39800, "USD"), Paid: money.New(39800, "USD"),
		Created: exampleTime, Updated: exampleTime,
	}
}

// exampleShipped is the same order, on its way.
func exampleShipped() hook.Order {
	o, at := exampleOrder(), exampleTime.Add(24*time.Hour)
	o.Shipment = &hook.Shipment{Status: order.StepShipped, Carrier: "DHL", Number: "JD0146", URL: "https://dhl.example/JD0146", At: at}
	o.Updated = at
	return o
}
