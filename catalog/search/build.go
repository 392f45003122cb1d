package search

import (
	"context"

	"github.com/sauda-commerce/sauda/catalog"
)

// buildSegment indexes products, which are in order of id and distinct. It
// fails only with the context's error.
func buildSegment(ctx context.Context, products []catalog.Product, c Config) (*segment, error) {
	b := builder{
		analyzer: newAnalyzer(c.Weights), keys: newKeywordBuilder(), offers: newOffers(),
		categories: make(map[string][]catalog.Text), rank: c.rank,
		segment: &segment{
			products: products, rating: make([]float32, len(products)), prior: make([]float32, len(products)),
			browsing: make([]float32, len(products)), updated: make([]int64, len(products)),
		},
	}
	for doc := range products {
		if doc%256 == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		b.add(uint32(doc), &products[doc])
	}
	return b.finish(), nil
}

// builder collects the columns of one segment.
type builder struct {
	*analyzer
	keys       *keywordBuilder
	offers     *offers
	lists      []postingList
	categories map[string][]catalog.Text // one copy per path
	rank       func(*catalog.Product) float32
	segment    *segment
	docCodes   []uint32
}

func (b *builder) add(doc uint32, p *catalog.Product) {
	for _, term := range b.product(p) {
		for int(term) >= len(b.lists) {
			b.lists = append(b.lists, postingList{})
		}
		b.lists[term].add(doc, b.impactOf(term))
	}
	s, rating, available, rank := b.segment, goodness(p.Rating), p.Available(), b.rank(p)
	s.rating[doc], s.prior[doc], s.browsing[doc] = rating, rank*prior(rating, available), rank*browsing(rating, available)
	s.updated[doc] = p.Updated.UnixMicro()

	b.docCodes = b.docCodes[:0]
	if p.Brand != "" {
		b.docCodes = append(b.docCodes, b.keys.text(b.keys.own(brandName), p.Brand, nil))
	}
	b.category(p)
	b.docCodes = b.attributeCodes(b.docCodes, p.Attributes)
	b.addOffers(p)
	b.keys.doc(b.docCodes)
}

// category adds the path of a product and of its ancestors, and makes products
// of one category share its texts.
func (b *builder) category(p *catalog.Product) {
	if len(p.Category) == 0 {
		return
	}
	attr := b.keys.own(categoryName)
	whole := p.CategoryPath()
	for depth := range p.Category {
		path := catalog.Product{Category: p.Category[:depth+1]}.CategoryPath()
		b.docCodes = append(b.docCodes, b.keys.text(attr, path, p.Category[depth]))
	}
	if known, ok := b.categories[whole]; ok && sameTexts(known, p.Category) {
		p.Category = known
	} else {
		b.categories[whole] = p.Category
	}
}

func (b *builder) addOffers(p *catalog.Product) {
	from, _ := p.From()
	if len(p.Variants) == 0 {
		b.offers.add(p.Offer, nil)
	}
	var codes []uint32
	for i := range p.Variants {
		v := &p.Variants[i]
		codes = codes[:0]
		for name, text := range v.Values {
			if text != "" {
				o := option(p, name)
				codes = append(codes, b.keys.text(b.keys.attr(name, catalog.AttributeText, o.Label, ""), text, o.Names[text]))
			}
		}
		codes = b.attributeCodes(codes, v.Attributes)
		b.offers.add(v.Offer, codes)
		b.docCodes = append(b.docCodes, codes...)
	}
	b.offers.doc(from)
}

// option is a product's option of a name, or one that has only that.
func option(p *catalog.Product, name string) catalog.Option {
	for _, o := range p.Options {
		if o.Name == name {
			return o
		}
	}
	return catalog.Option{Name: name}
}

func (b *builder) attributeCodes(codes []uint32, all []catalog.Attribute) []uint32 {
	for i := range all {
		a := &all[i]
		switch a.Kind {
		case catalog.AttributeNumber:
			if !isFinite(a.Number) {
				continue
			}
			id := b.keys.attr(a.Name, a.Kind, a.Label, a.Unit)
			codes = append(codes, b.keys.number(id, a.Number*unitOf(a.Unit).factor))
		case catalog.AttributeBool:
			id := b.keys.attr(a.Name, a.Kind, a.Label, "")
			codes = append(codes, b.keys.text(id, boolText(a.Bool), nil))
		default:
			for _, t := range a.Text {
				if t != "" {
					codes = append(codes, b.keys.text(b.keys.attr(a.Name, catalog.AttributeText, a.Label, ""), t, a.Names[t]))
				}
			}
		}
	}
	return codes
}

func boolText(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

func (b *builder) finish() *segment {
	for len(b.lists) < len(b.words) {
		b.lists = append(b.lists, postingList{})
	}
	s := b.segment
	s.lex = newLexicon(b.words, b.lists)
	s.codes = newCodeTable(s.products)
	keys, final := b.keys.build()
	for i, c := range b.offers.codes {
		b.offers.codes[i] = final[c]
	}
	s.keys, s.offers = keys, *b.offers
	return s
}
