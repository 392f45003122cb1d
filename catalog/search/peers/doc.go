// Package peers compares catalog/search with Bleve over the judged queries. It
// is a module of its own, so that who uses the SDK does not inherit Bleve:
//
//	cd catalog/search/peers && go test -v .
package peers
