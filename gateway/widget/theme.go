package widget

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// theme is what a shop's own look says, by name.
type theme map[string]string

// looks are the names that a theme may use: those of the package's doc.
const looks = "accent on-accent link page surface text soft line bad radius scheme"

// longestLook is longer than any colour.
const longestLook = 80

// newTheme checks a look: known names, and values that are a colour, a length or
// a word and can end nothing that stands around them.
func newTheme(look map[string]string) (theme, error) {
	known := strings.Fields(looks)
	for _, name := range slices.Sorted(maps.Keys(look)) {
		value := look[name]
		switch {
		case !slices.Contains(known, name):
			return nil, fmt.Errorf("widget: Theme: there is no %.40q: there are %s", name, strings.Join(known, ", "))
		case value == "" || len(value) > longestLook || strings.ContainsFunc(value, strange) || strings.Contains(strings.ToLower(value), "url("):
			return nil, fmt.Errorf("widget: Theme: %s: %.40q is not a value: write #7a1fa2, light-dark(#fff, #111) or 12px", name, value)
		}
	}
	return look, nil
}

// strange says whether a character has no place in a colour or a length.
func strange(r rune) bool {
	return r > 'z' || !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune(" #.,%()+-", r))
}

// css is what is put below the app's own style; what the page says comes after.
func (t theme) css() string {
	if len(t) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n:root {")
	for _, name := range slices.Sorted(maps.Keys(t)) {
		property := "--" + name
		if name == "scheme" {
			property = "color-scheme"
		}
		fmt.Fprintf(&b, " %s: %s;", property, t[name])
	}
	b.WriteString(" }\n")
	return b.String()
}

// button gives the loader's button the theme's colours.
func (t theme) button(loader []byte) []byte {
	for name, ours := range map[string]string{"accent": "#0b5d51", "on-accent": "#fff"} {
		if value, ok := t[name]; ok {
			was, is := "var(--sauda-"+name+", "+ours+")", "var(--sauda-"+name+", "+value+")"
			loader = bytes.Replace(loader, []byte(was), []byte(is), 1)
		}
	}
	return loader
}
