package feed

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/language"

	"github.com/sauda-commerce/sauda/catalog"
)

// field is what a column means.
type field string

const (
	fieldNone         field = "" // left out
	fieldAttribute    field = "attribute"
	fieldAvailability field = "availability"
	fieldBarcode      field = "barcode"
	fieldBrand        field = "brand"
	fieldCategory     field = "category"
	fieldContent      field = "unit_pricing_measure"
	fieldCurrency     field = "currency"
	fieldDescription  field = "description"
	fieldGroup        field = "item_group_id"
	fieldID           field = "id"
	fieldImage        field = "image"
	fieldLink         field = "link"
	fieldMoreImages   field = "additional_image"
	fieldPer          field = "unit_pricing_base_measure"
	fieldPrice        field = "price"
	fieldRating       field = "rating"
	fieldRatingCount  field = "rating_count"
	fieldSale         field = "sale_price"
	fieldSaleDates    field = "sale_price_effective_date"
	fieldSKU          field = "sku"
	fieldStock        field = "stock"
	fieldTitle        field = "title"
	fieldUpdated      field = "updated"
	fieldWas          field = "was"
)

// names are those that shops, marketplaces and Google give to columns, the
// best first: where a feed has two of a field, the earlier one is used.
var names = map[field][]string{
	fieldAvailability: {"availability", "in_stock", "available", "availability_status", "наличие"},
	fieldBarcode:      {"barcode", "gtin", "gtin13", "ean", "ean13", "upc", "isbn", "штрихкод", "штрих_код"},
	fieldBrand:        {"brand", "vendor", "manufacturer", "бренд", "производитель"},
	fieldCategory:     {"category", "product_type", "product_category", "categories", "google_product_category", "department", "type", "категория", "санат"},
	fieldContent:      {"unit_pricing_measure", "net_content", "net_quantity"},
	fieldCurrency:     {"currency", "currency_code", "price_currency", "валюта"},
	fieldDescription:  {"description", "body_html", "body", "summary", "long_description", "content", "описание", "сипаттама"},
	fieldGroup:        {"item_group_id", "group_id", "parent_id", "parent", "parent_sku"},
	fieldID:           {"id", "product_id", "item_id", "offer_id", "guid", "код"},
	fieldImage:        {"image", "image_link", "image_url", "picture", "photo", "thumbnail", "img", "фото", "изображение", "картинка", "сурет"},
	fieldLink:         {"link", "url", "product_url", "product_link", "ссылка"},
	fieldMoreImages:   {"additional_image", "additional_image_link", "additional_images", "additional_image_url", "images", "pictures", "photos"},
	fieldPer:          {"unit_pricing_base_measure"},
	fieldPrice:        {"price", "regular_price", "unit_price", "current_price", "price_amount", "цена", "баға", "бағасы"},
	fieldRating:       {"rating", "average_rating", "rating_average", "stars", "рейтинг"},
	fieldRatingCount:  {"rating_count", "ratings", "review_count", "reviews_count", "number_of_reviews"},
	fieldSale:         {"sale_price", "special_price", "discounted_price"},
	fieldSaleDates:    {"sale_price_effective_date"},
	fieldSKU:          {"sku", "mpn", "article", "vendor_code", "артикул"},
	fieldStock:        {"stock", "quantity", "qty", "current_stock", "inventory", "stock_quantity", "quantity_available", "остаток", "количество", "саны"},
	fieldTitle:        {"title", "name", "product_name", "product_title", "item_name", "название", "наименование", "атауы"},
	fieldUpdated:      {"updated", "updated_at", "modified", "last_modified", "lastmod", "pub_date"},
	fieldWas:          {"was", "was_price", "compare_at_price", "old_price", "list_price", "original_price", "msrp", "старая_цена"},
}

// column is what one name stands for.
type column struct {
	field field
	rank  int          // among the names of its field, 0 is the best
	raw   string       // the name as the feed has it
	key   string       // of the attribute it is or may become
	label catalog.Text // the same for people; shared by all rows
	lang  string       // of its texts
	bare  string       // key and label without the unit in the name,
	short catalog.Text
	unit  string // which is this
}

// columns resolves names, each once. It is safe for concurrent use.
type columns struct {
	lang     string
	explicit map[string]string
	known    map[string]*column

	mu    sync.Mutex
	cache map[string]*column
}

func newColumns(cfg Config) *columns {
	c := &columns{lang: cfg.Language, explicit: map[string]string{}, known: map[string]*column{}, cache: map[string]*column{}}
	for from, to := range cfg.Columns {
		c.explicit[keyOf(from)] = to
	}
	for f, list := range names {
		for rank, name := range list {
			c.known[name] = &column{field: f, rank: rank}
		}
	}
	return c
}

