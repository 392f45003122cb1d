package feed

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/sauda-commerce/sauda/catalog"
)

// draft is a row made a product, before it is known whether it is a variant.
type draft struct {
	line    int
	id      string // of the row
	group   string // of its relatives, "" for none
	parent  bool   // it only describes the product
	product catalog.Product
	options []cell // values of columns that variants may differ in
	size    int    // bytes in memory, about
}

// builder makes drafts of rows. It is used by one goroutine.
type builder struct {
	cfg  Config
	now  time.Time
	asOf time.Time
}

// usual are the columns that shops have variants by, in order of asking.
var usual = []string{
	"size", "размер", "өлшем", "өлшемі", "color", "colour", "цвет", "түс", "түсі",
	"material", "материал", "pattern", "узор", "рисунок", "өрнек",
}

func (b *builder) isOption(key string) bool {
	return slices.Contains(usual, key) || b.isNamed(key)
}

// isNamed says whether the shop named the column as an option itself.
func (b *builder) isNamed(key string) bool {
	return slices.ContainsFunc(b.cfg.Options, func(o string) bool { return keyOf(o) == key })
}

// draft makes a product of a row, or says what is wrong with it, and with which
// product: a group's rows are one.
func (b *builder) draft(r row) (draft, *catalog.RowError) {
	d, bad := b.read(r)
	if bad != nil {
		bad.ID = catalog.ProductID(cmp.Or(d.group, d.id))
	}
	return d, bad
}

// read is draft, but for the product at fault.
func (b *builder) read(r row) (draft, *catalog.RowError) {
	s, bad := r.sort()
	if bad != nil {
		return draft{}, bad
	}
	d := draft{line: r.line, id: s.text(fieldID), group: s.text(fieldGroup), parent: r.parent, size: 1000}
	if d.id == "" {
		d.id = s.text(fieldSKU)
	}
	if d.id == "" {
		return draft{}, &catalog.RowError{Line: r.line, Field: "id", Reason: "is empty; give each row an id of its own"}
	}
	p := &d.product
	p.ID, p.SKU, p.Brand = catalog.ProductID(d.id), s.text(fieldSKU), s.text(fieldBrand)
	p.Title, p.Description = s.texts(fieldTitle, oneLine), s.texts(fieldDescription, plainText)
	if len(p.Title) == 0 {
		return d, &catalog.RowError{Line: r.line, Field: "title", Reason: "is empty; a product needs a name"}
	}
	p.Category = s.category()
	if p.Offer, bad = b.offer(s, d.parent); bad != nil {
		return d, bad
	}
	b.details(s, p)
	for _, c := range s.attrs {
		if b.isOption(c.key) && isShort(c.value) {
			d.options = append(d.options, c)
		}
	}
	for _, c := range r.cells {
		d.size += len(c.value) + 150 // measured: 2.4 kB for ten columns
	}
	p.Attributes = b.attributes(s.attrs)
	return d, nil
}

// isShort says whether a value is short enough to choose from a list.
func isShort(s string) bool { return utf8.RuneCountInString(s) <= 60 }

// details reads what a product can do without: what does not fit becomes an
// attribute.
func (b *builder) details(s *sorted, p *catalog.Product) {
	if c, ok := s.get(fieldLink); ok {
		if p.URL = c.value; !safeURL(c.value) {
			p.URL = ""
			s.demote(c)
		}
	}
	if c, ok := s.get(fieldBarcode); ok {
		code := strings.NewReplacer(" ", "", "-", "").Replace(c.value)
		if p.Barcode = code; strings.Trim(code, "0123456789") != "" || len(code) < 8 || len(code) > 14 {
			p.Barcode = ""
			s.demote(c)
		}
	}
	if c, ok := s.get(fieldUpdated); ok {
		var err error
		if p.Updated, err = parseTime(c.value); err != nil {
			s.demote(c)
		}
	}
	if c, ok := s.get(fieldRating); ok {
		if p.Rating, ok = rating(c.value, s.text(fieldRatingCount)); !ok {
			s.demote(c)
		}
	}
	urls := s.more
	if c, ok := s.get(fieldImage); ok {
		urls = append(splitURLs(c.value), urls...)
	}
	for _, u := range unique(urls) {
		if safeURL(u) {
			p.Images = append(p.Images, catalog.Image{URL: u})
		}
	}
}

