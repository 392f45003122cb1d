// Package gateway serves a shop over HTTP: the web chat and its widget, pay
// pages, and the callbacks of chat platforms and payment providers.
//
// [New] returns an http.Handler for any server, at the root or below a prefix:
//
//	mux.Handle("/chat/", http.StripPrefix("/chat", gateway.Must(gateway.New(shop, gateway.Options{}))))
//
// The shop's BaseURL must name the same prefix ("https://shop.example/chat"):
// links in messages begin with it, and pictures that the catalogue names
// relative to the shop are looked for below its path. All other addresses in
// pages and scripts are relative, so they need no configuration.
//
// # Guest in a process
//
// The gateway changes no global state: no default mux, client, logger or
// metric registry, and not the mode of gin, which routes requests inside. gin
// prints its routes to standard output when an engine is made in its debug
// mode, which is its default; a program that does not want that sets
// GIN_MODE=release in its environment, or calls gin.SetMode itself, as the
// sauda binary does.
package gateway