// resolve tells what a column means. The cache is bounded, as the names in
// JSON and XML are foreign.
func (c *columns) resolve(raw string) *column {
	c.mu.Lock()
	defer c.mu.Unlock()
	if col, ok := c.cache[raw]; ok {
		return col
	}
	col := c.find(strings.TrimSpace(printable(raw)))
	if len(c.cache) < 10_000 && len(raw) < 200 {
		c.cache[strings.Clone(raw)] = col
	}
	return col
}

// printable makes a foreign name fit to be shown.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(s, " "))
}

func (c *columns) find(raw string) *column {
	name := raw
	explicit, ok := c.explicit[keyOf(raw)]
	if ok {
		name = explicit
	}
	col := &column{raw: raw, lang: c.lang, field: fieldAttribute}
	if attr, named := strings.CutPrefix(name, "attribute:"); named && ok {
		return c.attribute(attr)
	}
	col.key, col.label = keyOf(name), catalog.Text{c.lang: label(name)}
	if col.key == "" {
		col.field = fieldNone
		return col
	}
	if !c.meaning(col, col.key) {
		if base, lang, ok := cutLanguage(name); ok && c.meaning(col, keyOf(base)) {
			col.lang = lang
		}
	}
	if col.field == fieldAttribute {
		attr := c.attribute(name)
		attr.raw = raw
		return attr
	}
	return col
}

// attribute is the column of an attribute, whatever its name would mean.
func (c *columns) attribute(name string) *column {
	name = printable(name)
	col := &column{field: fieldAttribute, raw: name, lang: c.lang, key: keyOf(name), label: catalog.Text{c.lang: label(name)}}
	col.bare, col.unit = cutUnit(uncamel(name))
	col.bare, col.short = keyOf(col.bare), catalog.Text{c.lang: label(col.bare)}
	if col.key == "" {
		col.field = fieldNone
	}
	return col
}

// meaning sets the field of a known name.
func (c *columns) meaning(col *column, key string) bool {
	k, ok := c.known[strings.TrimPrefix(key, "g_")]
	if ok {
		col.field, col.rank = k.field, k.rank
	}
	return ok
}

// keyOf makes the key of a name: lower case, words joined by _. A capital in
// the midst of small letters begins a word: "salePrice" is sale_price.
func keyOf(name string) string {
	words := strings.FieldsFunc(strings.ToLower(uncamel(name)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r)
	})
	return strings.Join(words, "_")
}

func uncamel(name string) string {
	var b strings.Builder
	small := false
	for _, r := range name {
		if small && unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		small = unicode.IsLower(r)
		b.WriteRune(r)
	}
	return b.String()
}

// label makes a name fit for people: "max_load" and "maxLoad" are "Max load".
func label(name string) string {
	name = strings.TrimPrefix(name, "g:")
	if split := uncamel(name); split != name {
		name = strings.ToLower(split)
	}
	s := strings.Join(strings.Fields(strings.ReplaceAll(name, "_", " ")), " ")
	for i, r := range s {
		return s[:i] + string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

// cutLanguage takes the language off "title:ru", "title[ru]", "title (ru)",
// "title_ru" and "title.ru".
func cutLanguage(name string) (base, lang string, ok bool) {
	name = strings.TrimRight(name, "]) ")
	at := strings.LastIndexAny(name, ":[(_. ")
	if at < 1 {
		return "", "", false
	}
	base, lang = name[:at], name[at+1:]
	tag, err := language.Parse(lang)
	if b, _, _ := strings.Cut(lang, "-"); err != nil || len(b) < 2 || len(b) > 3 {
		return "", "", false
	}
	return base, tag.String(), slices.Contains([]field{fieldTitle, fieldDescription, fieldCategory}, textField(base))
}

// textField is the field of a name that may have languages.
func textField(base string) field {
	key := strings.TrimPrefix(keyOf(base), "g_")
	for _, f := range []field{fieldTitle, fieldDescription, fieldCategory} {
		if slices.Contains(names[f], key) {
			return f
		}
	}
	return fieldNone
}

// cutUnit takes the unit off "weight (kg)", "weight, kg" and "weight_kg".
func cutUnit(name string) (bare, unit string) {
	name = strings.TrimSpace(name)
	at := strings.LastIndexAny(name, "(,_ ")
	if at < 1 {
		return name, ""
	}
	if unit, ok := unitOf(strings.Trim(name[at:], "(),_ ")); ok {
		return strings.TrimRight(name[:at], "(,_ "), unit
	}
	return name, ""
}