// rating reads "4.5", "4,5" and "4.5/5". A rating without a count counts once.
func rating(average, count string) (catalog.Rating, bool) {
	average = strings.TrimSpace(strings.TrimSuffix(average, "/5"))
	v, err := strconv.ParseFloat(strings.Replace(average, ",", ".", 1), 64)
	if err != nil || !(v >= 0 && v <= 5) {
		return catalog.Rating{}, false
	}
	if count == "" {
		count = "1"
	}
	n, err := strconv.Atoi(count)
	if err != nil || n <= 0 {
		return catalog.Rating{}, err == nil
	}
	return catalog.Rating{Average: v, Count: n}, true
}

// parseTime reads the times that feeds and databases write.
func parseTime(s string) (time.Time, error) {
	var t time.Time
	var err error
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04-0700", "2006-01-02T15:04:05-0700", time.DateTime, time.DateOnly, time.RFC1123Z, time.RFC1123} {
		if t, err = time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, err
}

// safeURL says whether an address may be shown as a link or a picture: of the
// web, or relative to the shop's.
func safeURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http" || u.Scheme == "" && !strings.ContainsAny(s, `\`+" "))
}

// texts gathers the languages of a field.
func (s *sorted) texts(f field, clean func(string) string) catalog.Text {
	var t catalog.Text
	for at, c := range s.one {
		if at.field != f {
			continue
		}
		if text := clean(c.value); text != "" {
			if t == nil {
				t = catalog.Text{}
			}
			t[at.lang] = text
		}
	}
	return t
}

// category reads the levels of "Camping > Tents" in every language. A number
// is Google's own category, which says nothing to people.
func (s *sorted) category() []catalog.Text {
	var path []catalog.Text
	for lang, joined := range s.texts(fieldCategory, oneLine) {
		if strings.Trim(joined, "0123456789") == "" {
			continue
		}
		for i, name := range levels(joined) {
			if i == len(path) {
				path = append(path, catalog.Text{})
			}
			path[i][lang] = name
		}
	}
	return path
}

// levels divides at ">" or, if there is none, at "/". A small letter after a
// slash is no new level if a capital begins the one before: "Ski/boarding".
func levels(joined string) []string {
	mark := ">"
	if !strings.Contains(joined, mark) {
		mark = "/"
	}
	var list []string
	for name := range strings.SplitSeq(joined, mark) {
		name = strings.TrimSpace(name)
		last := len(list) - 1
		switch {
		case name == "":
		case mark == "/" && last >= 0 && startsUpper(list[last]) && startsLower(name):
			list[last] += "/" + name
		case last < 11:
			list = append(list, name)
		}
	}
	return list
}

func startsUpper(s string) bool { r, _ := utf8.DecodeRuneInString(s); return unicode.IsUpper(r) }
func startsLower(s string) bool { r, _ := utf8.DecodeRuneInString(s); return unicode.IsLower(r) }

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// plainText makes text of HTML, which shops' descriptions often are: tags go,
// blocks become lines, entities become characters.
func plainText(s string) string {
	if !strings.Contains(s, "</") && !strings.Contains(s, "<br") && !strings.Contains(s, "<p>") {
		return s
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	hidden := 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return squeeze(b.String())
		}
		token := z.Token()
		name := token.Data
		switch {
		case kind == html.TextToken && hidden == 0:
			b.WriteString(name)
		case kind == html.StartTagToken && (name == "script" || name == "style"):
			hidden++
		case kind == html.EndTagToken && (name == "script" || name == "style"):
			hidden = max(0, hidden-1)
		case slices.Contains([]string{"br", "p", "div", "li", "ul", "tr", "h1", "h2", "h3", "h4"}, name):
			b.WriteByte('\n')
		}
	}
}

// squeeze trims lines and leaves out empty ones.
func squeeze(s string) string {
	var out []string
	for l := range strings.SplitSeq(s, "\n") {
		if l = oneLine(l); l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}
