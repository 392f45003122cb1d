package understand_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/catalog/understand"
)

// amount is one product of a line of testdata/amounts.txt.
type amount struct {
	quantity int
	product  catalog.ProductID
	name     string
}

// TestAmounts tells how many pieces from the numbers that are part of names,
// with nothing listed, with a cart, and after a search that listed what is named.
func TestAmounts(t *testing.T) {
	t.Parallel()
	shop := amountShop(t)
	lines := readAmounts(t)
	if len(lines) < 100 {
		t.Errorf("only %d sentences", len(lines))
	}
	for _, line := range lines {
		t.Run(line.lang+" "+line.said, func(t *testing.T) {
			t.Parallel()
			for name, place := range amountPlaces {
				ctx := understand.Context{
					Lang: line.lang, Currency: demo.Currency,
					Shown: listed(shop.byID, line.lang, place.shown...), Cart: listed(shop.byID, line.lang, place.cart...),
				}
				m := shop.reader.Read(line.said, ctx)
				if fault := shop.fault(t, line, m, ctx); fault != "" {
					t.Errorf("%s: %s\n%s", name, fault, tell(m))
				}
			}
		})
	}
}

// What the cart holds is known: when something there is to be changed, a number
// that no name of it has counts.
func TestAmountsOfCart(t *testing.T) {
	t.Parallel()
	shop := amountShop(t)
	for said, want := range map[string]amountLine{
		"remove cub 2":          {"en", "", understand.IntentRemove, []amount{{2, "cub-bag", "cub"}}, ""},
		"remove two croft 2":    {"en", "", understand.IntentRemove, []amount{{2, "croft-2", "croft 2"}}, ""},
		"remove croft 2":        {"en", "", understand.IntentRemove, []amount{{0, "croft-2", "croft 2"}}, ""},
		"remove heron 3":        {"en", "", understand.IntentRemove, []amount{{0, "heron-3", "heron 3"}}, ""},
		"make the cub 3":        {"en", "", understand.IntentSetQuantity, []amount{{3, "cub-bag", "cub"}}, ""},
		"make the croft 2 5":    {"en", "", understand.IntentSetQuantity, []amount{{5, "croft-2", "croft 2"}}, ""},
		"add cub 2":             {"en", "", understand.IntentAdd, []amount{{0, "cub-bag", "cub 2"}}, ""},
		"убери cub 2":           {"ru", "", understand.IntentRemove, []amount{{2, "cub-bag", "cub"}}, ""},
		"сделай cub 3":          {"ru", "", understand.IntentSetQuantity, []amount{{3, "cub-bag", "cub"}}, ""},
		"cub 2 алып таста":      {"kk", "", understand.IntentRemove, []amount{{2, "cub-bag", "cub"}}, ""},
		"croft 2-ні алып таста": {"kk", "", understand.IntentRemove, []amount{{0, "croft-2", "croft 2"}}, ""},
	} {
		ctx := understand.Context{Lang: want.lang, Currency: demo.Currency, Cart: listed(shop.byID, want.lang, "croft-2", "cub-bag")}
		m := shop.reader.Read(said, ctx)
		if fault := shop.fault(t, want, m, ctx); fault != "" {
			t.Errorf("%q: %s\n%s", said, fault, tell(m))
		}
	}
}

// amountPlaces are the conversations that each sentence is read in.
var amountPlaces = map[string]struct{ shown, cart []catalog.ProductID }{
	"nothing listed": {},
	"cart":           {cart: []catalog.ProductID{"croft-2", "cub-bag"}},
	"shown and cart": {[]catalog.ProductID{"croft-2", "heron-2", "heron-3", "glim-450"}, []catalog.ProductID{"croft-2", "cub-bag"}},
}

// amountLine is a line of testdata/amounts.txt.
type amountLine struct {
	lang, said string
	intent     understand.Intent
	amounts    []amount
	wish       string // "size=42"; "" if none is asked for
}

var (
	amountLines = regexp.MustCompile(`^(\w\w): (.*) => (?:(remove|set_quantity) )?(.*?)(?: (\w+=\S+))?$`)
	amountParts = regexp.MustCompile(`^(\d+) (\S+) "(.*)"$`)
)

