package feed

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
)

// The namespace of Google's elements.
const googleSpace = "http://base.google.com/ns/1.0"

// deepest is how many elements may lie in each other; real feeds have five.
const deepest = 32

// xmlReader reads the items of RSS and the entries of Atom.
type xmlReader struct {
	dec  *xml.Decoder
	in   *budget
	max  int
	cols *columns
}

func readXML(r io.Reader, most int, cols *columns, take takeFunc) error {
	in := &budget{r: r}
	x := &xmlReader{dec: xml.NewDecoder(in), in: in, max: most, cols: cols}
	x.dec.Entity = xml.HTMLEntity // &nbsp; and the like; entities cannot be declared
	for depth := 0; ; {
		t, err := x.token()
		if errors.Is(err, io.EOF) && depth == 0 {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local == "item" || t.Name.Local == "entry" {
				r, bad, err := x.item()
				if err == nil {
					err = take(r, bad)
				}
				if err != nil {
					return err
				}
				continue
			}
			if depth++; depth > deepest {
				return x.fail(errors.New("elements lie too deep in each other"))
			}
		case xml.EndElement:
			depth--
		}
	}
}

// token reads one token, which must not be longer than a few rows.
func (x *xmlReader) token() (xml.Token, error) {
	x.in.left = 4*x.max + 64<<10
	t, err := x.dec.Token()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, x.fail(err)
	}
	if d, ok := t.(xml.Directive); ok && strings.HasPrefix(strings.ToUpper(string(d)), "DOCTYPE") {
		return nil, x.fail(errors.New("a DOCTYPE is not allowed; remove it"))
	}
	return t, err
}

// fail ends the feed: after broken XML nothing can be trusted.
func (x *xmlReader) fail(err error) error {
	number, _ := x.dec.InputPos()
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		err = errors.New(shortName(syntax.Msg))
	}
	return fmt.Errorf("feed: line %d: %w", number, err)
}

// item reads the elements of one product. A long one is skipped and reported.
func (x *xmlReader) item() (r row, bad *catalog.RowError, err error) {
	r.line, _ = x.dec.InputPos()
	start := x.dec.InputOffset()
	for {
		t, err := x.token()
		if err != nil {
			return r, nil, unexpected(err)
		}
		switch t := t.(type) {
		case xml.EndElement:
			return r, bad, nil
		case xml.StartElement:
			cells, err := x.element(t)
			if err != nil {
				return r, nil, unexpected(err)
			}
			if x.dec.InputOffset()-start > int64(x.max) {
				bad = &catalog.RowError{Line: r.line, Reason: tooLong(x.max)}
				r.cells = nil
			}
			if bad == nil {
				r.cells = append(r.cells, cells...)
			}
		}
	}
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("feed: ends within a product: %w", io.ErrUnexpectedEOF)
	}
	return err
}

// element reads a child of an item: its text, or what is known of its children.
func (x *xmlReader) element(start xml.StartElement) ([]cell, error) {
	var text strings.Builder
	inner := map[string]string{} // texts of the children
	child, depth := "", 1
	for depth > 0 {
		t, err := x.token()
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth > deepest {
				return nil, x.fail(errors.New("elements lie too deep in each other"))
			}
			child = t.Name.Local
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 1 {
				x.keep(&text, t)
			} else if depth == 2 && len(inner) < 16 && len(t) < 4096 {
				inner[child] += string(t)
			}
		}
	}
	return x.cells(start, text.String(), inner), nil
}

// keep gathers text up to the bound; beyond it the item is refused anyway.
func (x *xmlReader) keep(b *strings.Builder, data []byte) {
	if b.Len() <= x.max {
		b.Write(data)
	}
}

func (x *xmlReader) cells(start xml.StartElement, text string, inner map[string]string) []cell {
	name := start.Name.Local
	if name == "product_detail" {
		return []cell{{column: x.cols.attribute(oneLine(inner["attribute_name"])), value: inner["attribute_value"]}}
	}
	if len(inner) > 0 {
		return nil // shipping, tax, author: nothing that a product has
	}
	col := x.cols.resolve(name)
	if start.Name.Space != googleSpace { // Google's id, title and link win over Atom's and RSS's
		less := *col
		less.rank += 100
		col = &less
	}
	if strings.TrimSpace(text) == "" { // Atom: <link href="…"/>
		for _, a := range start.Attr {
			if a.Name.Local == "href" {
				text = a.Value
			}
		}
	}
	return []cell{{column: col, value: text}}
}

// budget ends a read that goes on without a token.
type budget struct {
	r    io.Reader
	left int
}

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errors.New("a text is too long; raise Config.MaxRow")
	}
	n, err := b.r.Read(p)
	b.left -= n
	return n, err
}
