package feed

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// line is one line of text without its end.
type line struct {
	text   string
	number int  // from 1
	long   bool // it was longer than allowed; text is only its beginning
}

// lines reads bounded lines and takes some back.
type lines struct {
	r       *bufio.Reader
	max     int
	count   int
	pending []line // taken back, the next one last
}

func newLines(r *bufio.Reader, most int) *lines { return &lines{r: r, max: most} }

// next returns the next line, or io.EOF.
func (l *lines) next() (line, error) {
	if n := len(l.pending); n > 0 {
		next := l.pending[n-1]
		l.pending = l.pending[:n-1]
		return next, nil
	}
	text, long, err := l.read()
	if err != nil {
		return line{}, err
	}
	l.count++
	return line{text, l.count, long}, nil
}

// back takes lines back, so that they come again in this order.
func (l *lines) back(again []line) {
	for i := len(again) - 1; i >= 0; i-- {
		l.pending = append(l.pending, again[i])
	}
}

// read reads up to the next \n or \r\n and keeps at most max bytes.
func (l *lines) read() (text string, long bool, err error) {
	var kept []byte
	for {
		part, err := l.r.ReadSlice('\n')
		if room := l.max - len(kept); len(part) > room+2 { // the end does not count
			long = true
			part = part[:room]
		}
		if !long || len(kept) < l.max {
			kept = append(kept, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(kept) == 0:
			return "", false, io.EOF
		case err != nil && !errors.Is(err, io.EOF):
			return "", false, err
		}
		return trimEnd(kept), long, nil
	}
}

func trimEnd(b []byte) string {
	if n := len(b); n > 0 && b[n-1] == '\n' {
		b = b[:n-1]
	}
	if n := len(b); n > 0 && b[n-1] == '\r' {
		b = b[:n-1]
	}
	return string(b)
}

// tooLong is the reason of rows that exceed the bound.
func tooLong(most int) string {
	return fmt.Sprintf("is longer than %d bytes; shorten it or raise Config.MaxRow", most)
}
