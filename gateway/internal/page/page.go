// Package page holds what the gateway's HTML pages have in common: the
// language of a reader, the direction it is written in, and the headers that
// keep a page from doing what it never needs to.
package page

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"

	"golang.org/x/text/language"
)

// Languages lists what a reader prefers: the chosen language first, then those
// of the browser.
func Languages(r *http.Request, chosen string) []string {
	var all []string
	if _, err := language.Parse(chosen); err == nil {
		all = append(all, chosen)
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		return all
	}
	const most = 8
	for _, t := range tags[:min(most, len(tags))] {
		all = append(all, t.String())
	}
	return all
}

// rightToLeft lists the scripts written from right to left that living
// languages use.
var rightToLeft = map[string]bool{"Arab": true, "Hebr": true, "Thaa": true, "Syrc": true, "Nkoo": true, "Adlm": true, "Rohg": true}

// Dir is the direction of a language, "ltr" or "rtl".
func Dir(lang string) string {
	script, _ := language.Make(lang).Script()
	if rightToLeft[script.String()] {
		return "rtl"
	}
	return "ltr"
}

// Hash is how a Content-Security-Policy names an inline style or script.
func Hash(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// Strict is the Content-Security-Policy of what is not a page.
const Strict = "default-src 'none'; frame-ancestors 'none'"

// Headers sets what every answer carries; a page then replaces the policy by
// its own.
func Headers(h http.Header) {
	h.Set("Content-Security-Policy", Strict)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
}

// HTML sets the headers of a page that is made for one reader.
func HTML(h http.Header, policy string) {
	h.Set("Content-Security-Policy", policy)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Vary", "Accept-Language")
}
