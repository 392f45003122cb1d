package understand

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sauda-commerce/sauda/catalog"
)

var update = flag.Bool("update", false, "rewrite testdata/sentences.*.txt from what is understood now")

// TestSentences reads every sentence of the tables and compares the whole
// meaning, written in one line. Lines are "sentence => meaning".
func TestSentences(t *testing.T) {
	t.Parallel()
	for lang, shop := range map[string]struct {
		vocabulary *catalog.Vocabulary
		context    Context
		least      int
	}{
		"en": {testVocabulary(), testContext(), 300},
		"ru": {labelledVocabulary(), labelledContext("ru"), 200},
		"kk": {labelledVocabulary(), labelledContext("kk"), 200},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			if n := readTable(t, lang, New(shop.vocabulary, Config{}), shop.context); n < shop.least {
				t.Errorf("only %d sentences", n)
			}
		})
	}
}

// readTable reads the sentences of one language and says how many there are.
func readTable(t *testing.T, lang string, r *Reader, ctx Context) int {
	t.Helper()
	file := "testdata/sentences." + lang + ".txt"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	count := 0
	for line := range strings.SplitSeq(strings.TrimSuffix(string(data), "\n"), "\n") {
		sentence, want, ok := strings.Cut(line, " => ")
		if line == "" || strings.HasPrefix(line, "//") {
			fmt.Fprintln(&out, line)
			continue
		}
		count++
		got := describe(r.Read(sentence, ctx), sentence)
		fmt.Fprintf(&out, "%s => %s\n", sentence, got)
		if !*update && (!ok || got != want) {
			t.Errorf("Read(%q)\n got %s\nwant %s", sentence, got, want)
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return count
}

// describe writes a meaning in one line.
func describe(m Meaning, text string) string {
	var b strings.Builder
	b.WriteString(string(m.Intent))
	if m.Topic != "" {
		b.WriteString("/" + string(m.Topic))
	}
	if !m.Confident {
		b.WriteString("?")
	}
	for _, w := range m.Wishes {
		b.WriteString(" " + describeWish(w, text))
	}
	for _, it := range m.Items {
		b.WriteString(" " + describeItem(it))
	}
	if m.Quantity != 0 {
		fmt.Fprintf(&b, " quantity:%d", m.Quantity)
	}
	if m.Query.Text != "" {
		fmt.Fprintf(&b, " text:%q", m.Query.Text)
	}
	if len(m.About) > 0 {
		b.WriteString(" about:" + strings.Join(m.About, ","))
	}
	if m.OrderRef != "" {
		b.WriteString(" order:" + m.OrderRef)
	}
	if m.Language != "" {
		b.WriteString(" language:" + m.Language)
	}
	if m.OptOut {
		b.WriteString(" OPT-OUT")
	}
	return b.String()
}

func describeWish(w Wish, text string) string {
	mark := map[Strength]string{Must: "", Nice: "~", Not: "!"}[w.Strength]
	what := string(w.Kind)
	if w.Name != "" {
		what = w.Name
	}
	if len(w.Values) > 0 {
		what += "=" + strings.Join(w.Values, "|")
	}
	what += describeRange(w.Range)
	if w.Kind == KindPrice && w.Currency != "USD" {
		what += w.Currency
	}
	return fmt.Sprintf("[%s%s «%s»]", mark, what, w.Span.Of(text))
}

func describeRange(r catalog.Range) string {
	s := ""
	if r.Min != nil {
		s += fmt.Sprintf(">=%v", *r.Min)
	}
	if r.Max != nil {
		s += fmt.Sprintf("<=%v", *r.Max)
	}
	return s
}

func describeItem(it Item) string {
	s := fmt.Sprintf("{%d× %s%v", it.Quantity, it.Place, it.At)
	for _, f := range []struct {
		on   bool
		name string
	}{{it.None, " none"}, {it.Pointed, " pointed"}, {it.That, " that"}, {it.All, " all"}} {
		if f.on {
			s += f.name
		}
	}
	if it.Query.Text != "" || len(it.Query.Categories)+len(it.Query.Filters) > 0 {
		s += fmt.Sprintf(" find%v%q", it.Query.Categories, it.Query.Text)
		for _, f := range it.Query.Filters {
			s += fmt.Sprintf(" %s=%v", f.Name, f.Values)
		}
	}
	return s + "}"
}

// TestQuery checks the query that a rich sentence becomes.
func TestQuery(t *testing.T) {
	t.Parallel()
	r := New(testVocabulary(), Config{})
	got := r.Read("Show me waterproof red or blue jackets, not cotton, size M, lighter than 800 g, under $200, in stock, on sale, cheapest first, storm", testContext()).Query
	yes, weight, price := true, 0.8, 19999.0
	want := catalog.Query{
		Text: "storm", Lang: "en", Categories: []string{"Clothing/Jackets"}, Currency: "USD",
		Price: catalog.Range{Max: &price}, InStock: true, Reduced: true, Sort: catalog.SortPriceAsc,
		Filters: []catalog.Filter{
			{Name: "waterproof", Bool: &yes},
			{Name: "color", Values: []string{"Red", "Blue"}},
			{Name: "material", Values: []string{"Cotton"}, Not: true},
			{Name: "size", Values: []string{"M"}},
			{Name: "weight", Range: catalog.Range{Max: &weight}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("query (-want +got):\n%s", diff)
	}
}
