package locale

import (
	"strconv"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// Printer says things in one language. It is a small value, safe for
// concurrent use. The zero Printer says keys instead of texts.
type Printer struct {
	texts *Texts
	tag   language.Tag
	loc   *i18n.Localizer
}

// Printer returns a Printer for the first of the preferred languages (BCP 47
// tags, "" is skipped) that there are texts for, or one close to it, or the
// first of Languages.
func (t *Texts) Printer(prefs ...string) Printer {
	var want []language.Tag
	for _, p := range prefs {
		if tag, err := language.Parse(p); err == nil {
			want = append(want, tag)
		}
	}
	_, i, sure := t.matcher.Match(want...)
	if sure == language.No { // it guesses by the script then
		i = 0
	}
	tag := t.tags[i]
	return Printer{texts: t, tag: tag, loc: i18n.NewLocalizer(t.bundle, tag.String(), Default)}
}

// In returns a Printer for another language.
func (p Printer) In(lang string) Printer {
	if p.texts == nil {
		return p
	}
	return p.texts.Printer(lang)
}

// Lang is the BCP 47 tag of the language.
func (p Printer) Lang() string { return p.tag.String() }

// Languages lists the tags that there are texts for, the default first.
func (p Printer) Languages() []string {
	if p.texts == nil {
		return nil
	}
	return p.texts.Languages()
}

// T returns the text of a key with its placeholders filled from args, which
// are pairs of a name and a value: T("cart.added", "Item", "Tent"). A key that
// does not exist comes back as it is, and Texts.Missing lists it.
func (p Printer) T(key string, args ...any) string {
	return p.localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: pairs(args)}, key)
}

// N is T for a number of things: it picks the plural form and fills {{.Count}}.
func (p Printer) N(key string, n int, args ...any) string {
	data := pairs(args)
	data["Count"] = p.Number(float64(n))
	return p.localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: n}, key)
}

func (p Printer) localize(c *i18n.LocalizeConfig, key string) string {
	if p.texts == nil {
		return key
	}
	s, err := p.loc.Localize(c)
	if s == "" {
		p.texts.missing.Store(key, err)
		return key
	}
	return s
}

func pairs(args []any) map[string]any {
	data := make(map[string]any, len(args)/2+1)
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok {
			data[name] = args[i+1]
		}
	}
	return data
}

// Money writes an amount: "$129.00".
func (p Printer) Money(a money.Amount) string { return a.Format(p.Lang()) }

// Number writes a number with at most two decimals: "1,234.5".
func (p Printer) Number(n float64) string {
	return message.NewPrinter(p.tag).Sprint(number.Decimal(n, number.MaxFractionDigits(2)))
}

// Date writes the day of a time, in the time's own zone: "4 March 2026".
func (p Printer) Date(t time.Time) string {
	month := p.T("date.month" + strconv.Itoa(int(t.Month())))
	return p.T("date.day", "Day", t.Day(), "Month", month, "Year", t.Year())
}

// DateTime writes a time to the minute, in its own zone: "4 March 2026, 15:04".
func (p Printer) DateTime(t time.Time) string {
	return p.T("date.minute", "Date", p.Date(t), "Time", t.Format("15:04"))
}

// List joins things: "a, b and c".
func (p Printer) List(all []string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	last := len(all) - 1
	return p.T("list.last", "Before", strings.Join(all[:last], p.T("list.comma")), "Last", all[last])
}
