package feed

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/sauda-commerce/sauda/catalog"
)

// product makes one product of the rows of a group, and reports those that are
// no use in it. It is nil if there is nothing to sell.
func (g *group) product(cfg Config) (*catalog.Product, []*catalog.RowError) {
	rows, head := g.split()
	if len(rows) == 0 {
		if head.parent {
			return nil, []*catalog.RowError{{Line: head.line, Field: "variants", Reason: "none of them can be sold"}}
		}
		return &head.product, nil
	}
	options := optionsOf(rows, cfg)
	if len(rows) == 1 && len(options) == 0 && !rows[0].parent && head.line == rows[0].line {
		return alone(g.key, rows[0]), nil
	}
	rows, bad := complement(rows, options)
	if len(rows) == 0 {
		return nil, bad
	}
	options = distinguish(rows, options)
	p := common(g.key, head, rows, options)
	p.Options = options
	for _, d := range rows {
		p.Variants = append(p.Variants, variant(d, options, p))
	}
	return p, bad
}

// split tells the rows that are variants from the one that describes them; if
// there is none, the first variant does.
func (g *group) split() (rows []draft, head draft) {
	for _, d := range g.drafts {
		if d.group == "" {
			head = d
			continue
		}
		rows = append(rows, d)
	}
	if head.id == "" {
		head = rows[0]
	}
	return rows, head
}

// alone is a group of one row without options: a product of the group's id.
func alone(key string, d draft) *catalog.Product {
	p := d.product
	p.ID = catalog.ProductID(key)
	if p.SKU == "" {
		p.SKU = d.id
	}
	return &p
}

// optionsOf finds what the rows differ in: the columns that the shop named
// and the usual ones with several values.
func optionsOf(rows []draft, cfg Config) []catalog.Option {
	var keys []string
	for _, o := range cfg.Options {
		keys = append(keys, keyOf(o))
	}
	named := len(keys)
	var options []catalog.Option
	for i, key := range unique(append(keys, usual...)) {
		o := catalog.Option{Name: key}
		for _, d := range rows {
			if c, ok := d.option(key); ok && !slices.Contains(o.Values, c.value) {
				o.Values = append(o.Values, c.value)
				o.Label = c.label
			}
		}
		if len(o.Values) > 1 || len(o.Values) == 1 && i < named {
			options = append(options, o)
		}
	}
	return options
}

func (d draft) option(key string) (cell, bool) {
	i := slices.IndexFunc(d.options, func(c cell) bool { return c.key == key })
	if i < 0 {
		return cell{}, false
	}
	return d.options[i], true
}

// complement leaves out and reports the rows that lack an option: a shopper
// could not choose them.
func complement(rows []draft, options []catalog.Option) (whole []draft, bad []*catalog.RowError) {
	for _, d := range rows {
		i := slices.IndexFunc(options, func(o catalog.Option) bool { _, ok := d.option(o.Name); return !ok })
		if i < 0 {
			whole = append(whole, d)
			continue
		}
		bad = append(bad, &catalog.RowError{Line: d.line, Field: options[i].Name, Reason: fmt.Sprintf(
			"is empty, but other rows of group %q have one; fill it in", shortName(d.group))})
	}
	return whole, bad
}

// distinguish adds an option of the rows' titles, or else their ids, if the
// options leave two rows the same.
func distinguish(rows []draft, options []catalog.Option) []catalog.Option {
	seen, titles := map[string]bool{}, map[string]bool{}
	for _, d := range rows {
		seen[combination(d, options)] = true
		titles[d.product.Title.In("")] = true
	}
	if len(seen) == len(rows) {
		return options
	}
	o := catalog.Option{Name: "variant", Label: catalog.Text{"en": "Variant", "ru": "Вариант", "kk": "Нұсқа"}}
	for i, d := range rows {
		value := d.id
		if len(titles) == len(rows) {
			value = d.product.Title.In("")
		}
		o.Values = append(o.Values, value)
		rows[i].options = append(slices.Clip(d.options), cell{column: &column{key: "variant"}, value: value})
	}
	return append(options, o)
}

