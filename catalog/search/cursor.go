package search

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"

	"github.com/sauda-commerce/sauda/catalog"
)

// cursorVersion is the first byte of a cursor; raised when its meaning changes.
const cursorVersion = 1

// maxCursor bounds what is decoded.
const maxCursor = 4096

// cursor is where a page ends.
type cursor struct {
	query  uint64 // which query it belongs to
	last   place
	shares []float32 // how the wants weighed, so that later pages rank alike
}

func (c cursor) encode() string {
	b := []byte{cursorVersion}
	b = binary.BigEndian.AppendUint64(b, c.query)
	b = binary.BigEndian.AppendUint64(b, math.Float64bits(c.last.key))
	b = append(b, byte(len(c.shares)))
	for _, s := range c.shares {
		b = binary.BigEndian.AppendUint32(b, math.Float32bits(s))
	}
	return base64.RawURLEncoding.EncodeToString(append(b, c.last.id...))
}

// cursorHead is the length of what every cursor has before its shares.
const cursorHead = 18

// decodeCursor reads a cursor of a query. Any bytes may come: what is not a
// cursor of that query gives ErrCursor.
func decodeCursor(text string, query uint64) (cursor, error) {
	if len(text) > maxCursor {
		return cursor{}, fmt.Errorf("%w: too long", catalog.ErrCursor)
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(b) <= cursorHead || b[0] != cursorVersion || len(b) <= cursorHead+4*int(b[cursorHead-1]) {
		return cursor{}, fmt.Errorf("%w: not a cursor", catalog.ErrCursor)
	}
	c := cursor{query: binary.BigEndian.Uint64(b[1:])}
	if c.query != query {
		return cursor{}, fmt.Errorf("%w: of another query", catalog.ErrCursor)
	}
	c.last.key = math.Float64frombits(binary.BigEndian.Uint64(b[9:]))
	bad := math.IsNaN(c.last.key)
	n := int(b[cursorHead-1])
	for i := range n {
		s := math.Float32frombits(binary.BigEndian.Uint32(b[cursorHead+4*i:]))
		c.shares = append(c.shares, s)
		bad = bad || !(s >= 0 && s <= 1)
	}
	if bad {
		return cursor{}, fmt.Errorf("%w: not a cursor", catalog.ErrCursor)
	}
	c.last.id = catalog.ProductID(b[cursorHead+4*n:])
	return c, nil
}
