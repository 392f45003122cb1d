// Package problem writes errors as RFC 9457 problem documents.
//
// One table says which status a [Code] has, one function which code an error
// of the SDK has. What the table does not know is "internal": a request id for
// the shopper, the cause for the log, nothing else.
package problem
