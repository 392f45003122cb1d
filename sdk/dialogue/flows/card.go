package flows

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// telling is how many attributes a card's subtitle shows.
const telling = 3

// shelf shows products. Flows that do embed it.
type shelf struct{ o Options }

// cards shows products, each with its main facts.
func (f shelf) cards(in dialogue.Input, all []catalog.Product) []message.Card {
	out := make([]message.Card, len(all))
	for i, p := range all {
		out[i] = f.card(in, p, factNames(p))
	}
	return out
}

func (f shelf) card(in dialogue.Input, p catalog.Product, names []string) message.Card {
	lang := in.Say.Lang()
	offer, from := p.From()
	c := message.Card{Title: p.Title.In(lang), URL: p.URL, Price: price(in, offer.Price, from)}
	facts := attributes(in, p, names)
	facts = append(facts, f.stock(in, p)...)
	c.Subtitle = capital(strings.Join(append(facts, unitPrice(in, offer)...), " · "))
	if offer.Reduced() {
		c.Was = price(in, offer.Was, false)
	}
	if len(p.Images) > 0 {
		c.Image = p.Images[0].URL
		c.ImageAlt = cmp.Or(p.Images[0].Alt.In(lang), c.Title)
	}
	c.Choices = f.cardChoices(in, p)
	return c
}

func (f shelf) cardChoices(in dialogue.Input, p catalog.Product) []message.Choice {
	id := string(p.ID)
	from, _ := p.Price()
	details := choice(in.Say.T("product.details"), "product.show", "p", id, "price", priceArg(from), "c", p.CategoryPath())
	switch {
	case !p.Available():
		similar := choice(in.Say.T("product.similar"), "product.similar", "p", id, "c", p.CategoryPath())
		return []message.Choice{details, similar, askRestock(in, p, "")}
	case len(p.Variants) > 0:
		return []message.Choice{choice(in.Say.T("product.choose"), "choose.start", "p", id, "price", priceArg(from), "c", p.CategoryPath()), details}
	}
	return []message.Choice{choice(in.Say.T("cart.add"), "cart.add", "p", id, "price", priceArg(from), "c", p.CategoryPath()), details}
}

func price(in dialogue.Input, a money.Amount, from bool) *message.Price {
	text := in.Say.Money(a)
	if from {
		text = in.Say.T("product.from", "Price", text)
	}
	return &message.Price{Amount: a, Display: text}
}

// unitPrice says what a measure costs, where that says more than the price.
func unitPrice(in dialogue.Input, o catalog.Offer) []string {
	a, per, ok := o.UnitPrice()
	if !ok || a == o.Price {
		return nil
	}
	return []string{in.Say.Per(a, per.Number, per.Unit)}
}

// priceArg remembers in a choice what the shopper saw.
func priceArg(a money.Amount) string { return strconv.FormatInt(a.Minor, 10) }

// stock says what is true about the stock, and nothing where nothing is known.
func (f shelf) stock(in dialogue.Input, p catalog.Product) []string {
	if !p.Available() {
		return []string{in.Say.T("product.sold_out")}
	}
	if len(p.Variants) > 0 {
		return nil
	}
	return f.stockOf(in, p.Offer.Stock)
}

func (f shelf) stockOf(in dialogue.Input, s catalog.Stock) []string {
	switch {
	case s.Kind == catalog.StockCounted && s.Count <= 0:
		return []string{in.Say.T("product.sold_out")}
	case s.Kind == catalog.StockCounted && s.Count <= f.o.LowStock:
		return []string{in.Say.N("product.left", s.Count)}
	case s.Kind == catalog.StockUnknown:
		return nil
	}
	return []string{in.Say.T("product.in_stock")}
}

// factNames picks the attributes that a product's card shows: the first in the
// order in which the shop names them, those that are yes or no last. They do not
// depend on the list, so that a product reads the same everywhere.
func factNames(p catalog.Product) []string {
	all := slices.DeleteFunc(slices.Clone(p.Attributes), func(a catalog.Attribute) bool {
		return a.Kind == catalog.AttributeBool && !a.Bool
	})
	slices.SortStableFunc(all, func(a, b catalog.Attribute) int { return whether(a) - whether(b) })
	names := make([]string, 0, telling)
	for _, a := range all[:min(telling, len(all))] {
		names = append(names, a.Name)
	}
	return names
}

// whether is 1 for an attribute that is yes or no, else 0.
func whether(a catalog.Attribute) int {
	if a.Kind == catalog.AttributeBool {
		return 1
	}
	return 0
}

// tellingNames are the attributes in which products differ; of alike ones,
// those that come first.
func tellingNames(all []catalog.Product, most int) []string {
	values := map[string]map[string]bool{}
	var order []string
	for _, p := range all {
		for _, a := range p.Attributes {
			if values[a.Name] == nil {
				values[a.Name] = map[string]bool{}
				order = append(order, a.Name)
			}
			values[a.Name][rawValue(a)] = true
		}
	}
	differ := slices.DeleteFunc(slices.Clone(order), func(name string) bool { return len(values[name]) < 2 })
	if len(differ) > 0 {
		order = differ
	}
	return order[:min(most, len(order))]
}

func rawValue(a catalog.Attribute) string {
	return strings.Join(a.Text, ",") + strconv.FormatFloat(a.Number, 'g', -1, 64) + strconv.FormatBool(a.Bool)
}

// attributes words the named attributes of a product, in that order.
func attributes(in dialogue.Input, p catalog.Product, names []string) []string {
	var all []string
	for _, name := range names {
		i := slices.IndexFunc(p.Attributes, func(a catalog.Attribute) bool { return a.Name == name })
		if i < 0 {
			continue
		}
		if s := attribute(in, p.Attributes[i]); s != "" {
			all = append(all, clip(s, nameLength))
		}
	}
	return all
}

// attribute words one fact so that it stands alone: "3 kg", "nylon", "waterproof".
func attribute(in dialogue.Input, a catalog.Attribute) string {
	label := labelOf(in, a.Label, a.Name)
	switch a.Kind {
	case catalog.AttributeBool:
		if !a.Bool {
			return ""
		}
		return strings.ToLower(label)
	case catalog.AttributeNumber:
		return label + " " + in.Say.Measure(a.Number, a.Unit)
	}
	return strings.Join(calledAll(a.Text, a.Called, in), ", ")
}
