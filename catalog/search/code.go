package search

import (
	"hash/maphash"
	"slices"
	"strings"
	"unicode"

	"github.com/sauda-commerce/sauda/catalog"
)

// codeForm spells a SKU or barcode so that case, spaces and dashes do not
// matter, nor the zero that turns a 12-digit UPC into a 13-digit EAN.
func codeForm(s string) string {
	c := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, fold(s))
	if len(c) >= 8 && strings.Trim(c, "0123456789") == "" {
		c = strings.TrimLeft(c, "0")
	}
	return c
}

// codesOf lists the codes of a product and its variants, without duplicates.
func codesOf(p *catalog.Product) []string {
	codes := []string{codeForm(p.SKU), codeForm(p.Barcode)}
	for _, v := range p.Variants {
		codes = append(codes, codeForm(v.SKU), codeForm(v.Barcode))
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	if codes[0] == "" {
		codes = codes[1:]
	}
	return codes
}

// codeTable finds documents by code: 12 bytes a code, hashes sorted. The codes
// themselves are in the products, where a find is verified.
type codeTable struct {
	seed   maphash.Seed
	hashes []uint64
	docs   []uint32
}

func newCodeTable(products []catalog.Product) codeTable {
	type entry struct {
		hash uint64
		doc  uint32
	}
	t := codeTable{seed: maphash.MakeSeed()}
	var all []entry
	for doc := range products {
		for _, c := range codesOf(&products[doc]) {
			all = append(all, entry{maphash.String(t.seed, c), uint32(doc)})
		}
	}
	slices.SortFunc(all, func(a, b entry) int {
		if a.hash != b.hash {
			return sign(a.hash > b.hash)
		}
		return int(a.doc) - int(b.doc)
	})
	t.hashes, t.docs = make([]uint64, len(all)), make([]uint32, len(all))
	for i, e := range all {
		t.hashes[i], t.docs[i] = e.hash, e.doc
	}
	return t
}

// find returns the documents that bear a code, in ascending order.
func (t codeTable) find(code string, products []catalog.Product) []uint32 {
	if code == "" || len(t.hashes) == 0 {
		return nil
	}
	h := maphash.String(t.seed, code)
	var docs []uint32
	i, _ := slices.BinarySearch(t.hashes, h)
	for ; i < len(t.hashes) && t.hashes[i] == h; i++ {
		if slices.Contains(codesOf(&products[t.docs[i]]), code) {
			docs = append(docs, t.docs[i])
		}
	}
	return docs
}

func sign(greater bool) int {
	if greater {
		return 1
	}
	return -1
}
