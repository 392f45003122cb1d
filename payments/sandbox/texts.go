package sandbox

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"

	"golang.org/x/text/language"
)

//go:embed texts.json
var textsJSON []byte

// spoken are the languages of the pages, the one of last resort first.
var spoken = []string{"en", "ru", "kk"}

// texts are what the pages say, by language and key. "%s" is filled.
var texts = sync.OnceValue(func() map[string]map[string]string {
	all := map[string]map[string]string{}
	_ = json.Unmarshal(textsJSON, &all) // a test looks
	return all
})

// tongue is a language that a page is in.
type tongue string

// T is a text in the language, with its place filled.
func (l tongue) T(key string, value ...any) string {
	return fmt.Sprintf(texts()[string(l)][key], value...)
}

// Lang is the BCP 47 tag of the language.
func (l tongue) Lang() string { return string(l) }

var matcher = sync.OnceValue(func() language.Matcher {
	tags := make([]language.Tag, len(spoken))
	for i, tag := range spoken {
		tags[i] = language.Make(tag)
	}
	return language.NewMatcher(tags)
})

// speak is the language to answer in: that of the payment, or else the
// reader's.
func speak(r *http.Request, locale string) tongue {
	_, i := language.MatchStrings(matcher(), locale, r.Header.Get("Accept-Language"))
	return tongue(spoken[i])
}
