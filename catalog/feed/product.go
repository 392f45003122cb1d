package feed

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// isProduct says whether an object has the form of [catalog.Product].
func isProduct(fields []member) bool {
	if offer := lookup(fields, "offer"); len(offer) > 0 && offer[0] == '{' {
		return true
	}
	variants, _ := elements(lookup(fields, "variants"))
	if len(variants) == 0 {
		return false
	}
	inner, _ := members(variants[0])
	offer := lookup(inner, "offer")
	return len(offer) > 0 && offer[0] == '{'
}

// product reads a line of that form. Names that it does not know are errors,
// as nothing else would tell of a slip of the pen.
func (j *jsonReader) product(number int, text string) error {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	var p catalog.Product
	if err := dec.Decode(&p); err != nil {
		return j.bad(number, "is not a product: "+shortName(strings.TrimPrefix(err.Error(), "json: ")))
	}
	if field, reason := invalid(p); reason != "" {
		return j.take(row{}, &catalog.RowError{Line: number, Field: field, Reason: reason})
	}
	return j.g.add(draft{line: number, id: string(p.ID), product: p, size: 3*len(text) + 1000})
}

// invalid says what a product lacks.
func invalid(p catalog.Product) (field, reason string) {
	switch {
	case p.ID == "" || unfit(string(p.ID)) != "":
		return "id", "is empty or has control characters"
	case p.Title.In("") == "":
		return "title", "is empty; a product needs a name"
	case len(p.Variants) == 0:
		return invalidOffer("offer", p.Offer)
	}
	seen := map[catalog.VariantID]bool{}
	for i, v := range p.Variants {
		at := fmt.Sprintf("variants[%d]", i)
		if v.ID == "" || seen[v.ID] {
			return at + ".id", "is empty or occurs twice"
		}
		seen[v.ID] = true
		for _, o := range p.Options {
			if v.Values[o.Name] == "" {
				return at + ".values", fmt.Sprintf("has no %s", shortName(o.Name))
			}
		}
		if field, reason := invalidOffer(at+".offer", v.Offer); reason != "" {
			return field, reason
		}
	}
	return "", ""
}

func invalidOffer(at string, o catalog.Offer) (field, reason string) {
	switch {
	case !money.Valid(o.Price.Currency):
		return at + ".price", "has no currency of ISO 4217"
	case o.Price.Minor < 0 || o.Was.Minor < 0:
		return at + ".price", "is negative"
	case o.Stock.Count < 0:
		return at + ".stock", "is negative"
	case o.Content != catalog.Measure{} && !o.Content.Valid():
		return at + ".content", "is not a measure; write it like {\"number\": 0.75, \"unit\": \"l\"}"
	case o.Per != catalog.Measure{} && !o.Per.Valid():
		return at + ".per", "is not a measure; write it like {\"number\": 1, \"unit\": \"l\"}"
	}
	switch o.Stock.Kind {
	case catalog.StockUnknown, catalog.StockCounted, catalog.StockUnlimited:
		return "", ""
	}
	return at + ".stock", "is of no known kind"
}
