package search

import "encoding/binary"

// Postings of a term are pairs of a document, as the varint distance from the
// one before, and an impact: how much the term weighs in that document. Two to
// three bytes a pair, read in blocks.

// impact is a weight from 1 to maxImpact and, in the lowest bit, whether the
// term is firm in the document: stands elsewhere than in the description.
type impact uint8

const maxImpact = 127

func newImpact(weight float32, firm bool) impact {
	i := impact(weight) << 1
	if firm {
		i |= 1
	}
	return i
}

func (i impact) weight() float32 { return float32(i >> 1) }
func (i impact) firm() bool      { return i&1 != 0 }

// blockSize is how many postings a reader decodes at a time: large enough to
// forget the call, small enough for the first-level cache.
const blockSize = 128

// reader decodes the postings of one term.
type reader struct {
	data    []byte
	doc     uint32 // the last document, plus one
	docs    [blockSize]uint32
	impacts [blockSize]impact
}

// next decodes up to blockSize postings and says how many; 0 at the end.
func (r *reader) next() int {
	n := 0
	for ; n < blockSize && len(r.data) > 0; n++ {
		delta, size := uint32(r.data[0]), 1
		if delta >= 0x80 {
			d, s := binary.Uvarint(r.data)
			delta, size = uint32(d), s
		}
		r.docs[n] = r.doc + delta
		r.impacts[n] = impact(r.data[size])
		r.doc += delta + 1
		r.data = r.data[size+1:]
	}
	return n
}

// postingList collects the postings of one term; documents come in ascending
// order.
type postingList struct {
	next  uint32 // the last document, plus one
	count uint32
	data  []byte
}

func (l *postingList) add(doc uint32, i impact) {
	l.data = binary.AppendUvarint(l.data, uint64(doc-l.next))
	l.data = append(l.data, byte(i))
	l.next = doc + 1
	l.count++
}
