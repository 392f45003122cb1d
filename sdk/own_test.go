package sdk_test

import (
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// What is not written in her language she reads in the shop's own, and not in
// English because that is there too.
func TestShopsOwnLanguageComesBeforeEnglish(t *testing.T) {
	t.Parallel()
	address := catalog.Text{"en": "1 Abay Avenue", "ru": "проспект Абая, 1"}
	s := shoptest.New(t, sdk.Config{
		Catalog: catalog.New(demo.Source()),
		Profile: sdk.Profile{Locale: "ru-KZ", Places: []dialogue.Place{{Address: address}}},
		Rules: quote.Rules{Methods: []quote.Method{
			{ID: "courier", Name: catalog.Text{"en": "Courier", "ru": "Курьер"}, Price: money.New(5_00, "USD")},
		}},
	})
	s.Says("жеткізу қанша тұрады")
	s.Sees("Курьер")
	s.Says("дүкен қайда")
	s.Sees("проспект Абая, 1")
	if address[""] != "" {
		t.Error("the host's own map was written into")
	}
}