func readAmounts(t *testing.T) []amountLine {
	t.Helper()
	data, err := os.ReadFile("testdata/amounts.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []amountLine
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		p := amountLines.FindStringSubmatch(line)
		if p == nil {
			t.Fatalf("no amount: %s", line)
		}
		l := amountLine{lang: p[1], said: p[2], intent: cmp.Or(understand.Intent(p[3]), understand.IntentAdd), wish: p[5]}
		for part := range strings.SplitSeq(p[4], "; ") {
			a := amountParts.FindStringSubmatch(part)
			if a == nil {
				t.Fatalf("no amount: %s", line)
			}
			n, _ := strconv.Atoi(a[1])
			l.amounts = append(l.amounts, amount{n, catalog.ProductID(a[2]), a[3]})
		}
		all = append(all, l)
	}
	return all
}

// amounts is the demo shop with what finds its products.
type amounts struct {
	reader *understand.Reader
	index  *search.Index
	byID   map[catalog.ProductID]catalog.Product
}

func amountShop(t *testing.T) amounts {
	t.Helper()
	products, err := demo.Products()
	if err != nil {
		t.Fatal(err)
	}
	s := amounts{index: search.New(search.Config{}), byID: map[catalog.ProductID]catalog.Product{}}
	var changes []catalog.Change
	for i, p := range products {
		changes = append(changes, catalog.Change{Put: &products[i]})
		s.byID[p.ID] = p
	}
	if err := s.index.Apply(context.Background(), changes); err != nil {
		t.Fatal(err)
	}
	s.reader = understand.New(s.index.Vocabulary(), understand.Config{})
	return s
}

// fault says what a meaning lacks of what the line wants, "" if nothing.
func (s amounts) fault(t *testing.T, want amountLine, m understand.Meaning, ctx understand.Context) string {
	t.Helper()
	if m.Intent != want.intent {
		return fmt.Sprintf("%s, want %s", m.Intent, want.intent)
	}
	if len(m.Items) != len(want.amounts) {
		return fmt.Sprintf("%d items, want %d", len(m.Items), len(want.amounts))
	}
	for i, a := range want.amounts {
		it := m.Items[i]
		if it.Quantity != a.quantity {
			return fmt.Sprintf("item %d: quantity %d, want %d", i, it.Quantity, a.quantity)
		}
		if id := s.found(t, it, ctx); a.product != "?" && id != a.product {
			return fmt.Sprintf("item %d is %s, want %s", i, id, a.product)
		}
		if len(it.At) == 0 && !names(it.Query.Text, a.name) {
			return fmt.Sprintf("item %d is looked for as %q, want %q and no other number", i, it.Query.Text, a.name)
		}
	}
	if want.wish != "" && !slices.ContainsFunc(m.Wishes, func(w understand.Wish) bool { return wishes(w, want.wish) }) {
		return "no wish for " + want.wish
	}
	return ""
}

// found is the product that an item is: the one that is listed, or the first
// that its words find.
func (s amounts) found(t *testing.T, it understand.Item, ctx understand.Context) catalog.ProductID {
	t.Helper()
	switch {
	case len(it.At) > 1:
		return "one of several"
	case len(it.At) == 1 && it.Place == understand.PlaceCart:
		return ctx.Cart[it.At[0]].Ref.Product
	case len(it.At) == 1:
		return ctx.Shown[it.At[0]].Ref.Product
	}
	result, err := s.index.Search(t.Context(), it.Query)
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Hits) == 0 {
		return "nothing"
	}
	return result.Hits[0].Product.ID
}

var amountDigits = regexp.MustCompile(`[0-9]`)

// names says whether the words that are looked for hold the name, and no number
// that is not its.
func names(text, name string) bool {
	before, after, ok := strings.Cut(" "+strings.ToLower(text)+" ", strings.TrimRight(" "+name, " "))
	return ok && !amountDigits.MatchString(before+after)
}

// wishes says whether a wish is the one that a line asks for, "size=42".
func wishes(w understand.Wish, want string) bool {
	name, value, _ := strings.Cut(want, "=")
	if w.Name != name && string(w.Kind) != name {
		return false
	}
	n, err := strconv.ParseFloat(value, 64)
	r := w.Range
	if err == nil && (r.Min != nil || r.Max != nil) {
		return (r.Min == nil || *r.Min <= n) && (r.Max == nil || *r.Max >= n)
	}
	return slices.Contains(w.Values, value)
}

// tell writes what was understood.
func tell(m understand.Meaning) string {
	s := string(m.Intent)
	for _, w := range m.Wishes {
		s += fmt.Sprintf(" [%s %s %v]", w.Kind, w.Name, w.Values)
	}
	for _, it := range m.Items {
		s += fmt.Sprintf(" {%d× %s%v %v %q}", it.Quantity, it.Place, it.At, it.Query.Categories, it.Query.Text)
	}
	return s
}
