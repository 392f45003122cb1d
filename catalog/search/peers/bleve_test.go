package peers_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/analyzer/simple"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/en"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/ru"
	"github.com/blevesearch/bleve/v2/mapping"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/search/internal/relevance"
)

// boosts are how much a word counts by where it stands, as in our own weights.
var boosts = map[string]float64{"title": 4, "brand": 2.5, "category": 2.5, "attribute": 1.5, "description": 1}

// analyzers are Bleve's for the languages it knows; it has none for Kazakh.
var analyzers = map[string]string{"en": "en", "ru": "ru", "kk": "simple"}

// newBleve indexes products in memory: a field for each part of a product in
// each language.
func newBleve(t *testing.T, products []catalog.Product) bleve.Index {
	t.Helper()
	x, err := bleve.NewMemOnly(mappings())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	batch := x.NewBatch()
	for i := range products {
		if err := batch.Index(string(products[i].ID), fieldsOf(&products[i])); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Batch(batch); err != nil {
		t.Fatal(err)
	}
	return x
}

func mappings() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	for part := range boosts {
		for lang, analyzer := range analyzers {
			f := bleve.NewTextFieldMapping()
			f.Analyzer, f.Store, f.IncludeInAll = analyzer, false, false
			m.DefaultMapping.AddFieldMappingsAt(part+"_"+lang, f)
		}
	}
	return m
}

// fieldsOf spreads what a product says over the fields. What is in no named
// language is English.
func fieldsOf(p *catalog.Product) map[string]any {
	fields := make(map[string]any)
	add := func(part string, t catalog.Text) {
		for lang, s := range t {
			if analyzers[lang] == "" {
				lang = "en"
			}
			old, _ := fields[part+"_"+lang].(string)
			fields[part+"_"+lang] = strings.TrimSpace(old + " " + s)
		}
	}
	add("title", p.Title)
	add("description", p.Description)
	add("brand", catalog.Text{"": p.Brand})
	for _, c := range p.Category {
		add("category", c)
	}
	attributes := slices.Clone(p.Attributes)
	for _, v := range p.Variants {
		attributes = append(attributes, v.Attributes...)
		for _, value := range slices.Sorted(maps.Values(v.Values)) {
			add("attribute", catalog.Text{"": value})
		}
	}
	for _, a := range attributes {
		for _, s := range a.Text {
			add("attribute", catalog.Text{"": s})
			add("attribute", a.Names[s])
		}
	}
	return fields
}

// searchBleve asks every field for every word, with one typo.
func searchBleve(t *testing.T, x bleve.Index, text string) []string {
	either := bleve.NewDisjunctionQuery()
	for part, boost := range boosts {
		for lang := range analyzers {
			exact, fuzzy := bleve.NewMatchQuery(text), bleve.NewMatchQuery(text)
			exact.SetField(part + "_" + lang)
			fuzzy.SetField(part + "_" + lang)
			exact.SetBoost(boost)
			fuzzy.SetBoost(boost / 4)
			fuzzy.SetFuzziness(1)
			fuzzy.SetPrefix(1)
			either.AddQuery(exact, fuzzy)
		}
	}
	request := bleve.NewSearchRequestOptions(either, relevance.Deep, 0, false)
	request.SortBy([]string{"-_score", "_id"})
	r, err := x.SearchInContext(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, hit := range r.Hits {
		ids = append(ids, hit.ID)
	}
	return ids
}
