package feed

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog"
)

// jsonReader makes products of JSON objects.
type jsonReader struct {
	cols *columns
	b    *builder
	g    *grouper
	take takeFunc
}

// readJSON reads an object a line, or an array of objects.
func readJSON(r *bufio.Reader, most int, j *jsonReader) error {
	next := newLines(r, most).next
	if startsArray(r) {
		next = (&objects{r: r, max: most}).next
	}
	for {
		l, err := next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := j.line(l, most); err != nil {
			return err
		}
	}
}

// line passes on what one line holds.
func (j *jsonReader) line(l line, most int) error {
	text := strings.TrimSpace(l.text)
	switch {
	case l.long:
		return j.bad(l.number, tooLong(most))
	case text == "":
		return nil
	case !utf8.ValidString(text):
		return j.bad(l.number, "is not UTF-8; save the file as UTF-8")
	}
	fields, err := members([]byte(text))
	if err != nil {
		return j.bad(l.number, "is not one JSON object: "+err.Error())
	}
	if isProduct(fields) {
		return j.product(l.number, text)
	}
	r := row{line: l.number, cells: j.cells(fields)}
	variants, _ := elements(lookup(fields, "variants"))
	if len(variants) == 0 || variants[0][0] != '{' {
		return j.take(r, nil)
	}
	r.parent = true
	return j.family(r, variants)
}

func (j *jsonReader) bad(number int, reason string) error {
	return j.take(row{}, &catalog.RowError{Line: number, Reason: reason})
}

// family sends a product whose variants are in the same line.
func (j *jsonReader) family(head row, variants []json.RawMessage) error {
	d, bad := j.b.draft(head)
	if bad != nil {
		return j.take(row{}, bad)
	}
	d.group = ""
	family := newGroup(d.id)
	family.drafts = append(family.drafts, d)
	for _, v := range variants {
		fields, err := members(v)
		if err != nil {
			return j.bad(head.line, "has a variant that is not an object")
		}
		own := j.named(j.cells(fields))
		one, bad := j.b.draft(row{line: head.line, cells: append(own, inherited(head.cells, own)...)})
		if bad == nil {
			bad = j.g.fresh(draft{line: head.line, id: d.id + "\x00" + one.id})
		}
		if bad != nil {
			bad.Field = "variants." + bad.Field
			if err := j.take(row{}, bad); err != nil {
				return err
			}
			continue
		}
		one.group = d.id
		family.drafts = append(family.drafts, one)
	}
	if bad := j.g.fresh(d); bad != nil {
		return j.take(row{}, bad)
	}
	return j.g.sendGroup(family)
}

// named gives a variant without an id one of its options: "m-red".
func (j *jsonReader) named(own []cell) []cell {
	var words []string
	for _, c := range own {
		switch {
		case c.field == fieldID || c.field == fieldSKU:
			return own
		case j.b.isOption(c.key):
			words = append(words, strings.ReplaceAll(keyOf(c.value), "_", "-"))
		}
	}
	return append(own, cell{column: j.cols.resolve(string(fieldID)), value: strings.Join(words, "-")})
}

// inherited are the values that a variant takes from its product unless it
// has its own.
func inherited(head, own []cell) []cell {
	var list []cell
	for _, c := range head {
		switch c.field {
		case fieldTitle, fieldPrice, fieldCurrency, fieldWas, fieldSale, fieldSaleDates, fieldStock, fieldAvailability, fieldContent, fieldPer:
			if !slices.ContainsFunc(own, func(o cell) bool { return o.field == c.field && o.lang == c.lang }) {
				list = append(list, c)
			}
		}
	}
	return list
}

// member is one field of an object.
type member struct {
	name  string
	value json.RawMessage
}

// members reads an object's fields in their order.
func members(raw []byte) ([]member, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("it does not begin with {")
	}
	var list []member
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, syntax(dec)
		}
		m := member{name: fmt.Sprint(name)}
		if err := dec.Decode(&m.value); err != nil {
			return nil, syntax(dec)
		}
		list = append(list, m)
	}
	if _, err := dec.Token(); err != nil {
		return nil, syntax(dec)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows it")
	}
	return list, nil
}

// syntax says where, and not what, since that is foreign.
func syntax(dec *json.Decoder) error { return fmt.Errorf("syntax at byte %d", dec.InputOffset()+1) }

func lookup(fields []member, name string) json.RawMessage {
	for _, m := range fields {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// elements reads an array; ok is false for anything else.
func elements(raw json.RawMessage) (list []json.RawMessage, ok bool) {
	if len(raw) == 0 || raw[0] != '[' {
		return nil, false
	}
	return list, json.Unmarshal(raw, &list) == nil
}
