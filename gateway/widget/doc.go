// Package widget is the web chat: the API that any client may speak, and the
// loader and the app that we bring.
//
// The log of a conversation is its transcript. Reading it, by event stream or
// by long poll, is the delivery: nothing is lost when a client goes away, it
// asks again from the last seq it has.
//
// # The API
//
// All but opening a session wants "Authorization: Bearer" and the session's
// token. Bodies are JSON; what is wrong is told as application/problem+json
// (RFC 9457) with a "code" and, where a field is wrong, "errors".
//
//	POST /webchat/sessions   {"locale": "en", "referral": "…", "identity": "…"}, all optional
//	  201 {"token", "conversation_id"}: a new conversation; with the token of an
//	      old one that conversation, under a fresh token. identity is what
//	      webchat.SignIdentity makes of a login of the host's; one that is not, or
//	      has expired, is 401 and named in "errors". The conversation of a customer
//	      goes on with her identity only: without it, or with another's, a new one
//	      begins. referral may be the token of a deep link (sdk.DeepLink).
//	POST /webchat/messages   {"id": a uuid of the client's, "text": "…"} or {"id", "choice": a payload}
//	  202 {"id"}: on disk. The same id again is the same message, so a request
//	      whose answer was lost is repeated as it was.
//	GET /webchat/messages?after=seq&wait=seconds
//	  200 {"messages": […], "typing": bool}: what came after seq, oldest first,
//	      at most 500; if nothing did, as soon as something does, within wait
//	      (0 to 25).
//	GET /webchat/events?after=seq
//	  200 text/event-stream: the same messages as they are said, "id:" being the
//	      seq. A client that comes again sends Last-Event-ID. At most three
//	      streams for a visitor.
//
// A message is
//
//	{"seq": 7, "id": "…", "from": "shop", "shopper" or "staff", "at": RFC 3339, "text": "…",
//	 "cards": [{"title", "subtitle", "image", "price", "was", "choices", "url"}],
//	 "choices": [{"label", "payload"}], "link": {"label", "url"},
//	 "media": [{"type", "url", "alt"}], "replaces": "id of an earlier one"}
//
// with a price as {"minor": 19900, "currency": "USD", "display": "$199.00"}. A
// shopper's own message has the id that its client gave it. Of choices the
// payload is sent back, and the label shown.
//
// Of refusals, 429 and 503 say in Retry-After when to come again; 401 means that
// the session is over: open another; 400, 413 and 422 never succeed as they are.
// Browsers may call from the shop's own pages, those of Options.Origins.
//
// # The widget
//
// A page of the shop's has the chat with one line:
//
//	<script src="https://chat.shop.example/widget.js" data-shop></script>
//
// The script takes optional attributes: data-locale (else the page's language),
// data-label (what the button reads), data-referral and data-identity (as in
// the API). Give data-identity on every page where she is logged in: a page
// without it is one where she has logged out, and the chat there is a guest's. A
// page that is not loaded anew sets the attribute anew. A page opened with
// ?sauda= and the token of a deep link opens the chat with it, and takes it out
// of the address. An element with data-sauda-open opens the chat, and puts the
// attribute's value into the message box.
//
// The chat takes its look from custom properties of the page's :root, and where
// there are none from Options.Theme, by the same names without "--sauda-". A
// value may depend on media, so that a shop's dark mode is the chat's:
//
//	--sauda-accent      the button, the header, the shopper's own words, what matters most
//	--sauda-on-accent   text on it
//	--sauda-link        buttons and links on the surface
//	--sauda-page        behind the messages
//	--sauda-surface     messages and cards
//	--sauda-text        text on page and surface
//	--sauda-soft        text that matters less, on both
//	--sauda-line        lines
//	--sauda-bad         what went wrong, on page
//	--sauda-radius      corners of messages and cards
//	--sauda-scheme      light or dark, for a page that is always that; else what the reader prefers
//
// Who sets colours keeps the contrast of text at 4.5 to 1, as the defaults do.
//
// A page with a strict Content-Security-Policy allows the gateway's origin in
// script-src and frame-src. Nothing else is needed: no unsafe-inline, no eval,
// and with require-trusted-types-for 'script' no policy of trusted types.
package widget
