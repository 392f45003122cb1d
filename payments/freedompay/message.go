package freedompay

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// message is a form or an XML document: fields in the order in which they came.
type message []field

// field has a value, or other fields in it.
type field struct {
	name, value string
	in          message
}

// Limits of what is read: the provider's messages are far smaller.
const (
	maxMessage = 64 << 10
	maxFields  = 500
	maxDepth   = 5
)

// get returns the value of the first field of a name.
func (m message) get(name string) string {
	for _, f := range m {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

// only returns the value of a field that is there once.
func (m message) only(name string) (value string, ok bool) {
	n := 0
	for _, f := range m {
		if f.name == name && len(f.in) == 0 {
			value = f.value
			n++
		}
	}
	return value, n == 1
}

var errMessage = errors.New("not a message of Freedom Pay's")

// readXML reads an answer.
func readXML(text []byte) (message, error) {
	if len(text) > maxMessage {
		return nil, errMessage
	}
	d, left := xml.NewDecoder(bytes.NewReader(text)), maxFields
	for {
		token, err := d.Token()
		if err != nil {
			return nil, errMessage
		}
		if start, ok := token.(xml.StartElement); ok {
			if start.Name.Local != "response" {
				return nil, errMessage
			}
			f, err := element(d, start.Name.Local, maxDepth, &left)
			return f.in, err
		}
	}
}

// element reads what stands in an element that has begun.
func element(d *xml.Decoder, name string, depth int, left *int) (field, error) {
	f := field{name: name}
	if *left--; *left < 0 || depth == 0 {
		return f, errMessage
	}
	var text strings.Builder
	for {
		token, err := d.Token()
		if err != nil {
			return f, errMessage
		}
		switch token := token.(type) {
		case xml.CharData:
			text.Write(token)
		case xml.StartElement:
			in, err := element(d, token.Name.Local, depth-1, left)
			if err != nil {
				return f, err
			}
			f.in = append(f.in, in)
		case xml.EndElement:
			if len(f.in) == 0 {
				f.value = text.String()
			}
			return f, nil
		}
	}
}

// writeXML writes an answer of one level.
func writeXML(m message) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?><response>`)
	for _, f := range m {
		b.WriteString("<" + f.name + ">")
		_ = xml.EscapeText(&b, []byte(f.value)) // a buffer takes all
		b.WriteString("</" + f.name + ">")
	}
	b.WriteString("</response>")
	return b.Bytes()
}

// readForm reads a callback, which is a form of either kind.
func readForm(d payments.Delivery) (message, error) {
	if len(d.Body) > maxMessage {
		return nil, errMessage
	}
	kind, params, _ := mime.ParseMediaType(d.Header.Get("Content-Type")) // without one it is the usual kind
	if kind == "multipart/form-data" {
		return readParts(multipart.NewReader(bytes.NewReader(d.Body), params["boundary"]))
	}
	var m message
	for pair := range strings.SplitSeq(string(d.Body), "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err1 := url.QueryUnescape(name)
		value, err2 := url.QueryUnescape(value)
		if errors.Join(err1, err2) != nil || len(m) == maxFields {
			return nil, errMessage
		}
		m = append(m, field{name: name, value: value})
	}
	return m, nil
}

func readParts(r *multipart.Reader) (m message, err error) {
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return m, nil
		}
		if err != nil || len(m) == maxFields {
			return nil, errMessage
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return nil, errMessage
		}
		m = append(m, field{name: part.FormName(), value: string(value)})
	}
}

// values of a form that is to be sent.
func (m message) form() url.Values {
	form := url.Values{}
	for _, f := range m {
		form.Set(f.name, f.value)
	}
	return form
}

// set appends a field that has a value.
func (m *message) set(name, value string) {
	if value != "" {
		*m = append(*m, field{name: name, value: value})
	}
}

// almaty is the time in which the provider writes dates without a zone: that of
// all Kazakhstan since March 2024.
func almaty() *time.Location { return time.FixedZone("UTC+5", 5*60*60) }

// date is the first of the dates that can be read; zero for none.
func date(all ...string) time.Time {
	for _, s := range all {
		if t, err := time.ParseInLocation(time.DateTime, s, almaty()); err == nil {
			return t.UTC()
		}
		if t, err := time.Parse(time.RFC3339, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// in is what stands in the elements of a name.
func (m message) inside(name string) (all []message) {
	for _, f := range m {
		if f.name == name {
			all = append(all, f.in)
		}
	}
	return all
}

func malformed(what string) error { return fmt.Errorf("%w: %s", payments.ErrMalformed, what) }

// known says whether a word is one of those.
func known(word string, all ...string) bool { return slices.Contains(all, word) }
