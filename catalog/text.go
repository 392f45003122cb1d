package catalog

import (
	"encoding/json"
	"errors"
)

// UnmarshalJSON reads texts by language, or one text in the shop's own.
func (t *Text) UnmarshalJSON(raw []byte) error {
	var own string
	if json.Unmarshal(raw, &own) == nil {
		*t = nil
		if own != "" {
			*t = Text{"": own}
		}
		return nil
	}
	var all map[string]string
	if err := json.Unmarshal(raw, &all); err != nil {
		return errors.New(`catalog: must be a text, or texts by language like {"en":"…","kk":"…"}`)
	}
	*t = all
	return nil
}
