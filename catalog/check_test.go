package catalog_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
)

// whole is a product with something in every field.
func whole() catalog.Product {
	name := func(s string) catalog.Text { return catalog.Text{"": s, "kk": s} }
	o := offer(100_00, 3)
	o.Was, o.Content, o.Per = money.New(120_00, "USD"), catalog.Measure{Number: 230, Unit: "g"}, catalog.Measure{Number: 1, Unit: "kg"}
	return catalog.Product{
		ID: "tee/1", SKU: "T-1", Barcode: "4006381333931", Title: name("Tee"), Description: name("Soft."), Brand: "Alem",
		Category: []catalog.Text{name("Clothes"), name("Tees")}, URL: "https://shop.example/tee", Offer: o,
		Images:     []catalog.Image{{URL: "/tee.png", Alt: name("A tee")}},
		Attributes: []catalog.Attribute{{Name: "fit", Kind: catalog.AttributeText, Text: []string{"slim"}}},
		Options:    []catalog.Option{{Name: "size", Label: name("Size"), Values: []string{"S", "M"}}},
		Variants: []catalog.Variant{
			{ID: "s", Values: map[string]string{"size": "S"}, Offer: o, Image: &catalog.Image{URL: "/s.png"}},
			{ID: "m", Values: map[string]string{"size": "M"}, Offer: o},
		},
		Rating:  catalog.Rating{Average: 4.5, Count: 2},
		Reviews: []catalog.Review{{Author: "Ann", Stars: 5, Text: "Good."}},
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	if wrong := whole().Check("USD"); wrong != nil {
		t.Fatalf("a whole product: %v", wrong[0])
	}
	long := strings.Repeat("x", 30_000)
	for field, spoil := range map[string]func(*catalog.Product){
		"id":                       func(p *catalog.Product) { p.ID = "" },
		"id ":                      func(p *catalog.Product) { p.ID = "a\x00" },
		"id  ":                     func(p *catalog.Product) { p.ID = " a" },
		"id   ":                    func(p *catalog.Product) { p.ID = catalog.ProductID(long) },
		"id    ":                   func(p *catalog.Product) { p.ID = "\xff" },
		"title":                    func(p *catalog.Product) { p.Title = nil },
		"title ":                   func(p *catalog.Product) { p.Title[""] = long },
		"title  ":                  func(p *catalog.Product) { p.Title[""] = "\xff" },
		"description":              func(p *catalog.Product) { p.Description["kk"] = long },
		"brand":                    func(p *catalog.Product) { p.Brand = long },
		"category":                 func(p *catalog.Product) { p.Category = make([]catalog.Text, 13) },
		"category[1]":              func(p *catalog.Product) { p.Category[1] = nil },
		"url":                      func(p *catalog.Product) { p.URL = "javascript:alert(1)" },
		"url ":                     func(p *catalog.Product) { p.URL = "//evil.example/" },
		"url  ":                    func(p *catalog.Product) { p.URL = "https://ann:secret@shop.example/" },
		"url   ":                   func(p *catalog.Product) { p.URL = `/\evil.example` },
		"url    ":                  func(p *catalog.Product) { p.URL = "https:///" },
		"images[0].url":            func(p *catalog.Product) { p.Images[0].URL = "data:text/html,x" },
		"images[0].url ":           func(p *catalog.Product) { p.Images[0].URL = "" },
		"attributes[0].kind":       func(p *catalog.Product) { p.Attributes[0].Kind = "set" },
		"attributes[0].name":       func(p *catalog.Product) { p.Attributes[0].Name = "" },
		"attributes[0].number":     func(p *catalog.Product) { p.Attributes[0].Number = math.Inf(1) },
		"options[0].name":          func(p *catalog.Product) { p.Options[0].Name = "" },
		"variants[1].id":           func(p *catalog.Product) { p.Variants[1].ID = "s" },
		"variants[0].id":           func(p *catalog.Product) { p.Variants[0].ID = "" },
		"variants[0].values":       func(p *catalog.Product) { p.Variants[0].Values["size"] = "XXL" },
		"variants[0].values ":      func(p *catalog.Product) { p.Variants[0].Values["fit"] = "slim" },
		"variants[0].offer.price":  func(p *catalog.Product) { p.Variants[0].Offer.Price.Currency = "EUR" },
		"variants[0].offer.price ": func(p *catalog.Product) { p.Variants[0].Offer.Price.Minor = -1 },
		"variants[0].image.url":    func(p *catalog.Product) { p.Variants[0].Image.URL = "file:///etc/passwd" },
		"offer.price":              func(p *catalog.Product) { p.Variants, p.Offer.Price = nil, money.Amount{} },
		"offer.was":                func(p *catalog.Product) { p.Variants, p.Offer.Was.Currency = nil, "EUR" },
		"offer.content":            func(p *catalog.Product) { p.Variants, p.Offer.Content.Unit = nil, "cup" },
		"offer.per":                func(p *catalog.Product) { p.Variants, p.Offer.Per.Number = nil, math.NaN() },
		"offer.stock.count":        func(p *catalog.Product) { p.Variants, p.Offer.Stock.Count = nil, -1 },
		"offer.stock.kind":         func(p *catalog.Product) { p.Variants, p.Offer.Stock.Kind = nil, "some" },
		"rating":                   func(p *catalog.Product) { p.Rating.Average = math.NaN() },
		"reviews[0].stars":         func(p *catalog.Product) { p.Reviews[0].Stars = 6 },
		"reviews[0].text":          func(p *catalog.Product) { p.Reviews[0].Text = long },
		"": func(p *catalog.Product) {
			p.Reviews = nil
			for range 400 {
				p.Reviews = append(p.Reviews, catalog.Review{Text: strings.Repeat("x", 10_000)})
			}
		},
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			p := whole()
			spoil(&p)
			wrong := p.Check("USD")
			if len(wrong) == 0 {
				t.Fatal("nothing is found to be wrong")
			}
			if got, want := wrong[0].Field, strings.TrimRight(field, " "); got != want || wrong[0].Reason == "" {
				t.Errorf("found %q (%s), want %q", got, wrong[0].Reason, want)
			}
		})
	}
}

// What Check lets through can be written down, read again, indexed and found.
func FuzzCheck(f *testing.F) {
	raw, err := json.Marshal(whole())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"id":"a","title":{"":"b"},"offer":{"price":{"minor":1,"currency":"USD"}},"variants":null}`))
	f.Add([]byte(`{"id":"a","title":{"":""},"category":[{}],"variants":[{"id":"x","values":{"q":"w"}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var p catalog.Product
		if json.Unmarshal(raw, &p) != nil || len(p.Check("USD")) > 0 {
			return
		}
		index := search.New(search.Config{})
		if err := index.Apply(t.Context(), []catalog.Change{{Put: &p}}); err != nil {
			t.Fatal(err)
		}
		if _, err := json.Marshal(p); err != nil {
			t.Fatal(err)
		}
		if got, ok := index.Get(p.ID); !ok || got.Title.In("en") == "" {
			t.Errorf("the index has %v of %q", ok, p.ID)
		}
	})
}
