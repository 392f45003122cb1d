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

// encodeCursor writes down which query a page belongs to and its last place.
func encodeCursor(query uint64, p place) string {
	b := []byte{cursorVersion}
	b = binary.BigEndian.AppendUint64(b, query)
	b = binary.BigEndian.AppendUint64(b, math.Float64bits(p.key))
	return base64.RawURLEncoding.EncodeToString(append(b, p.id...))
}

// decodeCursor returns the place of a cursor of the same query.
func decodeCursor(cursor string, query uint64) (place, error) {
	if len(cursor) > maxCursor {
		return place{}, fmt.Errorf("%w: too long", catalog.ErrCursor)
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(b) < 18 || b[0] != cursorVersion {
		return place{}, fmt.Errorf("%w: not a cursor", catalog.ErrCursor)
	}
	if binary.BigEndian.Uint64(b[1:]) != query {
		return place{}, fmt.Errorf("%w: of another query", catalog.ErrCursor)
	}
	key := math.Float64frombits(binary.BigEndian.Uint64(b[9:]))
	if math.IsNaN(key) {
		return place{}, fmt.Errorf("%w: not a cursor", catalog.ErrCursor)
	}
	return place{key, catalog.ProductID(b[17:])}, nil
}
