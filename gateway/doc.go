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
// # Addresses
//
// Below the prefix:
//
//	/widget.js              the chat, for pages of the shop: package gateway/widget
//	/webchat/…              what it speaks, and clients of your own may
//	/pay/{token}            pay links: package gateway/pay
//	/channels/{name}        where the platform of a channel calls, by Channel.Name
//	/payments/{name}        where a payment provider calls, by Provider.Name
//	/api/v1/…, /api/docs    the REST API, and what it is: package gateway/api
//	/healthz, /readyz       whether the process lives, and can take work
//	/metrics                for Prometheus
//
// # Guest in a process
//
// The gateway changes no global state: no default mux, client, logger or
// metric registry, no signal, and not the mode of gin, which routes requests
// inside. Metrics go where Options.Registerer says; gateways may share it.
//
// gin prints its routes to standard output while it is in debug mode, and that
// is its default. The mode is the whole process's: an engine cannot be told
// otherwise, every route passes gin's print, and to switch the mode, were it for
// a moment, would be to take it from a host that uses gin too. A program that
// does not want the list sets GIN_MODE=release in its environment, or writes
//
//	gin.SetMode(gin.ReleaseMode)
//
// before New, as the sauda binary does.
package gateway
