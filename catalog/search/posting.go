package search

import "encoding/binary"

// Postings of a term are pairs of a document, as the varint distance from the
// one before, and an impact byte: how much the term weighs in that document.
// Two to three bytes a pair, read in blocks.

// blockSize is how many postings a reader decodes at a time: large enough to
// forget the call, small enough for the first-level cache.
const blockSize = 128

// reader decodes the postings of one term.
type reader struct {
	data    []byte
	doc     uint32 // the last document, plus one
	docs    [blockSize]uint32
	impacts [blockSize]uint8
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
		r.impacts[n] = r.data[size]
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

func (l *postingList) add(doc uint32, impact uint8) {
	l.data = binary.AppendUvarint(l.data, uint64(doc-l.next))
	l.data = append(l.data, impact)
	l.next = doc + 1
	l.count++
}
