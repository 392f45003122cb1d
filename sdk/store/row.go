package store

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"
)

// lineReader reads lines of limited length and counts them.
type lineReader struct {
	r     *bufio.Reader
	sum   hash.Hash
	limit int
	n     int64
	long  []byte
}

// next returns a line, which is valid until the next; io.EOF at the end.
func (l *lineReader) next() ([]byte, error) {
	l.long = l.long[:0]
	for {
		piece, err := l.r.ReadSlice('\n')
		if err == nil && len(l.long) == 0 {
			l.n++
			return piece, nil
		}
		if l.long = append(l.long, piece...); len(l.long) > l.limit {
			return nil, fmt.Errorf("longer than %d bytes", l.limit)
		}
		switch {
		case err == nil:
			l.n++
			return l.long, nil
		case err == io.EOF && len(l.long) > 0:
			return nil, io.ErrUnexpectedEOF
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}

// Cells that JSON has no form for.
type (
	blobCell struct {
		Base64 []byte `json:"base64"`
	}
	textCell struct {
		Text64 []byte `json:"text64"`
	}
)

// jsonCell is a cell as a backup has it.
func jsonCell(v any) any {
	switch v := v.(type) {
	case []byte:
		return blobCell{append([]byte{}, v...)} // not null
	case string:
		if !utf8.ValidString(v) {
			return textCell{[]byte(v)}
		}
	}
	return v
}

// decodeRow reads a row: each cell is a string, []byte, int64 or nil. No error
// repeats what is in it.
func decodeRow(line []byte, t table, order []int) ([]any, error) {
	raw, err := rawCells(line, len(order))
	if err != nil {
		return nil, err
	}
	cells := make([]any, len(raw))
	for i, cell := range raw {
		c := t.columns[order[i]]
		v, err := decodeCell(cell, c.kind)
		if err != nil {
			return nil, fmt.Errorf("%s: not of the column's type", c.name)
		}
		cells[order[i]] = v
	}
	return cells, nil
}

// rawCells splits a row of n cells. It reads into an array, as whatever is too
// much for one is not kept: millions of cells fit into a line, and a file of a
// stranger's may have such lines.
func rawCells(line []byte, n int) ([]json.RawMessage, error) {
	row := reflect.New(reflect.ArrayOf(n+1, reflect.TypeFor[json.RawMessage]()))
	if json.Unmarshal(line, row.Interface()) != nil {
		return nil, errors.New("not a JSON array")
	}
	raw := row.Elem().Slice(0, n+1).Interface().([]json.RawMessage)
	if got := slices.IndexFunc(raw, func(cell json.RawMessage) bool { return cell == nil }); got != n {
		return nil, fmt.Errorf("not as many cells as the table has columns, %d", n)
	}
	return raw[:n], nil
}

func decodeCell(raw json.RawMessage, kind string) (any, error) {
	switch {
	case string(raw) == "null":
		return nil, nil
	case kind == kindBlob:
		c, err := strict[blobCell](raw)
		return append([]byte{}, c.Base64...), err
	case kind == kindText && raw[0] == '{':
		c, err := strict[textCell](raw)
		return string(c.Text64), err
	case kind == kindText:
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err
	}
	return strconv.ParseInt(string(raw), 10, 64)
}

// strict reads an object that has no other fields.
func strict[T any](raw json.RawMessage) (v T, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return v, d.Decode(&v)
}
