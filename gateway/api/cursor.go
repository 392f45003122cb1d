package api

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"

	"github.com/sauda-commerce/sauda/gateway/internal/problem"
)

// cursorVersion is the first byte of a cursor; raised when its meaning changes.
const cursorVersion = 1

// maxCursor bounds what is decoded.
const maxCursor = 2048

// encodeCursor makes an opaque cursor of where a page of a list ended; "" of "".
// It holds nothing that the list itself does not show.
func encodeCursor(list, position string) string {
	if position == "" {
		return ""
	}
	b := binary.BigEndian.AppendUint32([]byte{cursorVersion}, cursorSum(list, position))
	return base64.RawURLEncoding.EncodeToString(append(b, position...))
}

// decodeCursor reads a cursor of a list; "" is the beginning. What is no cursor
// of that list is a problem.
func decodeCursor(list, cursor string) (position string, err error) {
	if cursor == "" {
		return "", nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(cursor) > maxCursor || len(b) < 6 || b[0] != cursorVersion {
		return "", errCursor()
	}
	position = string(b[5:])
	if binary.BigEndian.Uint32(b[1:5]) != cursorSum(list, position) {
		return "", errCursor()
	}
	return position, nil
}

func cursorSum(list, position string) uint32 {
	return crc32.ChecksumIEEE([]byte(list + "\x00" + position))
}

func errCursor() error {
	return problem.BadField("after", `is not a cursor of this list; take it from "next" of the page before`)
}
