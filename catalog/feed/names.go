package feed

import (
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
// Names are those of the feed's columns ("capacity"), values those of its cells.
// In a language that is not given, a name is said as the feed has it. It fails
// with ErrNames and the place.
func ReadNames(r io.Reader) (catalog.Names, error) {
	var names catalog.Names
	d := json.NewDecoder(io.LimitReader(r, maxNames))
	d.DisallowUnknownFields()
	if err := d.Decode(&names); err != nil {
		return catalog.Names{}, fmt.Errorf("%w: byte %d: %w", ErrNames, d.InputOffset(), err)
	}
	for name, text := range names.Attributes {
		if err := fillIn(text, label(name)); err != nil {
			return catalog.Names{}, fmt.Errorf("%w: attributes: %s: %w", ErrNames, name, err)
		}
	}
	for name, values := range names.Values {
		for value, text := range values {
			if err := fillIn(text, value); err != nil {
				return catalog.Names{}, fmt.Errorf("%w: values: %s: %s: %w", ErrNames, name, value, err)
			}
		}
	}
	return names, nil
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
