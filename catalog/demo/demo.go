// Package demo is an invented outdoor shop: its products, their texts and
// their pictures. No brand, product or price in it is of this world. All texts
// are in English, Russian and Kazakh; each review is in the language it was
// written in.
//
// [Source] lists the products, which are read by package feed from the files
// products.jsonl and names.json, with their reviews from reviews.jsonl.
// [Picture] draws them, and [Handler] serves the pictures at the addresses that
// the products name, "/demo/pictures/{id}.svg", with "?colour=" for those of
// variants.
package demo

import (
	"context"
	"embed"
	"iter"
	"net/url"
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/feed"
)

// Currency is that of the demo shop's prices.
const Currency = "USD"

// Pictures is the folder that the products' pictures are in, relative to the
// shop's base URL.
const Pictures = "/demo/pictures/"

//go:embed products.jsonl names.json reviews.jsonl
var files embed.FS

// drawing is the attribute that says how a product is drawn. It is for us and
// not for shoppers.
const drawing = "picture"

// Source returns the demo shop's products. It is safe for concurrent use and
// always gives a full listing.
func Source() catalog.Source {
	names, err := names()
	if err != nil {
		return broken{err}
	}
	all, err := reviews()
	if err != nil {
		return broken{err}
	}
	return source{all, feed.New(feed.Config{
		FS: files, Path: "products.jsonl", Currency: Currency, Language: "en", Names: names,
		Options: []string{"size", "colour"},
		Columns: map[string]string{drawing: "attribute:" + drawing},
		Kinds:   map[string]catalog.AttributeKind{drawing: catalog.AttributeText},
	})}
}

// Products returns all products, in the order of the file.
func Products() ([]catalog.Product, error) {
	var list []catalog.Product
	for change, err := range Source().Changes(context.Background(), "") {
		if err != nil {
			return nil, err
		}
		if change.Put != nil {
			list = append(list, *change.Put)
		}
	}
	return list, nil
}

// broken is a source whose files cannot be read.
type broken struct{ err error }

// Changes implements [catalog.Source].
func (b broken) Changes(context.Context, string) iter.Seq2[catalog.Change, error] {
	return func(yield func(catalog.Change, error) bool) { yield(catalog.Change{}, b.err) }
}

// source gives the products of the file their pictures and reviews.
type source struct {
	reviews map[catalog.ProductID][]catalog.Review
	file    catalog.Source
}

// Changes implements [catalog.Source].
func (s source) Changes(ctx context.Context, cursor string) iter.Seq2[catalog.Change, error] {
	return func(yield func(catalog.Change, error) bool) {
		for change, err := range s.file.Changes(ctx, cursor) {
			if change.Put != nil {
				illustrate(change.Put)
				change.Put.Reviews = s.reviews[change.Put.ID]
			}
			if !yield(change, err) {
				return
			}
		}
	}
}

// illustrate sets the addresses of a product's pictures: of the first variant
// for the product, of its own colour for each variant.
func illustrate(p *catalog.Product) {
	p.Attributes = slices.DeleteFunc(p.Attributes, func(a catalog.Attribute) bool { return a.Name == drawing })
	for i := range p.Variants {
		if v := &p.Variants[i]; v.Values["colour"] != "" {
			v.Image = &catalog.Image{URL: PictureURL(p.ID, v.Values["colour"]), Alt: p.Title}
		}
	}
	p.Images = []catalog.Image{{URL: PictureURL(p.ID, ""), Alt: p.Title}}
}

// PictureURL is where [Handler] has the picture of a product, in one colour or,
// for "", in its first. It is relative to the shop's base URL.
func PictureURL(id catalog.ProductID, colour string) string {
	u := Pictures + url.PathEscape(string(id)) + ".svg"
	if colour != "" {
		u += "?colour=" + url.QueryEscape(colour)
	}
	return u
}
