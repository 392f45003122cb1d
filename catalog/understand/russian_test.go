package understand

import (
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
)

// TestRussian reads what the Russian table brings so far, about a catalogue
// with labels in both languages.
func TestRussian(t *testing.T) {
	t.Parallel()
	v := testVocabulary()
	v.Currency = "KZT"
	v.Categories[1].Label = catalog.Text{"en": "Tents", "ru": "Палатки"}
	v.Categories[7].Label = catalog.Text{"en": "Jackets", "ru": "Куртки"}
	v.Attributes[0].Values[0].Label = catalog.Text{"en": "Red", "ru": "Красный"}
	r := New(v, Config{})
	ctx := Context{Lang: "ru", Shown: testContext().Shown, Cart: testContext().Cart}
	for text, want := range map[string]string{
		"покажи палатки до 20 000 тенге":     "search [category=Camping/Tents «палатки»] [price<=2e+06KZT «до 20 000 тенге»]",
		"красную куртку":                     "search [color=Red «красную»] [category=Clothing/Jackets «куртку»]",
		"палатка не дороже двухсот долларов": "search [category=Camping/Tents «палатка»] [price<=20000 «не дороже двухсот долларов»]",
		"куртку, но не красную":              "search [category=Clothing/Jackets «куртку»] [!color=Red «красную»]",
		"палатку легче 2 кг":                 "search [category=Camping/Tents «палатку»] [weight<=2 «легче 2 кг»]",
		"добавь вторую":                      "add {0× shown[1] pointed}",
		"добавь две первой":                  "add {2× shown[0] pointed} quantity:2",
		"что у меня в корзине":               "show_cart",
		"убери первую":                       "remove {0× cart[0] pointed}",
		"оформить заказ":                     "checkout",
		"оплатить":                           "pay",
		"где мой заказ":                      "orders",
		"отмени мой заказ":                   "cancel_order",
		"повтори прошлый заказ":              "reorder",
		"позовите оператора":                 "person",
		"посоветуйте палатку":                "advise [category=Camping/Tents «палатку»]",
		"подешевле":                          "cheaper",
		"стоп":                               "opt_out OPT-OUT",
		"привет":                             "greet",
		"че есть из палаток":                 "search [category=Camping/Tents «палаток»]",
		"бренды какие":                       "browse",
		"верните мне мои деньги":             "ask/returns",
		"сколько тебе лет":                   "ask/bot",
		"а цвет какой":                       "details about:color",
		"я уже оплатила":                     "orders",
		"спасибо!":                           "thanks",
		"да":                                 "yes",
		"нет":                                "no",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			if got := describe(r.Read(text, ctx), text); got != want {
				t.Errorf("Read(%q)\n got %s\nwant %s", text, got, want)
			}
		})
	}
}
