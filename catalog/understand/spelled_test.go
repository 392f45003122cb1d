package understand

import (
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
)

// A word that is spelled like one thing and only has the stem of another means
// the first.
func TestSpelledBeforeStem(t *testing.T) {
	t.Parallel()
	r := New(&catalog.Vocabulary{
		Categories: terms("Backpacks", 16, "Camping", 40),
		Attributes: []catalog.AttributeTerm{textAttribute("use", 30, "backpacking", 12, "winter", 5)},
	}, Config{})
	for text, want := range map[string]Kind{
		"backpacking": KindAttribute, "backpacks": KindCategory, "backpack": KindCategory, "camping": KindCategory,
	} {
		m := r.Read(text, Context{})
		if len(m.Wishes) != 1 || m.Wishes[0].Kind != want {
			t.Errorf("Read(%q) wishes %+v, want one %s", text, m.Wishes, want)
		}
	}
}
