package flows_test

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/dialogue/dialoguetest"
	"github.com/sauda-commerce/sauda/sdk/dialogue/flows"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// english are our texts, read once: they never change.
var english = sync.OnceValues(func() (*locale.Texts, error) { return locale.New() })

// shop is an outdoor shop of a few products.
func shop(t *testing.T, known contact.Contact) *dialoguetest.Shop {
	t.Helper()
	return shopOf(t, known, profile())
}

// shopOf is one of another profile, or of other goods.
func shopOf(t *testing.T, known contact.Contact, p dialogue.Shop, other ...catalog.Product) *dialoguetest.Shop {
	t.Helper()
	if len(other) == 0 {
		other = goods()
	}
	texts, err := english()
	if err != nil {
		t.Fatal(err)
	}
	index := search.New(search.Config{})
	if err := index.Apply(t.Context(), puts(other...)); err != nil {
		t.Fatal(err)
	}
	s, err := dialoguetest.New(dialoguetest.Config{
		Router:  dialogue.NewRouter(flows.All(flows.Options{})...),
		Catalog: catalog.New(nil).WithIndex(index),
		Texts:   texts,
		Shop:    p,
		Contact: known,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func guest(t *testing.T) *dialoguetest.Shop { return shop(t, contact.Contact{}) }

// ann is a shopper whose details the shop knows.
func ann() contact.Contact {
	return contact.Contact{
		ID: "ann", Name: "Ann Lee", Phone: "+12025550143", Email: "ann@example.com",
		Address: "12 Oak Street, Springfield, 12345", Country: "US", Delivery: "courier",
	}
}

func profile() dialogue.Shop {
	return dialogue.Shop{
		Name: "Alpine Post", Currency: "USD", Locale: "en", Country: "US", Zone: time.UTC,
		BaseURL: "https://chat.example", PayPath: "/pay/",
		Rules: quote.Rules{
			Country: "US",
			Methods: []quote.Method{
				{ID: "courier", Name: catalog.Text{"en": "Courier"}, Price: usd(500), FreeOver: usd(30000)},
				{ID: "pickup", Name: catalog.Text{"en": "Pickup"}, Pickup: true},
			},
		},
		Texts: map[string]catalog.Text{"returns": {"en": "You can send anything back within 30 days."}},
	}
}

func usd(minor int64) money.Amount { return money.New(minor, "USD") }

func puts(all ...catalog.Product) []catalog.Change {
	changes := make([]catalog.Change, len(all))
	for i := range all {
		changes[i] = catalog.Change{Put: &all[i]}
	}
	return changes
}

func counted(n int) catalog.Stock { return catalog.Stock{Kind: catalog.StockCounted, Count: n} }

// item is a product without variants.
func item(id, title, category string, price int64, stock catalog.Stock, facts ...catalog.Attribute) catalog.Product {
	p := catalog.Product{
		ID: catalog.ProductID(id), Title: catalog.Text{"en": title}, Brand: "Northfell",
		Description: catalog.Text{"en": title + ", made for bad weather."},
		Images:      []catalog.Image{{URL: "/pictures/" + id + ".svg"}},
		Attributes:  facts, Offer: catalog.Offer{Price: usd(price), Stock: stock},
	}
	for name := range strings.SplitSeq(category, "/") {
		p.Category = append(p.Category, catalog.Text{"en": name})
	}
	return p
}

func number(name string, n float64, unit string) catalog.Attribute {
	return catalog.Attribute{Name: name, Label: catalog.Text{"en": name}, Kind: catalog.AttributeNumber, Number: n, Unit: unit}
}

func text(name string, values ...string) catalog.Attribute {
	return catalog.Attribute{Name: name, Label: catalog.Text{"en": name}, Kind: catalog.AttributeText, Text: values}
}

func truth(name string, b bool) catalog.Attribute {
	return catalog.Attribute{Name: name, Label: catalog.Text{"en": name}, Kind: catalog.AttributeBool, Bool: b}
}

// sized is a product in colours and sizes; what is named sold is sold out.
func sized(p catalog.Product, colours, sizes []string, sold ...string) catalog.Product {
	p.Options = []catalog.Option{
		{Name: "color", Label: catalog.Text{"en": "Colour"}, Values: colours},
		{Name: "size", Label: catalog.Text{"en": "Size"}, Values: sizes},
	}
	for i, c := range colours {
		for j, s := range sizes {
			v := catalog.Variant{
				ID:     catalog.VariantID(fmt.Sprintf("%s-%d%d", p.ID, i, j)),
				Values: map[string]string{"color": c, "size": s},
				Offer:  catalog.Offer{Price: p.Offer.Price, Stock: counted(8)},
			}
			for _, what := range sold {
				if what == c+" "+s {
					v.Offer.Stock = counted(0)
				}
			}
			p.Variants = append(p.Variants, v)
		}
	}
	return p
}

func goods() []catalog.Product {
	unlimited := catalog.Stock{Kind: catalog.StockUnlimited}
	dome := item("tent-1", "Dome 2", "Camping/Tents", 17900, counted(12), number("sleeps", 2, "people"), number("weight", 2.4, "kg"), truth("waterproof", true))
	dome.Offer.Was = usd(19900)
	return []catalog.Product{
		dome,
		item("tent-2", "Ridge 3", "Camping/Tents", 24900, counted(3), number("sleeps", 3, "people"), number("weight", 3.1, "kg"), truth("waterproof", true)),
		item("tent-3", "Solo Lite", "Camping/Tents", 14900, counted(7), number("sleeps", 1, "people"), number("weight", 1.2, "kg"), truth("waterproof", true)),
		item("tent-4", "Basecamp 6", "Camping/Tents", 52900, counted(2), number("sleeps", 6, "people"), number("weight", 9.8, "kg"), truth("waterproof", true)),
		item("tent-5", "Garden Shade", "Camping/Tents", 6900, unlimited, number("sleeps", 4, "people"), number("weight", 4.5, "kg"), truth("waterproof", false)),
		item("tent-6", "Hogback 4", "Camping/Tents", 38900, counted(0), number("sleeps", 4, "people"), number("weight", 4.9, "kg"), truth("waterproof", true)),
		item("lamp-1", "Glow Lamp", "Camping/Lamps", 3500, unlimited, number("brightness", 300, "lm")),
		item("lamp-2", "Beam Headlamp", "Camping/Lamps", 4900, catalog.Stock{}, number("brightness", 450, "lm")),
		item("pack-1", "Trail Pack 30", "Packs/Backpacks", 11900, counted(9), number("capacity", 30, "l"), number("weight", 0.9, "kg")),
		item("pack-2", "Haul Pack 65", "Packs/Backpacks", 21900, counted(4), number("capacity", 65, "l"), number("weight", 2.1, "kg")),
		sized(item("jacket-1", "Storm Jacket", "Clothing/Jackets", 12900, unlimited, text("material", "Nylon"), truth("waterproof", true)),
			[]string{"Red", "Blue"}, []string{"S", "M", "L"}, "Red L"),
		sized(item("jacket-2", "Breeze Jacket", "Clothing/Jackets", 8900, unlimited, text("material", "Cotton"), truth("waterproof", false)),
			[]string{"Green"}, []string{"M", "L"}),
		item("cap-1", "Trail Cap", "Clothing/Caps", 1900, counted(5), text("material", "Cotton")),
		item("cap-2", "Wool Cap", "Clothing/Caps", 2400, counted(6), text("material", "Merino Wool")),
	}
}

// verbs change the catalogue in the middle of a transcript.
var verbs = map[string]func(s *dialoguetest.Shop, rest string) error{
	"gone": func(s *dialoguetest.Shop, id string) error {
		return s.Change(catalog.Change{Delete: catalog.ProductID(id)})
	},
	"price": func(s *dialoguetest.Shop, rest string) error {
		return change(s, rest, func(o *catalog.Offer, n int) { o.Price = usd(int64(n)) })
	},
	"was": func(s *dialoguetest.Shop, rest string) error {
		return change(s, rest, func(o *catalog.Offer, n int) { o.Was = usd(int64(n)) })
	},
	"add": func(s *dialoguetest.Shop, rest string) error {
		id, title, _ := strings.Cut(rest, " ")
		p := item(id, title, "Camping/Tents", 9900, counted(9))
		return s.Change(catalog.Change{Put: &p})
	},
	"down": func(s *dialoguetest.Shop, _ string) error {
		s.Stale = true
		return nil
	},
	"sold": func(s *dialoguetest.Shop, rest string) error { // one variant
		id, variant, _ := strings.Cut(rest, " ")
		p, err := s.Product(catalog.ProductID(id))
		if err != nil {
			return err
		}
		p.Variants = append([]catalog.Variant(nil), p.Variants...)
		for i := range p.Variants {
			if p.Variants[i].ID == catalog.VariantID(variant) {
				p.Variants[i].Offer.Stock = counted(0)
			}
		}
		return s.Change(catalog.Change{Put: &p})
	},
	"stock": func(s *dialoguetest.Shop, rest string) error {
		return change(s, rest, func(o *catalog.Offer, n int) { o.Stock = counted(n) })
	},
}

func change(s *dialoguetest.Shop, rest string, do func(*catalog.Offer, int)) error {
	id, number, _ := strings.Cut(rest, " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		return err
	}
	p, err := s.Product(catalog.ProductID(id))
	if err != nil {
		return err
	}
	do(&p.Offer, n)
	p.Variants = append([]catalog.Variant(nil), p.Variants...)
	for i := range p.Variants {
		do(&p.Variants[i].Offer, n)
	}
	return s.Change(catalog.Change{Put: &p})
}
