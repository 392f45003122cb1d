package feed

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"golang.org/x/text/language"

	"github.com/sauda-commerce/sauda/catalog"
)

// ErrNames says that a file of names is not of the form that [ReadNames] reads.
var ErrNames = errors.New("feed: bad names")

// maxNames bounds a file of names in bytes.
const maxNames = 16 << 20

// ReadNames reads what attributes, options and their values are called, as JSON:
//
//	{"attributes": {"capacity": {"en": "Sleeps", "ru": "Вместимость"}},
//	 "values": {"colour": {"Moss": {"ru": "Мох", "kk": "Мүк түсі"}}}}
//
// Names are those of the feed's columns, as the feed or as the product has them
// ("Max load" or "max_load"), values those of its cells. In a language that is
// not given, a name is said as the feed has it. It fails with ErrNames and the
// place.
func ReadNames(r io.Reader) (catalog.Names, error) {
	var names catalog.Names
	limited := &io.LimitedReader{R: r, N: maxNames + 1}
	d := json.NewDecoder(withoutMark(limited))
	d.DisallowUnknownFields()
	err := d.Decode(&names)
	if err == nil {
		err = atEnd(d)
	}
	if limited.N == 0 {
		return catalog.Names{}, fmt.Errorf("%w: more than %d bytes", ErrNames, maxNames)
	}
	if err != nil {
		return catalog.Names{}, fmt.Errorf("%w: byte %d: %w", ErrNames, d.InputOffset(), err)
	}
	if err := fillAll(names); err != nil {
		return catalog.Names{}, err
	}
	if names.Attributes, err = byKey(names.Attributes); err != nil {
		return catalog.Names{}, fmt.Errorf("%w: attributes: %w", ErrNames, err)
	}
	if names.Values, err = byKey(names.Values); err != nil {
		return catalog.Names{}, fmt.Errorf("%w: values: %w", ErrNames, err)
	}
	return names, nil
}

// withoutMark leaves out the byte order mark that some editors write first.
func withoutMark(r io.Reader) io.Reader {
	const mark = "\ufeff"
	b := bufio.NewReader(r)
	if first, _ := b.Peek(len(mark)); string(first) == mark { // what is shorter has none
		_, _ = b.Discard(len(mark))
	}
	return b
}

// atEnd refuses what stands after the object.
func atEnd(d *json.Decoder) error {
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("want one JSON object and nothing after it")
	}
	return nil
}

// byKey turns the names of columns into those that products have.
func byKey[T any](named map[string]T) (map[string]T, error) {
	all := make(map[string]T, len(named))
	for name, v := range named {
		key := keyOf(printable(name))
		if _, twice := all[key]; twice {
			return nil, fmt.Errorf("%s is named twice", key)
		}
		all[key] = v
	}
	return all, nil
}

// fillAll checks all texts and completes them.
func fillAll(names catalog.Names) error {
	for name, text := range names.Attributes {
		if err := fillIn(text, label(name)); err != nil {
			return fmt.Errorf("%w: attributes: %s: %w", ErrNames, name, err)
		}
	}
	for name, values := range names.Values {
		for value, text := range values {
			if err := fillIn(text, value); err != nil {
				return fmt.Errorf("%w: values: %s: %s: %w", ErrNames, name, value, err)
			}
		}
	}
	return nil
}

// fillIn checks the languages of a text and adds what the feed itself says.
func fillIn(text catalog.Text, own string) error {
	if text == nil {
		return errors.New("want names by language, like {\"ru\": \"Цвет\"}")
	}
	for lang := range text {
		if _, err := language.Parse(lang); err != nil && lang != "" {
			return fmt.Errorf("%q is no language; write its BCP 47 tag, like ru", lang)
		}
	}
	if text[""] == "" {
		text[""] = own
	}
	return nil
}
