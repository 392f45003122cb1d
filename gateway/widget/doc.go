// Package widget is the web chat: the API that any client may speak, and the
// loader and the app that we bring.
//
// The log of a conversation is its transcript. Reading it, by event stream or
// by long poll, is the delivery: nothing is lost when a client goes away, it
// asks again from the last seq it has.
package widget
