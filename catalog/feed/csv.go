package feed

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
)

// readCSV reads a delimited feed. It first tells whether there is a column
// that groups rows.
func readCSV(l *lines, cols *columns, grouped func(bool), take takeFunc) error {
	r, header, err := openCSV(l, cols)
	if err != nil {
		return err
	}
	resolved := make([]*column, len(header))
	has := map[field]bool{}
	for i, name := range header {
		resolved[i] = cols.resolve(name)
		has[resolved[i].field] = true
	}
	if err := complete(has, header); err != nil {
		return err
	}
	grouped(has[fieldGroup])
	for {
		record, number, bad, err := r.record()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case bad != "":
			err = take(row{}, &catalog.RowError{Line: number, Reason: bad})
		case !blank(record):
			err = take(csvRow(record, number, resolved))
		}
		if err != nil {
			return err
		}
	}
}

// complete says which column a feed cannot do without.
func complete(has map[field]bool, header []string) error {
	for _, need := range []field{fieldID, fieldTitle, fieldPrice} {
		if !has[need] && (need != fieldID || !has[fieldSKU]) {
			return fmt.Errorf("feed: no column for the %s among %s; name a column %q, or say which it is in Config.Columns", need, shown(header), need)
		}
	}
	return nil
}

// shown is a header for an error: what is no feed may have a very long one.
func shown(header []string) string {
	const columns, bytes = 12, 40
	short := make([]string, 0, columns)
	for _, h := range header[:min(len(header), columns)] {
		short = append(short, fmt.Sprintf("%.*q", bytes, h))
	}
	text := "[" + strings.Join(short, " ") + "]"
	if len(header) > columns {
		text += fmt.Sprintf(" and %d more", len(header)-columns)
	}
	return text
}

func csvRow(record []string, number int, cols []*column) (row, *catalog.RowError) {
	if len(record) > len(cols) && !blank(record[len(cols):]) {
		return row{}, &catalog.RowError{Line: number, Reason: fmt.Sprintf(
			"has %d values for %d columns; put quotes around a value that holds the delimiter", len(record), len(cols))}
	}
	r := row{line: number, cells: make([]cell, 0, len(record))}
	for i, value := range record[:min(len(record), len(cols))] {
		r.cells = append(r.cells, cell{column: cols[i], value: value})
	}
	return r, nil
}

func blank(record []string) bool {
	for _, s := range record {
		if strings.TrimSpace(s) != "" {
			return false
		}
	}
	return true
}

// openCSV finds the delimiter and reads the header.
func openCSV(l *lines, cols *columns) (*csvReader, []string, error) {
	first, err := l.next()
	for err == nil && strings.TrimSpace(first.text) == "" {
		first, err = l.next()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("feed: no header: %w", err)
	}
	r := &csvReader{lines: l}
	if mark, ok := strings.CutPrefix(first.text, "sep="); ok && len(mark) == 1 { // Excel's way to name it
		r.comma = mark[0]
	} else {
		r.comma = sniff(first.text, cols)
		l.back([]line{first})
	}
	header, _, bad, err := r.record()
	if bad != "" {
		err = errors.New(bad)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("feed: header: %w", err)
	}
	return r, header, nil
}

// sniff picks the delimiter that makes the most known columns of a header, and
// among equals the one that makes the most columns.
func sniff(header string, cols *columns) byte {
	best, most := byte(','), -1
	for _, comma := range []byte(",;\t|") {
		s := scanner{comma: comma}
		s.line(header)
		score := len(s.fields)
		for _, name := range s.fields {
			if f := cols.resolve(name).field; f != fieldAttribute && f != fieldNone {
				score += 1000
			}
		}
		if score > most {
			best, most = comma, score
		}
	}
	return best
}

// csvReader reads records. Unlike that of encoding/csv it holds no more than
// the bound, and a quote that is never closed costs the one line it is in.
type csvReader struct {
	lines *lines
	comma byte
}

// record returns the values of the next record and the line where it begins,
// or what is bad about it; then reading goes on with the line after that one.
func (r *csvReader) record() (values []string, number int, bad string, err error) {
	first, err := r.lines.next()
	if err != nil {
		return nil, 0, "", err
	}
	if first.long {
		return nil, first.number, tooLong(r.lines.max), nil
	}
	s := scanner{comma: r.comma}
	bad = s.line(first.text)
	var more []line
	for size := len(first.text); bad == "" && s.quoted; {
		next, err := r.lines.next()
		if errors.Is(err, io.EOF) {
			bad = "has a quote that is never closed"
			break
		}
		if err != nil {
			return nil, first.number, "", err
		}
		more = append(more, next)
		if size += len(next.text) + 1; next.long || size > r.lines.max {
			bad = tooLong(r.lines.max) + "; perhaps a quote is not closed"
			break
		}
		bad = s.line(next.text)
	}
	if bad != "" {
		r.lines.back(more)
		return nil, first.number, bad, nil
	}
	return s.fields, first.number, "", nil
}

// scanner divides lines into values.
type scanner struct {
	comma  byte
	fields []string
	value  strings.Builder // of the quoted value begun
	quoted bool            // the value goes on in the next line
}

// line reads one line of a record and returns what is bad about it.
func (s *scanner) line(text string) (bad string) {
	if s.quoted {
		s.value.WriteByte('\n')
	}
	for {
		if s.quoted {
			rest, done, bad := s.quotedPart(text)
			if done || bad != "" {
				return bad
			}
			text = rest
			continue
		}
		if inner, ok := strings.CutPrefix(strings.TrimLeft(text, " "), `"`); ok {
			s.quoted = true
			text = inner
			continue
		}
		value, rest, more := strings.Cut(text, string(s.comma))
		s.fields = append(s.fields, value)
		if !more {
			return ""
		}
		text = rest
	}
}

// quotedPart reads on within quotes: to the end of the line, or of the value.
func (s *scanner) quotedPart(text string) (rest string, done bool, bad string) {
	for {
		before, after, closed := strings.Cut(text, `"`)
		s.value.WriteString(before)
		if !closed {
			return "", true, ""
		}
		if again, doubled := strings.CutPrefix(after, `"`); doubled {
			s.value.WriteByte('"')
			text = again
			continue
		}
		s.quoted = false
		s.fields = append(s.fields, s.value.String())
		s.value.Reset()
		after = strings.TrimLeft(after, " ")
		if after == "" {
			return "", true, ""
		}
		if after[0] != s.comma {
			return "", true, "has text after a closing quote; double the quotes inside a value"
		}
		return after[1:], false, ""
	}
}
