package understand

import (
	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// testVocabulary is what a small outdoor shop sells.
func testVocabulary() *catalog.Vocabulary {
	return &catalog.Vocabulary{
		Currency: "USD", MinPrice: money.New(800, "USD"), MaxPrice: money.New(59900, "USD"),
		Categories: terms("Camping", 60, "Camping/Tents", 14, "Camping/Sleeping Bags", 12, "Camping/Stoves", 8,
			"Camping/Lamps", 9, "Packs/Backpacks", 16, "Packs/Dry Bags", 4, "Clothing/Jackets", 18, "Clothing/T-Shirts", 10,
			"Clothing/Hats & Caps", 11, "Footwear/Hiking Boots", 12, "Footwear", 20, "Accessories", 15, "Clothing/Gloves", 5),
		Brands: terms("Northfell", 22, "Alder & Pine", 18, "Kestrel", 15, "Tarn", 9, "More", 3),
		Attributes: []catalog.AttributeTerm{
			textAttribute("color", 70, "Red", 20, "Blue", 18, "Green", 12, "Black", 30, "Gray", 8, "Orange", 6),
			textAttribute("size", 50, "XS", 4, "S", 20, "M", 30, "L", 28, "XL", 20, "42", 6, "43", 5),
			textAttribute("material", 60, "Leather", 9, "Nylon", 24, "Cotton", 12, "Merino Wool", 7, "Down", 8),
			numeric("weight", "kg", 0.05, 6.2, 90), numeric("capacity", "l", 5, 75, 20), numeric("sleeps", "person", 1, 6, 14),
			numeric("waterproof_rating", "mm", 1000, 10000, 30), numeric("length", "cm", 20, 240, 15),
			numeric("seasons", "", 2, 4, 26), numeric("comfort_temperature", "°C", -20, 12, 12), numeric("brightness", "lm", 50, 1000, 9),
			{Name: "waterproof", Label: catalog.Text{"en": "Waterproof"}, Kind: catalog.AttributeBool, Count: 40},
			{Name: "vegan", Label: catalog.Text{"en": "Vegan"}, Kind: catalog.AttributeBool, Count: 10},
		},
	}
}

func terms(pairs ...any) []catalog.Term {
	var out []catalog.Term
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, catalog.Term{Value: pairs[i].(string), Count: pairs[i+1].(int)})
	}
	return out
}

func textAttribute(name string, count int, values ...any) catalog.AttributeTerm {
	return catalog.AttributeTerm{Name: name, Kind: catalog.AttributeText, Count: count, Values: terms(values...)}
}

func numeric(name, unit string, lo, hi float64, count int) catalog.AttributeTerm {
	return catalog.AttributeTerm{Name: name, Kind: catalog.AttributeNumber, Unit: unit, Count: count, Min: lo, Max: hi}
}

// testContext is a conversation where three jackets and a lamp were listed,
// and two things are in the cart.
func testContext() Context {
	return Context{
		Lang: "en", Currency: "USD",
		Shown: []Listed{
			listed("j1", "Storm Jacket", "Northfell", "Clothing/Jackets", 12900, "Red"),
			listed("j2", "Ridge Jacket", "Kestrel", "Clothing/Jackets", 8900, "Blue"),
			listed("j3", "Breeze Windbreaker", "Tarn", "Clothing/Jackets", 5000, "Black"),
			listed("l1", "Glow Lamp", "Alder & Pine", "Camping/Lamps", 3500, "Orange"),
		},
		Cart: []Listed{
			listed("c1", "Trail Cap", "Tarn", "Clothing/Hats & Caps", 1900, "Red"),
			listed("t1", "Dome 2 Tent", "Northfell", "Camping/Tents", 24900, "Green"),
		},
	}
}

func listed(id, title, brand, category string, minor int64, color string) Listed {
	return Listed{
		Ref: catalog.Ref{Product: catalog.ProductID(id)}, Title: title, Brand: brand, Category: category,
		Values: map[string]string{"color": color}, Price: money.New(minor, "USD"),
	}
}

// labelledVocabulary is the same shop with Russian and Kazakh names, prices in
// tenge.
func labelledVocabulary() *catalog.Vocabulary {
	v := testVocabulary()
	v.Currency, v.MinPrice, v.MaxPrice = "KZT", money.New(300000, "KZT"), money.New(25000000, "KZT")
	for i, names := range [][2]string{
		{"Кемпинг", "Кемпинг"}, {"Палатки", "Шатырлар"}, {"Спальные мешки", "Ұйықтау қаптары"}, {"Горелки", "Плиталар"}, {"Фонари", "Шамдар"},
		{"Рюкзаки", "Рюкзактар"}, {"Гермомешки", "Су өткізбейтін қаптар"}, {"Куртки", "Күртелер"}, {"Футболки", "Футболкалар"},
		{"Шапки и кепки", "Бас киімдер"}, {"Походные ботинки", "Жорық бәтеңкелері"}, {"Обувь", "Аяқ киім"}, {"Аксессуары", "Керек-жарақтар"},
		{"Перчатки", "Қолғаптар"},
	} {
		v.Categories[i].Label = catalog.Text{"ru": names[0], "kk": names[1]}
	}
	v.Attributes[0].Label = catalog.Text{"ru": "Цвет", "kk": "Түсі"}
	v.Attributes[1].Label = catalog.Text{"ru": "Размер", "kk": "Өлшемі"}
	v.Attributes[2].Label = catalog.Text{"ru": "Материал", "kk": "Материалы"}
	v.Attributes[3].Label = catalog.Text{"ru": "Вес", "kk": "Салмағы"}
	v.Attributes[4].Label = catalog.Text{"ru": "Объём", "kk": "Көлемі"}
	return v
}

// labelledContext is testContext with titles in a language and prices in tenge.
func labelledContext(lang string) Context {
	titles := map[string][]string{
		"ru": {"Куртка Storm", "Куртка Ridge", "Ветровка Breeze", "Фонарь Glow", "Кепка Trail", "Палатка Dome 2"},
		"kk": {"Storm күртесі", "Ridge күртесі", "Breeze желкүртесі", "Glow шамы", "Trail кепкасы", "Dome 2 шатыры"},
	}[lang]
	ctx := testContext()
	ctx.Lang, ctx.Currency = lang, "KZT"
	for i, list := range [][]Listed{ctx.Shown, ctx.Cart} {
		for k := range list {
			list[k].Title = titles[4*i+k]
			list[k].Price = money.New(list[k].Price.Minor*500, "KZT")
		}
	}
	return ctx
}
