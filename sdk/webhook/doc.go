// Package webhook brings the events of package hook to those who want to hear
// of them: the host's Go functions, and URLs that are called by the Standard
// Webhooks convention (https://www.standardwebhooks.com).
//
// [Desk.Telling] returns the writes that tell of an event. They belong into
// the commit that causes it, so an event is told if, and only if, what it tells
// of has happened. From there each subscriber is told on its own, at least
// once, by one node at a time, until it has understood: a Go function returns
// nil, a URL answers 2xx. One that fails is told again after 5 s, 5 min,
// 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, and not before a Retry-After
// says; neither repeats nor keeps up what others hear. After that, or on 410
// Gone, the event is given up: it is logged, counted, and kept for a person to
// look at and send again ([Resend]).
//
// A webhook is a POST of the JSON that package hook documents, with the headers
//
//	webhook-id         the event's id, the same whenever it is told again
//	webhook-timestamp  when this request was made, in seconds since 1970
//	webhook-signature  "v1,<base64>" for each secret, separated by spaces
//
// [Verify] checks them for receivers written in Go; libraries for other
// languages are listed at the address above. A request ends after 15 s, follows
// no redirect, goes through no proxy, and connects to public addresses only,
// whatever a name resolves to in that moment, unless [Endpoint].Private.
package webhook
