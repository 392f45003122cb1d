package feed

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog"
)

// row is one record of a feed.
type row struct {
	line   int
	cells  []cell
	parent bool // JSON: the product whose variants follow
}

// cell is one value of a row.
type cell struct {
	*column
	value  string
	number bool // JSON: a number, whose dot is the decimal mark
}

// slot is where a value goes that a product has once, or once a language.
type slot struct {
	field field
	lang  string
}

// sorted is a row with each value in its place.
type sorted struct {
	line  int
	one   map[slot]cell
	more  []string // further images
	attrs []cell   // everything else, in the order of the feed
}

// sort puts each value in its place. Of two for the same place the better
// named one stays, and the other becomes an attribute.
func (r row) sort() (*sorted, *catalog.RowError) {
	s := &sorted{line: r.line, one: make(map[slot]cell, len(r.cells))}
	for _, c := range r.cells {
		c.value = strings.TrimSpace(c.value)
		if c.value == "" || c.field == fieldNone {
			continue
		}
		if reason := unfit(c.value); reason != "" {
			return nil, &catalog.RowError{Line: r.line, Field: shortName(c.raw), Reason: reason}
		}
		s.put(c)
	}
	return s, nil
}

func (s *sorted) put(c cell) {
	switch c.field {
	case fieldAttribute:
		s.attrs = append(s.attrs, c)
		return
	case fieldMoreImages:
		s.more = append(s.more, splitURLs(c.value)...)
		return
	}
	at := slot{field: c.field}
	if c.field == fieldTitle || c.field == fieldDescription || c.field == fieldCategory {
		at.lang = c.lang
	}
	old, taken := s.one[at]
	switch {
	case !taken:
		s.one[at] = c
	case c.field == fieldImage:
		s.more = append(s.more, splitURLs(c.value)...)
	case c.rank < old.rank:
		s.one[at] = c
		s.spare(old, c)
	default:
		s.spare(c, old)
	}
}

// spare makes an attribute of a value that another one was better for, unless
// that says nothing new.
func (s *sorted) spare(c, better cell) {
	if c.key != better.key && c.value != better.value {
		s.attrs = append(s.attrs, c)
	}
}

// get returns the one value of a field.
func (s *sorted) get(f field) (cell, bool) {
	c, ok := s.one[slot{field: f}]
	return c, ok
}

func (s *sorted) text(f field) string { return s.one[slot{field: f}].value }

// demote makes an attribute of a value that cannot be what its column says.
func (s *sorted) demote(c cell) { s.attrs = append(s.attrs, c) }

// bad reports a value; the row is not imported.
func (s *sorted) bad(c cell, reason string) *catalog.RowError {
	return &catalog.RowError{Line: s.line, Field: shortName(c.raw), Reason: reason}
}

// unfit says why a text cannot be shown or stored anywhere.
func unfit(s string) string {
	if !utf8.ValidString(s) {
		return "is not UTF-8; save the file as UTF-8"
	}
	control := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }
	if strings.ContainsFunc(s, control) {
		return "has a control character; remove it"
	}
	return ""
}

// shortName keeps foreign names in reports short and printable.
func shortName(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if runes := []rune(s); len(runes) > 60 {
		s = string(runes[:60]) + "…"
	}
	return s
}

// splitURLs divides a list of addresses at bars, spaces and those commas that
// an address follows, since an address may hold commas itself.
func splitURLs(s string) []string {
	s = strings.NewReplacer("|", " ", ",http", " http", ",/", " /", ";http", " http").Replace(s)
	list := strings.Fields(s)
	for i := range list {
		list[i] = strings.TrimRight(list[i], ",;")
	}
	return list
}
