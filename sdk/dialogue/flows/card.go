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

// cards shows products of one list, each with what tells it from the others.
func (f shelf) cards(in dialogue.Input, all []catalog.Product) []message.Card {
	names := tellingNames(all)
	out := make([]message.Card, len(all))
	for i, p := range all {
		out[i] = f.card(in, p, names)
	}
	return out
}

func (f shelf) card(in dialogue.Input, p catalog.Product, names []string) message.Card {
	lang := in.Say.Lang()
	offer, from := p.From()
	c := message.Card{Title: p.Title.In(lang), URL: p.URL, Price: price(in, offer.Price, from)}
	facts := attributes(in, p, names)
	c.Subtitle = strings.Join(append(facts, f.stock(in, p)...), " · ")
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
	details := choice(in.Say.T("product.details"), "product.show", "p", id, "c", p.CategoryPath())
	switch {
	case !p.Available():
		return []message.Choice{details, choice(in.Say.T("product.similar"), "product.similar", "p", id, "c", p.CategoryPath())}
	case len(p.Variants) > 0:
		return []message.Choice{choice(in.Say.T("product.choose"), "choose.start", "p", id), details}
	}
	return []message.Choice{choice(in.Say.T("cart.add"), "cart.add", "p", id, "price", priceArg(p.Offer.Price), "c", p.CategoryPath()), details}
}

func price(in dialogue.Input, a money.Amount, from bool) *message.Price {
	text := in.Say.Money(a)
	if from {
		text = in.Say.T("product.from", "Price", text)
	}
	return &message.Price{Amount: a, Display: text}
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

// tellingNames picks the attributes in which products of one list differ;
// for one product, or alike ones, those that come first.
func tellingNames(all []catalog.Product) []string {
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
	slices.SortStableFunc(order, func(a, b string) int {
		return cmp.Compare(min(2, len(values[b])), min(2, len(values[a])))
	})
	return order[:min(telling, len(order))]
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
			all = append(all, s)
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
		return label + " " + withUnit(in.Say.Number(a.Number), a.Unit)
	}
	return strings.Join(labelled(in, attributeTerm(in, a.Name), a.Text), ", ")
}
