package catalog

import (
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// Bounds of a product that is told by call.
const (
	maxID       = 200     // bytes of an id
	maxName     = 500     // bytes of a title, brand, label or value
	maxText     = 20_000  // bytes of a description or review
	maxParts    = 500     // variants, attributes, images, values of an option
	maxProduct  = 1 << 20 // bytes of a product as JSON
	maxCategory = 12      // levels
)

// Check says what is wrong with a product that is to be sold in a currency:
// each field by its name in JSON ("variants[2].offer.price"), nil if nothing
// is. What Check lets through can be stored, found and shown.
func (p Product) Check(currency string) []*RowError {
	c := checker{id: p.ID, currency: currency}
	c.want(cleanID(string(p.ID)), "id", "must be 1 to %d bytes without spaces around or control characters", maxID)
	c.text("title", p.Title, maxName)
	c.want(p.Title.first() != "", "title", "is empty; a product needs a name")
	c.text("description", p.Description, maxText)
	for name, s := range map[string]string{"sku": p.SKU, "barcode": p.Barcode, "brand": p.Brand} {
		c.word(name, s)
	}
	c.want(len(p.Category) <= maxCategory, "category", "has more than %d levels", maxCategory)
	for i, level := range p.Category {
		c.text(at("category", i), level, maxName)
		c.want(level.first() != "", at("category", i), "is empty; name the level")
	}
	c.link("url", p.URL)
	c.images(p.Images)
	c.attributes("attributes", p.Attributes)
	c.options(p.Options)
	if len(p.Variants) == 0 {
		c.offer("offer", p.Offer)
	}
	c.variants(p)
	c.praise(p)
	if raw, err := json.Marshal(p); err != nil && len(c.wrong) == 0 || len(raw) > maxProduct {
		c.add("", "is more than %d bytes of JSON, or none", maxProduct)
	}
	slices.SortStableFunc(c.wrong, func(a, b *RowError) int { return strings.Compare(a.Field, b.Field) })
	return c.wrong
}

// checker gathers what is wrong with a product.
type checker struct {
	id       ProductID
	currency string
	wrong    []*RowError
}

func (c *checker) add(field, reason string, args ...any) {
	c.wrong = append(c.wrong, &RowError{Field: field, Reason: fmt.Sprintf(reason, args...), ID: c.id})
}

func (c *checker) want(right bool, field, reason string, args ...any) {
	if !right {
		c.add(field, reason, args...)
	}
}

func at(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }

// cleanID says whether an id can be a key: in the store, in a button, in a log.
func cleanID(s string) bool {
	return s != "" && len(s) <= maxID && utf8.ValidString(s) && s == strings.TrimSpace(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

func (c *checker) text(field string, t Text, most int) {
	c.want(len(t) <= maxParts, field, "is in more than %d languages", maxParts)
	for lang, s := range t {
		c.want(len(lang) <= maxID && len(s) <= most && utf8.ValidString(lang) && utf8.ValidString(s), field, "must be at most %d bytes of UTF-8 in each language", most)
	}
}

func (c *checker) word(field, s string) {
	c.want(len(s) <= maxName && utf8.ValidString(s), field, "must be at most %d bytes of UTF-8", maxName)
}

// link refuses addresses that must not be shown: of another scheme than the
// web's, or with somebody's password.
func (c *checker) link(field, s string) {
	if s == "" {
		return
	}
	u, err := url.Parse(s)
	right := err == nil && len(s) <= 2000 && u.User == nil && !strings.ContainsFunc(s, func(r rune) bool { return r == '\\' || unicode.IsSpace(r) }) &&
		((u.Scheme == "https" || u.Scheme == "http") && u.Host != "" || u.Scheme == "" && u.Host == "")
	c.want(right, field, "is not an address of the web; write https://… or a path of the shop's")
}

func (c *checker) images(all []Image) {
	c.want(len(all) <= maxParts, "images", "are more than %d", maxParts)
	for i, image := range all {
		field := at("images", i)
		c.want(image.URL != "", field+".url", "is empty")
		c.link(field+".url", image.URL)
		c.text(field+".alt", image.Alt, maxName)
	}
}

func (c *checker) attributes(list string, all []Attribute) {
	c.want(len(all) <= maxParts, list, "are more than %d", maxParts)
	for i, a := range all {
		field := at(list, i)
		c.want(a.Name != "", field+".name", "is empty")
		c.word(field+".name", a.Name)
		c.word(field+".unit", a.Unit)
		c.text(field+".label", a.Label, maxName)
		c.want(finite(a.Number), field+".number", "is not a number")
		c.values(field+".text", a.Text, a.Names)
		switch a.Kind {
		case AttributeText, AttributeNumber, AttributeBool:
		default:
			c.add(field+".kind", "must be %s, %s or %s", AttributeText, AttributeNumber, AttributeBool)
		}
	}
}

func (c *checker) values(field string, all []string, names map[string]Text) {
	c.want(len(all) <= maxParts && len(names) <= maxParts, field, "are more than %d", maxParts)
	for _, v := range all {
		c.word(field, v)
	}
	for v, name := range names {
		c.word(field, v)
		c.text(field, name, maxName)
	}
}

func finite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }

func (c *checker) options(all []Option) {
	c.want(len(all) <= maxCategory, "options", "are more than %d", maxCategory)
	seen := map[string]bool{}
	for i, o := range all {
		field := at("options", i)
		c.want(o.Name != "" && !seen[o.Name], field+".name", "is empty or used twice")
		seen[o.Name] = true
		c.word(field+".name", o.Name)
		c.text(field+".label", o.Label, maxName)
		c.values(field+".values", o.Values, o.Names)
	}
}

func (c *checker) variants(p Product) {
	c.want(len(p.Variants) <= maxParts, "variants", "are more than %d", maxParts)
	seen := map[VariantID]bool{}
	for i, v := range p.Variants {
		field := at("variants", i)
		c.want(cleanID(string(v.ID)) && !seen[v.ID], field+".id", "is empty, longer than %d bytes, unclean or used twice", maxID)
		seen[v.ID] = true
		c.word(field+".sku", v.SKU)
		c.word(field+".barcode", v.Barcode)
		c.offer(field+".offer", v.Offer)
		c.attributes(field+".attributes", v.Attributes)
		if v.Image != nil {
			c.link(field+".image.url", v.Image.URL)
			c.text(field+".image.alt", v.Image.Alt, maxName)
		}
		c.chosen(field+".values", p.Options, v.Values)
	}
}

// chosen wants a variant to have one of its values for each option.
func (c *checker) chosen(field string, options []Option, values map[string]string) {
	for _, o := range options {
		c.want(slices.Contains(o.Values, values[o.Name]), field, "must name one of the values of each option")
	}
	c.want(len(values) <= len(options), field, "name what is not an option")
}

func (c *checker) offer(field string, o Offer) {
	c.want(o.Price.Currency == c.currency, field+".price", "must be in %s, as the shop sells", c.currency)
	c.want(o.Price.Minor >= 0, field+".price", "must not be negative")
	c.want(o.Was == (money.Amount{}) || o.Was.Currency == c.currency && o.Was.Minor >= 0, field+".was", "must be in %s and not negative; leave it out if there is none", c.currency)
	c.want(o.Content == (Measure{}) || o.Content.Valid(), field+".content", "is not a measure; write {\"number\":230,\"unit\":\"g\"}")
	c.want(o.Per == (Measure{}) || o.Per.Valid(), field+".per", "is not a measure; write {\"number\":1,\"unit\":\"kg\"}")
	c.want(o.Stock.Count >= 0, field+".stock.count", "must not be negative")
	switch o.Stock.Kind {
	case StockUnknown, StockUnlimited, StockCounted:
	default:
		c.add(field+".stock.kind", "must be %s or %s; leave it out if it is not known", StockUnlimited, StockCounted)
	}
}

// praise checks what buyers thought.
func (c *checker) praise(p Product) {
	c.want(p.Rating.Average >= 0 && p.Rating.Average <= 5 && p.Rating.Count >= 0, "rating", "must be 0 to 5 with a count")
	c.want(len(p.Reviews) <= maxParts, "reviews", "are more than %d", maxParts)
	for i, r := range p.Reviews {
		field := at("reviews", i)
		c.want(r.Stars >= 0 && r.Stars <= 5, field+".stars", "must be 1 to 5; leave them out if none were given")
		c.want(len(r.Text) <= maxText && utf8.ValidString(r.Text), field+".text", "must be at most %d bytes of UTF-8", maxText)
		c.word(field+".author", r.Author)
	}
}
