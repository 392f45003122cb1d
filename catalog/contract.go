package catalog

import (
	"context"
	"errors"
	"iter"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// Errors that callers branch on.
var (
	// ErrNotFound says that there is no such product or variant.
	ErrNotFound = errors.New("catalog: not found")
	// ErrCursor says that a cursor is not one of ours, or belongs to another query.
	ErrCursor = errors.New("catalog: bad cursor")
)

// Source is where products come from: a feed, the shop's own table, an API.
//
// Changes yields what changed since cursor, oldest first, and ends with
// [Done] carrying the cursor to ask with next time. The cursor "" asks for a
// full listing: every product once; what a full listing does not name is gone.
// A source that cannot tell changes from the whole always gives a full listing
// and says so in its Done.
//
// An error value does not end the sequence when it is a [*RowError] (that row
// is skipped and reported); any other error ends it, and nothing is deleted.
// The caller stops early by breaking out of the loop. Calls may be concurrent.
type Source interface {
	Changes(ctx context.Context, cursor string) iter.Seq2[Change, error]
}

// Change is one step of a source. Exactly one field is set.
type Change struct {
	Put    *Product
	Delete ProductID
	Done   *Done
}

// Done ends a sequence of changes.
type Done struct {
	Cursor string // where to go on; "" if the source can only list everything
	Full   bool   // this was a full listing: products not named are gone
}

// RowError reports one row that could not be read; the others were.
type RowError struct {
	Line   int       // line or record in the source, from 1; 0 if unknown
	Field  string    // the column or tag at fault, as the source names it
	Reason string    // what is wrong and how to mend it, one sentence
	ID     ProductID // whose row it was, so that it is not taken for gone; "" if unknown
}

// Index finds products. Implementations are safe for concurrent use, and a
// reader never waits for a writer: Search sees the state of one moment.
//
// Apply makes all changes visible together; Put replaces, Delete of an absent
// product does nothing. Search is deterministic: the same query on the same
// products gives the same order, with ties broken by product id.
type Index interface {
	Apply(ctx context.Context, changes []Change) error
	Search(ctx context.Context, q Query) (Result, error)
	Get(id ProductID) (Product, bool)
	Len() int
	// Vocabulary gives what the products themselves say (categories, brands,
	// attribute names and values) with counts, for catalog/understand. It is
	// cheap: recomputed when products change, shared and never modified.
	Vocabulary() *Vocabulary
}

// Query is what to look for. The zero Query finds everything.
type Query struct {
	Text       string   // words, a SKU or a barcode; "" for no words
	Lang       string   // language of Text, "" to try all
	Categories []string // any of these category paths ("Camping/Tents") or their descendants
	Brands     []string // any of these
	Price      Range    // in minor units of Currency, inclusive
	Currency   string   // of Price
	Filters    []Filter // all of them
	InStock    bool     // only what can be bought now
	Reduced    bool     // only what is cheaper than before
	Exclude    []ProductID
	Only       []ProductID // search among these; empty: among all
	Sort       Sort
	Limit      int      // products per page; 0 means 10, at most 100
	Cursor     string   // from the Result before; "" for the first page
	Facets     []string // attribute or option names, or FacetCategory, FacetBrand, FacetPrice; "*" picks the most telling
}

// Names of facets that are not attributes.
const (
	FacetCategory = "category"
	FacetBrand    = "brand"
	FacetPrice    = "price"
)

// Range is inclusive; a nil bound is open.
type Range struct {
	Min *float64 `json:"min,omitempty"`
	Max *float64 `json:"max,omitempty"`
}

// Filter wants an attribute or option to have one of Values, or a number in
// Range, or a truth value; without any of them, to be there at all. Values are
// compared without regard to case and diacritics; Range is in the unit that
// Vocabulary and Facet give. Not turns it round: products with the value, but
// not those that lack the attribute, are left out.
//
// Where products have variants, all filters, Price, InStock and Reduced must
// hold of one and the same variant.
type Filter struct {
	Name   string // an attribute, an option, FacetBrand or FacetCategory
	Values []string
	Range  Range
	Bool   *bool
	Not    bool
}

// Sort is the order of a result.
type Sort string

// Orders of a result. All end in product id, so that pages are stable.
const (
	SortRelevance Sort = "" // best match first; without words: best rated, in stock first
	SortPriceAsc  Sort = "price"
	SortPriceDesc Sort = "-price"
	SortRating    Sort = "rating"
	SortNewest    Sort = "newest"
)

// Result is one page of what was found.
type Result struct {
	Hits []Hit
	// Near are products that lack something of the words and come close: the
	// best of them, as many as the first page has room for, in the order of
	// relevance. They pass the filters. Neither Total nor Facets count them.
	Near   []Hit
	Total  int     // how many there are on all pages
	Next   string  // cursor of the next page; "" on the last
	Facets []Facet // counts over all pages, in the order asked for
	// Corrected is the text actually searched, if words were mended ("tnet" -> "tent").
	Corrected string
	// Relaxed lists words that no product has and that were left out.
	Relaxed []string
	// Partial says that no product has all the words together: the hits have
	// the most of them.
	Partial bool
}

// Hit is one product found.
type Hit struct {
	Product Product
	Score   float64 // higher is better; comparable within one result only
}

// Facet counts the products of a result by one property.
type Facet struct {
	Name   string
	Label  Text
	Kind   AttributeKind
	Unit   string
	Values []FacetValue // most frequent first, ties by value
	Min    float64      // for numbers and price (minor units)
	Max    float64
}

// FacetValue is one value and how many products of the result have it.
type FacetValue struct {
	Value string
	Label Text
	Count int
}

// Vocabulary is what a catalogue's products say, with counts.
type Vocabulary struct {
	Categories []Term // Value is the path, "Camping/Tents"; Labels its last name by language
	Brands     []Term
	Attributes []AttributeTerm
	Currency   string // of most prices
	MinPrice   money.Amount
	MaxPrice   money.Amount
}

// Term is one name that products bear.
type Term struct {
	Value string
	Label Text
	Count int
}

// AttributeTerm is an attribute or option and the values it takes.
type AttributeTerm struct {
	Name   string
	Label  Text
	Kind   AttributeKind
	Unit   string
	Count  int
	Values []Term // text only, most frequent first
	Min    float64
	Max    float64
}