func combination(d draft, options []catalog.Option) string {
	var b strings.Builder
	for _, o := range options {
		c, _ := d.option(o.Name)
		fmt.Fprintf(&b, "%q", c.value)
	}
	return b.String()
}

// common is the product that the variants are of, with what is true of all.
func common(key string, head draft, rows []draft, options []catalog.Option) *catalog.Product {
	p := head.product
	p.ID, p.SKU, p.Barcode, p.Offer = catalog.ProductID(key), "", "", catalog.Offer{}
	if head.group == "" {
		p.SKU = head.product.SKU
	} else {
		p.Title = commonTitle(rows)
	}
	p.Attributes = slices.DeleteFunc(slices.Clone(p.Attributes), func(a catalog.Attribute) bool {
		return isOptionOf(options, a.Name) || slices.ContainsFunc(rows, func(d draft) bool { return differs(d, a, head) })
	})
	if len(p.Images) == 0 {
		for _, d := range rows {
			p.Images = append(p.Images, d.product.Images[:min(1, len(d.product.Images))]...)
		}
		p.Images = slices.CompactFunc(p.Images, sameImage)
	}
	return &p
}

func isOptionOf(options []catalog.Option, name string) bool {
	return slices.ContainsFunc(options, func(o catalog.Option) bool { return o.Name == name })
}

// differs says whether a row says otherwise than the head. What a row does not
// say it takes from a head that describes the product.
func differs(d draft, a catalog.Attribute, head draft) bool {
	i := slices.IndexFunc(d.product.Attributes, func(x catalog.Attribute) bool { return x.Name == a.Name })
	if i < 0 {
		return head.group != ""
	}
	return !sameFact(d.product.Attributes[i], a)
}

func sameFact(a, b catalog.Attribute) bool {
	return a.Kind == b.Kind && a.Number == b.Number && a.Unit == b.Unit && a.Bool == b.Bool && slices.Equal(a.Text, b.Text)
}

func sameImage(a, b catalog.Image) bool { return a.URL == b.URL }

// commonTitle is what the titles begin with, in each language of the first:
// "Shirt - red" and "Shirt - blue" are both a "Shirt". If that is next to
// nothing it is the first title.
func commonTitle(rows []draft) catalog.Text {
	title := catalog.Text{}
	for lang, first := range rows[0].product.Title {
		words := strings.Fields(first)
		for _, d := range rows[1:] {
			words = commonWords(words, strings.Fields(d.product.Title[lang]))
		}
		title[lang] = strings.TrimRightFunc(strings.Join(words, " "), func(r rune) bool {
			return unicode.IsSpace(r) || strings.ContainsRune("-–—,/|(:·", r)
		})
		if len([]rune(title[lang])) < 3 {
			title[lang] = first
		}
	}
	return title
}

func commonWords(a, b []string) []string {
	n := 0
	for n < min(len(a), len(b)) && strings.Trim(a[n], ",;") == strings.Trim(b[n], ",;") {
		n++
	}
	return a[:n]
}

// variant is what one row says for itself.
func variant(d draft, options []catalog.Option, p *catalog.Product) catalog.Variant {
	v := catalog.Variant{
		ID: catalog.VariantID(d.id), SKU: d.product.SKU, Barcode: d.product.Barcode,
		Values: make(map[string]string, len(options)), Offer: d.product.Offer,
	}
	for _, o := range options {
		c, _ := d.option(o.Name)
		v.Values[o.Name] = c.value
	}
	if len(d.product.Images) > 0 {
		v.Image = &d.product.Images[0]
	}
	for _, a := range d.product.Attributes {
		same := slices.ContainsFunc(p.Attributes, func(x catalog.Attribute) bool { return x.Name == a.Name && sameFact(x, a) })
		if !same && !isOptionOf(options, a.Name) {
			v.Attributes = append(v.Attributes, a)
		}
	}
	return v
}
