package browsertest

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// texts are what a shop says in a language, by key; the plural forms of one are
// keys of their own.
type texts map[string]string

// speaks reads the texts that a folder of the repository has for a language.
func speaks(t *testing.T, folder, lang string) texts {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", folder, lang, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no texts for %s in %s (%v)", lang, folder, err)
	}
	all := texts{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		var tree map[string]any
		if err == nil {
			err = yaml.Unmarshal(raw, &tree)
		}
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		maps.Copy(all, flat(strings.TrimSuffix(filepath.Base(file), ".yaml"), tree))
	}
	return all
}

// flat joins keys by dots.
func flat(prefix string, tree map[string]any) texts {
	all := texts{}
	for name, value := range tree {
		switch v := value.(type) {
		case string:
			all[prefix+"."+name] = v
		case map[string]any:
			maps.Copy(all, flat(prefix+"."+name, v))
		}
	}
	return all
}

var place = regexp.MustCompile(`{{[^}]*}}`)

// part is what of a text is the same whatever its places hold: the longest.
func (w texts) part(key string) string {
	longest := ""
	for _, part := range place.Split(w[key], -1) {
		if len(part) > len(longest) {
			longest = part
		}
	}
	return strings.TrimSpace(longest)
}

// example is what a text tells the shopper to write.
func (w texts) example(key string) string {
	_, example, _ := strings.Cut(w[key], ": ")
	return strings.TrimSuffix(example, ".")
}

var latin, cyrillic = regexp.MustCompile(`\p{Latin}+`), regexp.MustCompile(`\p{Cyrillic}+`)

// foreign are words of an alphabet that is not hers, and that she does not know.
func (b buyer) foreign(text string) []string {
	strange := latin
	if b.lang == "en" {
		strange = cyrillic
	}
	return slices.DeleteFunc(strange.FindAllString(text, -1), func(word string) bool { return b.knows[word] })
}

// knows are the words that are written alike in every language: names of the
// shop, of makers and models, of languages, money and time zones.
func knows(t *testing.T) map[string]bool {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "catalog", "demo", "products.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	// F is the shop's sign.
	all := "F Fernhill Outdoor Sauda USD English Русский Қазақша MST MDT UTC e-mail"
	for lines := json.NewDecoder(f); ; {
		var p struct {
			Title map[string]string
			Brand string
		}
		if err := lines.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all += " " + p.Brand
		for _, word := range latin.FindAllString(p.Title["en"], -1) {
			if strings.Contains(p.Title["ru"], word) && strings.Contains(p.Title["kk"], word) {
				all += " " + word
			}
		}
	}
	known := map[string]bool{}
	for _, word := range append(latin.FindAllString(all, -1), cyrillic.FindAllString(all, -1)...) {
		known[word] = true
	}
	return known
}
