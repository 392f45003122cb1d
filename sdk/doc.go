// Package sdk is the shop: it puts the catalogue, the channels, the payment
// providers and the store together and runs the conversations.
//
// Make a [Shop] with [New], let it work with [Shop.Run], and hand it what
// platforms deliver with [Shop.Receive]; package gateway does the latter over
// HTTP. Nothing here is global: two shops live in one process, and neither
// touches signals, the environment or default clients.
package sdk
