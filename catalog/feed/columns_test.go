package feed_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
)

func TestAttributeKinds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		column, value string
		want          catalog.Attribute
	}{
		{"weight", "1.5 kg", number("weight", "Weight", 1.5, "kg")},
		{"Вес", "1,5 кг", number("вес", "Вес", 1.5, "kg")},
		{"weight_kg", "1.5", number("weight", "Weight", 1.5, "kg")},
		{"Weight (kg)", "1.5", number("weight", "Weight", 1.5, "kg")},
		{"weightKg", "1.5", number("weight", "Weight", 1.5, "kg")},
		{"Weight - kg", "heavy", text("weight_kg", "Weight - kg", "heavy")},
		{"area", "2.4 m2", number("area", "Area", 2.4, "m²")},
		{"area", "2.4 m²", number("area", "Area", 2.4, "m²")},
		{"temperature", "-10 °C", number("temperature", "Temperature", -10, "°C")},
		{"maxLoad", "120", number("max_load", "Max load", 120, "")},
		{"ratio", "0.5", number("ratio", "Ratio", 0.5, "")},
		{"code", "0012", text("code", "Code", "0012")},
		{"code", "5784719087687", text("code", "Code", "5784719087687")},
		{"when", "2026-05-01", text("when", "When", "2026-05-01")},
		{"speed", "5 furlongs", text("speed", "Speed", "5 furlongs")},
		{"waterproof", "Yes", truth("waterproof", "Waterproof", true)},
		{"made_in", "no", truth("made_in", "Made in", false)},
		{"made_in", "Kazakhstan", text("made_in", "Made in", "Kazakhstan")},
		{"use", "a; b;a;", text("use", "Use", "a", "b")},
		{"size", "42", text("size", "Size", "42")},
		{"title_of_honour", "Sir", text("title_of_honour", "Title of honour", "Sir")},
	}
	for _, tt := range tests {
		t.Run(tt.column+" "+tt.value, func(t *testing.T) {
			t.Parallel()
			got := products(t, "id,title,price,\""+tt.column+"\"\n1,A,1,\""+tt.value+"\"\n", nil)
			if diff := cmp.Diff([]catalog.Attribute{tt.want}, got[0].Attributes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNamesOfColumns(t *testing.T) {
	t.Parallel()
	want := catalog.Product{ID: "1", Title: catalog.Text{"kk": "Шатыр"}, Offer: catalog.Offer{Price: usd(500), Was: usd(700)}, URL: "/t"}
	for _, header := range []string{
		"productID,title_kk,salePrice,price,productUrl", "Product Id,Title[KK],Sale price,Regular price,Link",
		"G:ID,Name (kk),g:sale_price,g:price,g:link", "item.id,product name:kk,SALE_PRICE,Цена,Ссылка",
	} {
		t.Run(header, func(t *testing.T) {
			t.Parallel()
			got := products(t, header+"\n1,Шатыр,5,7,/t\n", nil)
			if diff := cmp.Diff([]catalog.Product{want}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCategories(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"Camping > Tents": "Camping/Tents", "Camping/Tents": "Camping/Tents", "camping/tents": "camping/tents", "Ski/boarding": "Ski-boarding",
		"A>B/C>": "A/B-C", "/A//B/": "A/B", "5181": "",
	} {
		if got := products(t, "id,title,price,category\n1,A,1,"+value+"\n", nil)[0].CategoryPath(); got != want {
			t.Errorf("%q is %q, want %q", value, got, want)
		}
	}
}
