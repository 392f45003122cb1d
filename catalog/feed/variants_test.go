package feed_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/feed"
)

func option(name, label string, values ...string) catalog.Option {
	return catalog.Option{Name: name, Label: catalog.Text{"": label}, Values: values}
}

func TestRowsOfAGroupAreOneProduct(t *testing.T) {
	t.Parallel()
	got := products(t, `id,item_group_id,title,description,price,was,stock,color,size,material,image,weight (g)
r-m,shirt,"Shirt - red, M",Soft,20,25,3,red,M,wool,/r.jpg,200
cap,,Cap,Warm,9,,1,,,,,
b-l,shirt,"Shirt - blue, L",Soft,22,,0,blue,L,wool,/b.jpg,220
`, nil)
	red, blue := &catalog.Image{URL: "/r.jpg"}, &catalog.Image{URL: "/b.jpg"}
	want := []catalog.Product{
		{
			ID: "shirt", Title: catalog.Text{"": "Shirt"}, Description: catalog.Text{"": "Soft"},
			Images:     []catalog.Image{{URL: "/r.jpg"}},
			Attributes: []catalog.Attribute{text("material", "Material", "wool")},
			Options:    []catalog.Option{option("size", "Size", "M", "L"), option("color", "Color", "red", "blue")},
			Variants: []catalog.Variant{
				{ID: "r-m", Values: map[string]string{"size": "M", "color": "red"}, Image: red, Offer: catalog.Offer{Price: usd(2000), Was: usd(2500), Stock: counted(3)}, Attributes: []catalog.Attribute{number("weight", "Weight", 200, "g")}},
				{ID: "b-l", Values: map[string]string{"size": "L", "color": "blue"}, Image: blue, Offer: catalog.Offer{Price: usd(2200), Stock: counted(0)}, Attributes: []catalog.Attribute{number("weight", "Weight", 220, "g")}},
			},
		},
		{ID: "cap", Title: catalog.Text{"": "Cap"}, Description: catalog.Text{"": "Warm"}, Offer: catalog.Offer{Price: usd(900), Stock: counted(1)}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestVariantsByOtherMeans(t *testing.T) {
	t.Parallel()
	sizes := []catalog.Variant{
		{ID: "p-s", Values: map[string]string{"size": "S"}, Offer: catalog.Offer{Price: usd(1000), Stock: counted(1)}},
		{ID: "p-l", Values: map[string]string{"size": "L"}, Offer: catalog.Offer{Price: usd(1100), Stock: counted(0)}},
	}
	want := []catalog.Product{{
		ID: "p", Title: catalog.Text{"": "Parka"}, Brand: "Alem", Attributes: []catalog.Attribute{truth("hood", "Hood", true)},
		Options: []catalog.Option{option("size", "Size", "S", "L")}, Variants: sizes,
	}}
	feeds := map[string]string{
		"parent row after":  "id,parent,title,brand,price,stock,size,hood\np-s,p,Parka S,Alem,10,1,S,\np,,Parka,Alem,10,,,yes\np-l,p,Parka L,Alem,11,0,L,\n",
		"parent row before": "id,parent,title,brand,price,stock,size,hood\np,,Parka,Alem,10,,,yes\np-s,p,Parka S,Alem,10,1,S,\np-l,p,Parka L,Alem,11,0,L,yes\n",
		"no parent row":     "id,parent,title,brand,price,stock,size,hood\np-s,p,Parka / S,Alem,10,1,S,yes\np-l,p,Parka / L,Alem,11,0,L,yes\n",
		"nested json":       `{"id":"p","title":"Parka","brand":"Alem","price":10,"hood":true,"variants":[{"id":"p-s","size":"S","stock":1},{"id":"p-l","size":"L","regular_price":"11","stock":0}]}`,
		"json rows":         `{"id":"p-s","parent":"p","title":"Parka S","brand":"Alem","price":10,"size":"S","stock":1,"hood":true}` + "\n" + `{"id":"p-l","parent":"p","title":"Parka L","brand":"Alem","price":11,"size":"L","stock":0,"hood":true}`,
		"xml": `<rss xmlns:g="http://base.google.com/ns/1.0"><channel>
<item><g:id>p-s</g:id><g:item_group_id>p</g:item_group_id><title>Parka (S)</title><g:brand>Alem</g:brand><g:price>10 USD</g:price><g:quantity>1</g:quantity><g:size>S</g:size><hood>true</hood></item>
<item><g:id>p-l</g:id><g:item_group_id>p</g:item_group_id><title>Parka (L)</title><g:brand>Alem</g:brand><g:price>11 USD</g:price><g:quantity>0</g:quantity><g:size>L</g:size><hood>true</hood></item></channel></rss>`,
	}
	for name, body := range feeds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, products(t, body, nil)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What only one of two variants says is not true of the product.
func TestAttributeOfOneVariant(t *testing.T) {
	t.Parallel()
	p := products(t, "id,parent,title,price,size,hood\na,p,P,1,S,yes\nb,p,P,1,M,\n", nil)[0]
	if diff := cmp.Diff([]catalog.Attribute{truth("hood", "Hood", true)}, p.Variants[0].Attributes); diff != "" || len(p.Attributes) != 0 || len(p.Variants[1].Attributes) != 0 {
		t.Errorf("%s; product has %v", diff, p.Attributes)
	}
}

func TestGroupsThatDifferInNothingKnown(t *testing.T) {
	t.Parallel()
	got := products(t, "id,group id,title,price,flavour\n1,tea,Tea mint,3,mint\n2,tea,Tea rose,3,rose\n3,lone,Cup,5,\n4,same,Pot,6,\n5,same,Pot,7,\n", nil)
	label := catalog.Text{"en": "Variant", "ru": "Вариант", "kk": "Нұсқа"}
	want := [][]catalog.Option{
		{{Name: "variant", Label: label, Values: []string{"Tea mint", "Tea rose"}}}, nil, {{Name: "variant", Label: label, Values: []string{"4", "5"}}},
	}
	for i, p := range got {
		if diff := cmp.Diff(want[i], p.Options); diff != "" {
			t.Errorf("%s: %s", p.ID, diff)
		}
	}
	if got[1].ID != "lone" || got[1].SKU != "3" || len(got[1].Variants) != 0 {
		t.Errorf("a lone row became %+v", got[1])
	}
	named := products(t, "id,group id,title,price,flavour\n1,tea,Tea mint,3,mint\n2,tea,Tea rose,3,rose\n", func(c *feed.Config) { c.Options = []string{"Flavour"} })
	if diff := cmp.Diff([]catalog.Option{option("flavour", "Flavour", "mint", "rose")}, named[0].Options); diff != "" {
		t.Error(diff)
	}
}

// With little room, groups in order are still whole; rows that come too late
// for their group are reported, never sent as a product that lacks the others.
func TestHeldRowsAreBounded(t *testing.T) {
	t.Parallel()
	const n = 500
	var ordered, mixed strings.Builder
	for i := range n {
		fmt.Fprintf(&ordered, "\n%d-s,g%d,A,1,S\n%d-l,g%d,A,1,L", i, i, i, i)
		fmt.Fprintf(&mixed, "\n%d-s,g%d,A,1,S", i, i)
	}
	for i := range n {
		fmt.Fprintf(&mixed, "\n%d-l,g%d,A,1,L", i, i)
	}
	head := "id,item_group_id,title,price,size"
	small := func(c *feed.Config) { c.MaxHeld = 20_000 }
	r := list(t.Context(), over(head+ordered.String(), small), "")
	if len(r.products) != n || len(r.rows) != 0 {
		t.Errorf("in order: %d products, %d reports", len(r.products), len(r.rows))
	}
	for _, p := range r.products {
		if len(p.Variants) != 2 {
			t.Fatalf("%s has %d variants", p.ID, len(p.Variants))
		}
	}
	r = list(t.Context(), over(head+mixed.String(), small), "")
	if len(r.products) != n || len(r.rows) == 0 || r.err != nil || !strings.Contains(r.rows[0].Reason, "sort the feed by group") {
		t.Errorf("mixed: %d products, %d reports, %v", len(r.products), len(r.rows), r.err)
	}
	if r = list(t.Context(), over(head+mixed.String(), nil), ""); len(r.products) != n || len(r.rows) != 0 {
		t.Errorf("mixed with room: %d products, %d reports", len(r.products), len(r.rows))
	}
}

// Columns in the languages of our shoppers are options too.
func TestOptionsInOtherLanguages(t *testing.T) {
	t.Parallel()
	for head, want := range map[string]string{"Размер,Цвет": "размер цвет", "Түсі,Өлшемі": "өлшемі түсі"} {
		got := products(t, "id,item_group_id,title,price,"+head+"\na,g,Куртка,10,42,Красный\nb,g,Куртка,10,43,Синий\n", nil)
		if len(got) != 1 || len(got[0].Options) != 2 {
			t.Fatalf("%s: %+v", head, got)
		}
		if names := got[0].Options[0].Name + " " + got[0].Options[1].Name; names != want {
			t.Errorf("%s: options %s, want %s", head, names, want)
		}
	}
}
