package feed

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// objects finds the objects of a JSON array, of which it holds one at a time.
// It only counts braces; whether an object is sound is found out later.
type objects struct {
	r     *bufio.Reader
	max   int
	count int // lines read
}

// next returns the next object as a line, or io.EOF after the array's end.
func (o *objects) next() (line, error) {
	for {
		b, err := o.byte()
		if err != nil {
			return line{}, cutShort(err)
		}
		switch b {
		case ' ', '\t', '\r', '\n', ',', '[':
		case ']':
			return line{}, io.EOF
		case '{':
			return o.object()
		default:
			return line{}, fmt.Errorf("feed: line %d: the array holds something that is not an object", o.count+1)
		}
	}
}

// object reads up to the brace that closes the one just read.
func (o *objects) object() (line, error) {
	l := line{number: o.count + 1}
	text := []byte{'{'}
	quoted, escaped := false, false
	for depth := 1; depth > 0; {
		b, err := o.byte()
		if err != nil {
			return line{}, cutShort(err)
		}
		if l.long = l.long || len(text) >= o.max; !l.long {
			text = append(text, b)
		}
		switch {
		case escaped:
			escaped = false
		case quoted && b == '\\':
			escaped = true
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{':
			depth++
		case b == '}':
			depth--
		}
	}
	l.text = string(text)
	return l, nil
}

func (o *objects) byte() (byte, error) {
	b, err := o.r.ReadByte()
	if b == '\n' {
		o.count++
	}
	return b, err
}

func cutShort(err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("feed: the array has no end: %w", io.ErrUnexpectedEOF)
	}
	return err
}

// startsArray looks whether the first character is that of an array.
func startsArray(r *bufio.Reader) bool {
	for n := 1; ; n++ {
		head, err := r.Peek(n)
		if err != nil || n > 4096 {
			return false
		}
		switch head[n-1] {
		case ' ', '\t', '\r', '\n':
			continue
		}
		return head[n-1] == '['
	}
}
