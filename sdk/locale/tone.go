package locale

import (
	"fmt"
	"io/fs"
)

// Tone is how shoppers are addressed in languages that have more than one way:
// Russian says вы or ты, Kazakh сіз or сен. English has one.
type Tone string

// Tones. The zero Tone is Formal.
const (
	Formal   Tone = "formal"
	Friendly Tone = "friendly"
)

// Valid says whether a Tone is one of those above, or "".
func (t Tone) Valid() bool { return t == "" || t == Formal || t == Friendly }

// texts are our own in a tone: all of them, then those that say it otherwise.
func (t Tone) texts() ([]fs.FS, error) {
	folders := []string{"texts"}
	switch {
	case !t.Valid():
		return nil, fmt.Errorf("%w: tone %q: write %s or %s", ErrTexts, t, Formal, Friendly)
	case t == Friendly:
		folders = append(folders, "friendly")
	}
	var all []fs.FS
	for _, name := range folders {
		files, err := fs.Sub(embedded, name)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrTexts, err)
		}
		all = append(all, files)
	}
	return all, nil
}
