package catalog

import (
	"cmp"
	"maps"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// ProductID names a product within one shop. It is the source's own id.
type ProductID string

// VariantID names a variant within its product.
type VariantID string

// Ref points at what is sold: a product, or one variant of it.
type Ref struct {
	Product ProductID `json:"product"`
	Variant VariantID `json:"variant,omitempty"`
}

// Text is one text in several languages, by BCP 47 language ("en", "ru",
// "kk"). The key "" holds the text of the shop's own language.
type Text map[string]string

// In returns the text in a language, or in the shop's own, or in any: first
// the exact tag, then its base language, then "", then English, then the
// alphabetically first. It is empty only if the Text is.
func (t Text) In(lang string) string {
	for _, l := range []string{lang, baseLanguage(lang), "", "en"} {
		if s, ok := t[l]; ok && s != "" {
			return s
		}
	}
	return t.first()
}

// Own returns the text of a shop that speaks a language: where none is marked as
// its own, the one in that language is, so that In prefers it to English.
func (t Text) Own(lang string) Text {
	own := cmp.Or(t[lang], t[baseLanguage(lang)])
	if t[""] != "" || own == "" {
		return t
	}
	is := maps.Clone(t)
	is[""] = own
	return is
}

// Product is one thing in the catalogue. A product without variants is itself
// what is sold; with variants, one of them is.
type Product struct {
	ID          ProductID   `json:"id"`
	SKU         string      `json:"sku,omitempty"`
	Barcode     string      `json:"barcode,omitempty"` // GTIN, digits
	Title       Text        `json:"title"`
	Description Text        `json:"description,omitempty"`
	Brand       string      `json:"brand,omitempty"`
	Category    []Text      `json:"category,omitempty"` // from the root down: Camping › Tents
	URL         string      `json:"url,omitempty"`
	Images      []Image     `json:"images,omitempty"`
	Attributes  []Attribute `json:"attributes,omitempty"`
	Offer       Offer       `json:"offer"`              // ignored where there are variants
	Options     []Option    `json:"options,omitempty"`  // what variants differ in, in order of asking
	Variants    []Variant   `json:"variants,omitempty"` // every combination that is sold
	Rating      Rating      `json:"rating,omitzero"`
	Reviews     []Review    `json:"reviews,omitempty"` // the most telling first
	Updated     time.Time   `json:"updated,omitzero"`
}

// Called is what the product is called in a language, or one variant of it: with
// what it differs in.
func (p Product) Called(id VariantID, lang string) string {
	title := p.Title.In(lang)
	v, ok := p.Variant(id)
	if !ok {
		return title
	}
	for _, o := range p.Options {
		if value := v.Values[o.Name]; value != "" {
			title += ", " + o.Called(value, lang)
		}
	}
	return title
}

// Offer is at what price, and how many, something can be bought now.
type Offer struct {
	Price money.Amount `json:"price"`
	Was   money.Amount `json:"was,omitzero"` // the price before; shown only where higher than Price
	Stock Stock        `json:"stock"`
	// Content is how much is in one piece, where prices are compared by that: a
	// can of 230 g. Per is what they are compared by; by default 1 kg, 1 l, 1 m
	// or 1 m², and 100 g or 100 ml for a content below 250. See UnitPrice.
	Content Measure `json:"content,omitzero"`
	Per     Measure `json:"per,omitzero"`
}

// Reduced says whether Was is a real former price.
func (o Offer) Reduced() bool {
	return o.Was.Currency == o.Price.Currency && o.Was.Minor > o.Price.Minor
}

// Option is a property in which variants differ: size, colour.
type Option struct {
	Name   string   `json:"name"` // key: "size"
	Label  Text     `json:"label,omitempty"`
	Values []string `json:"values"` // in the order to show
	// Names are what values are called, by value; those that have none are
	// called as they are. Read-only: products share them.
	Names map[string]Text `json:"names,omitempty"`
}

// Called is what a value is called in a language: its name, or itself.
func (o Option) Called(value, lang string) string { return called(o.Names, value, lang) }

func called(names map[string]Text, value, lang string) string {
	return cmp.Or(names[value].In(lang), value)
}

// Variant is one combination of option values.
type Variant struct {
	ID         VariantID         `json:"id"`
	SKU        string            `json:"sku,omitempty"`
	Barcode    string            `json:"barcode,omitempty"`
	Values     map[string]string `json:"values"` // option name -> value
	Image      *Image            `json:"image,omitempty"`
	Attributes []Attribute       `json:"attributes,omitempty"`
	Offer      Offer             `json:"offer"`
}

// Image is a picture by URL, absolute or relative to the shop's base URL.
type Image struct {
	URL string `json:"url"`
	Alt Text   `json:"alt,omitempty"`
}

// Rating is what buyers thought. The zero value means nobody rated.
type Rating struct {
	Average float64 `json:"average"` // 0 to 5
	Count   int     `json:"count"`
}

// Review is what one buyer wrote.
type Review struct {
	Author   string `json:"author,omitempty"`
	Language string `json:"language,omitempty"` // of Text, by BCP 47
	Stars    int    `json:"stars,omitempty"`    // 1 to 5; 0: none given
	Text     string `json:"text"`
}

// AttributeKind says what an attribute's values are.
type AttributeKind string

// Kinds of attribute.
const (
	AttributeText   AttributeKind = "text"
	AttributeNumber AttributeKind = "number" // with Unit
	AttributeBool   AttributeKind = "bool"
)

// Attribute is one fact about a product. Text may have several values.
type Attribute struct {
	Name  string        `json:"name"` // key: lower case, words joined by _
	Label Text          `json:"label,omitempty"`
	Kind  AttributeKind `json:"kind"`
	Text  []string      `json:"text,omitempty"`
	// Names are what values of Text are called, by value; those that have none
	// are called as they are. Read-only: products share them.
	Names  map[string]Text `json:"names,omitempty"`
	Number float64         `json:"number,omitempty"`
	Unit   string          `json:"unit,omitempty"` // "kg", "l", "cm", "°C"
	Bool   bool            `json:"bool,omitempty"`
}

// Called is what a value is called in a language: its name, or itself.
func (a Attribute) Called(value, lang string) string { return called(a.Names, value, lang) }

// StockKind says how much is known about the stock.
type StockKind string

// Kinds of stock. The zero StockKind means unknown.
const (
	StockUnknown   StockKind = ""          // sold without a promise
	StockUnlimited StockKind = "unlimited" // always available
	StockCounted   StockKind = "counted"   // Count pieces as of AsOf
)

// Stock is how many pieces the source says there are.
type Stock struct {
	Kind  StockKind `json:"kind,omitempty"`
	Count int       `json:"count,omitempty"`
	AsOf  time.Time `json:"as_of,omitzero"`
}

// Available says whether n pieces can be promised by this stock alone.
func (s Stock) Available(n int) bool { return s.Kind != StockCounted || s.Count >= n }
