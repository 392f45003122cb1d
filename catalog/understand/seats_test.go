package understand

import "testing"

// Where the number of people is a text ("4-местная"), it is one of its values
// and never the lower end of a price.
func TestPeopleInWords(t *testing.T) {
	t.Parallel()
	v := labelledVocabulary()
	for i, a := range v.Attributes {
		if a.Name == "sleeps" {
			v.Attributes[i] = textAttribute("sleeps", 14, "2-местная", 5, "4-местная", 6)
		}
	}
	r := New(v, Config{})
	for text, want := range map[string]string{
		"палатка на четверых до 50000":   "search [category=Camping/Tents «палатка»] [sleeps=4-местная «на четверых»] [price<=5e+06KZT «до 50000»]",
		"палатка на 4 до 50000":          "search [category=Camping/Tents «палатка»] [sleeps=4-местная «на 4»] [price<=5e+06KZT «до 50000»]",
		"палатка на 4 человека до 50000": "search [category=Camping/Tents «палатка»] [sleeps=4-местная «на 4 человека»] [price<=5e+06KZT «до 50000»]",
		"палатка для двоих":              "search [category=Camping/Tents «палатка»] [sleeps=2-местная «для двоих»]",
		"4-местная палатка":              "search [sleeps=4-местная «4-местная»] [category=Camping/Tents «палатка»]",
		"палатка на 4 дня":               "search [category=Camping/Tents «палатка»] quantity:4",
		"палатка от 4000 до 50000":       "search [category=Camping/Tents «палатка»] [price>=400000<=5e+06KZT «от 4000 до 50000»]",
		"палатка за 50000":               "search [category=Camping/Tents «палатка»] [price<=5e+06KZT «за 50000»]",
		"добавь 4":                       "add {4× shown[]} quantity:4",
	} {
		if got := describe(r.Read(text, labelledContext("ru")), text); got != want {
			t.Errorf("Read(%q)\n got %s\nwant %s", text, got, want)
		}
	}
}
