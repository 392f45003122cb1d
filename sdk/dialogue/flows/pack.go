package flows

import (
	"encoding/json"

	"github.com/sauda-commerce/sauda/catalog"
)

// packed is a query as an argument of a choice: short, because every stored
// message and state carries some.
type packed struct {
	Text       string              `json:"t,omitempty"`
	Lang       string              `json:"l,omitempty"`
	Categories []string            `json:"c,omitempty"`
	Brands     []string            `json:"b,omitempty"`
	Price      catalog.Range       `json:"p,omitzero"`
	Currency   string              `json:"m,omitempty"`
	Filters    []packedFilter      `json:"f,omitempty"`
	InStock    bool                `json:"i,omitempty"`
	Reduced    bool                `json:"r,omitempty"`
	Exclude    []catalog.ProductID `json:"x,omitempty"`
	Only       []catalog.ProductID `json:"o,omitempty"`
	Sort       catalog.Sort        `json:"s,omitempty"`
	Limit      int                 `json:"n,omitempty"`
	Cursor     string              `json:"k,omitempty"`
	Facets     []string            `json:"a,omitempty"`
}

type packedFilter struct {
	Name   string        `json:"n"`
	Values []string      `json:"v,omitempty"`
	Range  catalog.Range `json:"r,omitzero"`
	Bool   *bool         `json:"b,omitempty"`
	Not    bool          `json:"x,omitempty"`
}

// pack writes a query as an argument of a choice.
func pack(q catalog.Query) string {
	p := packed{
		q.Text, q.Lang, q.Categories, q.Brands, q.Price, q.Currency, nil, q.InStock, q.Reduced,
		q.Exclude, q.Only, q.Sort, q.Limit, q.Cursor, q.Facets,
	}
	for _, f := range q.Filters {
		p.Filters = append(p.Filters, packedFilter(f))
	}
	raw, err := json.Marshal(p)
	if err != nil { // a range that is not a number; nothing we build
		return "{}"
	}
	return string(raw)
}

// unpack reads what pack wrote.
func unpack(s string) (catalog.Query, bool) {
	var p packed
	if err := json.Unmarshal([]byte(s), &p); err != nil {
		return catalog.Query{}, false
	}
	q := catalog.Query{
		Text: p.Text, Lang: p.Lang, Categories: p.Categories, Brands: p.Brands, Price: p.Price, Currency: p.Currency,
		InStock: p.InStock, Reduced: p.Reduced, Exclude: p.Exclude, Only: p.Only, Sort: p.Sort, Limit: p.Limit,
		Cursor: p.Cursor, Facets: p.Facets,
	}
	for _, f := range p.Filters {
		q.Filters = append(q.Filters, catalog.Filter(f))
	}
	return q, true
}
