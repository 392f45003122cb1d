package locale

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// sample is the language in testdata: written from right to left, with all six
// plural forms, added the way a shop adds one.
const sample = "ar"

// folders are those of all languages we come with, and of the sample.
func folders(t *testing.T) map[string]fs.FS {
	t.Helper()
	all := map[string]fs.FS{sample: os.DirFS("testdata")}
	names, err := fs.Glob(embedded, "texts/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		files, err := fs.Sub(embedded, "texts")
		if err != nil {
			t.Fatal(err)
		}
		all[path.Base(name)] = files
	}
	return all
}

// Every language we come with has every text, with the same placeholders. The
// sample may lack some, as a shop's own language may.
func TestLanguagesAgree(t *testing.T) {
	t.Parallel()
	all := folders(t)
	want := load(t, all[Default], Default)
	for lang, files := range all {
		got := load(t, files, lang)
		for key, m := range want {
			if other, ok := got[key]; ok {
				samePlaceholders(t, lang, m, other)
			} else if lang != sample {
				t.Errorf("%s: no text %q", lang, key)
			}
		}
		for key := range got {
			if _, ok := want[key]; !ok {
				t.Errorf("%s: text %q is not in %s", lang, key, Default)
			}
		}
	}
}

// A friendly text says otherwise what a formal one says.
func TestTonesAgree(t *testing.T) {
	t.Parallel()
	dirs, err := fs.Glob(embedded, "friendly/*")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no friendly texts: %v", err)
	}
	for _, dir := range dirs {
		lang := path.Base(dir)
		formal := load(t, embedded, "texts/"+lang)
		for key, m := range load(t, embedded, dir) {
			other, ok := formal[key]
			if !ok {
				t.Errorf("%s: friendly text %q is no text", lang, key)
				continue
			}
			samePlaceholders(t, lang, other, m)
			if slices.Equal(spoken(m), spoken(other)) {
				t.Errorf("%s: friendly text %q is the formal one: leave it out", lang, key)
			}
		}
	}
}

// A text that is English in another language was forgotten.
func TestUntranslated(t *testing.T) {
	t.Parallel()
	all := folders(t)
	english := load(t, all[Default], Default)
	delete(all, Default)
	for lang, files := range all {
		for key, m := range load(t, files, lang) {
			if same, ok := english[key]; ok {
				for _, form := range spoken(m) {
					if words(form) && slices.Contains(spoken(same), form) {
						t.Errorf("%s: text %q is English: %s", lang, key, form)
					}
				}
			}
		}
	}
}

// words says whether a text has letters besides its placeholders.
func words(text string) bool {
	return strings.ContainsFunc(placeholder.ReplaceAllString(text, ""), unicode.IsLetter)
}

// A text in plural forms has all that its language needs.
func TestPlurals(t *testing.T) {
	t.Parallel()
	texts, err := New(os.DirFS("testdata"))
	if err != nil {
		t.Fatal(err)
	}
	for lang, files := range folders(t) {
		p := texts.Printer(lang)
		for key, m := range load(t, files, lang) {
			if m.One+m.Few+m.Many == "" {
				continue // the form other is for any number
			}
			for n := range 121 {
				if _, err := p.loc.Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: n, TemplateData: map[string]any{"Count": "1"}}); err != nil {
					t.Errorf("%s: %d: %v", lang, n, err)
					break
				}
			}
		}
	}
}

func samePlaceholders(t *testing.T, lang string, want, got *i18n.Message) {
	t.Helper()
	if diff := cmp.Diff(placeholders(want), placeholders(got)); diff != "" {
		t.Errorf("%s: placeholders of %q (-want +%s):\n%s", lang, want.ID, lang, diff)
	}
}

// load reads a folder of texts by key.
func load(t *testing.T, all fs.FS, dir string) map[string]*i18n.Message {
	t.Helper()
	files, err := fs.Glob(all, dir+"/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no texts in %s: %v", dir, err)
	}
	texts := map[string]*i18n.Message{}
	for _, name := range files {
		raw, err := fs.ReadFile(all, name)
		if err != nil {
			t.Fatal(err)
		}
		var tree map[string]any
		if err := yaml.Unmarshal(raw, &tree); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var found []*i18n.Message
		if err := collect(strings.TrimSuffix(filepath.Base(name), ".yaml"), tree, &found); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, m := range found {
			if texts[m.ID] != nil {
				t.Errorf("%s: text %q is there twice", name, m.ID)
			}
			texts[m.ID] = m
		}
	}
	return texts
}

var placeholder = regexp.MustCompile(`{{\s*\.(\w+)\s*}}`)

// placeholders lists the names in a text, sorted, each once. Count is left out:
// not every plural form says it.
func placeholders(m *i18n.Message) []string {
	var names []string
	for _, form := range spoken(m) {
		for _, found := range placeholder.FindAllStringSubmatch(form, -1) {
			if found[1] != "Count" {
				names = append(names, found[1])
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
