// Package locale holds every text a shopper sees, by language, and writes
// money, numbers and dates the way her language does.
//
// Texts live in texts/<language>/<area>.yaml: what stands there under "added"
// in cart.yaml has the key "cart.added". A text may hold placeholders
// ("{{.Name}}") or be a set of plural forms (one, few, many, other). A shop
// adds a language, or overrides single texts, by files of the same form given
// to [New], or by one file <language>.yaml that has the areas as its first
// level. A [Printer] speaks one language; what that language lacks is said
// in the default one.
//
// What a friendly shop says otherwise lives in friendly/<language>; a [Tone]
// chooses. A plural form that a language needs and a text lacks is said as the
// form other.
package locale

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed texts friendly
var embedded embed.FS

// Default is the language of last resort: complete, and what everything else
// falls back to.
const Default = "en"

// ErrTexts says that a file of texts is not of the form described above.
var ErrTexts = errors.New("locale: bad texts")

// Texts are all texts in all languages. They are safe for concurrent use.
type Texts struct {
	bundle  *i18n.Bundle
	tags    []language.Tag // the default first, the others by name
	matcher language.Matcher
	missing *sync.Map // keys asked for that no language has
}

// New returns the texts that come with Sauda, overridden by those of the given
// file systems, later ones first. Each holds <language>/<area>.yaml and
// <language>.yaml files; nil holds none. It fails with ErrTexts, naming the file
// and the key: also of a text with a placeholder that the English one lacks.
func New(overrides ...fs.FS) (*Texts, error) { return NewTone(Formal, overrides...) }

// NewTone is New with our own texts in a tone. Overrides are for any tone.
func NewTone(tone Tone, overrides ...fs.FS) (*Texts, error) {
	all, err := tone.texts()
	if err != nil {
		return nil, err
	}
	t := &Texts{bundle: i18n.NewBundle(language.Make(Default)), missing: &sync.Map{}}
	ours := known{}
	for i, files := range append(all, overrides...) {
		if files == nil {
			continue
		}
		if err := t.load(files, ours, i < len(all)); err != nil {
			return nil, err
		}
	}
	t.tags = languages(t.bundle.LanguageTags())
	t.matcher = language.NewMatcher(t.tags)
	return t, nil
}

func (t *Texts) load(files fs.FS, ours known, own bool) error {
	whole, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return fmt.Errorf("%w: %w", ErrTexts, err)
	}
	areas, err := fs.Glob(files, "*/*.yaml")
	if err != nil {
		return fmt.Errorf("%w: %w", ErrTexts, err)
	}
	for _, name := range append(whole, areas...) {
		if err := t.loadFile(files, name, ours, own); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrTexts, name, err)
		}
	}
	return nil
}

func (t *Texts) loadFile(files fs.FS, name string, ours known, own bool) error {
	lang, area := path.Dir(name), strings.TrimSuffix(path.Base(name), ".yaml")
	if lang == "." { // one file for all areas
		lang, area = area, ""
	}
	tag, err := language.Parse(lang)
	if err != nil {
		return fmt.Errorf("%q is no language; name it by its BCP 47 tag, like ar.yaml: %w", lang, err)
	}
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	var tree map[string]any
	if err := yaml.Unmarshal(raw, &tree); err != nil {
		return err
	}
	var all []*i18n.Message
	if err := collect(area, tree, &all); err != nil {
		return err
	}
	if err := ours.take(tag.String(), own, all); err != nil {
		return err
	}
	return t.bundle.AddMessages(tag, all...)
}

// collect turns a tree of texts into messages, keys joined by dots.
func collect(prefix string, tree map[string]any, all *[]*i18n.Message) error {
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		key := strings.TrimPrefix(prefix+"."+name, ".")
		switch v := tree[name].(type) {
		case string:
			*all = append(*all, &i18n.Message{ID: key, Other: v})
		case map[string]any:
			if _, plural := v["other"]; !plural {
				if err := collect(key, v, all); err != nil {
					return err
				}
				continue
			}
			if err := checkForms(key, v); err != nil {
				return err
			}
			v["id"] = key
			m, err := i18n.NewMessage(v)
			if err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
			*all = append(*all, m)
		default:
			return fmt.Errorf("%s: want a text or plural forms, got %T", key, v)
		}
	}
	return nil
}

// languages sorts tags by name, the default first, each once.
func languages(tags []language.Tag) []language.Tag {
	first := language.Make(Default)
	tags = slices.Clone(tags) // the bundle's own
	slices.SortFunc(tags, func(a, b language.Tag) int { return strings.Compare(a.String(), b.String()) })
	tags = slices.DeleteFunc(tags, func(t language.Tag) bool { return t == first })
	return append([]language.Tag{first}, slices.Compact(tags)...)
}

// Only returns the texts of some languages, in this order, by BCP 47 tags as
// Languages has them; with none, all. What they lack is said in English still.
// It fails with ErrTexts, naming a language that there are no texts for.
func (t *Texts) Only(tags ...string) (*Texts, error) {
	if len(tags) == 0 {
		return t, nil
	}
	some := &Texts{bundle: t.bundle, missing: t.missing}
	for _, tag := range tags {
		i := slices.Index(t.Languages(), tag)
		if i < 0 {
			return nil, fmt.Errorf("%w: there are no texts in %q, only in %s", ErrTexts, tag, strings.Join(t.Languages(), ", "))
		}
		some.tags = append(some.tags, t.tags[i])
	}
	some.matcher = language.NewMatcher(some.tags)
	return some, nil
}

// Languages lists the BCP 47 tags that have texts: the default first, or as
// Only has them.
func (t *Texts) Languages() []string {
	all := make([]string, len(t.tags))
	for i, tag := range t.tags {
		all[i] = tag.String()
	}
	return all
}

// Missing lists the keys that were asked for and that no language has: empty,
// unless a flow or a custom text has a mistake. Tests look at it.
func (t *Texts) Missing() []string {
	var all []string
	t.missing.Range(func(key, _ any) bool {
		all = append(all, key.(string))
		return true
	})
	slices.Sort(all)
	return all
}
