// Package api is the REST twin of what a host calls on a shop: products, carts,
// orders, pay links, contacts, and the conversations that wait for the staff.
//
// Everything is below [Base] and needs "Authorization: Bearer" with one of the
// shop's keys ([Key]), whose scopes say what it may be used for. Without keys
// every request is 401. Bodies are JSON and read strictly; errors are RFC 9457
// problem documents that name the fields. A POST or PATCH with an
// Idempotency-Key takes effect once and is answered the same for a day. Lists
// come in pages: {"data":[…],"next":"…"}.
//
// What there is, with all fields, is in the OpenAPI 3.1 document, which is made
// from the same table as the routes: GET /api/openapi.json, and for people
// /api/docs.
package api
