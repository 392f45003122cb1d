package apitest

// Promised names the packages whose API is promised, by their paths below the
// module's. The store, the outbox, the engine and the rest may change.
var Promised = []string{
	"catalog",
	"catalog/catalogtest",
	"catalog/money",
	"gateway",
	"payments",
	"payments/paymentstest",
	"sdk",
	"sdk/cart",
	"sdk/channel",
	"sdk/channel/channeltest",
	"sdk/contact",
	"sdk/dialogue",
	"sdk/dialogue/dialoguetest",
	"sdk/hook",
	"sdk/message",
	"sdk/order",
	"sdk/order/ordertest",
	"sdk/quote",
	"sdk/shoptest",
}
